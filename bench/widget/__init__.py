"""The widget beside peers from npm and a hand-written loader, all in the same page: `python -m bench.widget`."""

from bench.widget.report import table
from bench.widget.run import measure

__all__ = ["measure", "table"]
