"""A clone of this repository in a new directory, and the commands that an operator gives there."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from local.aws import ROOT, TOOLS
from local.processes import StackError

COMMAND_SECONDS = 240


class Clone:
    """The files that git keeps, and nothing that was ever made from them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in tracked():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)

    def run(self, *command: str, env: Mapping[str, str], typed: str = "") -> str:
        """What the command said. Raises `StackError` with that if it failed."""
        done = subprocess.run(
            command, cwd=self.folder, env=env, input=typed, text=True, timeout=COMMAND_SECONDS,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        if done.returncode:
            raise StackError(f"{' '.join(command)} failed ({done.returncode}):\n{done.stdout}")
        return done.stdout

    def built(self, *parts: str) -> Path:
        """Something that `sam build` made."""
        return self.folder.joinpath(".aws-sam", "build", *parts)


def tracked() -> list[str]:
    """Also what is about to be committed: the working tree is what is tested."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def path_with(folder: Path, *, python: Path | None = None, without: tuple[str, ...] = ()) -> str:
    """A PATH of an operator's machine: sam and uv, this `python3` before any other, and none of `without`."""
    folder.mkdir(parents=True, exist_ok=True)
    links = {name: TOOLS / name for name in ("sam", "uv") if name not in without}
    if python:
        links |= {"python3": python, "python": python}
    for name, target in links.items():
        (folder / name).symlink_to(target)
    others = [
        entry
        for entry in os.environ["PATH"].split(os.pathsep)
        if Path(entry) != TOOLS and not any((Path(entry) / name).exists() for name in without)
    ]
    return os.pathsep.join([str(folder), *others])
