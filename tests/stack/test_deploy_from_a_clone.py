"""What docs/deploy.md says, done in a bare clone: nothing is changed but where AWS is, and the parameters.

The first build and deployment are exactly AWS's: arm64, Python 3.13. The emulator runs functions on the Python and
processor at hand, where only the publisher of the sites, which is pure Python, can run from that. So the second
deployment, an update of the first, is built for this machine, and then the API answers, too.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from local import deploy
from local.processes import StackError
from local.stack import LocalStack

from tests.people import HTTP
from tests.stack.clone import Clone, path_with
from tests.template import template

AARCH64 = 183  # e_machine in elf.h
UNCHECKED_HASH = 1  # the flags of PEP 552
AGENT = "first.agent@shop.example"
ZIP_MEGABYTES, UNZIPPED_MEGABYTES = 12, 36


@dataclass(frozen=True)
class Site:
    """An operator's machine: a clone, and an AWS account that answers on loopback."""

    clone: Clone
    stack: LocalStack
    env: dict[str, str]
    folder: Path

    def sam(self, *command: str, typed: str = "", **env: str) -> str:
        return self.clone.run("sam", *command, env={**self.env, **env}, typed=typed)

    def deploy(self, **parameters: str) -> dict[str, str]:
        """`sam deploy` with the default configuration, and a yes to its question; the stack's outputs."""
        given = {**self.stack.parameters(), "AgentEmail": AGENT, **parameters}
        self.sam("deploy", "--parameter-overrides", *deploy.overrides(given), typed="y\n")
        deploy.repeat_cors(self.stack.aws)
        return {output["OutputKey"]: output["OutputValue"] for output in self.described()["Outputs"]}

    def described(self) -> dict[str, Any]:
        stacks = self.stack.aws.client("cloudformation").describe_stacks(StackName=deploy.STACK_NAME)["Stacks"]
        described: dict[str, Any] = stacks[0]
        return described


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`git clone`, `npm ci`, `npm run build`; and an emulator with nothing in it."""
    folder = tmp_path_factory.mktemp("operator")
    stack = LocalStack(folder / "aws")
    env = {**stack.aws.tool_environment(), "npm_config_prefer_offline": "true"}
    clone = Clone(folder / "clone")
    try:
        stack.aws.start()
        stack.realtime.start()
        clone.run("npm", "ci", "--no-audit", "--no-fund", env=env)
        clone.run("npm", "run", "build", env=env)
        yield Site(clone, stack, env, folder)
    finally:
        stack.stop()


@pytest.fixture(scope="module")
def built(site: Site) -> str:
    """What `sam build` said."""
    return site.sam("build")


@pytest.fixture(scope="module")
def outputs(site: Site, built: str) -> dict[str, str]:
    """`sam deploy` of exactly what AWS would get."""
    return site.deploy()


@pytest.fixture(scope="module")
def updated(site: Site, outputs: dict[str, str]) -> dict[str, str]:
    """The outputs after an update by what is built for this machine."""
    site.sam("build", "--parameter-overrides", *deploy.overrides(deploy.target()), **deploy.layer_environment())
    return site.deploy(**deploy.target())


def another_python() -> Path:
    """The newest Python of this machine, or the oldest where the build found the newest already."""
    found = [Path(path) for minor in range(11, 16) if (path := shutil.which(f"python3.{minor}"))]
    found += Path.home().glob(".pyenv/versions/3.1[1-9]*/bin/python")
    minors = {minor: python for python in found if (minor := minor_of(python))}
    return minors[min(minors) if max(minors) == sys.version_info.minor else max(minors)]


def minor_of(python: Path) -> int | None:
    """None for a shim without a Python behind it."""
    asked = [str(python), "-c", "import sys; print(sys.version_info.minor)"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    return int(said.stdout) if said.returncode == 0 else None


def test_native_code_is_built_for_the_target_and_not_for_this_machine(site: Site, built: str) -> None:
    libraries = list(site.clone.built("CommonLayer", "python").rglob("*.so"))
    assert any("_pydantic_core" in library.name for library in libraries)
    for library in libraries:
        start = library.read_bytes()[:20]
        assert start.startswith(b"\x7fELF")
        assert int.from_bytes(start[18:20], "little") == AARCH64, library.name
        assert ".cpython-313-" in library.name or ".abi3." in library.name


def test_bytecode_is_the_targets_and_never_goes_stale_or_the_build_says_there_is_none(site: Site, built: str) -> None:
    layer = site.clone.built("CommonLayer", "python")
    compiled = list(layer.rglob("*.pyc"))
    assert bool(compiled) != ("ships without bytecode" in built)
    for file in compiled:
        assert file.name.endswith(".cpython-313.pyc")
        assert int.from_bytes(file.read_bytes()[4:8], "little") == UNCHECKED_HASH
    modules = {path.stem for path in (layer / "support_chat").rglob("*.py")}
    named = {path.name.split(".")[0] for path in (layer / "support_chat").rglob("*.pyc")}
    assert named == (modules if compiled else set())


def test_the_build_does_not_mind_which_python_is_there_and_says_if_bytecode_is_missing(
    site: Site, built: str, tmp_path: Path
) -> None:
    path = path_with(tmp_path / "bin", python=another_python())
    said = site.sam("build", "--build-dir", str(tmp_path / "built"), PATH=path, COMPILER="")
    assert "no Python 3.13 here (uv python install 3.13): the layer ships without bytecode" in said
    source = {name for name in contents(site.clone.built("CommonLayer")) if not name.endswith(".pyc")}
    assert contents(tmp_path / "built" / "CommonLayer") == source


def contents(layer: Path) -> set[str]:
    return {str(file.relative_to(layer)) for file in layer.rglob("*") if file.is_file()}


def test_what_is_missing_is_named(site: Site, tmp_path: Path) -> None:
    command, path = (
        ("build", "CommonLayer", "--build-dir", str(tmp_path / "built")),
        path_with(tmp_path, without=("uv",)),
    )
    with pytest.raises(StackError, match=r"uv is needed to build the layer: https://docs\.astral\.sh/uv/"):
        site.sam(*command, PATH=path)
    bare = Clone(tmp_path / "bare")
    with pytest.raises(StackError, match="build the sites first: npm ci && npm run build"):
        bare.run("sam", "build", "SitesLayer", env=site.env)


def test_the_layers_are_small(site: Site, built: str, tmp_path: Path) -> None:
    files = [file for file in site.clone.built("CommonLayer").rglob("*") if file.is_file()]
    with zipfile.ZipFile(tmp_path / "layer.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            packed.write(file)
    assert (tmp_path / "layer.zip").stat().st_size < ZIP_MEGABYTES * 2**20
    assert sum(file.stat().st_size for file in files) < UNZIPPED_MEGABYTES * 2**20


def test_every_output_leads_somewhere(site: Site, outputs: dict[str, str]) -> None:
    client = site.stack.aws.client
    pool, dashboard = outputs["UserPoolId"], outputs["DashboardUrl"]

    def secret(arn: str) -> str:
        answer = client("secretsmanager").get_secret_value(SecretId=arn)
        return str(json.loads(answer["SecretString"])["current"])

    def callbacks(client_id: str) -> Any:
        answer = client("cognito-idp").describe_user_pool_client(UserPoolId=pool, ClientId=client_id)
        return answer["UserPoolClient"]["CallbackURLs"]

    # Native code of another processor cannot run here. What needs none does: the authorizer, who says no.
    leads = {
        "ApiUrl": lambda url: get(f"{url}/admin/me", ok=False).status_code == 401,
        "WidgetUrl": lambda url: "javascript" in get(f"{url}/support-chat.js").headers["content-type"],
        "DashboardUrl": lambda url: "<!doctype html>" in get(url).text.lower(),
        "IdentitySecretArn": lambda arn: len(secret(arn)) == 64,
        "TableName": lambda name: client("dynamodb").describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE",
        "ErasureLogName": lambda name: client("s3").get_bucket_versioning(Bucket=name)["Status"] == "Enabled",
        "OperationsDashboardUrl": lambda url: client("cloudwatch").get_dashboard(DashboardName=url.rsplit("/", 1)[1]),
        "UserPoolId": lambda name: client("cognito-idp").describe_user_pool(UserPoolId=name)["UserPool"],
        "UserPoolClientId": lambda name: callbacks(name) == [dashboard],
        "Issuer": lambda issuer: issuer.endswith(pool),
        "ScheduleGroupName": lambda name: client("scheduler").get_schedule_group(Name=name)["State"] == "ACTIVE",
        "DeadLettersUrl": lambda url: client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"]),
        "FunctionLogsName": lambda name: client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"],
    }
    assert set(outputs) == set(leads), "an output that nobody has tried"
    for name, reached in leads.items():
        assert reached(outputs[name]), name
    for url in (outputs["WidgetUrl"], dashboard.rstrip("/")):
        assert get(f"{url}/config.json").json()["api_url"] == outputs["ApiUrl"]


def test_every_output_of_such_a_stack_is_there(outputs: dict[str, str]) -> None:
    declared = template()["Outputs"]
    assert set(outputs) == {name for name in declared if declared[name].get("Condition") in (None, "HasOwnPool")}


def test_the_first_agent_is_invited(site: Site, outputs: dict[str, str]) -> None:
    users = site.stack.aws.client("cognito-idp")
    pool = outputs["UserPoolId"]
    user = users.admin_get_user(UserPoolId=pool, Username=AGENT)
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    groups = users.admin_list_groups_for_user(UserPoolId=pool, Username=AGENT)["Groups"]
    assert {group["GroupName"] for group in groups} == {"agents", "admins"}
    (invitation,) = [mail for mail in sent(site.stack) if AGENT in mail["To"]]
    assert outputs["DashboardUrl"] in invitation["BodyHtml"]


def test_built_for_this_machine_it_answers(site: Site, outputs: dict[str, str], updated: dict[str, str]) -> None:
    assert updated == outputs
    assert site.described()["StackStatus"] == "UPDATE_COMPLETE"
    assert get(f"{updated['ApiUrl']}/health").status_code == 200


def test_a_restored_table_is_used_and_left_again_by_the_words_of_the_command(
    site: Site, updated: dict[str, str]
) -> None:
    aws, api, own = site.stack.aws, updated["ApiUrl"], updated["TableName"]
    visitor = {"Authorization": f"Bearer {posted(f'{api}/visitors').json()['token']}"}
    said(api, visitor, "before the backup")
    backup = aws.client("dynamodb").create_backup(TableName=own, BackupName="before")["BackupDetails"]["BackupArn"]
    said(api, visitor, "after it")
    restore = ("-m", "operate.restore", "--stack", deploy.STACK_NAME, "--backup", backup, "--to", "restored")
    told = site.clone.run(sys.executable, *restore, env=site.env)
    there, back = (line.partition(": ")[2] for line in told.splitlines() if ": sam deploy " in line)

    def deployed(command: str) -> list[str]:
        """What the visitor has said, after this."""
        site.sam(*shlex.split(command)[1:], typed="y\n")
        deploy.repeat_cors(aws)
        messages = get(f"{api}/support_chat/messages?after_seq=0", headers=visitor).json()["messages"]
        return [message["content"] for message in messages]

    assert deployed(there) == ["before the backup"]
    assert deployed(back) == ["before the backup", "after it"]


def said(api: str, visitor: dict[str, str], content: str) -> None:
    posted(f"{api}/support_chat/messages", {"content": content, "client_message_id": str(uuid4())}, visitor)


def posted(url: str, body: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> httpx.Response:
    return HTTP.post(url, json=body, headers=headers).raise_for_status()


def test_deleting_the_stack_leaves_the_chats_and_the_agents(site: Site, outputs: dict[str, str]) -> None:
    aws = site.stack.aws
    buckets = {bucket["Name"] for bucket in aws.client("s3").list_buckets()["Buckets"]}
    sites = {name for name in buckets if "widgetbucket" in name or "adminbucket" in name}
    assert len(sites) == 2
    aws.client("dynamodb").put_item(TableName=outputs["TableName"], Item={"PK": {"S": "a"}, "SK": {"S": "b"}})
    site.sam("delete", "--no-prompts", "--region", "eu-west-1")
    with pytest.raises(aws.client("cloudformation").exceptions.ClientError, match="does not exist"):
        site.described()
    left = aws.client("dynamodb").get_item(TableName=outputs["TableName"], Key={"PK": {"S": "a"}, "SK": {"S": "b"}})
    assert left["Item"]
    assert aws.client("cognito-idp").describe_user_pool(UserPoolId=outputs["UserPoolId"])
    assert not sites & {bucket["Name"] for bucket in aws.client("s3").list_buckets()["Buckets"]}
    assert "leaves this table" in template()["Outputs"]["TableName"]["Description"]


def sent(stack: LocalStack) -> list[dict[str, Any]]:
    """Every mail of the emulator, Cognito's too."""
    by_account = get(f"{stack.aws.endpoint}/_ministack/ses/messages").json()["messages"]
    return [mail for mails in by_account.values() for mail in mails]


def get(url: str, *, ok: bool = True, headers: Mapping[str, str] | None = None) -> httpx.Response:
    """As a browser does, to which every name under localhost is this machine."""
    asked = httpx.URL(url)
    host = {"host": f"{asked.host}:{asked.port}"}
    answer = HTTP.get(asked.copy_with(host="127.0.0.1"), headers={**(headers or {}), **host})
    assert answer.is_success or not ok, f"{url}: {answer.status_code} {answer.text[:300]}"
    return answer
