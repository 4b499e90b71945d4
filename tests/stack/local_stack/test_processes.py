"""What the local stack starts, it also stops; and what goes wrong, it says."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from local.processes import Server, StackError, free_port, run, wait_until

from tests.people import SOON_SECONDS

ROOT = Path(__file__).parents[3]


def server(folder: Path, *, program: str | None = None) -> Server:
    port = free_port()
    command = (
        [sys.executable, "-c", program] if program else [sys.executable, "-m", "local.realtime", "--port", str(port)]
    )
    return Server("a server", command, port=port, health="/health", log=folder / "log", env=os.environ, cwd=ROOT)


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=0.5, trust_env=False).is_success
    except httpx.TransportError:
        return False


def test_a_server_stops_pauses_and_comes_back_on_its_port(tmp_path: Path) -> None:
    it = server(tmp_path)
    try:
        it.start()
        it.pause()
        assert not answers(it.port)
        it.resume()
        assert wait_until(lambda: answers(it.port), SOON_SECONDS)
        it.stop()
        assert not answers(it.port)
        it.start()
        assert wait_until(lambda: answers(it.port), SOON_SECONDS)
    finally:
        it.stop()


def test_a_paused_server_can_be_stopped(tmp_path: Path) -> None:
    it = server(tmp_path)
    it.start()
    it.pause()
    it.stop()
    assert not answers(it.port)


def test_a_server_that_ends_at_once_shows_its_last_words(tmp_path: Path) -> None:
    it = server(tmp_path, program="import sys; sys.exit('no such setting: FOO')")
    with pytest.raises(StackError, match=r"(?s)ended at once.*no such setting: FOO"):
        it.start()


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    it = server(tmp_path)
    with (
        socket.create_server(("127.0.0.1", it.port)),
        pytest.raises(StackError, match=f"Port {it.port} cannot be used"),
    ):
        it.start()
    assert not (tmp_path / "log").exists()


def test_a_server_that_dies_is_noticed(tmp_path: Path) -> None:
    it = server(tmp_path, program=ONE_ANSWER.format(port="sys.argv[1]"))
    it._command.append(str(it.port))
    it.start()
    try:
        assert wait_until(it.has_died, SOON_SECONDS)
    finally:
        it.stop()


def test_a_failing_tool_shows_the_tail_of_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print('first'); sys.exit('it broke')"]
    with pytest.raises(StackError, match=r"(?s)build failed \(exit code 1\).*it broke"):
        run("build", command, log=tmp_path / "log", env=os.environ, cwd=tmp_path, timeout=30)


def test_a_tool_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    command = ["sh", "-c", f"echo $$ > {tmp_path}/pid; sleep 60 & wait"]
    with pytest.raises(StackError, match="longer than"):
        run("build", command, log=tmp_path / "log", env=os.environ, cwd=tmp_path, timeout=3)
    group = int((tmp_path / "pid").read_text())
    assert wait_until(lambda: is_gone(group), SOON_SECONDS)


def test_servers_end_when_their_starter_is_killed(tmp_path: Path) -> None:
    port = free_port()
    starter = subprocess.Popen([sys.executable, "-c", STARTER, str(port), str(tmp_path / "log")], cwd=ROOT)
    try:
        assert wait_until(lambda: answers(port), SOON_SECONDS)
    finally:
        starter.kill()
        starter.wait()
    assert wait_until(lambda: not answers(port), SOON_SECONDS)


def is_gone(group: int) -> bool:
    try:
        os.killpg(group, signal.SIGCONT)
    except ProcessLookupError:
        return True
    return False


ONE_ANSWER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Once(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
HTTPServer(("127.0.0.1", int({port})), Once).handle_request()
"""

STARTER = """
import os, sys, time
from pathlib import Path
from local.processes import Server
port = int(sys.argv[1])
command = [sys.executable, "-m", "local.realtime", "--port", str(port)]
Server("realtime", command, port=port, health="/health", log=Path(sys.argv[2]), env=os.environ, cwd=Path.cwd()).start()
time.sleep(60)
"""
