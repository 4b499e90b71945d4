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
        result = import_module(f"bench.{part}.run").measure(PARTS[part])
        MEASURED.mkdir(exist_ok=True)
        (MEASURED / f"{part}.json").write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
        print(f"\n{part}, in {time.monotonic() - started:.0f} s\n\n{_table(part)}", flush=True)
    DOCUMENT.write_text(document())
    for name, svg in pictures().items():
        (DOCUMENT.parent / "pictures" / f"{name}.svg").write_text(svg)


def document() -> str:
    """docs/performance.md, of what was measured last."""
    text = (FOLDER / "performance.md.in").read_text()
    for part in PARTS:
        text = text.replace("{" + part + "}\n", _table(part))
    return text


def pictures() -> dict[str, str]:
    """Those of the document, by their names."""
    return {
        name: svg
        for part in PARTS
        if (MEASURED / f"{part}.json").exists()
        for name, svg in _report(part).pictures(_result(part)).items()
    }


def _result(part: str) -> Any:
    return json.loads((MEASURED / f"{part}.json").read_text())


def _report(part: str) -> Any:
    return import_module(f"bench.{part}.report")


def _table(part: str) -> str:
    if not (MEASURED / f"{part}.json").exists():
        return f"Not measured yet: `make bench PART={part}`.\n"
    table: str = _report(part).table(_result(part))
    return f"{table.rstrip()}\n"


if __name__ == "__main__":
    main()
