"""`python -m local.browser`: prints the path of a Chromium to test with, after installing one if there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
INSTALL_SECONDS = 600
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def from_environment() -> str | None:
    return os.environ.get("BROWSER_PATH") or None


def installed() -> str | None:
    return next((path for name in INSTALLED if (path := shutil.which(name))), MAC if Path(MAC).exists() else None)


def from_playwright() -> str | None:
    if not attempt(sys.executable, "-m", "playwright", "install", "chromium"):
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def from_debian() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    if attempt("apt-get", "update", "-q") and attempt("apt-get", "install", "-qy", "chromium"):
        return shutil.which("chromium")
    return None


SOURCES: tuple[Callable[[], str | None], ...] = (from_environment, installed, from_playwright, from_debian)


def attempt(*command: str) -> bool:
    """Runs an installer; its output goes to stderr, because stdout carries the answer."""
    print(f"browser: {' '.join(command[-3:])}", file=sys.stderr)
    try:
        return subprocess.run(command, check=False, stdout=sys.stderr, timeout=INSTALL_SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def starts(path: str) -> bool:
    """A downloaded browser may lack the system's libraries; better to know before the tests."""
    try:
        return subprocess.run([path, "--version"], check=False, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def find() -> str:
    """The path of a browser that starts; ends the program with advice where there is none."""
    for source in SOURCES:
        if (path := source()) and starts(path):
            return path
    sys.exit(
        "No browser for the tests: install Chrome or Chromium, or run "
        "`.venv/bin/playwright install --with-deps chromium`, or name one in BROWSER_PATH."
    )


def main() -> None:
    print(find())


if __name__ == "__main__":
    main()
