"""Customers' API: /support_chat and /pusher/auth."""

from support_chat import cold_start_http as cold_start
from support_chat.http_lambda import http_handler
from support_chat.http_user import user_routes
from support_chat.settings import Settings
from support_chat.wiring.desk import DeskWiring

handler = http_handler(user_routes(DeskWiring(Settings.from_env())))
cold_start.over()
