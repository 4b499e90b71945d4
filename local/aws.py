"""AWS on this machine: the ministack process with IAM enforced, and clients that can reach nothing else."""

import os
import shutil
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from local.processes import Server, StackError

ROOT = Path(__file__).parent.parent
TOOLS = ROOT / ".venv-tools" / "bin"
REGION = "eu-west-1"
# ministack takes this key for the account's root. It opens nothing on AWS.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
# All that a server or tool may see of the caller's environment: no profile, token or setting of a real account.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "XDG_CACHE_HOME")
PASSED_ON_PREFIXES = ("UV_", "PIP_")


class Aws:
    def __init__(self, port: int, state: Path, logs: Path, *, keep: bool) -> None:
        self.endpoint = f"http://127.0.0.1:{port}"
        self.outbox = state / "mail.jsonl"
        self._state = state
        self._keep = keep
        self._temporary = state / "tmp"
        self.server = Server(
            "AWS (ministack)",
            [str(TOOLS / "python"), "-m", "local.emulator"],
            port=port,
            health="/_ministack/health",
            log=logs / "aws.log",
            env=self._settings(port),
            cwd=ROOT,
        )

    def start(self) -> None:
        self._drop_temporary()
        self._temporary.mkdir(parents=True)
        self.server.start()

    def stop(self) -> None:
        self.server.stop(saving=self._keep)
        self._drop_temporary()

    def _drop_temporary(self) -> None:
        """Each worker of a function unpacks its layers anew: hundreds of megabytes."""
        shutil.rmtree(self._temporary, ignore_errors=True)

    def client(self, service: str) -> Any:
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            config=Config(connect_timeout=5, read_timeout=60, proxies={}),
        )

    def tool_environment(self) -> dict[str, str]:
        """For sam: the emulator is the only AWS it can see."""
        return {
            **passed_on(),
            **CREDENTIALS,
            "PATH": f"{TOOLS}{os.pathsep}{os.environ.get('PATH', '')}",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": "127.0.0.1",
            "SAM_CLI_TELEMETRY": "0",
            "SAM_CLI_POLL_DELAY": "0.5",
        }

    def _settings(self, port: int) -> dict[str, str]:
        keep = "1" if self._keep else "0"
        return {
            # Functions inherit these from ministack, so they find nothing here that AWS would not give them.
            **passed_on(),
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "MINISTACK_REGION": REGION,
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": keep,
            "S3_PERSIST": keep,
            "STATE_DIR": str(self._state / "aws"),
            "S3_DATA_DIR": str(self._state / "s3"),
            "TMPDIR": str(self._temporary),
            "MAIL_OUTBOX": str(self.outbox),
        }


def passed_on() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith(PASSED_ON_PREFIXES)
    }


def require_tools() -> None:
    for tool in ("sam", "uv", "python"):
        if not (TOOLS / tool).exists():
            raise StackError(f"{tool} is missing from .venv-tools: run `make setup` first.")
    if not shutil.which("make"):
        raise StackError("make is missing: `sam build` needs it for the layers.")
