"""Agents' API: everything under /admin."""

from support_chat.http_admin import admin_routes
from support_chat.lambdas import http_handler
from support_chat.settings import Settings
from support_chat.wiring import Wiring

handler = http_handler(admin_routes(Wiring(Settings.from_env())))
