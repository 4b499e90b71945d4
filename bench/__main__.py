"""`python -m bench`: measures, writes `bench/measured/`, and from it docs/performance.md.

python -m bench                 everything, as `make bench`
python -m bench functions       one part, or several
python -m bench --report        the document only
"""

from __future__ import annotations

import argparse
import json
import time
from importlib import import_module
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
MEASURED = FOLDER / "measured"
DOCUMENT = FOLDER.parent / "docs" / "performance.md"
PARTS = {"functions": 5, "widget": 5, "delivery": 1}


def main() -> None:
    """Run the parts that are asked for, in turn: each has the machine to itself."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--report", action="store_true")
    asked = parser.parse_args()
    for part in [] if asked.report else asked.parts or list(PARTS):
        started = time.monotonic()
        result = _module(part).measure(PARTS[part])
        MEASURED.mkdir(exist_ok=True)
        (MEASURED / f"{part}.json").write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
        print(f"\n{part}, in {time.monotonic() - started:.0f} s\n\n{_table(part)}", flush=True)
    DOCUMENT.write_text(document())


def document() -> str:
    """docs/performance.md, of what was measured last."""
    text = (FOLDER / "performance.md.in").read_text()
    for part in PARTS:
        text = text.replace("{" + part + "}\n", _table(part))
    return text


def _module(part: str) -> Any:
    return import_module(f"bench.{part}.run")


def _table(part: str) -> str:
    file = MEASURED / f"{part}.json"
    if not file.exists():
        return f"Not measured yet: `make bench PART={part}`.\n"
    result = json.loads(file.read_text())
    table: str = import_module(f"bench.{part}.report").table(result)
    return table


if __name__ == "__main__":
    main()
