"""The product as it was before: the last release that git knows, else the commit before this one."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

from local import deploy
from local.aws import ROOT, TOOLS
from local.processes import run
from local.stack import LocalStack

from tests.people import HTTP
from tests.stack.clone import tracked

SITES = ("widget/dist", "admin/dist")
MARK = "// of the previous release\n"
BUILD_SECONDS = 300


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout


def previous_commit() -> tuple[str, str] | None:
    """What to compare with, as git and as people name it; None where git knows nothing before this commit."""
    for name in git("tag", "--list", "v*", "--merged", "HEAD", "--sort=-version:refname").decode().split():
        if git("rev-parse", f"{name}^{{commit}}") != git("rev-parse", "HEAD"):
            return name, f"release {name}"
    parents = git("rev-list", "--parents", "-n", "1", "HEAD").decode().split()[1:]
    return (parents[0], f"the commit before, {parents[0][:10]}") if parents else None


def checkout(folder: Path) -> str:
    """The earlier tree in `folder`, and what it is. The sites are today's, marked: building old ones takes too long."""
    earlier = previous_commit()
    if earlier:
        with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", earlier[0]))) as archive:
            archive.extractall(folder, filter="data")
    else:
        copy(tracked(), folder)
        package = folder / "layers/common/support_chat/__init__.py"
        package.write_text(package.read_text() + "\nEARLIER = True\n")
    for site in SITES:
        shutil.copytree(ROOT / site, folder / site)
    loader = folder / "widget/dist/support-chat.js"
    loader.write_text(MARK + loader.read_text())
    return earlier[1] if earlier else "this tree with another layer and other sites, for git knows nothing before it"


def copy(names: Sequence[str], folder: Path) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)


class PreviousRelease(LocalStack):
    """A stack that starts as the earlier tree makes it, with its own configuration; `upgrade` makes it today's."""

    def __init__(self, folder: Path, parameters: dict[str, str]) -> None:
        super().__init__(folder, parameters=parameters)
        self.tree = folder / "tree"
        self.what = checkout(self.tree)

    def _deploy(self) -> dict[str, str]:
        built = self.folder / "built"
        command = [str(TOOLS / "sam"), "build", "--config-env", "local", "--build-dir", str(built), "--no-cached"]
        env = {**self.aws.tool_environment(), **deploy.layer_environment(), "UV": str(TOOLS / "uv")}
        command += ["--parameter-overrides", *deploy.overrides(deploy.target())]
        run("sam build", command, log=self._logs / "old-build.log", env=env, cwd=self.tree, timeout=BUILD_SECONDS)
        return self._step(self.what, lambda: deploy.deploy(self.aws, built, self._logs, self.parameters()))

    def _await_api(self, url: str) -> None:
        """One answer will do: the functions are replaced in a moment, and nobody is in a hurry here."""
        HTTP.get(f"{url}/health").raise_for_status()

    def upgrade(self) -> dict[str, str]:
        """`sam build` and `sam deploy` of today's tree."""
        return super()._deploy()
