"""For anyone: /unsubscribe and /health."""

from support_chat.http_public import public_routes
from support_chat.lambdas import http_handler
from support_chat.settings import Settings
from support_chat.wiring import Wiring

handler = http_handler(public_routes(Wiring(Settings.from_env())))
