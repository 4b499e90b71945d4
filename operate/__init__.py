"""What whoever runs a deployment does by hand."""

import sys
from pathlib import Path

# The commands use the product's own code, which lies where the layer is built from.
sys.path.insert(0, str(Path(__file__).parent.parent / "layers" / "common"))
