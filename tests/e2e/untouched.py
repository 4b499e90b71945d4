"""Pages in which hostile texts are shown: what such a text would bring about is noted, and must not have happened."""

from __future__ import annotations

from urllib.parse import urlsplit

from local.stack import LocalStack
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebSocket

from tests.e2e.host_app import HostApp
from tests.e2e.test_a_strict_policy_has_nothing_to_report import COLLECT, violations

# No element that we did not draw, no attribute that runs, no link to anything that runs.
MADE = """() => {
  const made = "script:not([src]), iframe, object, embed, base, marquee, img[src=x], meta[http-equiv=refresh]";
  const links = ["href", "src", "action", "formaction", "srcdoc"];
  const everything = (root) => [...root.querySelectorAll("*")].flatMap((element) =>
    [element, ...(element.shadowRoot ? everything(element.shadowRoot) : [])]);
  const runs = ({ name, value }) =>
    name.startsWith("on") || (links.includes(name) && !/^(https?:|blob:|mailto:|[./#?]|$)/i.test(value));
  return everything(document)
    .filter((element) => !element.matches("link[rel=icon]"))  // our own, drawn as data
    .filter((element) => element.matches(made) || [...element.attributes].some(runs))
    .map((element) => element.outerHTML);
}"""
RAN = "() => self.hostile"
ICON = "data:image/svg+xml,"


class Untouched:
    """A browser whose pages are watched from before their first script. Dialogs and errors of the pages' own are for
    the fixture `contexts`."""

    def __init__(self, context: BrowserContext, stack: LocalStack, host: HostApp) -> None:
        self.context = context
        self._noted: list[str] = []
        realtime = stack.info["pusher"]
        urls = [value for name, value in stack.info.items() if name.endswith("_url")]
        self._ours = {urlsplit(url).netloc for url in [*urls, host.url]} | {f"{realtime['host']}:{realtime['port']}"}
        context.add_init_script(COLLECT)
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("page", lambda page: page.on("websocket", self._connected))

    def new_page(self) -> Page:
        return self.context.new_page()

    def made(self, page: Page) -> list[str]:
        """What is in this page that nobody of ours has put there."""
        made: list[str] = page.evaluate(MADE)
        return made

    def nothing_happened(self) -> None:
        """In none of the pages so far."""
        for page in self.context.pages:
            seen = [*self.made(page), *violations(page), *([RAN] if page.evaluate(RAN) else [])]
            assert not seen, f"{page.url}: {seen}"
        assert not self._noted, self._noted

    def _asked(self, request: Request) -> None:
        self._expect(request.url)

    def _connected(self, socket: WebSocket) -> None:
        self._expect(socket.url)

    def _expect(self, url: str) -> None:
        parts = urlsplit(url)
        of_a_payload = parts.path.endswith("/x")  # <img src=x>
        if parts.scheme in {"http", "https", "ws", "wss"}:
            known = parts.netloc in self._ours and not of_a_payload
        else:
            known = parts.scheme == "blob" or url.startswith(ICON)
        if not known:
            self._noted.append(f"asked for {url}")

    def _said(self, message: ConsoleMessage) -> None:
        address = message.location["url"]
        no_icon = address.endswith("/favicon.ico")  # of the page that signs in, and of a mail shown alone
        if message.type in {"error", "warning"} and not no_icon:
            self._noted.append(f"the console says: {message.text} ({address})")


def known_as(text: str) -> str:
    """How a name is kept: printable, on one line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
