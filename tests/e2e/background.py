"""A tab that can really be hidden and frozen: Playwright makes each of its own pages believe that it is in front."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import count
from typing import Any

from playwright.sync_api import Browser

from tests.people import SOON_SECONDS, eventually


class Tab:
    """A tab in a window of its own, spoken to past Playwright."""

    def __init__(self, browser: Browser, url: str, *, before: str = "", may: Sequence[str] = ()) -> None:
        """`before` runs before any script of the page; `may` is what the person has allowed it."""
        self._browser = browser.new_browser_cdp_session()
        self._numbers = count(1)
        self._answers: dict[int, dict[str, Any]] = {}
        self._browser.on("Target.receivedMessageFromTarget", self._heard)
        self._window = self._browser.send("Target.createBrowserContext", {})["browserContextId"]
        self._browser.send("Browser.grantPermissions", {"permissions": [*may], "browserContextId": self._window})
        self._target = self._new_tab("about:blank")
        attach = {"targetId": self._target, "flatten": False}
        self._session = self._browser.send("Target.attachToTarget", attach)["sessionId"]
        self._send("Page.enable")
        self._send("Page.addScriptToEvaluateOnNewDocument", source=before)
        self._send("Page.navigate", url=url)
        self.until("location.href + document.readyState", f"{url}complete")

    def go(self, url: str, *, until: str) -> None:
        """To where that leads on, until this is true there."""
        self._send("Page.navigate", url=url)
        self.until(until, True)

    def hide(self) -> None:
        """Another tab comes in front."""
        self._new_tab("about:blank")
        self.until("document.visibilityState", "hidden")

    def show(self) -> None:
        self._browser.send("Target.activateTarget", {"targetId": self._target})
        self.until("document.visibilityState", "visible")

    def freeze(self) -> None:
        """No timer runs and no answer arrives until it thaws; browsers do it to tabs in the background."""
        self._send("Page.setWebLifecycleState", state="frozen")

    def thaw(self) -> None:
        self._send("Page.setWebLifecycleState", state="active")

    def evaluate(self, expression: str) -> Any:
        answer = self._send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "error" in answer:
            return None  # between two documents
        assert "exceptionDetails" not in answer["result"], answer
        return answer["result"]["result"].get("value")

    def until(self, expression: str, value: Any, within: float = SOON_SECONDS) -> None:
        eventually(lambda: self.evaluate(expression), lambda seen: seen == value, within=within, what=expression)

    def close(self) -> None:
        self._browser.send("Target.disposeBrowserContext", {"browserContextId": self._window})
        self._browser.detach()

    def _new_tab(self, url: str) -> str:
        target: str = self._browser.send("Target.createTarget", {"url": url, "browserContextId": self._window})[
            "targetId"
        ]
        return target

    def _heard(self, event: dict[str, str]) -> None:
        answer = json.loads(event["message"])
        self._answers[answer.get("id", 0)] = answer

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = json.dumps({"id": number, "method": method, "params": params})
        self._browser.send("Target.sendMessageToTarget", {"sessionId": self._session, "message": message})
        eventually(self._pump, lambda _: number in self._answers, what=method)
        return self._answers.pop(number)

    def _pump(self) -> None:
        """Playwright hands out events only while something is asked."""
        self._browser.send("Target.getTargets")
