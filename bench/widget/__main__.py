"""`python -m bench.widget`: measures, writes bench/measured/widget.json, and prints the table."""

import argparse
import json

from bench.widget.report import table
from bench.widget.run import MEASURED, ROUNDS, measure


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.widget")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="visits to each peer; three times as many to ours")
    result = measure(parser.parse_args().rounds)
    MEASURED.parent.mkdir(exist_ok=True)
    MEASURED.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
    print(table(result))


if __name__ == "__main__":
    main()
