"""The npm package as npm has it: what is in it, that it installs into an empty folder, and that its types hold."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.test_packages import BIN, WIDGET
from tests.template import ROOT

ENTRIES = ("@support-chat/widget", *(f"@support-chat/widget/{name}" for name in ("client", "react", "vue")))


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder after `npm install` of what would be published; beside it what a React or Vue page has anyway."""
    folder = tmp_path_factory.mktemp("installed")
    packed = npm("pack", "--ignore-scripts", "--json", f"--pack-destination={folder}", cwd=WIDGET)
    (folder / "package.json").write_text('{"private": true, "type": "module"}')
    archive = folder / json.loads(packed)[0]["filename"]
    npm("install", "--offline", "--no-audit", "--no-fund", str(archive), cwd=folder)
    assert [path.name for path in (folder / "node_modules").iterdir() if path.name[0] != "."] == ["@support-chat"]
    for name in ("react", "react-dom", "vue", "@types/react", "@types/react-dom"):
        link = folder / "node_modules" / name
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(ROOT / "node_modules" / name)
    return folder


def npm(*arguments: str, cwd: Path) -> str:
    return subprocess.run(["npm", *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout


def test_the_package_carries_everything_it_needs_and_nothing_else(installed: Path) -> None:
    package = installed / "node_modules/@support-chat/widget"
    about = json.loads((package / "package.json").read_text())
    assert not about.get("private")
    assert "dependencies" not in about
    assert set(about["peerDependenciesMeta"]) == set(about["peerDependencies"]) == {"react", "vue"}
    files = {str(path.relative_to(package)) for path in package.rglob("*") if path.is_file()}
    assert {name for name in files if not name.startswith("npm/dist/")} <= {"package.json", "README.md"}
    for entry in about["exports"].values():
        for path in entry.values() if isinstance(entry, dict) else [entry]:
            assert path.removeprefix("./") in files
    # Who draws their own view loads neither ours nor a framework with it.
    for name in ("client", "react", "vue"):
        assert "shadowRoot" not in closure(package / f"npm/dist/{name}.js")


def closure(module: Path) -> str:
    """A module with all that it imports at once."""
    seen: dict[Path, str] = {}
    waiting = [module]
    while waiting:
        path = waiting.pop().resolve()
        if path not in seen:
            seen[path] = path.read_text()
            waiting += [path.parent / name for name in re.findall(r'from "(\.[^"]+)"', seen[path])]
    return "\n".join(seen.values())


def test_a_server_that_renders_pages_may_import_every_entry(installed: Path) -> None:
    imports = "; ".join(f'await import("{entry}")' for entry in ENTRIES)
    start = 'const {createSupportChat} = await import("@support-chat/widget/client"); createSupportChat({}).start()()'
    subprocess.run(["node", "--input-type=module", "--eval", f"{imports}; {start}"], cwd=installed, check=True)


@pytest.mark.parametrize(("module", "resolution"), [("ESNext", "Bundler"), ("NodeNext", "NodeNext")])
def test_the_types_hold_under_the_strictest_settings(installed: Path, module: str, resolution: str) -> None:
    options = {
        "target": "ES2022",
        "module": module,
        "moduleResolution": resolution,
        "lib": ["ES2022", "DOM", "DOM.Iterable"],
        "jsx": "react-jsx",
        "strict": True,
        "exactOptionalPropertyTypes": True,
        "noUncheckedIndexedAccess": True,
        "skipLibCheck": False,
        "noEmit": True,
        "types": [],
    }
    for example in (WIDGET / "examples").iterdir():
        (installed / example.name).write_text(example.read_text())
    (installed / "wrong.ts").write_text(WRONG)
    (installed / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["*.ts", "*.tsx"]}))
    checked = subprocess.run([BIN / "tsc", "--project", installed], capture_output=True, text=True, check=False)
    assert checked.stdout == ""
    assert checked.returncode == 0


# Each of these is a mistake, and the types say so: an error that is expected and does not come is one, too.
WRONG = """
import { boot } from "@support-chat/widget";
import { createSupportChat } from "@support-chat/widget/client";
// @ts-expect-error a widget has to know its site
boot({});
const widget = boot({ siteUrl: "https://chat.example/" });
// @ts-expect-error there is no such theme
widget.update({ theme: "pink" });
// @ts-expect-error there is no such event
widget.on("opened", () => {});
widget.on("unread", (count) => count.toFixed());
const chat = createSupportChat({ siteUrl: "https://chat.example/", getToken: async () => "token" });
chat.on("message", ({ content, seq }) => [content.trim(), seq.toFixed()]);
// @ts-expect-error nobody else can have written it
chat.on("message", ({ sender_type }) => sender_type === "robot");
// @ts-expect-error the state is not the view's to change
chat.getState().unreadCount = 0;
"""
