"""The page behind the unsubscribe link of our mails: what happens to mail now, and the button that changes it."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from string import Template

from support_chat.ledger import EmailState

_STYLE = """
:root { color-scheme: light dark; --page: #f3f4f6; --card: #fff; --text: #111827; --soft: #4b5563; --line: #e5e7eb;
  --button: #1d4ed8; --pressed: #1e40af; }
@media (prefers-color-scheme: dark) {
  :root { --page: #111318; --card: #1b1e25; --text: #f3f4f6; --soft: #a9b0bd; --line: #2d323c;
    --button: #2f5fe0; --pressed: #4a76ec; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { box-sizing: border-box; width: min(30rem, 100vw - 2rem); margin: 1rem; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 14px; }
h1 { margin: 0 0 .75rem; font-size: 1.35rem; line-height: 1.3; }
p { margin: 0 0 1rem; }
p:last-child { margin-bottom: 0; }
p + form { margin: 1.5rem 0 0; }
.note { color: var(--soft); font-size: .9375rem; }
button { padding: .7rem 1.2rem; border: 0; border-radius: 9px; background: var(--button); color: #fff; font: inherit;
  font-weight: 600; cursor: pointer; }
button:hover { background: var(--pressed); }
button:focus-visible { outline: 3px solid var(--button); outline-offset: 2px; }
"""

# One style, named by its hash; no script, nothing from elsewhere.
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}

_PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>$title</title>
<style>$style</style>
</head>
<body>
<main>
<h1>$title</h1>
$content
</main>
</body>
</html>
""")

_FORM = Template("""\
<form method="post" action="?token=$token$query">
<button type="submit">$label</button>
</form>""")

_WORKS_ANYWAY = "The chat itself works as before: replies wait for you there."
_NOTES: dict[EmailState | None, str] = {
    "bounced": "At the moment no mail would reach you: an earlier one to your address came back. "
    "That ends as soon as we know another address of yours.",
    "complained": "At the moment we send you none: an earlier mail was marked as spam at your address.",
    "unverified": "At the moment we send you none: your address has not been confirmed.",
}


def choice(token: str, state: EmailState | None) -> str:
    """What happens to mail now, and the button that changes it."""
    if state == "unsubscribed":
        text = ["You get no more mail about replies in the chat.", _WORKS_ANYWAY]
        return _page("You are unsubscribed", text, _form(token, "&again=true", "Send me mail again"))
    text = ["When a reply in the chat stays unread, we tell you by mail, once."]
    if state in _NOTES:
        text.append(_NOTES[state])
    return _page("Mail about replies is on", text, _form(token, "", "Send me no more mail"))


def not_valid() -> str:
    """For a link that is not ours, or that was cut off on its way."""
    return _page("This link is not valid", ["Please use the whole link from the newest mail."], "")


def _form(token: str, query: str, label: str) -> str:
    return _FORM.substitute(token=escape(token), query=escape(query), label=label)


def _page(title: str, text: list[str], form: str) -> str:
    first, *others = text
    content = [f"<p>{first}</p>", *(f'<p class="note">{other}</p>' for other in others), form]
    return _PAGE.substitute(title=title, style=_STYLE, content="\n".join(content))
