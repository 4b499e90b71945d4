"""Routes for anyone: the unsubscribe page of our mails, and health. GET changes nothing: mail scanners follow links."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from support_chat import mail_page
from support_chat.errors import Invalid, NotFound
from support_chat.health import Health
from support_chat.ledger import EmailState
from support_chat.mail import parse_unsubscribe_token
from support_chat.telemetry import about
from support_chat.wiring.public import PublicWiring

_TOKEN_LENGTH = 200


def public_routes(wiring: PublicWiring) -> APIRouter:
    """The routes, over what `wiring` builds."""
    router = APIRouter()

    @router.get("/health")
    async def health(response: Response) -> Health:
        """Whether what the product stands on is well; 503 only where nothing works."""
        told = wiring.health.told()
        response.status_code = 503 if told.status == "down" else 200
        return told

    @router.get("/unsubscribe", response_class=HTMLResponse)
    async def unsubscribe_page(token: str = "") -> HTMLResponse:
        """Show the choice; change nothing."""
        return _answer(token, wiring.link_desk.email_state)

    @router.post("/unsubscribe", response_class=HTMLResponse)
    async def unsubscribe(token: str = "", again: bool = False) -> HTMLResponse:
        """One click, from a mail program (RFC 8058) or from the page; `again=true` is the way back in. Repeatable."""
        return _answer(token, wiring.link_desk.opt_in if again else wiring.link_desk.opt_out)

    return router


def _answer(token: str, act: Callable[[UUID, str], EmailState | None]) -> HTMLResponse:
    """The page for the state that `act` finds, or brings about."""
    try:
        state = act(*_link(token))
    except (Invalid, NotFound):
        return HTMLResponse(mail_page.not_valid(), 404, mail_page.HEADERS)
    return HTMLResponse(mail_page.choice(token, state), 200, mail_page.HEADERS)


def _link(token: str) -> tuple[UUID, str]:
    if len(token) > _TOKEN_LENGTH:
        raise Invalid("this link is not valid")
    chat_id, secret = parse_unsubscribe_token(token)
    about(chat_id=str(chat_id))
    return chat_id, secret
