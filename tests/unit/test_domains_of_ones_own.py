"""A domain given by parameter is used everywhere, and the one of AWS everywhere where none is given."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.resolve import Resolved
from tests.template import template

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
SITE = {"AllowedOrigins": "https://shop.example"}
DOMAINS = {
    "WidgetDomain": "chat.shop.example",
    "DashboardDomain": "support.shop.example",
    "SiteCertificateArn": CERTIFICATE,
    "ApiDomain": "chat-api.shop.example",
    "ApiCertificateArn": CERTIFICATE.replace("us-east-1", "eu-west-1"),
}
MADE = {"ApiDomainName", "ApiDomainMapping"}


def origins(resolved: Resolved) -> list[str]:
    allowed: list[str] = resolved.resource("Api")["CorsConfiguration"]["AllowOrigins"]
    return allowed


def connections(resolved: Resolved) -> list[str]:
    """Where the dashboard's policy lets it connect to."""
    headers = resolved.resource("AdminHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    (found,) = re.findall(r"connect-src ([^;]*);", headers["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    return str(found).split()


def distribution(resolved: Resolved, name: str) -> dict[str, Any]:
    config: dict[str, Any] = resolved.resource(name)["DistributionConfig"]
    return config


def config(resolved: Resolved, site: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(resolved.resource(site)["Config"])
    return parsed


def test_with_domains_every_address_is_one_of_them() -> None:
    resolved = Resolved(**SITE, **DOMAINS)
    assert resolved.refusals() == []
    outputs = resolved.outputs()
    assert outputs["WidgetUrl"] == "https://chat.shop.example"
    assert outputs["DashboardUrl"] == "https://support.shop.example/"
    assert outputs["ApiUrl"] == "https://chat-api.shop.example"
    assert outputs["WidgetDomainTarget"] == "${WidgetDistribution.DomainName}"
    assert outputs["DashboardDomainTarget"] == "${AdminDistribution.DomainName}"
    assert outputs["ApiDomainTarget"] == "${ApiDomainName.RegionalDomainName}"
    assert resolved.variables()["API_URL"] == outputs["ApiUrl"]
    assert config(resolved, "WidgetSite")["api_url"] == config(resolved, "AdminSite")["api_url"] == outputs["ApiUrl"]
    assert origins(resolved) == [
        "https://shop.example",
        "https://support.shop.example",
        "https://${AdminDistribution.DomainName}",
    ]
    assert outputs["ApiUrl"] in connections(resolved)
    assert not [place for place in connections(resolved) if "execute-api" in place]
    client = resolved.resource("UserPoolClient")
    assert client["CallbackURLs"] == client["LogoutURLs"] == [outputs["DashboardUrl"]]
    invitation = resolved.resource("UserPool")["AdminCreateUserConfig"]["InviteMessageTemplate"]["EmailMessage"]
    assert f'href="{outputs["DashboardUrl"]}"' in invitation
    assert "logout_uri=https://support.shop.example/" in config(resolved, "AdminSite")["oidc"]["logout_url"]


def test_with_domains_both_sites_and_the_api_have_a_certificate() -> None:
    resolved = Resolved(**SITE, **DOMAINS)
    for name, domain in (("WidgetDistribution", "WidgetDomain"), ("AdminDistribution", "DashboardDomain")):
        served = distribution(resolved, name)
        assert served["Aliases"] == [DOMAINS[domain]]
        assert served["ViewerCertificate"] == {
            "AcmCertificateArn": CERTIFICATE,
            "SslSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        }
    (served,) = resolved.resource("ApiDomainName")["DomainNameConfigurations"]
    assert (served["CertificateArn"], served["SecurityPolicy"]) == (DOMAINS["ApiCertificateArn"], "TLS_1_2")
    assert resolved.resource("ApiDomainMapping")["ApiId"] == "${Api}"
    assert resolved.resources() >= MADE


def test_without_domains_every_address_is_awss() -> None:
    resolved = Resolved(**SITE)
    assert resolved.refusals() == []
    outputs = resolved.outputs()
    assert outputs["WidgetUrl"] == "https://${WidgetDistribution.DomainName}"
    assert outputs["DashboardUrl"] == "https://${AdminDistribution.DomainName}/"
    assert outputs["ApiUrl"] == resolved.variables()["API_URL"] == "${Api.ApiEndpoint}"
    assert not [name for name in outputs if name.endswith("DomainTarget")]
    assert origins(resolved) == ["https://shop.example", "https://${AdminDistribution.DomainName}"]
    assert "https://*.execute-api.eu-west-1.amazonaws.com" in connections(resolved)
    for name in ("WidgetDistribution", "AdminDistribution"):
        assert not {"Aliases", "ViewerCertificate"} & distribution(resolved, name).keys()
    assert not MADE & resolved.resources()


def test_the_dashboard_may_connect_to_the_pool_that_the_stack_makes() -> None:
    resolved = Resolved(**SITE)
    domain = resolved.resource("UserPoolDomain")["Domain"]
    assert domain == "support-chat-0123456789ab"
    assert f"https://{domain}.auth.eu-west-1.amazoncognito.com" in connections(resolved)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("WidgetDomain", "SiteCertificateArn"),
        ("DashboardDomain", "SiteCertificateArn"),
        ("ApiDomain", "ApiCertificateArn"),
        ("OidcIssuer", "OidcClientId"),
        ("PusherPreviousKey", "PusherPreviousSecret"),
    ],
)
def test_half_of_a_pair_is_refused_before_anything_is_made(given: str, missing: str) -> None:
    (refusal,) = Resolved(**{given: "https://x"}).refusals()
    assert missing in refusal


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        (
            "WidgetDomain",
            ["", "chat.shop.example", "a-b.c.de"],
            ["https://chat.shop.example", "chat.shop.example/", "a b"],
        ),
        ("SiteCertificateArn", ["", CERTIFICATE], [DOMAINS["ApiCertificateArn"], "certificate"]),
        ("ApiCertificateArn", ["", DOMAINS["ApiCertificateArn"]], ["certificate"]),
    ],
)
def test_what_is_no_domain_and_no_certificate_is_refused(parameter: str, good: list[str], bad: list[str]) -> None:
    pattern = template()["Parameters"][parameter]["AllowedPattern"]
    assert [value for value in [*good, *bad] if re.fullmatch(pattern, value)] == good
