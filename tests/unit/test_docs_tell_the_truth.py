"""What the documents name exists, and what exists is named in one of them."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import subprocess
import tomllib
from functools import cache
from typing import Any

import botocore.session
import pytest
from local import parameters
from local.aws import TOOLS
from local.openapi_errors import ERRORS
from operate import restore

from tests.described import operations
from tests.documents import anchors, commands, documents, everything_said, in_code_font, links, words_of_the_code
from tests.template import ROOT, template

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = dict(re.findall(r"^([a-z0-9-]+):.*?(##.*)?$", MAKEFILE, re.MULTILINE))
VARIABLES = set(re.findall(r"^([A-Z_]+) \?=", MAKEFILE, re.MULTILINE))
PACKAGES = [json.loads((ROOT / folder / "package.json").read_text()) for folder in (".", "widget", "admin", "docs")]
REALTIME = (ROOT / "layers/common/support_chat/realtime.py").read_text()
CHANNEL_EVENTS = set(re.findall(r'_event\(\s*[\w.()]+,\s*"(\w+)"', REALTIME)) | {
    name
    for path in ("widget/src/core/events.ts", "admin/src/presence.ts")
    for name in re.findall(r'"(client-[a-z]+)"', (ROOT / path).read_text())
}
# Of other people's software, or a blank to fill in.
FOREIGN = {
    "docs/identity.md": {"JsonResponse", "authenticate_user", "HandleFunc", "answerToken", "FormatInt"},
    "docs/deploy.md": {"DELETE_SKIPPED"},
    "docs/operations.md": {"ServiceQuotaExceededException", "cold_start"},
    "docs/architecture.md": {"first_replies_within_", "resolutions_within_"},
}
# The first change of a contributor.
TO_BE_MADE = {"CONTRIBUTING.md": {"GET /admin/agents/{}"}}
# Services of AWS whose actions an operator is told to allow.
SERVICES = ("cloudformation", "dynamodb", "lambda", "s3", "scheduler", "secretsmanager", "sesv2", "sqs")
# What the deployment writes.
WRITTEN = {"config.json"}
# What stands in angle brackets for something else than an output.
BLANKS = {"RealtimeUrl", "API"}


# What a reader starts by hand.
PROGRAMS = {"local": ROOT / "local/__main__.py"} | {
    "operate" if path.stem == "__main__" else f"operate.{path.stem}": path
    for path in ROOT.glob("operate/*.py")
    if "argparse" in path.read_text()
}


def options(program: str) -> set[str]:
    """The long options that a program takes."""
    return set(re.findall(r"add_argument\(\s*\"(--[a-z-]+)\"", PROGRAMS[program].read_text()))


def named(name: str) -> bool:
    """Whether some document has the name in code font, alone or within a command."""
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", span) for span in SPANS)


SPANS = [span for text in documents().values() for span in commands(text)]


@pytest.mark.parametrize("path", documents())
def test_every_link_leads_somewhere(path: str) -> None:
    for target, anchor in links(documents()[path]):
        found = ((ROOT / path).parent / target).resolve() if target else ROOT / path
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(found.read_text()), f"{target}#{anchor}"


@pytest.mark.parametrize("path", documents())
def test_every_name_is_one_that_the_code_has(path: str) -> None:
    names = {
        word
        for span in in_code_font(documents()[path])
        for word in re.findall(r"[A-Za-z_][A-Za-z0-9_]*(?!\w|…)", span)
        if "_" in word.strip("_") or re.search(r"[a-z][A-Z]", word)
    }
    unknown = names - words_of_the_code() - FOREIGN.get(path, set()) - actions_of_aws()
    # An alarm or a function of the template may be named without saying what it is.
    assert {name for name in unknown if not {f"{name}Alarm", f"{name}Function"} & words_of_the_code()} == set()


@cache
def actions_of_aws() -> set[str]:
    session = botocore.session.get_session()
    return {action for service in SERVICES for action in session.get_service_model(service).operation_names}


@pytest.mark.parametrize("path", documents())
def test_every_file_that_is_named_is_there(path: str) -> None:
    folders = (ROOT, (ROOT / path).parent, ROOT / "layers/common/support_chat", ROOT / "widget", ROOT / "docs")
    for span in in_code_font(documents()[path]):
        if re.fullmatch(r"[\w./-]+\.(py|ts|tsx|json|yaml|toml|md|mjs)", span) and not span.startswith("/"):
            known = (
                any((folder / span).exists() for folder in folders) or span.split("/")[-1] in EVERY_FILES_NAME | WRITTEN
            )
            assert known, span


EVERY_FILES_NAME = {path.name for path in ROOT.glob("*/**/*.*") if "node_modules" not in path.parts}


@pytest.mark.parametrize("path", documents())
def test_every_command_is_one_that_there_is(path: str) -> None:
    scripts = {script for package in PACKAGES for script in package["scripts"]}
    for command in commands(documents()[path]):
        for target in re.findall(r"^make ([a-z][a-z0-9-]*)", command):
            assert target in TARGETS, command
        for variable in re.findall(r"^make .*?\b([A-Z_]+)=", command):
            assert variable in VARIABLES, command
        for script in re.findall(r"^npm (?:run )?(?:--silent )?(\w+)\b", command):
            assert script in scripts | {"ci", "install", "publish", "pack", "audit"}, command
        for module, given in re.findall(r"python -m ([\w.]+)([^`|&#]*)", command):
            assert importlib.util.find_spec(module), command
            if module in PROGRAMS:
                assert set(re.findall(r"--[a-z][a-z-]*", given)) <= options(module), command


# What SAM makes of the words after --parameter-overrides, or why it refuses them.
SAMS_PARSER = """
import json, sys
from samcli.cli.types import CfnParameterOverridesType
json.dump([CfnParameterOverridesType().convert(tuple(words), None, None) for words in json.load(sys.stdin)], sys.stdout)
"""


def test_every_change_of_parameters_is_one_that_sam_takes() -> None:
    told = f"{everything_said()}\n{restore._NEXT.format(name='a-table')}".replace("\\\n", " ")
    given = re.findall(r"sam deploy --parameter-overrides ([^\n`]+)", told)
    words = [shlex.split(re.sub(r"<[^>]+>", "x", each), comments=True) for each in given]
    command = [TOOLS / "python", "-c", SAMS_PARSER]
    parsed = subprocess.run(command, input=json.dumps(words), capture_output=True, text=True, check=False, timeout=60)
    assert parsed.returncode == 0, parsed.stderr
    named = {name for taken in json.loads(parsed.stdout) for name in taken}
    assert named <= template()["Parameters"].keys()
    assert {"RestoredTable", "PusherPreviousSecret", "WidgetDomain", "ApiDomain"} <= named


@pytest.mark.parametrize("path", documents())
def test_every_route_that_is_named_is_one(path: str) -> None:
    blank = re.compile(r"\{\w+\}")
    known = {blank.sub("{}", key) for key in operations()}
    for method, route in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^\s`?]*)", documents()[path]):
        key = f"{method} {route}"
        assert blank.sub("{}", key) in known | TO_BE_MADE.get(path, set()), key


def test_every_blank_to_fill_in_is_an_output() -> None:
    blanks = set(re.findall(r"<([A-Z][A-Za-z]+)>", everything_said())) - BLANKS
    assert blanks - set(template()["Outputs"]) == set()


@pytest.mark.parametrize("kind", ["Parameters", "Outputs"])
def test_every_parameter_and_output_is_documented(kind: str) -> None:
    assert [name for name in template()[kind] if not named(name)] == []


def test_every_route_is_documented() -> None:
    spans = {span.split("?")[0] for span in SPANS}
    assert [key for key in operations() if key not in spans] == []


def test_every_error_is_documented_with_its_status() -> None:
    rows = re.findall(r"^\| (`[^|]+) \| (\d{3}) \|", documents()["docs/api.md"], re.MULTILINE)
    told = {code: int(status) for codes, status in rows for code in re.findall(r"`(\w+)`", codes)}
    assert told == {code: status for code, (status, _) in ERRORS.items()}


def test_every_event_is_documented_and_no_other() -> None:
    assert {"new_message", "mail_updated", "client-typing"} <= CHANNEL_EVENTS
    events = documents()["docs/api.md"].split("\n## Events\n")[1]
    assert set(re.findall(r"^\| `([\w-]+)` \|", events, re.MULTILINE)) == CHANNEL_EVENTS


def test_every_make_target_and_variable_is_documented() -> None:
    offered = [f"make {target}" for target, explained in TARGETS.items() if explained]
    assert [target for target in offered if not named(target)] == []
    assert [variable for variable in VARIABLES if not named(f"{variable}=") and not named(variable)] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_option_and_command_of_a_program_is_documented(program: str) -> None:
    """Or passed on by the Makefile, whose variables are documented."""
    started = [line for line in (*SPANS, *MAKEFILE.splitlines()) if re.search(rf"-m {program}(?![\w.])", line)]
    subcommands = set(re.findall(r"add_parser\(\s*\"([a-z-]+)\"", PROGRAMS[program].read_text()))
    said = " ".join([*started, *(span for span in SPANS if span.startswith("--"))])
    assert [word for word in options(program) | subcommands if not re.search(rf"(?<![\w-]){word}(?![\w-])", said)] == []


def test_every_script_of_the_front_ends_is_documented() -> None:
    scripts = PACKAGES[0]["scripts"]
    assert [name for name in scripts if not named(f"npm run {name}") and not named(f"npm {name}")] == []


def test_the_page_of_parameters_is_what_the_template_says() -> None:
    assert parameters.PATH.read_text() == parameters.text(), "`make parameters` writes it anew"


def test_the_tables_of_parameters_say_the_templates_defaults() -> None:
    rows = re.findall(r"^\| `([A-Z]\w+)` \| (?:`([^`|]*)`|(empty)|(required)) \|", everything_said(), re.MULTILINE)
    given: dict[str, Any] = template()["Parameters"]
    told = {name: None if required else "" if empty else default for name, default, empty, required in rows}
    said = {name: default for name, default in told.items() if name in given}
    assert said.keys() == given.keys()
    defaults = {name: parameter.get("Default") for name, parameter in given.items()}
    assert said == {name: default if default is None else str(default) for name, default in defaults.items()}


def test_one_version_and_one_license_stand_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {(package["version"], package["license"]) for package in PACKAGES} == {(project["version"], "MIT")}
    assert project["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")
    released = re.findall(r"^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$", documents()["CHANGELOG.md"], re.MULTILINE)
    assert released[0] == project["version"]
