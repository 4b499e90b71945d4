"""How fast the product is, beside a floor and beside what people would pick instead: `make bench`."""
