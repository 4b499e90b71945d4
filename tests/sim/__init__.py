"""A deterministic simulation of the product: the real rules on one seeded clock, among services that fail."""

import sys
from pathlib import Path

# The layer's package, for the commands of this folder; pytest has it on its path already.
sys.path.insert(0, str(Path(__file__).parents[2] / "layers" / "common"))
