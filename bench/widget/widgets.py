"""What is measured, each as its vendor says to embed it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

PEERS = Path(__file__).parent / "peers"

BLANK = "blank page"
INLINE = "a button in the page (floor of the harness)"
FLOOR = "a hand-written loader (floor)"
OURS = "Support Chat"
POINTED = "Support Chat, pointed at 0.3 s before the press"
NOT_PEERS = (BLANK, INLINE, FLOOR, OURS, POINTED)


@dataclass(frozen=True)
class Widget:
    """`snippet` is put into a page that has come to rest. `light` ones are quick, and run three times a round."""

    name: str
    snippet: str
    light: bool = False
    opens: bool = True
    """Whether there is a panel behind a button; `deep-chat` is a panel without one."""
    button: bool = True
    pointed: bool = False
    """The pointer rests on the button before it is pressed, as a hand's does; otherwise both come at once."""


SCRIPT = '<script src="/support-chat/support-chat.js" async></script>'
WIDGETS = (
    Widget(BLANK, "", light=True, opens=False, button=False),
    Widget(
        INLINE,
        '<button style="position:fixed;right:20px;bottom:20px;width:56px;height:56px">Chat</button>',
        light=True,
        opens=False,
    ),
    Widget(FLOOR, '<script src="/floor/loader.js" async></script>', light=True),
    Widget(OURS, SCRIPT, light=True),
    Widget(POINTED, SCRIPT, light=True, pointed=True),
    Widget(
        "deep-chat",
        '<script type="module" src="/deep-chat/deepChat.bundle.js"></script>'
        '<deep-chat connect=\'{"url": "/backend/deep-chat"}\' style="position:fixed;right:20px;bottom:20px">'
        "</deep-chat>",
        opens=False,
        button=False,
    ),
    Widget(
        "@typebot.io/js",
        '<script type="module">import Typebot from "/typebot/web.js";'
        'Typebot.initBubble({typebot: "support", apiHost: `${location.origin}/backend/typebot`});</script>',
    ),
    Widget(
        "flowise-embed",
        '<script type="module">import Chatbot from "/flowise/web.js";'
        'Chatbot.init({chatflowid: "support", apiHost: `${location.origin}/backend/flowise`});</script>',
    ),
    Widget(
        "@botpress/webchat",
        '<link href="/botpress/index.css" rel="stylesheet"><script type="module" src="/botpress/index.js"></script>',
    ),
    Widget(
        "react-chat-widget",
        '<link href="/react-chat-widget/index.css" rel="stylesheet">'
        '<script type="module" src="/react-chat-widget/index.js"></script>',
    ),
    Widget("@papercups-io/chat-widget", '<script type="module" src="/papercups/index.js"></script>'),
    Widget(
        "@n8n/chat",
        '<link href="/n8n/style.css" rel="stylesheet">'
        '<script type="module">import { createChat } from "/n8n/chat.bundle.es.js";'
        'createChat({webhookUrl: "/backend/n8n"});</script>',
    ),
)

# What a backend answers at once; everything else that is asked of one gets an empty object.
ANSWERS: dict[str, Any] = {
    "/support-chat/config.json": {
        "api_url": "/backend/support-chat",
        "pusher": {"key": "key", "cluster": "eu", "host": "", "port": 443, "tls": True},
        "visitors": True,
    },
    "/backend/n8n": {"data": []},
    "/backend/typebot/api/v1/typebots/support/startChat": {
        "sessionId": "session",
        "typebot": {"id": "support", "settings": {}, "theme": {}},
        "messages": [],
        "input": {
            "id": "input",
            "type": "text input",
            "options": {"labels": {"placeholder": "Message", "button": "Send"}},
        },
    },
}
