"""The customers' API on Powertools' resolver instead of FastAPI, with the same care: the same rules, models and calls,
the same layer, and nothing that is not needed."""

from typing import Annotated, Any
from uuid import UUID

from support_chat import cold_start

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response  # isort: skip
from urllib.parse import parse_qs

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from support_chat.errors import SupportChatError
from support_chat.lambdas import observed
from support_chat.model import MESSAGE_LENGTH, Message, chat_id_of
from support_chat.people import Customer
from support_chat.settings import Settings
from support_chat.telemetry import about, logger
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

app = APIGatewayHttpResolver(enable_validation=True)
wiring = DeskWiring(Settings.from_env())


class StrictBody(BaseModel):
    """A request body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Said(StrictBody):
    """A message."""

    content: Annotated[str, StringConstraints(min_length=1, max_length=MESSAGE_LENGTH)]
    client_message_id: UUID


class MarkRead(StrictBody):
    """Up to which message to mark."""

    up_to_seq: Annotated[int | None, Field(ge=0, le=10**11, strict=True)] = None


class Address(StrictBody):
    """Where a visitor can be reached."""

    email: str


class AsVisitor(StrictBody):
    """Proof of which visitor the caller was."""

    visitor_token: str


@app.exception_handler(SupportChatError)  # type: ignore[untyped-decorator]
def refused(error: SupportChatError) -> Response[Any]:
    """The one shape of every error."""
    return Response(400, "application/json", {"error": {"code": type(error).__name__, "message": str(error)}})


def caller() -> Customer:
    """Who is asking."""
    token = bearer_token(app.current_event.headers.get("authorization"))
    known = wiring.reception.visitor(token) if is_visitors(token) else wiring.customer_tokens.customer(token)
    about(chat_id=str(chat_id_of(known.user_id)))
    return known.model_copy(update={"address": app.current_event.request_context.http.source_ip})


@app.get("/support_chat")
def get_chat() -> CustomerChat:
    """Get, or make, the caller's one chat with its last page."""
    chat, entries, has_more = wiring.desk.open(caller())
    return customer_chat(chat, entries, has_more, reply_time=wiring.reply_times.typical(), mail_to_visitors=False)


@app.get("/support_chat/messages")
def get_messages(
    after_seq: Annotated[int | None, Query(ge=0, le=10**11)] = None,
    before_seq: Annotated[int | None, Query(ge=0, le=10**11)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> MessagePage:
    """A page forward or back."""
    chat_id = chat_id_of(caller().user_id)
    if before_seq is not None:
        entries, has_more = wiring.store.before(chat_id, before_seq, limit)
    else:
        entries, has_more = wiring.store.after(chat_id, after_seq or 0, limit)
    return MessagePage(messages=[entry.message for entry in entries], has_more=has_more)


@app.post("/support_chat/messages")
def post_message(body: Said) -> Message:
    """Send a message."""
    about(correlation_id=str(body.client_message_id))
    message, _ = wiring.desk.say(caller(), body.content, body.client_message_id, None)
    return message


@app.patch("/support_chat/mark_read")
def mark_read(body: MarkRead) -> ReadState:
    """Give agent messages their `read_at`."""
    chat = wiring.desk.mark_read(caller(), body.up_to_seq)
    return ReadState(read_seq=chat.read_seq, unread_count=chat.unread_count)


@app.put("/support_chat/email")
def put_email(body: Address) -> LeftAddress:
    """Say where to be reached."""
    return LeftAddress(email=wiring.desk.leave_address(caller(), body.email).user_email)


@app.post("/support_chat/link")
def post_link(body: AsVisitor) -> Linked:
    """Tell which visitor one was."""
    return Linked(linked=wiring.desk.link(caller(), wiring.reception.visitor(body.visitor_token)))


@app.post("/visitors")
def post_visitor() -> VisitorToken:
    """A new visitor's token."""
    shown = wiring.reception.welcome(app.current_event.request_context.http.source_ip)
    return VisitorToken(token=shown.token, expires_at=shown.expires_at)


@app.post("/pusher/auth")
def authorize_channel() -> ChannelAuthorization:
    """Sign the caller's own private channel."""
    fields = parse_qs(app.current_event.body or "")
    signed = wiring.signer.for_customer(chat_id_of(caller().user_id), fields["socket_id"][0], fields["channel_name"][0])
    return ChannelAuthorization(**signed)


@observed
def handler(event: dict[str, Any], context: Any) -> Any:
    """API Gateway's event to the resolver and back."""
    about(request_id=event["requestContext"]["requestId"])
    answer = app.resolve(event, context)
    logger.info("request", extra={"status": answer["statusCode"]})
    return answer


cold_start.over()
