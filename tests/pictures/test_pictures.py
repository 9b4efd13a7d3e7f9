"""Portraits and logos: fetched by the server from trusted hosts only, resized, kept; otherwise initials."""

from __future__ import annotations

import socket
import threading
import time
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import responses
from django.test import Client
from PIL import Image

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.walker import Walker, words
from widget.domain.team import TeamMember
from widget.pictures import resize
from widget.pictures.address import photo_address
from widget.pictures.fetch import NoPicture, fetch
from widget.pictures.shelf import MOST_AT_ONCE, MOST_KEPT, Shelf
from widget.views import pictures

HOSTS = ["alteg.io", "*.alteg.io"]
PNG = (Path(__file__).parents[2] / "booking_site" / "sandbox" / "portraits" / "anna.png").read_bytes()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    pictures.shelf = Shelf()


@pytest.fixture
def time_page(walker: Walker, widget: Any) -> Walker:
    widget.IMAGE_HOSTS = ["127.0.0.1"]
    walker.open(f"/{BERLIN}/")
    walker.choose_services("Haircut & blow-dry")
    walker.choose_first_day()
    return walker


def test_a_portrait_is_served_small_and_for_long(time_page: Walker) -> None:
    address = str(time_page.page.all(".member img")[0]["src"])

    response = time_page.client.get(address)

    image = Image.open(BytesIO(response.content))
    assert (image.format, image.size) == ("WEBP", (132, 132))
    assert len(response.content) < 8_000
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_portrait_is_fetched_once_and_without_asking_altegio(time_page: Walker, sandbox: Sandbox) -> None:
    address = str(time_page.page.all(".member img")[0]["src"])
    sandbox.requests.clear()

    first, second = time_page.client.get(address), time_page.client.get(address)

    assert first.content == second.content
    assert sandbox.requests == []


def test_a_member_without_a_photo_has_initials(time_page: Walker) -> None:
    [jonas] = [member for member in time_page.page.all("a.member") if "Jonas" in words(member)]

    assert words(jonas.select_one(".portrait")) == "JB"
    assert not jonas.img


def test_a_photo_that_cannot_be_had_is_a_plain_404_that_nobody_keeps(time_page: Walker, settings: Any) -> None:
    address = str(time_page.page.all(".member img")[0]["src"])
    settings.IMAGE_HOSTS = HOSTS

    response = time_page.client.get(address)

    assert (response.status_code, response.content) == (404, b"")
    assert response["Cache-Control"] == "no-store"


def test_the_logo_is_served_within_its_bounds(time_page: Walker) -> None:
    response = time_page.client.get(str(time_page.page.all(".business img")[0]["src"]))

    image = Image.open(BytesIO(response.content))
    assert image.format == "WEBP"
    assert max(image.size) == 108


def test_an_address_changes_with_its_source() -> None:
    member = TeamMember(1, "Anna", photo_url="https://be.cdn.alteg.io/a.png")
    other = TeamMember(1, "Anna", photo_url="https://be.cdn.alteg.io/b.png")

    assert photo_address(1, member) == photo_address(1, member) != photo_address(1, other)
    assert photo_address(1, TeamMember(1, "Anna")) == ""


@pytest.mark.parametrize(
    "source", ["", "https://be.cdn.alteg.io/a.png", "https://be.cdn.alteg.io/a.png:forged", "http://169.254.169.254/"]
)
def test_only_sources_that_we_signed_are_fetched(client: Client, source: str) -> None:
    assert client.get(f"/{BERLIN}/photo/1.webp", {"source": source}).status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/a.png",
        "https://alteg.io.evil.example/a.png",
        "https://evilalteg.io/a.png",
        "https://alteg.io@evil.example/a.png",
        "http://evil.example\\.alteg.io/a.png",
        "https://user@be.cdn.alteg.io/a.png",
        "ftp://be.cdn.alteg.io/a.png",
        "file:///etc/passwd",
        "//be.cdn.alteg.io/a.png",
        "http://[::1",
        "",
    ],
)
def test_only_trusted_hosts_are_asked(url: str) -> None:
    with responses.RequestsMock(), pytest.raises(NoPicture):
        fetch(url, HOSTS)


@pytest.mark.parametrize("status", [301, 302, 307, 404, 500])
def test_redirects_are_not_followed_and_failures_are_no_pictures(status: int) -> None:
    with responses.RequestsMock() as upstream:
        upstream.get("https://be.cdn.alteg.io/a.png", status=status, headers={"Location": "https://alteg.io/b.png"})
        with pytest.raises(NoPicture):
            fetch("https://be.cdn.alteg.io/a.png", HOSTS)


def test_a_trusted_name_that_leads_into_our_own_network_is_not_asked(sandbox: Sandbox) -> None:
    """``localhost`` stands for any public name whose owner points it at a private address."""
    port = urlsplit(sandbox.url).port
    assert socket.gethostbyname("localhost") == "127.0.0.1"

    with pytest.raises(NoPicture):
        fetch(f"http://localhost:{port}/images/portraits/anna.png", ["localhost"])
    assert fetch(f"http://127.0.0.1:{port}/images/portraits/anna.png", ["127.0.0.1"]) == PNG


def test_a_file_that_is_too_large_is_given_up() -> None:
    with responses.RequestsMock() as upstream:
        upstream.get("https://alteg.io/a.png", body=b"x" * (6 * 1024 * 1024))
        with pytest.raises(NoPicture):
            fetch("https://alteg.io/a.png", HOSTS)


def _png(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("file", [b"", b"<svg/>", PNG[:200], b"GIF89a", _png(6000, 6000)], ids=len)
def test_what_is_no_sane_picture_is_none(file: bytes) -> None:
    with pytest.raises(NoPicture):
        resize.portrait(file, 132)


def test_a_picture_that_is_not_square_is_cropped_for_a_portrait_and_kept_whole_for_a_logo() -> None:
    file = _png(400, 100)

    assert Image.open(BytesIO(resize.portrait(file, 132))).size == (132, 132)
    assert Image.open(BytesIO(resize.logo(file, 108, 108))).size == (108, 27)


def test_a_shelf_makes_a_picture_once_and_holds_only_so_many() -> None:
    shelf, made = Shelf(), []

    def make(key: int) -> bytes:
        made.append(key)
        return b"picture"

    for key in [*range(MOST_KEPT), 0, MOST_KEPT, 0, 1]:
        shelf.get(key, lambda key=key: make(key))

    assert made == [*range(MOST_KEPT), MOST_KEPT, 1]


def test_a_failure_is_not_repeated_for_every_visitor() -> None:
    shelf, tries = Shelf(), []

    def fail() -> bytes:
        tries.append(1)
        raise NoPicture("gone")

    for _ in range(3):
        with pytest.raises(NoPicture):
            shelf.get("a", fail)

    assert tries == [1]


def test_a_host_that_hangs_holds_only_so_many_threads() -> None:
    shelf, release = Shelf(), threading.Event()

    def slow() -> bytes:
        release.wait(20)
        return b"x"

    holding = [threading.Thread(target=shelf.get, args=(number, slow)) for number in range(MOST_AT_ONCE)]
    for thread in holding:
        thread.start()
    while shelf._making._value:
        time.sleep(0.01)

    with pytest.raises(NoPicture):
        shelf.get("one more", lambda: b"x")

    release.set()
    for thread in holding:
        thread.join()
    assert shelf.get("one more", lambda: b"x") == b"x"
