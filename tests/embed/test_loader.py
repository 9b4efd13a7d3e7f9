"""The scripts that other sites load from us: small, fresh within the hour, and good for any page."""

from __future__ import annotations

import gzip
from typing import Any

import brotli
import pytest
from django.test import Client

from tests.english import EnglishClient

LOADERS = ["/embed.js", "/widgetJS"]
MOST_BYTES = 2_500


@pytest.fixture
def client(widget: Any) -> Client:
    return EnglishClient()


@pytest.mark.parametrize("path", LOADERS)
def test_any_page_may_load_it(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", LOADERS)
def test_it_is_asked_for_anew_within_the_hour(client: Client, path: str) -> None:
    response = client.get(path)

    assert response["Cache-Control"] == "public, max-age=3600, stale-while-revalidate=86400, stale-if-error=604800"
    assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("path", LOADERS)
def test_it_is_one_for_everybody(client: Client, path: str) -> None:
    response = client.get(path, headers={"Accept-Language": "de", "Cookie": "a=b"})

    assert response["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in response
    assert "Content-Language" not in response


@pytest.mark.parametrize("path", LOADERS)
def test_every_encoding_is_the_same_script(client: Client, path: str) -> None:
    plain = client.get(path)
    assert "Content-Encoding" not in plain

    for accepted, encoding, decode in (
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=1.0, gzip;q=0.5", "br", brotli.decompress),
    ):
        squeezed = client.get(path, headers={"Accept-Encoding": accepted})
        assert squeezed["Content-Encoding"] == encoding
        assert decode(squeezed.content) == plain.content


def test_it_is_small(client: Client) -> None:
    assert len(client.get("/embed.js", headers={"Accept-Encoding": "br"}).content) <= MOST_BYTES


def test_altegios_is_ours_and_a_little_more(client: Client) -> None:
    ours, theirs = client.get("/embed.js").text, client.get("/widgetJS").text

    assert theirs.startswith(ours)
    assert "yWidgetSettings" in theirs
    assert "yWidgetSettings" not in ours


@pytest.mark.parametrize("path", LOADERS)
def test_it_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
