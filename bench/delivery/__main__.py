"""`python -m bench.delivery [MESSAGES]`: measures, keeps the figures and the picture, prints the table."""

from __future__ import annotations

import json
import sys

from local.aws import ROOT

from bench.delivery.report import table
from bench.delivery.run import measure

MEASURED = ROOT / "bench" / "measured" / "delivery.json"


def main() -> None:
    result = measure(1, *map(int, sys.argv[1:2]))
    MEASURED.parent.mkdir(exist_ok=True)
    MEASURED.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
    print(table(result))


if __name__ == "__main__":
    main()
