"""Whatever an operator writes, nothing but origins gets into the header, and one line says how it is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from booking_site.allowed_origins import ORIGIN
from booking_site.environment import Environment
from booking_site.locations import LocationSettings
from tests.conftest import BERLIN
from widget.embed.frame_policy import FramePolicyMiddleware
from widget.embed.origins import is_allowed

ENOUGH = {"SECRET_KEY": "k" * 60, "ALTEGIO_PARTNER_TOKEN": "token", "ALTEGIO_LOCATION_IDS": "4564"}
PIECES = [
    "https://", "http://", "*", "*.", "www.example.com", "localhost", "test", "127.0.0.1", "салон.рф", ":", ":*",
    ":8443", ":٨٠", ";", ",", " ", "\n", "\r\n", "\t", "'", '"', "'unsafe-inline'", "'self'", "script-src *", "/", "\\",
    "\x00", "\u2028", "%0a", "@", "a", "-", ".", "\u0131", "\u212a",
]  # fmt: skip
assembled = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
written = assembled | st.text() | st.from_regex(ORIGIN)
"""As operators write, as attackers would, and what almost is an origin."""


def header(environment_origins: tuple[str, ...], location_origins: tuple[str, ...] = ()) -> str:
    location = replace(LocationSettings(), allowed_origins=location_origins)
    request = RequestFactory().get(f"/{BERLIN}/")
    with override_settings(EMBED_ALLOWED_ORIGINS=environment_origins, LOCATIONS={BERLIN: location}):
        return str(FramePolicyMiddleware(lambda request: HttpResponse())(request)["Content-Security-Policy"])


PLAIN = header(())


def assert_only_adds(policy: str, origins: tuple[str, ...]) -> None:
    sources = " ".join(dict.fromkeys(("'self'", *origins)))
    assert policy == PLAIN.replace("frame-ancestors 'self'", f"frame-ancestors {sources}")
    assert policy.count("frame-ancestors") == 1
    assert policy.isascii()
    assert policy.isprintable()
    assert "," not in policy
    assert policy.count(";") == PLAIN.count(";")
    assert "unsafe" not in policy


@given(st.lists(written, max_size=3).map(",".join))
@examples(max_examples=300, derandomize=True, deadline=None)
def test_what_the_environment_lets_in_adds_sources_and_nothing_else(value: str) -> None:
    environment = Environment({**ENOUGH, "EMBED_ALLOWED_ORIGINS": value})

    assert_only_adds(header(environment.allowed_origins), environment.allowed_origins)
    assert all("\n" not in problem and "\r" not in problem for problem in environment.problems)


@given(st.from_regex(ORIGIN, fullmatch=True))
@examples(max_examples=100, derandomize=True, deadline=None)
def test_what_a_locations_file_lets_in_adds_sources_and_nothing_else(origin: str) -> None:
    assert_only_adds(header((), (origin,)), (origin,))
    exact = origin.replace("*.", "www.").replace(":*", "") if origin != "*" else "https://www.example.com"
    port = int(exact.rpartition(":")[2]) if exact.count(":") == 2 else 0
    # A number that is no port, or a name that is too long, lets nobody in.
    assert is_allowed(exact, [origin]) or port >= 1 << 16 or len(exact) > 250


@pytest.mark.parametrize(
    ("origin", "written"),
    [
        ("https://салон.рф", "https://xn--80awgdm.xn--p1ai"),
        ("https://*.Салон.рф:8443/", "https://*.xn--80awgdm.xn--p1ai:8443"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
    ],
)
def test_a_host_in_other_letters_is_asked_for_in_punycode(tmp_path: Path, origin: str, written: str) -> None:
    [problem] = Environment({**ENOUGH, "EMBED_ALLOWED_ORIGINS": origin}).problems
    assert problem == (
        f"EMBED_ALLOWED_ORIGINS holds {origin.rstrip('/')!r}, whose host has to be written in punycode. "
        f"Example: EMBED_ALLOWED_ORIGINS={written}"
    )

    file = tmp_path / "locations.toml"
    file.write_text(f'[4564]\nallowed_origins = ["https://www.example.com", "{origin}"]\n', encoding="utf-8")
    [problem] = Environment({**ENOUGH, "LOCATIONS_FILE": str(file)}).problems
    assert problem == (
        f"LOCATIONS_FILE: [4564] allowed_origins holds {origin!r}, whose host has to be written in punycode. "
        f'Example: ["{written}"]'
    )


@pytest.mark.parametrize(
    ("origin", "written"),
    [
        ("https://WWW.Example.com", "https://www.example.com"),
        ("https://www.example.com/page", "https://www.example.com,https://*.example.com"),
        ("https://салон рф", "https://www.example.com,https://*.example.com"),
        ("https://www.example.com:٨٠", "https://www.example.com,https://*.example.com"),
        ("https://www.example.com:0", "https://www.example.com,https://*.example.com"),
        ("https://" + "я" * 80 + ".рф", "https://www.example.com,https://*.example.com"),
        ("'unsafe-inline'", "https://www.example.com,https://*.example.com"),
    ],
)
def test_what_is_no_origin_is_told_with_how_it_is_written(origin: str, written: str) -> None:
    environment = Environment({**ENOUGH, "EMBED_ALLOWED_ORIGINS": origin})

    assert environment.problems == [
        f"EMBED_ALLOWED_ORIGINS holds {origin!r}, which is no origin. Example: EMBED_ALLOWED_ORIGINS={written}"
    ]
    assert environment.allowed_origins == ()
