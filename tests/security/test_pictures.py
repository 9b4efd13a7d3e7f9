"""Nobody gets the server to fetch anything but a picture of a trusted host, least of all from its own network."""

from __future__ import annotations

import socket
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from typing import Any

import pytest
import responses
from PIL import Image

from tests.serving import at_work
from widget.pictures import resize
from widget.pictures.fetch import NoPicture, fetch

# Signed addresses, redirects, lists of hosts and large files: tests/pictures.
HOSTS = ["*.alteg.io", "pictures.example"]
PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
]
Resolve = Callable[..., None]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that anything was connected to; none answers."""
    asked: list[str] = []

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", create_connection)
    return asked


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """What each look-up in turn finds for any name."""

    def resolve(*answers: list[str]) -> None:
        left = iter(answers)

        def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(left)]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return resolve


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_trusted_name_that_leads_inside_is_not_even_called(
    connected: list[str], resolve: Resolve, scheme: str, address: str
) -> None:
    resolve([address])

    with pytest.raises(NoPicture):
        fetch(f"{scheme}://pictures.example/a.png", HOSTS)

    assert connected == []


def test_of_several_addresses_only_public_ones_are_called(connected: list[str], resolve: Resolve) -> None:
    resolve(["10.0.0.1", "1.1.1.1", "::1", "2606:4700::1111", "127.0.0.1"])

    with pytest.raises(NoPicture):
        fetch("https://pictures.example/a.png", HOSTS)

    assert connected == ["1.1.1.1", "2606:4700::1111"]


def test_a_name_that_leads_elsewhere_at_the_second_look_is_looked_up_once(
    connected: list[str], resolve: Resolve
) -> None:
    """What was looked at is what is called."""
    resolve(["1.1.1.1"], ["127.0.0.1"])

    with pytest.raises(NoPicture):
        fetch("https://pictures.example/a.png", HOSTS)

    assert connected == ["1.1.1.1"]


@pytest.mark.parametrize(
    "url",
    [
        "https://pictures.example@127.0.0.1/a.png",
        "https://pictures.example:443@127.0.0.1/a.png",
        "https://127.0.0.1#@pictures.example/a.png",
        "https://127.0.0.1?.alteg.io/a.png",
        "https://127.0.0.1/.alteg.io/a.png",
        "https://127.0.0.1\\.alteg.io/a.png",
        "https://127.0.0.1%23.alteg.io/a.png",
        "https://127.0.0.1%2f.alteg.io/a.png",
        "https://127.0.0.1\t.alteg.io/a.png",
        "https://127.0.0.1\r\n.alteg.io/a.png",
        "https://127.0.0.1\x00.alteg.io/a.png",
        "https://.alteg.io/a.png",
        "https://alteg.io/a.png",
        "https://pictures.example./a.png",
        "https://pictures.example:22/a.png",
        "https://pictures.example:6379/a.png",
        "https://cdn.alteg.io:80/a.png",
        "http://cdn.alteg.io:443/a.png",
        "http://2130706433/a.png",
        "http://0x7f000001/a.png",
        "http://017700000001/a.png",
        "http://127.1/a.png",
        "http://①②⑦.⓪.⓪.①/a.png",
        "http://[::ffff:127.0.0.1]/a.png",
        "http://[::1%25lo]/a.png",
        "gopher://pictures.example/a.png",
        "ftp://pictures.example/a.png",
        "file://pictures.example/etc/passwd",
        "data:image/png;base64,AAAA",
        "unix:///var/run/docker.sock",
        "//pictures.example/a.png",
        "pictures.example/a.png",
        "http:pictures.example/a.png",
    ],
)
def test_no_spelling_gets_around_the_list_of_hosts(connected: list[str], resolve: Resolve, url: str) -> None:
    resolve(["127.0.0.1"], ["127.0.0.1"])

    with pytest.raises(NoPicture):
        fetch(url, HOSTS)

    assert connected == []


@pytest.mark.parametrize("url", ["https://pictures.example:443/a.png", "http://cdn.alteg.io:80/a.png"])
def test_the_usual_ports_may_be_named(url: str) -> None:
    with responses.RequestsMock() as upstream:
        upstream.get(url, body=b"x")

        assert fetch(url, HOSTS) == b"x"


class _Host(BaseHTTPRequestHandler):
    """A picture host that answers as its path says."""

    def do_GET(self) -> None:
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")  # where there is something to be had
            self.end_headers()
            return
        self.send_response(200)
        if self.path == "/bomb":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        with suppress(OSError):
            self._send()

    def _send(self) -> None:
        if self.path == "/bomb":
            squeeze = zlib.compressobj(wbits=31)
            for _ in range(200):
                self.wfile.write(squeeze.compress(bytes(1024 * 1024)))
            self.wfile.write(squeeze.flush())
        while self.path == "/endless":
            self.wfile.write(bytes(1024 * 1024))

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with at_work(HTTPServer(("127.0.0.1", 0), _Host)) as url:
        yield url


@pytest.mark.parametrize("path", ["/redirect", "/bomb", "/endless"])
def test_a_host_that_means_harm_is_given_up(host: str, path: str) -> None:
    with pytest.raises(NoPicture):
        fetch(host + path, ["127.0.0.1"])


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """One that says it is that large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def gif(frames: int) -> bytes:
    file = BytesIO()
    first, *others = [Image.new("P", (40, 40), color=number % 255) for number in range(frames)]
    first.save(file, "GIF", save_all=True, append_images=others)
    return file.getvalue()


def bmp() -> bytes:
    file = BytesIO()
    Image.new("RGB", (10, 10)).save(file, "BMP")
    return file.getvalue()


@pytest.mark.parametrize(
    "file",
    [
        png(50_000, 50_000),
        png(2**31 - 1, 2**31 - 1),
        png(25_000_001, 1),
        png(0, 10),
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><svg>&b;</svg>',
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file",
        b"%PDF-1.7",
        b"GIF89a<script>alert(1)</script>",
        b"#define x_width 9\n#define x_height 9\nstatic char x_bits[] = {",
        bmp(),
        bytes(1000),
    ],
    ids=lambda file: ascii(file[:12]),
)  # fmt: skip
@pytest.mark.parametrize("make", [lambda file: resize.portrait(file, 132), lambda file: resize.logo(file, 108, 108)])
def test_what_only_looks_like_a_picture_is_none(file: bytes, make: Callable[[bytes], bytes]) -> None:
    with pytest.raises(NoPicture):
        make(file)


def test_of_a_film_only_the_first_picture_is_made() -> None:
    made = Image.open(BytesIO(resize.portrait(gif(60), 132)))

    assert (made.format, made.size, getattr(made, "n_frames", 1)) == ("WEBP", (132, 132), 1)


def test_nothing_of_the_file_but_the_picture_comes_along() -> None:
    file = BytesIO()
    facts = Image.Exif()
    facts[0x010E] = "<script>taken at home</script>"
    Image.new("RGB", (300, 300)).save(file, "JPEG", exif=facts, comment=b"<script>")

    made = resize.portrait(file.getvalue() + b"<script>alert(1)</script>", 132)

    assert b"script" not in made
    assert b"EXIF" not in made
