"""How much a request may hold: what is more is refused with a calm page, and nobody waits for what never comes."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from booking_site.sandbox.server import Sandbox, running
from booking_site.worker import LONGEST_REQUEST, HurriedWorker
from tests.conftest import BERLIN
from tests.journeys.at_the_form import OURS, action, filled, open_form
from tests.journeys.wishes import sent
from tests.serving import PROJECT, serving_as_in_production
from tests.walker import Page, Walker, assert_promises

MOST_FIELDS = 200
DATE = f"/{BERLIN}/date/"
KEY = "7f9d239aca80237c64c24b15012cfc0e"
"""Of a booking. gunicorn writes down the first line of a request that it cannot read."""


def post(walker: Walker, url: str, body: Any, **more: Any) -> Page:
    page = Page(url, walker.client.post(url, body, headers=OURS, **more))
    assert_promises(page)
    return page


def assert_refused(page: Page, status: int) -> None:
    assert (page.status, page.errors) == (status, ["request-invalid"])
    assert page.response["Cache-Control"] == "no-store"
    assert "Traceback" not in page.text


@pytest.mark.parametrize("url", [DATE, f"/{BERLIN}/book/", f"/{BERLIN}/booking/1-abcdef/cancel/", "/"])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "application/json"])
def test_a_body_larger_than_any_form(walker: Walker, sandbox: Sandbox, url: str, content_type: str) -> None:
    assert_refused(post(walker, url, "comment=" + "x" * 70_000, content_type=content_type), 413)
    assert sandbox.requests == []


def test_files_are_taken_by_no_form(walker: Walker, sandbox: Sandbox) -> None:
    """Django would write them to the disk, however large they are."""
    small, large = (SimpleUploadedFile("a.txt", b"x" * size) for size in (10, 100_000))

    assert_refused(post(walker, DATE, {"file": large}), 413)
    assert_refused(post(walker, DATE, {"file": small}), 400)
    large.seek(0)
    assert post(walker, "/nowhere", {"file": large}).status == 404


@pytest.mark.parametrize("name", ["service", "x", "appointment", "utm_a"])
def test_more_fields_than_any_page_has(walker: Walker, name: str) -> None:
    pairs = [(name, "1")] * (MOST_FIELDS + 1)

    assert_refused(Page(DATE, walker.client.get(f"{DATE}?{urlencode(pairs)}")), 400)
    assert_refused(post(walker, DATE, urlencode(pairs), content_type="application/x-www-form-urlencoded"), 400)


def test_half_a_form_does_not_book(walker: Walker, sandbox: Sandbox) -> None:
    """A visitor's connection that breaks while a form is sent leaves its beginning, which could pass for all."""
    form = open_form(walker, sandbox)
    body = urlencode({**filled(form), "comment": "please do not cut more than this"})
    cut = body[: body.index("do+not") + 6]

    page = post(
        walker, action(form), cut,
        content_type="application/x-www-form-urlencoded",
        **{"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(cut.encode())},
    )  # fmt: skip

    assert_refused(page, 408)
    assert sent(sandbox) == []


@pytest.mark.parametrize("length", ["-1", "abc", "٤", "1e3", "99999999999999999999"])
def test_a_length_that_makes_no_sense(walker: Walker, length: str) -> None:
    response = walker.client.post(DATE, "a=b", content_type="text/plain", headers=OURS, CONTENT_LENGTH=length)

    assert response.status_code in (302, 307, 400, 408, 413)


@dataclass(frozen=True)
class Server:
    url: str

    def send(self, *parts: bytes, pause: float = 0) -> socket.socket:
        address = urlsplit(self.url)
        connection = socket.create_connection((str(address.hostname), address.port or 80), timeout=30)
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        return connection

    def status(self, request: bytes) -> int:
        with self.send(request) as connection:
            response = HTTPResponse(connection)
            response.begin()
            assert b"Traceback" not in response.read()
            return response.status


@contextmanager
def serving_salon(folder: Path, **environment: str) -> Iterator[Server]:
    with running() as sandbox:
        own = {"ALTEGIO_API_URL": sandbox.url, "ALTEGIO_PARTNER_TOKEN": "sandbox", "ALTEGIO_LOCATION_IDS": str(BERLIN)}
        with serving_as_in_production(folder, **own, **environment) as url:
            yield Server(url)
    log = (folder / "gunicorn.log").read_text()
    assert "Traceback" not in log
    assert KEY not in log


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving_salon(tmp_path_factory.mktemp("served")) as server:
        yield server


def request(path: str = "/robots.txt", *headers: str, method: str = "GET") -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", "")).encode()


@pytest.mark.xdist_group("security-server")
class TestBehindGunicorn:
    @pytest.mark.parametrize(
        ("sent", "statuses"),
        [
            (request(), {200}),
            (request("/?" + "x" * 9000), {400, 414}),
            (request("/" + "x" * 7000), {404}),
            (request("/robots.txt", "X-Long: " + "x" * 9000), {400, 431}),
            (request("/robots.txt", *(f"X-{number}: 1" for number in range(120))), {400, 431}),
            (request("/robots.txt", "Content-Length: 1", "Content-Length: 2"), {400}),
            (request("/robots.txt", "Content-Length: 5", "Transfer-Encoding: chunked"), {400}),
            (request("/robots.txt", "X_Forwarded_For: 1.1.1.1"), {200, 400}),
            (request("/robots.txt", "X: a\x00b"), {400}),
            (request("/a\x00b"), {400, 404}),
            (b"nonsense\r\n\r\n", {400}),
            (request(DATE, "Content-Length: 99999999", method="POST"), {413}),
            (request(DATE, method="TRACE"), {405}),
            (request("*", method="OPTIONS"), {400, 404, 405}),
            (request("http://evil.example/"), {200, 302, 400, 404}),
            (request("/robots.txt", "SCRIPT_NAME: /x"), {200}),
            (request("/x/robots.txt", "SCRIPT_NAME: /x"), {404}),
            (request("/robots.txt", "X-Forwarded-Proto: http", "X-Forwarded-Ssl: on"), {200}),
            (f"GET /{BERLIN}/booking/1-{KEY}/\r\n\r\n".encode(), {400}),
        ],
        ids=lambda value: value[:30].decode(errors="replace") if isinstance(value, bytes) else "",
    )  # fmt: skip
    def test_what_is_too_long_or_makes_no_sense_is_refused(
        self, server: Server, sent: bytes, statuses: set[int]
    ) -> None:
        assert server.status(sent) in statuses


@pytest.mark.xdist_group("security-server")
def test_those_who_never_finish_keep_nobody_out_for_long(tmp_path: Path) -> None:
    """More of them than there are threads: in the head of a request, in its body, and one that drips."""
    hasty = {
        "GUNICORN_CMD_ARGS": "--worker-class tests.security.hasty.HastyWorker --threads 4",
        "PYTHONPATH": str(PROJECT),
    }
    form = "Content-Type: application/x-www-form-urlencoded"
    body = request(DATE, form, "Content-Length: 100", method="POST") + b"comment="
    with serving_salon(tmp_path, **hasty) as server, ExitStack() as connections:
        begun = time.monotonic()
        slow = [connections.enter_context(server.send(part)) for part in (request()[:-2], body) * 2]
        dripping = connections.enter_context(server.send(body, *[b"x"] * 12, pause=0.1))

        assert server.status(request()) == 200
        assert 0.8 < time.monotonic() - begun < 10
        answers = [connection.recv(12) for connection in (*slow, dripping)]
        assert answers == [b"", b"HTTP/1.1 408", b"", b"HTTP/1.1 408", b"HTTP/1.1 408"]


def test_production_has_that_worker() -> None:
    assert (
        f'worker_class = "{HurriedWorker.__module__}.{HurriedWorker.__name__}"'
        in (PROJECT / "gunicorn.conf.py").read_text()
    )
    assert LONGEST_REQUEST < 30
