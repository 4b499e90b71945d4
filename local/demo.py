"""A small shop that embeds the widget as any host application would, and shows the mails its customers got."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from local import mail, parent
from local.people import CUSTOMERS, Customer, customer_token
from local.variants import VARIANTS, Variant, policy

HERE = Path(__file__).parent
COOKIE = "customer"
PRODUCTS = (
    {"name": "Halla tent", "text": "Two people, four seasons, 1.9 kg", "price": "€ 349", "art": "tent"},
    {"name": "Fjord jacket", "text": "Three layers, taped seams", "price": "€ 219", "art": "jacket"},
    {"name": "Ember stove", "text": "Boils a litre in three minutes", "price": "€ 89", "art": "stove"},
    {"name": "Atlas pack 45", "text": "Carries 18 kg like 12", "price": "€ 179", "art": "pack"},
)
# Mails are shown in a sandboxed frame; nothing on the mail page may run or load.
MAIL_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; frame-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True)
class Shop:
    stack: dict[str, Any]
    pages: Environment

    def routes(self) -> list[Route | Mount]:
        return [
            Route("/", self.home),
            Route("/support-chat/token", self.token),
            Route("/variants", self.variants),
            Route("/variants/{name}", self.variant),
            Route("/mail", self.mail_page),
            Route("/mail.json", self.mail_json),
            Route("/health", self.health),
            Mount("/static", StaticFiles(directory=HERE / "pages")),
        ]

    async def home(self, request: Request) -> HTMLResponse:
        name = request.query_params.get("as") or request.cookies.get(COOKIE, "")
        name = name if name in CUSTOMERS else next(iter(CUSTOMERS))
        response = self.page("shop.html", customers=CUSTOMERS, current=name, products=PRODUCTS)
        response.set_cookie(COOKIE, name, httponly=True, samesite="lax")
        return response

    async def token(self, request: Request) -> JSONResponse:
        """A real application takes the person from its session; the demo believes the address, to switch quickly."""
        customer = self.customer(request.query_params.get("as") or request.cookies.get(COOKIE, ""))
        return JSONResponse(
            {"token": customer_token(customer, self.stack["identity"])}, headers={"cache-control": "no-store"}
        )

    async def variants(self, _request: Request) -> RedirectResponse:
        return RedirectResponse(f"/variants/{next(iter(VARIANTS))}")

    async def variant(self, request: Request) -> HTMLResponse:
        name = request.path_params["name"]
        if name not in VARIANTS:
            raise HTTPException(404, f"No such variant; there are {', '.join(VARIANTS)}")
        shown, directives = VARIANTS[name], policy(self.stack)
        response = self.page(
            "variant.html", name=name, variant=shown, variants=VARIANTS, tag=self.script(shown), policy=directives
        )
        if shown.strict:
            response.headers["content-security-policy"] = directives
        return response

    def script(self, variant: Variant) -> Markup:
        """The script tag that makes this variant."""
        token_url = {"token-url": "/support-chat/token?as=alice"} if variant.signed_in else {}
        data = [Markup(' data-{}="{}"').format(*option) for option in {**token_url, **variant.options}.items()]
        source = Markup('<script src="{}/support-chat.js"').format(self.stack["widget_url"])
        return source + Markup("").join(data) + Markup(" async></script>")

    async def mail_page(self, _request: Request) -> HTMLResponse:
        response = self.page("mail.html", mails=self.mails())
        response.headers["content-security-policy"] = MAIL_POLICY
        return response

    async def mail_json(self, _request: Request) -> JSONResponse:
        return JSONResponse({"mails": [item.as_json() for item in self.mails()]})

    async def health(self, _request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    def customer(self, name: str) -> Customer:
        if name not in CUSTOMERS:
            raise HTTPException(404, f"No such customer; there are {', '.join(CUSTOMERS)}")
        return CUSTOMERS[name]

    def mails(self) -> list[mail.Mail]:
        return mail.read(Path(self.stack["mail_outbox"]))

    def page(self, template: str, **values: object) -> HTMLResponse:
        html = self.pages.get_template(template).render(stack=self.stack, **values)
        return HTMLResponse(html, headers={"cache-control": "no-store"})


def build(stack: dict[str, Any]) -> Starlette:
    pages = Environment(
        loader=FileSystemLoader(HERE / "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return Starlette(routes=Shop(stack, pages).routes())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--stack", type=Path, required=True, help="the stack.json to start from")
    given = parser.parse_args()
    parent.follow()
    stack = json.loads(given.stack.read_text())
    uvicorn.run(build(stack), host="127.0.0.1", port=given.port, timeout_graceful_shutdown=1, log_level="warning")


if __name__ == "__main__":
    main()
