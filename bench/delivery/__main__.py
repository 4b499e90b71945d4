"""`python -m bench.delivery`: measures, prints the table, keeps the figures and the picture."""

from __future__ import annotations

import json
import sys

from local.aws import ROOT

from bench.delivery import measure, table
from bench.delivery.waterfall import draw

MEASURED = ROOT / "bench" / "measured" / "delivery.json"
PICTURE = ROOT / "docs" / "pictures" / "delivery.svg"


def main() -> None:
    result = measure(*(int(number) for number in sys.argv[1:]))
    MEASURED.parent.mkdir(exist_ok=True)
    MEASURED.write_text(json.dumps(result, indent=2) + "\n")
    PICTURE.write_text(draw(result))
    print(table(result))


if __name__ == "__main__":
    main()
