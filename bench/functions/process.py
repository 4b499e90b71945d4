"""A function's process under the real Lambda runtime client, as it is or inside callgrind."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.functions.runtime_api import RuntimeApi

_ROOT = Path(__file__).parents[2]
_TOTALS = "totals: "


@dataclass(frozen=True)
class Arrangement:
    """One way to arrange a function: its dependencies, what runs before it is imported, and its handler."""

    name: str
    packages: Path  # what the layer would hold
    code: Path  # what the function's own package would hold
    handler: str
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Look:
    """What a process has spent: CPU seconds, resident kilobytes, modules, and instructions since the last look."""

    cpu: float
    rss_kb: int
    modules: int
    instructions: int | None = None


class FunctionProcess:
    """Started when entered, ended when left. `python` is one that has awslambdaric."""

    def __init__(self, arrangement: Arrangement, python: Path, *, counted: bool = False) -> None:
        self._arrangement = arrangement
        self._python = python
        self._counted = counted
        self._runtime = RuntimeApi()
        self._dumps = Path(tempfile.mkdtemp(prefix="callgrind-"))
        self._read = 0

    def __enter__(self) -> FunctionProcess:
        self._runtime.__enter__()
        self._log = (self._dumps / "log").open("wb")
        command = [*(self._callgrind() if self._counted else ()), str(self._python)]
        # -B: a folder of Lambda's cannot be written to, and bytecode that is missing is made anew each time.
        command += ["-B", "-m", "awslambdaric", "bench.functions.probe.handler"]
        self._process = subprocess.Popen(
            command, env=self._environment(), stdout=self._log, stderr=self._log, cwd=self._dumps
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._runtime.__exit__()
        self._log.close()
        shutil.rmtree(self._dumps, ignore_errors=True)

    def invoke(self, event: dict[str, Any]) -> Any:
        """The function's answer; of an HTTP function, only a good one."""
        try:
            answer = self._runtime.invoke(event)
        except Exception as error:
            error.add_note(self.log()[-3000:])
            raise
        if isinstance(answer, dict) and answer.get("statusCode", 200) >= 400:
            raise AssertionError(f"{answer}\n{self.log()[-3000:]}")
        return answer

    def look(self) -> Look:
        """What was spent until now."""
        seen = self._runtime.invoke({"look": True})
        return Look(**seen, instructions=self._instructions() if self._counted else None)

    def log(self) -> str:
        """What the process has printed."""
        return (self._dumps / "log").read_text(errors="replace")

    def _callgrind(self) -> Sequence[str]:
        return (
            *("valgrind", "--tool=callgrind", "-q", "--dump-before=getpgid", "--collect-jumps=no"),
            f"--callgrind-out-file={self._dumps}/out",
        )

    def _instructions(self) -> int:
        # The first file has no number until the process ends; of several threads, each has its own line.
        self._read += 1
        text = (self._dumps / f"out.{self._read}").read_text()
        return sum(int(line.removeprefix(_TOTALS)) for line in text.splitlines() if line.startswith(_TOTALS))

    def _environment(self) -> dict[str, str]:
        arrangement = self._arrangement
        paths = [arrangement.code, arrangement.packages, _ROOT]
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "PYTHONHASHSEED": "0",
            "BENCH_HANDLER": arrangement.handler,
            "AWS_LAMBDA_RUNTIME_API": self._runtime.address,
            # What Lambda sets, and the libraries look at.
            "AWS_LAMBDA_FUNCTION_NAME": "support-chat",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_EXECUTION_ENV": "AWS_Lambda_python",
            "LAMBDA_TASK_ROOT": str(arrangement.code),
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "access",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_SESSION_TOKEN": "token",
            **arrangement.environment,
        }
