"""For anyone: /unsubscribe and /health."""

from support_chat import cold_start_http as cold_start
from support_chat.http_lambda import http_handler
from support_chat.http_public import public_routes
from support_chat.settings import Settings
from support_chat.wiring.public import PublicWiring

handler = http_handler(public_routes(PublicWiring(Settings.from_env())))
cold_start.over()
