"""The whole product on this machine, as one object: `make run` starts it, and so do the tests."""

import fcntl
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TypeVar

import httpx

from local import deploy, people
from local.aws import REGION, ROOT, Aws, require_tools
from local.processes import Server, StackError, free_port, wait_until

T = TypeVar("T")

PUSHER = {"app_id": "1", "key": "local-key", "secret": "local-secret"}
SENDER = "support@shop.example"
AUDIENCE = "support-chat"
# For the first requests, too, each of which waits for a process that starts cold while the others do.
API_SECONDS = 90
AT_ONCE = 3
LOOPBACK = ("127.0.0.1", "localhost")


def say(text: str) -> None:
    print(text, flush=True)


@dataclass(frozen=True)
class Ports:
    aws: int = field(default_factory=free_port)
    realtime: int = field(default_factory=free_port)
    demo: int = field(default_factory=free_port)


class LocalStack:
    """Free ports and a folder of its own unless told otherwise, so that several can run side by side."""

    def __init__(
        self,
        folder: Path,
        *,
        ports: Ports | None = None,
        parameters: Mapping[str, str] | None = None,
        origins: Sequence[str] = (),
        build_folder: Path = ROOT / ".local" / "build" / "sam",
        keep: bool = False,
        progress: Callable[[str], None] = say,
    ) -> None:
        self.folder = folder
        self.ports = ports or Ports()
        self.info: dict[str, Any] = {}
        self._parameters = dict(parameters or {})
        self._origins = origins
        self._build_folder = build_folder
        self._progress = progress
        self._lock: IO[str] | None = None
        self._logs = folder / "logs"
        self.aws = Aws(self.ports.aws, folder / "state", self._logs, keep=keep)
        self.realtime = self._python_server(
            "realtime", self.ports.realtime, "--app-id", PUSHER["app_id"], "--key", PUSHER["key"]
        )
        self.demo = self._python_server("demo", self.ports.demo, "--stack", str(self.info_file))

    @property
    def info_file(self) -> Path:
        return self.folder / "stack.json"

    def start(self, *, fresh: bool = False) -> dict[str, Any]:
        """Everything up, seeded and answering, or nothing left running."""
        try:
            require_tools()
            self._claim_folder()
            if fresh:
                self._forget()
            self._step("AWS (ministack, IAM enforced)", self.aws.start)
            self._step("realtime (Pusher protocol)", self.realtime.start)
            outputs = self._deploy()
            if pool := outputs.get("UserPoolId"):
                self._step("agents", lambda: self._seed_agents(pool))
            self.info = self._describe(outputs)
            self.info_file.write_text(json.dumps(self.info, indent=2) + "\n")
            self._step("demo shop", self.demo.start)
            self._step("first requests", lambda: self._await_api(outputs["ApiUrl"]))
        except BaseException:
            self.stop()
            raise
        return self.info

    def stop(self) -> None:
        for part in (self.demo, self.realtime, self.aws):
            part.stop()
        if self._lock:
            self.info_file.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def dead(self) -> list[str]:
        """Servers that ended without being asked to."""
        return [server.name for server in (self.aws.server, self.realtime, self.demo) if server.has_died()]

    def token(self, who: str) -> str:
        return people.token(who, self.info)

    def parameters(self) -> dict[str, str]:
        return {
            "AllowedOrigins": ",".join([*(f"http://{name}:{self.ports.demo}" for name in LOOPBACK), *self._origins]),
            "ChatLink": f"http://127.0.0.1:{self.ports.demo}/#support-chat",
            "SenderEmail": SENDER,
            "SenderName": "Fernweh Support",
            "PusherAppId": PUSHER["app_id"],
            "PusherKey": PUSHER["key"],
            "PusherSecret": PUSHER["secret"],
            "PusherHost": "127.0.0.1",
            "PusherPort": str(self.ports.realtime),
            "PusherTls": "false",
            "EmailDelaySeconds": "60",
            "IdentityAudience": AUDIENCE,
            "AllowVisitors": "true",
            "MailToVisitors": "true",
            # Everybody here comes from one address.
            "VisitorsPerAddressPerHour": "500",
            "ViewerProtocolPolicy": "allow-all",
            "LocalEndpoint": self.aws.endpoint,
            **self._parameters,
        }

    def _python_server(self, module: str, port: int, *arguments: str) -> Server:
        command = [sys.executable, "-m", f"local.{module}", "--port", str(port), *arguments]
        env = {**os.environ, "PUSHER_SECRET": PUSHER["secret"], "PYTHONUNBUFFERED": "1"}
        return Server(module, command, port=port, health="/health", log=self._logs / f"{module}.log", env=env, cwd=ROOT)

    def _step(self, what: str, do: Callable[[], T]) -> T:
        started = time.monotonic()
        result = do()
        self._progress(f"  {what:<32} {time.monotonic() - started:5.1f} s")
        return result

    def _forget(self) -> None:
        """The data and logs of earlier runs, but not the build."""
        for name in ("state", "logs"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def _claim_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise StackError(f"A stack that keeps its data in {self.folder} is running already.") from None
        self._lock = lock

    def _deploy(self) -> dict[str, str]:
        folder, logs = self._build_folder, self._logs
        with deploy.reserved(folder):
            self._step("sam build", lambda: deploy.build(self.aws, folder, logs))
            return self._step("sam deploy", lambda: deploy.deploy(self.aws, folder, logs, self.parameters()))

    def _seed_agents(self, pool: str) -> None:
        users = self.aws.client("cognito-idp")
        for agent in people.AGENTS.values():
            attributes = {"email": agent.email, "email_verified": "true", "name": agent.name}
            try:
                pairs = [{"Name": name, "Value": value} for name, value in attributes.items()]
                users.admin_create_user(
                    UserPoolId=pool, Username=agent.email, MessageAction="SUPPRESS", UserAttributes=pairs
                )
            except users.exceptions.UsernameExistsException:
                pass  # kept from an earlier run
            users.admin_set_user_password(
                UserPoolId=pool, Username=agent.email, Password=agent.password, Permanent=True
            )
            for group in agent.groups:
                users.admin_add_user_to_group(UserPoolId=pool, Username=agent.email, GroupName=group)

    def _describe(self, outputs: Mapping[str, str]) -> dict[str, Any]:
        """stack.json: where tests and people start from."""
        secret = self.aws.client("secretsmanager").get_secret_value(SecretId=outputs["IdentitySecretArn"])[
            "SecretString"
        ]
        agents = [
            {"email": agent.email, "password": agent.password, "name": agent.name} for agent in people.AGENTS.values()
        ]
        demo = f"http://127.0.0.1:{self.ports.demo}"
        return {
            "api_url": outputs["ApiUrl"],
            "demo_url": demo,
            "admin_url": outputs["DashboardUrl"],
            "widget_url": outputs["WidgetUrl"],
            "mail_url": f"{demo}/mail",
            "aws_endpoint_url": self.aws.endpoint,
            "aws_region": REGION,
            "pusher": {**PUSHER, "host": "127.0.0.1", "port": self.ports.realtime},
            "agent": agents[0],
            "agents": agents,
            "customers": {name: vars(customer) for name, customer in people.CUSTOMERS.items()},
            "identity": {"secret": json.loads(secret)["current"], "audience": AUDIENCE, "issuer": people.ISSUER},
            "outputs": dict(outputs),
            "mail_outbox": str(self.aws.outbox),
            "logs": str(self._logs),
        }

    def _await_api(self, url: str) -> None:
        with httpx.Client(trust_env=False, timeout=API_SECONDS) as client:
            if not wait_until(lambda: client.get(f"{url}/health").is_success, API_SECONDS):
                answer = client.get(f"{url}/health")
                raise StackError(
                    f"The API answered {answer.status_code} to GET /health: {answer.text[:500]} (logs: {self._logs})"
                )
            # A page asks for several things at once; the emulator starts a process for each: not while somebody waits.
            firsts = [("/support_chat/messages?after_seq=0", "alice")] * AT_ONCE
            if "UserPoolId" in self.info["outputs"]:  # with another provider nobody here can sign an agent in
                firsts += [("/admin/agents", "agent")] * AT_ONCE
            with ThreadPoolExecutor(len(firsts)) as people_at_once:
                list(people_at_once.map(lambda first: self._ask(client, f"{url}{first[0]}", first[1]), firsts))

    def _ask(self, client: httpx.Client, url: str, who: str) -> httpx.Response:
        return client.get(url, headers={"authorization": f"Bearer {self.token(who)}"})
