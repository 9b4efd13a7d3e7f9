from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.embed.origins import is_allowed, origin_of

CASES = [
    ("https://www.example.com", "https://www.example.com", True),
    ("https://www.example.com", "https://example.com", False),
    ("https://example.com", "https://www.example.com", False),
    ("https://www.example.com", "https://www.example.org", False),
    ("https://wwwxexample.com", "https://www.example.com", False),
    ("https://www.example.com.evil.test", "https://www.example.com", False),
    ("https://www.example.com", "https://*.example.com", True),
    ("https://a.b.example.com", "https://*.example.com", True),
    ("https://example.com", "https://*.example.com", False),
    ("https://evilexample.com", "https://*.example.com", False),
    ("http://www.example.com", "https://www.example.com", False),
    ("https://www.example.com", "http://www.example.com", True),
    ("http://www.example.com", "http://www.example.com", True),
    ("https://www.example.com:8443", "https://www.example.com", False),
    ("https://www.example.com:8443", "https://www.example.com:8443", True),
    ("https://www.example.com:8444", "https://www.example.com:8443", False),
    ("https://www.example.com", "https://www.example.com:443", True),
    ("https://www.example.com", "https://www.example.com:8443", False),
    ("https://www.example.com", "https://www.example.com:*", True),
    ("https://www.example.com:8443", "https://www.example.com:*", True),
    ("https://www.example.com:8443", "https://*.example.com:*", True),
    ("http://www.example.com:8443", "https://*.example.com:*", False),
    ("http://localhost:3000", "http://localhost:3000", True),
    ("http://localhost:3000", "http://localhost", False),
    ("http://localhost:3000", "http://localhost:*", True),
    ("https://www.example.com", "http://www.example.com:80", True),
    ("http://www.example.com", "http://www.example.com:80", True),
    ("https://www.example.com:80", "http://www.example.com:80", False),
    ("https://localhost:3000", "http://localhost:3000", False),
    ("https://localhost", "http://localhost", True),
    ("https://localhost:3000", "http://localhost:*", True),
    ("https://www.example.com:8080", "http://www.example.com", False),
    ("http://127.0.0.1", "http://127.0.0.1", True),
    ("http://192.0.2.1", "http://192.0.2.1", True),
    ("https://www.example.com", "*", True),
    ("http://localhost:3000", "*", True),
    ("https://www.example.com", "https://WWW.Example.com", True),
    ("https://xn--80ak6aa92e.example", "https://xn--80ak6aa92e.example", True),
]
"""A page, a source, and whether browsers let the one frame what carries the other: tests/browser asks one."""


@pytest.mark.parametrize(("origin", "source", "meaning"), CASES)
def test_a_source_lets_in_what_browsers_let_in(origin: str, source: str, meaning: bool) -> None:
    assert is_allowed(origin, [source]) is meaning


def test_any_source_is_enough_and_none_lets_nobody_in() -> None:
    assert is_allowed("https://b.example", ("'self'", "https://a.example", "https://b.example"))
    assert not is_allowed("https://b.example", ("'self'", "https://a.example"))
    assert not is_allowed("https://b.example", ())


@pytest.mark.parametrize(
    "origin",
    [
        "", "null", "*", "example.com", "ftp://a.example", "https://", "https:///x", "https://a..example", "https://.a",
        "https://user@a.example", "https://user:pass@a.example/", "https://a.example:", "https://a.example:99999",
        "https://a.example:8 0", "https://a.example\n", "https://a.example\r\nX: y", "https://a.example x",
        "https://a.example;x", "https://a.example,https://b.example", "https://салон.рф", "https://a.example\\",
        "javascript:alert(1)", "https://[::1]/", "https://" + "a" * 254, "https://a.example:٨٠", " https://a.example",
    ],
)  # fmt: skip
def test_what_is_no_origin_gets_in_nowhere_and_is_told_nowhere(origin: str) -> None:
    assert origin_of(origin) is None
    assert not is_allowed(origin, ["*"])


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://www.example.com", "https://www.example.com"),
        ("https://www.example.com/", "https://www.example.com"),
        ("HTTPS://WWW.Example.com/Page?q=1#x", "https://www.example.com"),
        ("https://www.example.com:443/a", "https://www.example.com"),
        ("http://www.example.com:443/a", "http://www.example.com:443"),
        ("http://localhost:3000?x", "http://localhost:3000"),
        ("https://my_site.example/" + "x" * 9000, "https://my_site.example"),
        ("https://a.example/\nWARNING forged", "https://a.example"),
    ],
)
def test_of_an_address_only_the_origin_is_kept(address: str, origin: str) -> None:
    assert str(origin_of(address)) == origin


@given(st.text() | st.from_regex(r"https?://[^/]*/.*"))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_what_is_told_of_an_address_is_an_origin_and_nothing_else(address: str) -> None:
    told = str(origin_of(address) or "")

    assert set(told) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-_:/")
    assert told.count("/") in (0, 2)
    assert not told or origin_of(told) == origin_of(address)
