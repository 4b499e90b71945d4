"""Other ways to arrange the same functions."""
