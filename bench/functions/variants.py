"""Builds what is measured, each in a folder of its own: our layer as it is deployed, and packages as they come."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import certifi
from local.aws import ROOT
from local.deploy import layer_environment

from bench.functions.process import Arrangement
from bench.functions.world import World
from support_chat.settings import Settings

FOLDER = ROOT / ".local" / "bench"
PYTHON = FOLDER / "python" / "bin" / "python"
UV = ROOT / ".venv" / "bin" / "uv"
LAYER, NAIVE, FUNCTIONS, STALE = (FOLDER / name for name in ("layer", "naive", "functions", "stale"))
_VALUES = {
    "RETENTION_DAYS": "0",
    "IDENTITY_SECRET_ID": "identity",
    "IDENTITY_AUDIENCE": "support-chat",
    "IDENTITY_ISSUER": "",
    "VISITOR_SECRET_ID": "visitor",
    "ALLOW_VISITORS": "true",
    "MAIL_TO_VISITORS": "false",
    "MESSAGES_PER_MINUTE": "60000",
    "VISITORS_PER_HOUR": "1000",
    "VISITORS_PER_ADDRESS_PER_HOUR": "20",
    "CHATS_PER_ADDRESS_PER_HOUR": "100",
    "EMAIL_DELAY_SECONDS": "300",
    "AGENTS_GROUP": "agents",
    "ADMINS_GROUP": "admins",
    "GROUPS_CLAIM": "cognito:groups",
    "PUSHER_SECRET_ID": "pusher",
    "PUSHER_APP_ID": "1",
    "PUSHER_CLUSTER": "eu",
    "PUSHER_HOST": "localhost",
    "PUSHER_TLS": "true",
    "SENDER_EMAIL": "support@shop.example",
    "CHAT_LINK": "https://shop.example",
    "API_URL": "https://api.shop.example",
}


def build() -> None:
    """The interpreter with the runtime client, our layer and functions, and the naive packages."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    _run(str(UV), "venv", "--quiet", "--python", sys.executable, str(PYTHON.parents[1]))
    install = (str(UV), "pip", "install", "--quiet")
    _run(*install, "--python", str(PYTHON), "--compile-bytecode", "-r", "bench/requirements.txt")
    layer = [f"{name}={value}" for name, value in layer_environment().items()]
    _run("make", "--silent", "-C", "layers/common", "build-CommonLayer", f"ARTIFACTS_DIR={LAYER}", f"UV={UV}", *layer)
    whole = FOLDER / "as-resolved.txt"
    pinned = (ROOT / "layers/common/requirements.txt").read_text().splitlines()
    whole.write_text("\n".join(line.partition(" ;")[0] for line in pinned))
    _run(*install, "--no-deps", "--link-mode", "copy", "--target", str(NAIVE), "-r", str(whole))
    for folder, target in (("functions", FUNCTIONS), ("layers/common/support_chat", NAIVE / "support_chat")):
        shutil.copytree(ROOT / folder, target, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(NAIVE, STALE)
    for compiled in (NAIVE, FUNCTIONS):
        compile_for_lambda(compiled)
    _run(str(PYTHON), "-m", "compileall", "-q", "bench")


def compile_for_lambda(folder: Path) -> None:
    """Bytecode that never goes stale, as the layer's."""
    _run(str(PYTHON), "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


def arrangements(function: str, world: World) -> Iterator[Arrangement]:
    """The ways to arrange a function, ours first."""
    bundle = trusting(world, LAYER / "python/botocore/cacert.pem")
    ours = {**_settings(world), "AWS_CA_BUNDLE": bundle}
    naive = {**_settings(world), "AWS_CA_BUNDLE": _settings(world)["SSL_CERT_FILE"], "BENCH_FUNCTION": function}
    trust(world, LAYER / "python/support_chat/few_authorities.pem")
    yield Arrangement("ours", LAYER / "python", FUNCTIONS, f"{function}.handler", ours)
    if function == "user_api":
        yield Arrangement("resolver", LAYER / "python", FUNCTIONS, "bench.functions.rivals.resolver.handler", ours)
    yield Arrangement("naive", NAIVE, FUNCTIONS, "bench.functions.rivals.naive.handler", naive)
    yield Arrangement("bare", LAYER / "python", FUNCTIONS, "bench.functions.rivals.bare.handler", ours)


def without_bytecode(function: str, world: World) -> Arrangement:
    """The naive one, as a zip whose times were changed arrives: all of its bytecode is stale."""
    *_, naive, _ = arrangements(function, world)
    return Arrangement("naive, no bytecode", STALE, naive.code, naive.handler, naive.environment)


def _settings(world: World) -> dict[str, str]:
    unset: Mapping[str, str] = {field.name.upper(): field.name for field in fields(Settings)}
    return {
        **unset,
        **_VALUES,
        "PUSHER_PORT": str(world.port),
        "POWERTOOLS_SERVICE_NAME": "support-chat",
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "AWS_ENDPOINT_URL": f"https://localhost:{world.port}",
        "SSL_CERT_FILE": trusting(world, Path(certifi.where())),
    }


def trust(world: World, bundle: Path) -> None:
    """Write this bench's own authority into a file of authorities."""
    if world.ca_file.read_text() not in bundle.read_text():
        bundle.write_text(bundle.read_text() + world.ca_file.read_text())


def trusting(world: World, bundle: Path) -> str:
    """These authorities and this bench's own, as a file."""
    file = world.ca_file.with_name("-".join(bundle.parts[-4:]))
    file.write_text(bundle.read_text() + world.ca_file.read_text())
    return str(file)
