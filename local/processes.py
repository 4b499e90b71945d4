"""Child processes: started in a group of their own, watched until healthy, and always stopped."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx

from local.parent import FOLLOW

START_SECONDS = 60
STOP_SECONDS = 20
POLL_SECONDS = 0.05
# Below those that systems give to outgoing connections: one of these could take the port before its server does.
PORTS = iter(random.sample(range(20_000, 32_000), 12_000))


class StackError(Exception):
    """Something a person has to put right; its text is all they need to see."""


class Server:
    """A server process on a port, with its log in a file."""

    def __init__(
        self, name: str, command: Sequence[str], *, port: int, health: str, log: Path, env: Mapping[str, str], cwd: Path
    ) -> None:
        self.name = name
        self.port = port
        self._command = list(command)
        self._health = f"http://127.0.0.1:{port}{health}"
        self._log = log
        self._env = dict(env)
        self._cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        require_free(self.port, self.name)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,  # never written to: it closes when this process is gone
                stdout=log,
                stderr=log,
                env={**self._env, FOLLOW: "1"},
                cwd=self._cwd,
                start_new_session=True,
            )
        try:
            self._await_health()
        except BaseException:
            self.stop()
            raise

    def stop(self, *, saving: bool = True) -> None:
        """TERM to the server if it should save; then KILL to whatever is left of its group."""
        process, self._process = self._process, None
        if process is None:
            return
        self._signal(process, signal.SIGCONT)
        if saving:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
        self._signal(process, signal.SIGKILL)
        process.wait(STOP_SECONDS)
        if process.stdin:
            process.stdin.close()

    def pause(self) -> None:
        """Stops it from answering without closing a connection, as a dead network would."""
        self._signal(self._running(), signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(self._running(), signal.SIGCONT)

    def children(self) -> list[int]:
        """The processes it has started, for tests that end them."""
        group = self._running().pid
        table = subprocess.run(["ps", "-A", "-o", "pid=,pgid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, line.split())) for line in table.splitlines()]
        return [pid for pid, its_group in pairs if its_group == group and pid != group]

    def has_died(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise StackError(f"{self.name} is not running")
        return self._process

    def _await_health(self) -> None:
        process = self._running()
        with httpx.Client(trust_env=False, timeout=2) as client:

            def healthy() -> bool:
                if process.poll() is not None:
                    raise StackError(f"{self.name} ended at once (exit code {process.returncode}):\n{tail(self._log)}")
                with contextlib.suppress(httpx.TransportError):
                    return client.get(self._health).is_success
                return False

            if not wait_until(healthy, START_SECONDS):
                raise StackError(
                    f"{self.name} did not answer {self._health} within {START_SECONDS} s:\n{tail(self._log)}"
                )

    @staticmethod
    def _signal(process: subprocess.Popen[bytes], number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def run(what: str, command: Sequence[str], *, log: Path, env: Mapping[str, str], cwd: Path, timeout: float) -> None:
    """Runs one command to its end, quietly; on failure the tail of its log says why."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise StackError(f"{what} took longer than {timeout:.0f} s:\n{tail(log)}") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if code:
        raise StackError(f"{what} failed (exit code {code}):\n{tail(log)}")


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(POLL_SECONDS)
    return condition()


def tail(log: Path, lines: int = 25) -> str:
    text = log.read_text(errors="replace").splitlines()
    return "\n".join([*(f"  | {line}" for line in text[-lines:]), f"  (all of it: {log})"])


def free_port() -> int:
    """One that nobody listens on, and another each time."""
    return next(port for port in PORTS if is_free(port))


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def require_free(port: int, name: str) -> None:
    with socket.socket() as probe:
        # As servers do: a connection of the last run that lingers in TIME_WAIT does not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise StackError(f"Port {port} cannot be used for {name}: {problem.strerror}.") from None
