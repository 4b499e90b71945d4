"""What the documents say: their text, their headings and links, and what stands in code font."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.template import ROOT

_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_MADE_OF_CODE = {"package-lock.json", "docs/openapi.json", "docs/openapi.d.ts"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or could be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(path for path in (ROOT / line for line in listed) if path.is_file())


@cache
def documents() -> dict[str, str]:
    """Every document's text, by its path."""
    return {str(path.relative_to(ROOT)): path.read_text() for path in tracked() if path.suffix == ".md"}


@cache
def everything_said() -> str:
    """All documents in one text."""
    return "\n".join(documents().values())


def in_code_font(text: str) -> Iterator[str]:
    """Each piece of code within a sentence or a table; examples of several lines are none."""
    return iter(re.findall(r"`([^`\n]+)`", _FENCED.sub("", text)))


def commands(text: str) -> Iterator[str]:
    """Each line of each shell example, and what stands in code font."""
    for block in re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    yield from in_code_font(text)


@cache
def words_of_the_code() -> frozenset[str]:
    """Every word of what is not a document; a name in a document must be one of them."""
    words: set[str] = set()
    for path in tracked():
        name = str(path.relative_to(ROOT))
        words |= set(re.findall(r"\w+", name))
        if path.suffix not in {".md", ".png"} and name not in _MADE_OF_CODE:
            words |= set(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", path.read_text()))
    return frozenset(words)


def anchors(text: str) -> set[str]:
    """The anchors that a document has: those that GitHub gives to its headings, and those it names itself."""
    found = set(re.findall(r'^<a id="([^"]+)"></a>$', text, re.MULTILINE))
    for heading in re.findall(r"^#+ (.+)$", _FENCED.sub("", text), re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()).replace(" ", "-")
        number = next(n for n in range(100) if (f"{name}-{n}" if n else name) not in found)
        found.add(f"{name}-{number}" if number else name)
    return found


def links(text: str) -> Iterator[tuple[str, str]]:
    """Each link that stays in the repository: the path, and the anchor; either may be empty."""
    for target in re.findall(r"\]\(([^)\s]+)\)", _FENCED.sub("", text)):
        if "://" not in target and not target.startswith("mailto:"):
            path, _, anchor = target.partition("#")
            yield path, anchor
