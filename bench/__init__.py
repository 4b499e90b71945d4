"""What the product costs in time and bytes, measured on this machine."""
