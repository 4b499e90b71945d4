"""The dashboard with a provider that is not the stack's own: signing in, roles by its groups, renewing, signing out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from local.processes import free_port
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import AT_ONCE, Dashboard
from tests.e2e.oidc_provider import CLIENT, Provider, oidc_provider
from tests.people import new_customer

PEOPLE = {
    "olga": {"name": "Olga Admin", "email": "olga@example.com", "roles": {"desk": ["support staff", "leads"]}},
    "nils": {"name": "Nils Agent", "email": "nils@example.com", "roles": {"desk": ["support staff"]}},
    "former": {"name": "Finn Former", "email": "finn@example.com", "roles": {"desk": ["former support staff"]}},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider(free_port(), PEOPLE) as running:
        yield running


@pytest.fixture(scope="module")
def desk(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """The product, deployed with that provider."""
    parameters = {
        "OidcIssuer": provider.issuer,
        "OidcClientId": CLIENT,
        "OidcGroupsClaim": "roles.desk",
        "OidcAgentsGroup": "support staff",
        "OidcAdminsGroup": "leads",
    }
    running = LocalStack(tmp_path_factory.mktemp("oidc"), parameters=parameters)
    running.start(fresh=True)
    yield running
    running.stop()


def signed_in(desk: LocalStack, provider: Provider, page: Page, name: str) -> Dashboard:
    provider.session = None
    page.goto(desk.info["admin_url"])
    page.get_by_role("link", name=name).click()
    return Dashboard(page)


def test_no_user_pool_is_made_and_the_policy_names_the_provider(
    desk: LocalStack, provider: Provider, contexts: Callable[..., BrowserContext]
) -> None:
    assert "UserPoolId" not in desk.info["outputs"]
    assert desk.info["outputs"]["Issuer"] == provider.issuer
    answer = contexts().new_page().goto(desk.info["admin_url"])
    assert answer
    (connect,) = re.findall(r"connect-src ([^;]*)", answer.headers["content-security-policy"])
    assert f"http://127.0.0.1:{provider.port}" in connect.split()
    assert "*" not in connect.split()


def test_agents_and_admins_come_in_by_their_groups_and_others_do_not(
    desk: LocalStack, provider: Provider, contexts: Callable[..., BrowserContext]
) -> None:
    customer = new_customer(desk)
    customer.say("Hello")
    nils = signed_in(desk, provider, contexts().new_page(), "Nils Agent").connected()
    nils.open(customer)
    nils.say("Good morning")
    expect(nils.messages).to_have_text(["Hello", "Good morning"], timeout=AT_ONCE)
    expect(nils.page.get_by_role("link", name="Audit")).to_have_count(0)

    olga = signed_in(desk, provider, contexts().new_page(), "Olga Admin").connected()
    expect(olga.page.get_by_role("link", name="Audit")).to_be_visible()

    former = signed_in(desk, provider, contexts().new_page(), "Finn Former").page
    expect(former.get_by_role("heading", name="No access to this inbox")).to_be_visible()
    expect(former.locator("main")).to_contain_text("support staff")


def test_tokens_are_renewed_in_silence_and_lie_in_no_storage(
    desk: LocalStack, provider: Provider, contexts: Callable[..., BrowserContext]
) -> None:
    page = contexts().new_page()
    page.clock.install()
    nils = signed_in(desk, provider, page, "Nils Agent").connected()
    renewals = provider.grants.count("refresh_token")
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    for secret in [*provider.refresh_tokens, "eyJ"]:
        assert secret not in kept
    page.clock.fast_forward("09:00")
    nils.page.get_by_role("tab", name="Archived").click()
    expect(nils.page.get_by_role("heading", name="Nothing archived")).to_be_visible()
    assert provider.grants.count("refresh_token") > renewals
    expect(nils.page.get_by_role("alert")).to_have_count(0)


def test_signing_out_ends_the_session_at_the_provider(
    desk: LocalStack, provider: Provider, contexts: Callable[..., BrowserContext]
) -> None:
    nils = signed_in(desk, provider, contexts().new_page(), "Nils Agent").connected()
    told = len(provider.signed_out)
    nils.page.get_by_role("button", name="Sign out").click()
    expect(nils.page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert len(provider.signed_out) == told + 1
    assert provider.session is None
    nils.page.get_by_role("button", name="Sign in").click()
    expect(nils.page.get_by_role("heading", name="Who are you?")).to_be_visible()


def test_a_token_that_was_meant_for_another_sign_in_is_refused(
    desk: LocalStack, provider: Provider, contexts: Callable[..., BrowserContext]
) -> None:
    page = contexts().new_page()
    page.goto(desk.info["admin_url"])
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
    authorize = provider.authorize
    provider.authorize = lambda query: authorize({**query, "nonce": "of another"})  # type: ignore[method-assign]
    try:
        page.get_by_role("link", name="Nils Agent").click()
        expect(page.get_by_role("heading", name="Signing in did not work")).to_be_visible()
    finally:
        del provider.authorize
    assert "eyJ" not in json.dumps(page.evaluate("() => [{...localStorage}, {...sessionStorage}]"))
