"""Fetches pictures from the hosts that the operator trusts, and from nowhere inside our own network."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Sequence

import requests
import urllib3
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from widget.altegio.watchdog import WatchedAdapter, WatchedHTTP, WatchedHTTPS, attempt_ends_at, read_body

LONGEST_FETCH = 2.0
LARGEST_FILE = 5 * 1024 * 1024


class NoPicture(Exception):
    """There is none to be had; the page shows initials instead."""


def fetch(url: str, hosts: Sequence[str]) -> bytes:
    """The file at ``url``. ``hosts`` are names, ``*.names``, or IP addresses meant to be reached as such."""
    _require_trusted_host(url, hosts)
    attempt_ends_at.set(time.monotonic() + LONGEST_FETCH)
    with requests.Session() as session:
        session.trust_env = False
        adapter = _GuardedAdapter()
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        try:
            with session.get(url, timeout=LONGEST_FETCH, allow_redirects=False, stream=True) as response:
                if response.status_code != requests.codes.ok:
                    raise NoPicture(f"status {response.status_code}")
                return read_body(response, LARGEST_FILE)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
            raise NoPicture(type(failure).__name__) from failure


def _require_trusted_host(url: str, hosts: Sequence[str]) -> None:
    """Read by the parser that will connect: two parsers can find two hosts in one address."""
    try:
        address = parse_url(url)
    except LocationParseError as unreadable:
        raise NoPicture("address") from unreadable
    host = address.host or ""
    wildcards = tuple(pattern[1:] for pattern in hosts if pattern.startswith("*."))
    is_trusted = host in hosts or host.endswith(wildcards)
    if address.scheme not in ("http", "https") or address.auth or "\\" in url or not is_trusted:
        raise NoPicture("host")


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
