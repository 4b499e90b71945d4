"""A stand-in for Pusher Channels, for development and tests only: protocol 7 and the signed HTTP API on one port."""
