"""The headers of every kind of answer, and a content policy that scanners have nothing to say about."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.serving import PROJECT
from tests.test_framing import FRAMABLE, NOT_FRAMABLE, Answer
from tests.test_headers import ClosingClient, policy
from tests.walker import Walker
from widget.embed.frame_policy import CONTENT_POLICY

# Who may frame what, and the same headers for addresses one by one: tests/test_headers, tests/test_framing.
ANSWERS: dict[str, Answer] = {
    **{f"{kind}, framable": answer for kind, (_, answer) in FRAMABLE.items()},
    **{kind: answer for kind, (_, answer) in NOT_FRAMABLE.items()},
    "body too large": lambda walker, sandbox, settings: walker.client.post(f"/{BERLIN}/", {"x": "y" * 70_000}),
    "file": lambda walker, sandbox, settings: ClosingClient().get("/static/widget/frame.js"),
    "theme": lambda walker, sandbox, settings: walker.client.get("/theme/1f5c4d-auto-soft-system.1.css"),
    "loader": lambda walker, sandbox, settings: walker.client.get("/embed.js"),
    "not modified": lambda walker, sandbox, settings: walker.client.get(
        "/embed.js", headers={"If-None-Match": walker.client.get("/embed.js")["ETag"]}
    ),
    "builder": lambda walker, sandbox, settings: walker.client.get("/embed/"),
    "QR code": lambda walker, sandbox, settings: walker.client.get("/embed/qr.svg"),
}
EXACTLY = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
STRICTEST = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}


@pytest.fixture
def walker(widget: Any) -> Walker:
    widget.EMBED_ALLOWED_ORIGINS = ("https://www.example.com",)
    return Walker(EnglishClient(raise_request_exception=False))


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_has_all_headers(walker: Walker, sandbox: Sandbox, settings: Any, kind: str) -> None:
    response = ANSWERS[kind](walker, sandbox, settings)

    for name, value in EXACTLY.items():
        assert response[name] == value, name
    assert response["Cross-Origin-Resource-Policy"] in ("cross-origin", "same-origin")
    directives = policy(response)
    assert {name: directives[name] for name in STRICTEST} == STRICTEST
    assert directives.keys() - STRICTEST.keys() <= {"frame-ancestors", "frame-src"}
    assert ("X-Frame-Options" in response) == (directives["frame-ancestors"] == "'none'")
    assert not response.cookies


def test_the_policy_is_the_strictest_that_works() -> None:
    """What csp_evaluator looks for: a fallback for everything, nothing inline or evaluated, no scheme, host or star,
    and no way to another base or plugin. ``'self'`` is a danger only where visitors' files or JSONP are served."""
    assert CONTENT_POLICY == STRICTEST
    written = " ".join(CONTENT_POLICY.values())
    for weak in ("unsafe", "*", "http", "data:", "blob:", "nonce", "strict-dynamic", "wasm"):
        assert weak not in written


@pytest.mark.parametrize("callback", ["callback", "jsonp", "cb", "format"])
def test_nothing_served_from_here_can_be_made_a_script_of(walker: Walker, callback: str) -> None:
    """The one thing that ``script-src 'self'`` leaves open."""
    for path in ("/", f"/{BERLIN}/", "/robots.txt", "/embed/", "/embed/qr.svg", "/nowhere", "/theme/alert(1).1.css"):
        response = walker.client.get(path, {callback: "alert(1)//"})

        assert "javascript" not in response["Content-Type"]
        assert response["X-Content-Type-Options"] == "nosniff"
    assert b"alert" not in walker.client.get("/embed.js", {callback: "alert(1)//"}).content


def test_https_is_asked_for_where_there_is_a_public_name() -> None:
    """Django's own list for a deployment, with nothing but what an operator has to set."""
    done = deployed("check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr
    assert "2 silenced" in done.stdout


def deployed(*command: str) -> subprocess.CompletedProcess[str]:
    key = "only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
    variables = {"SECRET_KEY": key, "ALTEGIO_PARTNER_TOKEN": "t", "ALTEGIO_LOCATION_IDS": "4564"}
    environment = {"PATH": os.environ["PATH"], **variables, "ALLOWED_HOSTS": "book.example.com"}
    return subprocess.run(
        [sys.executable, str(Path(PROJECT, "manage.py")), *command],
        env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
