"""How soon the other person sees a message, and what happens when many write or come back at once."""
