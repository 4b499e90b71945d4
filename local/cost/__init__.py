"""The monthly bill, computed from measured requests, units, milliseconds and bytes: docs/cost.md."""
