"""The deployed product on one machine: everything `make run` and the tests start."""
