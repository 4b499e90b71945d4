"""What the widget can look like and be: one page of the demo shop for each variant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Variant:
    title: str
    text: str
    options: Mapping[str, str] = field(default_factory=dict)  # as the script tag's data attributes
    language: str = "en"
    direction: str = "ltr"
    signed_in: bool = True
    strict: bool = False
    launcher: bool = False


VARIANTS = {
    "visitor": Variant(
        "Not signed in",
        "Nobody has signed this person in. The first message makes them a visitor, and not before; then they are asked "
        "where to reach them.",
        signed_in=False,
    ),
    "dark": Variant("Always dark", "Light and dark follow the system unless the page decides.", {"theme": "dark"}),
    "light": Variant("Always light", "Light and dark follow the system unless the page decides.", {"theme": "light"}),
    "colors": Variant(
        "The shop’s colours",
        "One colour is enough: what is written on it is black or white, whichever is easier to read.",
        {"accent": "#f4b400", "title": "Fernweh helps", "greeting": "Where are you going?"},
    ),
    "left": Variant("On the left", "In the other corner, and higher up.", {"position": "left", "offset-y": "96"}),
    "launcher": Variant(
        "A launcher of your own",
        "No button in the corner: these buttons of the page open and close the chat.",
        {"launcher": ".ask-us"},
        launcher=True,
    ),
    "strict": Variant(
        "A strict policy",
        "This page sends the documented content security policy, Trusted Types included, and forbids everything else.",
        strict=True,
    ),
    "de": Variant("Deutsch", "Die Sprache der Seite ist die des Chats.", language="de"),
    "fr": Variant("Français", "La langue de la page est celle du chat.", language="fr"),
    "es": Variant("Español", "El idioma de la página es el del chat.", language="es"),
    "pt": Variant("Português", "O idioma da página é o do chat.", language="pt"),
    "ja": Variant("日本語", "ページの言語がチャットの言語になります。", language="ja"),
    "ar": Variant("العربية", "لغة الصفحة هي لغة المحادثة، من اليمين إلى اليسار.", language="ar", direction="rtl"),
}


def policy(stack: Mapping[str, Any]) -> str:
    """What docs/widget.md says, with this stack's addresses; the page's own style sheet and pictures beside it."""
    # The emulator's API lies under a path, which a policy takes literally unless it ends with a slash.
    pusher, site, api = stack["pusher"], stack["widget_url"], f"{stack['api_url']}/"
    return "; ".join(
        (
            "default-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"script-src {site}",
            f"connect-src 'self' {site} {api} ws://{pusher['host']}:{pusher['port']}",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
