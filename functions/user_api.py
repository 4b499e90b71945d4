"""Customers' API: /support_chat and /pusher/auth."""

from support_chat.http_user import user_routes
from support_chat.lambdas import http_handler
from support_chat.settings import Settings
from support_chat.wiring import Wiring

handler = http_handler(user_routes(Wiring(Settings.from_env())))
