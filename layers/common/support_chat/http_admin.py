"""Agents' routes, all of them: one line a subject."""

from fastapi import APIRouter, Depends, Request

from support_chat.http_agents import admission
from support_chat.http_changes import change_routes
from support_chat.http_chats import chat_routes
from support_chat.http_edge import form
from support_chat.http_lists import list_routes
from support_chat.http_notes import note_routes
from support_chat.http_privacy import privacy_routes
from support_chat.http_replies import reply_routes
from support_chat.http_reports import report_routes
from support_chat.http_search import search_routes
from support_chat.http_standing import standing_routes
from support_chat.http_team import team_routes
from support_chat.views import ChannelAuthorization
from support_chat.wiring.admin import AdminWiring

SUBJECTS = (
    list_routes,
    chat_routes,
    note_routes,
    search_routes,
    standing_routes,
    team_routes,
    reply_routes,
    change_routes,
    report_routes,
    privacy_routes,
)


def admin_routes(wiring: AdminWiring) -> APIRouter:
    """Everything under /admin, over what `wiring` builds."""
    # On the router, so that a route added later is closed, too.
    router = APIRouter(prefix="/admin", dependencies=[Depends(admission(wiring))])
    for routes in SUBJECTS:
        routes(router, wiring)

    @router.post("/pusher/auth")
    async def authorize_channel(request: Request) -> ChannelAuthorization:
        """Sign any chat's channel, or the agents' channel."""
        socket_id, channel, key = await form(request, "socket_id", "channel_name", optional="key")
        return ChannelAuthorization(**wiring.signer.for_agent(socket_id, channel, key))

    return router
