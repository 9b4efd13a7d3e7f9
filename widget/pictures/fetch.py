"""Fetches pictures from the hosts that the operator trusts, and from nowhere inside our own network."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import requests
import urllib3
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from widget.altegio.watchdog import WatchedAdapter, WatchedHTTP, WatchedHTTPS, attempt_ends_at

LONGEST_FETCH = 4.0
LARGEST_FILE = 5 * 1024 * 1024
CHUNK = 64 * 1024


class NoPicture(Exception):
    """There is none to be had; the page shows initials instead."""


def fetch(url: str, hosts: Sequence[str]) -> bytes:
    """The file at ``url``. ``hosts`` are names, ``*.names``, or IP addresses meant to be reached as such."""
    _require_trusted_host(url, hosts)
    ends_at = time.monotonic() + LONGEST_FETCH
    attempt_ends_at.set(ends_at)
    with requests.Session() as session:
        session.trust_env = False
        adapter = _GuardedAdapter()
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        try:
            with session.get(url, timeout=LONGEST_FETCH, allow_redirects=False, stream=True) as response:
                return _read(response, ends_at)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
            raise NoPicture(type(failure).__name__) from failure


def _require_trusted_host(url: str, hosts: Sequence[str]) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as unreadable:
        raise NoPicture("address") from unreadable
    wildcards = tuple(pattern[1:] for pattern in hosts if pattern.startswith("*."))
    if parts.scheme not in ("http", "https") or parts.username or not (host in hosts or host.endswith(wildcards)):
        raise NoPicture("host")


def _read(response: requests.Response, ends_at: float) -> bytes:
    if response.status_code != requests.codes.ok:
        raise NoPicture(f"status {response.status_code}")
    body = bytearray()
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        body += chunk
        if len(body) > LARGEST_FILE or time.monotonic() > ends_at:
            raise NoPicture("too large or too slow")
    return bytes(body)


class _Guarded:
    """Hangs up on an address that is not a public one, whatever name it was found under."""

    host: str
    sock: socket.socket

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        peer = self.sock.getpeername()[0]
        # A host that is listed as an address is meant: nobody's name can lead there.
        if peer != self.host and not ipaddress.ip_address(peer).is_global:
            self.sock.close()
            raise OSError("not a public address")


class _GuardedHTTP(_Guarded, WatchedHTTP):
    pass


class _GuardedHTTPS(_Guarded, WatchedHTTPS):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


class _GuardedAdapter(WatchedAdapter):
    pools = {"http": _HTTPPool, "https": _HTTPSPool}  # noqa: RUF012 - a constant of the class, as its parent's
