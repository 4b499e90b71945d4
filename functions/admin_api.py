"""Agents' API: everything under /admin."""

from support_chat import cold_start_http as cold_start
from support_chat.http_admin import admin_routes
from support_chat.http_lambda import http_handler
from support_chat.settings import Settings
from support_chat.wiring.admin import AdminWiring

handler = http_handler(admin_routes(AdminWiring(Settings.from_env())))
cold_start.over()
