"""What the two sites keep in a browser is what docs/privacy.md says: every key, and no other way to keep something."""

from __future__ import annotations

import re
from pathlib import Path

from tests.template import ROOT

SOURCES = [
    path
    for site in ("widget/src", "admin/src")
    for path in sorted((ROOT / site).rglob("*.ts*"))
    if not path.name.endswith(".d.ts")
]
OWNER = "support-chat <> <>"
# Everything a browser offers to keep something in.
STORES = r"\b(?:localStorage|sessionStorage|indexedDB|cookieStore|caches\.|document\.cookie|showSaveFilePicker)"
DOORS = {
    "widget/src/controller/storage.ts",
    "widget/src/controller/watch.ts",
    "widget/src/core/surroundings.ts",
    "widget/src/loader/element.ts",
    "widget/src/packages/support_chat.ts",
    "admin/src/main.tsx",
    "admin/src/session.ts",
}


def code_of(path: Path) -> str:
    """Without comments."""
    return re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text(), flags=re.DOTALL)


def documented() -> dict[str, str]:
    """The keys as the document writes them, `<>` for each part that varies, with the row of each."""
    table = (ROOT / "docs/privacy.md").read_text().split("## In the browser", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `([^`]+)` (\|.*)$", table, re.MULTILINE)
    return {re.sub(r"<[^>]+>", "<>", key.replace("<owner>", OWNER)): row for key, row in rows}


def literals(path: Path) -> set[str]:
    """The texts of a source that a key of ours begins with; those of notifications and of comparisons are none."""
    found = set()
    for line in code_of(path).splitlines():
        if re.search(r"\btag: |startsWith\(", line):
            continue
        texts = re.findall(r"[\"`]((?:support-chat[ .](?!js)|\$\{owner\}/)[^\"`]*)[\"`]", line)
        found |= {re.sub(r"\$\{[^}]+\}", "<>", text.replace("${owner}", OWNER)) for text in texts}
    return found


def test_every_key_of_the_sources_is_in_the_document_and_the_other_way_round() -> None:
    keys = documented()
    made = {text for path in SOURCES for text in literals(path)}
    assert len(made) >= 9
    assert [text for text in made if not any(key.startswith(text) for key in keys)] == []
    by_a_library = {"oidc.<>"}
    ours = {key for key in keys if any(key == text or key.startswith(f"{text}<>") for text in made)}
    assert set(keys) == ours | by_a_library
    assert "WebStorageStateStore({ store: sessionStorage })" in (ROOT / "admin/src/session.ts").read_text()


def test_each_kind_of_draft_is_named() -> None:
    keys = documented()
    for source, key in (("drafts.ts", "support-chat.<>.<>"), ("unsent.ts", "support-chat.<>.<>.<>/message/<>")):
        (kinds,) = re.findall(r"kind: ((?:\"[\w-]+\"(?: \| )?)+)", code_of(ROOT / "admin/src" / source))
        assert re.findall(r"\(`([\w-]+)`\)", keys[key]) == re.findall(r"\"([\w-]+)\"", kinds)


def test_nothing_is_kept_by_another_door() -> None:
    using = {str(path.relative_to(ROOT)) for path in SOURCES if re.search(STORES, code_of(path))}
    assert using == DOORS
