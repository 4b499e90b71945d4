"""Customers' routes. A customer names no chat: theirs follows from their token."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import Field, StringConstraints

from support_chat.errors import Forbidden, Invalid, Unauthorized
from support_chat.http_edge import StrictBody, form
from support_chat.http_messages import DEFAULT_LIMIT, CustomersMessage, Limit, Seq, page
from support_chat.identity import EMAIL
from support_chat.model import Message, chat_id_of
from support_chat.people import Customer
from support_chat.telemetry import about
from support_chat.tokens import bearer_token
from support_chat.views import (
    ChannelAuthorization,
    CustomerChat,
    LeftAddress,
    Linked,
    MessagePage,
    ReadState,
    VisitorToken,
    customer_chat,
)
from support_chat.visitors import is_visitors
from support_chat.wiring.desk import DeskWiring


class MarkRead(StrictBody):
    """Up to which message to mark; everything, if left out."""

    up_to_seq: Annotated[int | None, Field(ge=0, le=10**11, strict=True)] = None


class Address(StrictBody):
    """Where a visitor can be reached."""

    email: Annotated[str, StringConstraints(pattern=f"^{EMAIL}$")]


class AsVisitor(StrictBody):
    """Proof of which visitor the caller was."""

    visitor_token: str


def user_routes(wiring: DeskWiring) -> APIRouter:
    """The routes, over what `wiring` builds."""
    router = APIRouter()

    async def customer(request: Request) -> Customer:
        token = bearer_token(request.headers.get("authorization"))
        # Each kind has a check of its own, with keys of its own: a token that claims the wrong kind is refused there.
        known = wiring.reception.visitor(token) if is_visitors(token) else wiring.customer_tokens.customer(token)
        about(chat_id=str(chat_id_of(known.user_id)))
        return known.model_copy(update={"address": network_address(request)})

    Caller = Annotated[Customer, Depends(customer)]

    @router.get("/support_chat")
    async def get_chat(caller: Caller) -> CustomerChat:
        """Get, or make, the caller's one chat with its last page."""
        chat, entries, has_more = wiring.desk.open(caller)
        return customer_chat(
            chat,
            entries,
            has_more,
            reply_time=wiring.reply_times.typical(),
            mail_to_visitors=wiring.settings.visitors_mailed,
        )

    @router.get("/support_chat/messages")
    async def get_messages(
        caller: Caller, after_seq: Seq = None, before_seq: Seq = None, limit: Limit = DEFAULT_LIMIT
    ) -> MessagePage:
        """Page forward from `after_seq` or back from `before_seq`."""
        entries, has_more = page(wiring.store, chat_id_of(caller.user_id), after_seq, before_seq, limit)
        return MessagePage(messages=[entry.message for entry in entries], has_more=has_more)

    @router.post("/support_chat/messages", status_code=201)
    async def post_message(caller: Caller, body: CustomersMessage, request: Request, response: Response) -> Message:
        """Send a message."""
        context = body.context.seen(request.headers.get("user-agent"), wiring.now()) if body.context else None
        about(correlation_id=str(body.client_message_id))
        message, is_new = wiring.desk.say(caller, body.content, body.client_message_id, context)
        about(message_id=str(message.id), seq=message.seq)
        response.status_code = 201 if is_new else 200
        return message

    @router.patch("/support_chat/mark_read")
    async def mark_read(caller: Caller, body: Annotated[MarkRead | None, Body()] = None) -> ReadState:
        """Give agent messages their `read_at`."""
        chat = wiring.desk.mark_read(caller, body.up_to_seq if body else None)
        return ReadState(read_seq=chat.read_seq, unread_count=chat.unread_count)

    @router.put("/support_chat/email")
    async def put_email(caller: Caller, body: Address) -> LeftAddress:
        """Say, as a visitor, where to be reached; what a host application says of a person stays as it is."""
        if not caller.visitor:
            raise Forbidden("only visitors leave an address")
        return LeftAddress(email=wiring.desk.leave_address(caller, body.email).user_email)

    @router.post("/support_chat/link")
    async def post_link(caller: Caller, body: AsVisitor) -> Linked:
        """Tell, as a person who signed in, which visitor one was; repeatable."""
        if caller.visitor:
            raise Forbidden("only a person who is signed in can link a visitor")
        try:
            visitor = wiring.reception.visitor(body.visitor_token)
        except Unauthorized as error:  # the caller is known; it is what they show that is no good
            raise Invalid("visitor_token is not valid") from error
        return Linked(linked=wiring.desk.link(caller, visitor))

    @router.post("/visitors", status_code=201)
    async def post_visitor(request: Request, response: Response) -> VisitorToken:
        """A new visitor's token; with a visitor's token, a younger one for the same visitor."""
        authorization = request.headers.get("authorization")
        if authorization is None:
            shown = wiring.reception.welcome(network_address(request))
        else:
            shown = wiring.reception.renew(bearer_token(authorization))
            response.status_code = 200
        about(chat_id=str(chat_id_of(shown.user_id)))
        return VisitorToken(token=shown.token, expires_at=shown.expires_at)

    @router.post("/pusher/auth")
    async def authorize_channel(caller: Caller, request: Request) -> ChannelAuthorization:
        """Sign the caller's own private channel."""
        socket_id, channel, key = await form(request, "socket_id", "channel_name", optional="key")
        signed = wiring.signer.for_customer(chat_id_of(caller.user_id), socket_id, channel, key)
        return ChannelAuthorization(**signed)

    return router


def network_address(request: Request) -> str:
    """Where the request comes from as API Gateway saw it; what a header claims counts for nothing."""
    context = request.scope.get("aws.event", {}).get("requestContext", {})
    return str(context.get("http", {}).get("sourceIp", ""))
