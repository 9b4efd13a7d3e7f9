"""What every answer carries, errors and files included."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN

FRAMABLE = [
    "/",
    f"/{BERLIN}/",
    f"/{BERLIN}/date/?service=3302",
    f"/{BERLIN}/time/",
    f"/{BERLIN}/nowhere/",
    f"/company/{BERLIN}",
    f"/company/{BERLIN}/personal/menu?o=s3302",
    f"/company/{BERLIN}/personal/%0A",
]
NOT_FRAMABLE = [
    "/healthz",
    "/1/",
    "/nowhere",
    "/company/",
    "/company/1/personal/menu?o=",
    f"/company/x/{BERLIN}/",
    f"/x/company/{BERLIN}/",
    "/static/widget/frame.js",
    "/static/nothing.css",
]


def policy(response: Any) -> dict[str, str]:
    directives = response["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


class ClosingClient(Client):
    """Reads answers to their end: a file's is a stream."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        response.getvalue()
        response.close()
        return response


@pytest.fixture
def client(widget: Any) -> Client:
    widget.EMBED_ALLOWED_ORIGINS = ("https://www.example.com",)
    return ClosingClient(raise_request_exception=False)


@pytest.mark.parametrize("path", FRAMABLE)
def test_pages_can_be_framed_by_those_on_the_list(client: Client, path: str) -> None:
    response = client.get(path)

    assert policy(response)["frame-ancestors"] == "'self' https://www.example.com"
    assert "X-Frame-Options" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cross-Origin-Embedder-Policy"] == "require-corp"


@pytest.mark.parametrize("path", NOT_FRAMABLE)
def test_nothing_else_can_be_framed(client: Client, path: str) -> None:
    response = client.get(path)

    assert policy(response)["frame-ancestors"] == "'none'"
    assert response["X-Frame-Options"] == "DENY"


def test_an_error_page_obeys_the_frame_policy_too(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults.add("error", "*", status=500)

    response = client.get(f"/{BERLIN}/")

    assert response.status_code == 503
    assert policy(response)["frame-ancestors"] == "'self' https://www.example.com"


def test_a_location_can_have_origins_of_its_own(client: Client, settings: Any) -> None:
    own = replace(settings.LOCATIONS[BERLIN], allowed_origins=("https://linden.example",))
    settings.LOCATIONS = {**settings.LOCATIONS, BERLIN: own}

    ours, other = client.get(f"/{BERLIN}/"), client.get("/4565/")

    assert policy(ours)["frame-ancestors"].endswith("https://www.example.com https://linden.example")
    assert "linden" not in policy(other)["frame-ancestors"]


@pytest.mark.parametrize("path", [*FRAMABLE, *NOT_FRAMABLE])
def test_nothing_inline_and_no_third_host(client: Client, path: str) -> None:
    directives = policy(client.get(path))

    assert directives["default-src"] == "'none'"
    for name in ("script-src", "style-src", "img-src", "form-action"):
        assert directives[name] == "'self'"
    assert directives["base-uri"] == "'none'"
    assert directives["require-trusted-types-for"] == "'script'"


@pytest.mark.parametrize("path", [*FRAMABLE, *NOT_FRAMABLE])
def test_no_answer_sets_a_cookie(client: Client, path: str) -> None:
    response = client.get(path, headers={"Cookie": "csrftoken=x; sessionid=y; django_language=de"})

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", [*FRAMABLE, *NOT_FRAMABLE])
@pytest.mark.parametrize("host", ["testserver", "evil.example"])
def test_the_referrer_stays_with_us_and_is_not_withheld_from_us(client: Client, path: str, host: str) -> None:
    response = client.get(path, headers={"Host": host})

    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/healthz", f"/{BERLIN}/", "/nowhere"])
def test_a_head_request_is_answered_without_a_body(client: Client, path: str) -> None:
    response = client.head(path)

    assert response.content == b""
    assert int(response["Content-Length"]) > 0


def test_https_is_remembered_for_a_year(client: Client) -> None:
    response = client.get(f"/{BERLIN}/", secure=True)

    assert response["Strict-Transport-Security"] == "max-age=31536000"


def test_a_negotiated_language_varies_and_a_named_one_does_not(client: Client) -> None:
    assert "Accept-Language" in client.get(f"/{BERLIN}/")["Vary"]
    assert "Accept-Language" not in client.get(f"/{BERLIN}/?lang=en").get("Vary", "")


def test_details_are_never_kept(client: Client) -> None:
    response = client.get(f"/{BERLIN}/details/?service=3302&team_member=0&slot=2999-01-01T10:00:00Z")

    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "evil.example:80@testserver"])
def test_only_configured_hosts_are_answered(client: Client, host: str) -> None:
    response = client.get(f"/{BERLIN}/", headers={"Host": host})

    assert response.status_code == 400
    assert host not in response.content.decode()


def test_healthz_answers_any_host_and_asks_nobody(client: Client, sandbox: Sandbox) -> None:
    response = client.get("/healthz", headers={"Host": "10.0.0.7"})

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert sandbox.requests == []
