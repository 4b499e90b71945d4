"""docs/deploy.md says of the template what the template says, both ways; and the commands in it exist."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.template import ROOT, template

TEXT = (ROOT / "docs/deploy.md").read_text()
PARAMETERS = template()["Parameters"]
OUTPUTS = template()["Outputs"]
GROUPS = template()["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
# To be given: whoever deploys must decide these, and nobody else can.
WITHOUT_DEFAULT = {"AllowedOrigins", "ChatLink", "SenderEmail", "PusherAppId", "PusherKey", "PusherSecret"}


def test_every_parameter_is_described_and_in_one_group() -> None:
    assert all(len(each["Description"]) > 10 for each in PARAMETERS.values())
    assert Counter(name for group in GROUPS for name in group["Parameters"]) == Counter(list(PARAMETERS))


def test_every_parameter_has_a_default_but_the_few_that_are_named() -> None:
    assert {name for name, each in PARAMETERS.items() if "Default" not in each} == WITHOUT_DEFAULT
    assert all(f"`{name}`" in TEXT.split("## Put it on a site")[0] for name in WITHOUT_DEFAULT)


@pytest.mark.parametrize("name", [name for name in PARAMETERS if re.search("Secret|Password", name)])
def test_no_secret_is_shown(name: str) -> None:
    assert PARAMETERS[name]["NoEcho"] is True


def test_what_the_text_names_is_there() -> None:
    given = set(re.findall(r"\b([A-Z][A-Za-z]+)=", "".join(re.findall(r"sam deploy --parameter[^`]*", TEXT))))
    assert given
    assert given <= set(PARAMETERS)
    assert set(re.findall(r"<([A-Z]\w+)>", TEXT)) <= set(OUTPUTS)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", TEXT, re.MULTILINE)) <= targets
    for path in re.findall(r"tests/[\w/]+\.py", TEXT):
        assert (ROOT / path).is_file(), path


def test_links_within_the_text_lead_to_a_heading() -> None:
    headings = {heading.lower().replace(" ", "-") for heading in re.findall(r"^## (.*)$", TEXT, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]*)\)", TEXT)) <= headings
