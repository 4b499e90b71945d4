"""Lets a server end when the process that started it is gone, even if that was killed. Standard library only."""

import os
import signal
import sys
import threading

FOLLOW = "LOCAL_STACK_FOLLOWS_STDIN"


def follow() -> None:
    """The starter holds the other end of our stdin: when that closes, nobody is left to stop us."""
    if os.environ.pop(FOLLOW, None):
        threading.Thread(target=_end_with_stdin, daemon=True).start()


def _end_with_stdin() -> None:
    # The descriptor itself: a buffered reader's lock would be held at interpreter shutdown.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
