"""Ten thousand pages come back after an outage of the realtime server: the front end's code, a simulated clock."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from local.aws import ROOT

GOAL_MS = 30_000
AWAY_MS = (500, 9_000, 60_000, 300_000)
TIMEOUT_SECONDS = 120


def measure() -> list[dict[str, Any]]:
    """One recovery for each length of outage; `widget/test/outage.ts` says how."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "outage.mjs"
        build = ["node_modules/.bin/esbuild", "bench/delivery/outage.ts", "--bundle", "--format=esm"]
        build += ["--platform=node", "--log-level=warning", f"--outfile={bundle}"]
        subprocess.run(build, cwd=ROOT, check=True, timeout=TIMEOUT_SECONDS)
        command = ["node", str(bundle), *map(str, AWAY_MS)]
        done = subprocess.run(command, cwd=ROOT, check=True, timeout=TIMEOUT_SECONDS, stdout=subprocess.PIPE, text=True)
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told
