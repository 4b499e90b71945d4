"""Plays one history again and says what it violated: python -m tests.sim.replay SEED [STEP …]"""

from __future__ import annotations

import sys

from tests.sim.history import play
from tests.sim.quiet import hushed


def main(arguments: list[str]) -> int:
    if not arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    with hushed():
        outcome = play(arguments[0], arguments[1:] or None)
    sys.stdout.write(f"steps: {' '.join(outcome.steps)}\n")
    sys.stdout.write(f"{outcome.messages} messages, {outcome.mails} mails, {outcome.faults} faults\n")
    for violation in outcome.violations:
        sys.stdout.write(f"VIOLATED {violation}\n")
    return 1 if outcome.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
