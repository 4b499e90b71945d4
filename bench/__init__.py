"""What the product costs, measured beside others."""
