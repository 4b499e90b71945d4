"""The real `sam build` and `sam deploy`, and the little the emulator needs beside them."""

import fcntl
import hashlib
import json
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from local.aws import ROOT, TOOLS, Aws
from local.processes import StackError, run

STACK_NAME = "support-chat"
BUILT_FROM = ("template.yaml", "samconfig.toml", "functions", "layers", "widget/dist", "admin/dist")
BUILD_SECONDS = 300
DEPLOY_SECONDS = 300

Parameters = Mapping[str, str]


@contextmanager
def reserved(folder: Path) -> Iterator[None]:
    """Of several stacks that start at once, one builds; none deploys what another is replacing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def target() -> dict[str, str]:
    """Functions run on this interpreter and processor, whatever the template's defaults say."""
    architecture = "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"
    return {"PythonRuntime": f"python{sys.version_info.major}.{sys.version_info.minor}", "Architecture": architecture}


def layer_environment() -> dict[str, str]:
    machine = "aarch64" if target()["Architecture"] == "arm64" else "x86_64"
    system = "apple-darwin" if sys.platform == "darwin" else "manylinux2014"
    return {
        "LAYER_PYTHON": f"{sys.version_info.major}.{sys.version_info.minor}",
        "LAYER_PLATFORM": f"{machine}-{system}",
    }


def build(aws: Aws, folder: Path, logs: Path) -> None:
    """Builds into `folder` unless that holds a build of exactly these sources already."""
    stamp, wanted = folder / "built-from", fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    missing = [site for site in ("widget/dist", "admin/dist") if not (ROOT / site).is_dir()]
    if missing:
        raise StackError(f"{' and '.join(missing)} not built yet: run `make build` first.")
    shutil.rmtree(folder, ignore_errors=True)
    command = [str(TOOLS / "sam"), "build", "--config-env", "local", "--build-dir", str(folder)]
    # SAM's own cache does not see the sites, which lie outside the layer's folder.
    command += ["--no-cached", "--parameter-overrides", *overrides(target())]
    run(
        "sam build",
        command,
        log=logs / "build.log",
        env={**aws.tool_environment(), **layer_environment()},
        cwd=ROOT,
        timeout=BUILD_SECONDS,
    )
    stamp.write_text(wanted)


def deploy(aws: Aws, folder: Path, logs: Path, parameters: Parameters) -> dict[str, str]:
    command = [str(TOOLS / "sam"), "deploy", "--config-file", str(ROOT / "samconfig.toml"), "--config-env", "local"]
    command += ["--template-file", str(folder / "template.yaml")]
    command += ["--stack-name", STACK_NAME, "--parameter-overrides", *overrides({**target(), **parameters})]
    run("sam deploy", command, log=logs / "deploy.log", env=aws.tool_environment(), cwd=ROOT, timeout=DEPLOY_SECONDS)
    stack = aws.client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    repeat_cors(aws)
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def repeat_cors(aws: Aws) -> None:
    """ministack keeps a template's CorsConfiguration under names it does not read; UpdateApi sets it right."""
    client = aws.client("apigatewayv2")
    answers: list[bytes] = []
    client.meta.events.register(
        "after-call.apigatewayv2.GetApi", lambda http_response, **_: answers.append(http_response.content)
    )
    for resource in aws.client("cloudformation").describe_stack_resources(StackName=STACK_NAME)["StackResources"]:
        if resource["ResourceType"] == "AWS::ApiGatewayV2::Api":
            client.get_api(ApiId=resource["PhysicalResourceId"])
            kept = json.loads(answers[-1]).get("corsConfiguration", {})
            cors = {name[0].upper() + name[1:]: value for name, value in kept.items()}
            client.update_api(ApiId=resource["PhysicalResourceId"], CorsConfiguration=cors)


def overrides(parameters: Parameters) -> list[str]:
    return [f'{name}="{value}"' for name, value in parameters.items()]


def fingerprint() -> str:
    digest = hashlib.sha256(repr(sorted({**target(), **layer_environment()}.items())).encode())
    for path in sources():
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    for name in BUILT_FROM:
        path = ROOT / name
        if path.is_file():
            yield path
        else:
            yield from sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
