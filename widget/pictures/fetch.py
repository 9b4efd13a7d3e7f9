"""Fetches pictures from the hosts that the operator trusts, and from nowhere inside our own network."""

from __future__ import annotations

import time
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import requests
import urllib3
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from widget.altegio.watchdog import WatchedAdapter, WatchedHTTP, WatchedHTTPS, attempt_ends_at, read_body

LONGEST_FETCH = 2.0
USUAL_PORTS = {"http": 80, "https": 443}
LARGEST_FILE = 5 * 1024 * 1024
HOLDING_OLDER = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""Addresses that end in one of IPv4: networks without it translate them."""


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
    if address.port and not _is_address(host) and address.port != USUAL_PORTS.get(address.scheme or ""):
        raise NoPicture("port")
    if address.scheme not in ("http", "https") or address.auth or "\\" in url or not is_trusted:
        raise NoPicture("host")


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_public(written: str) -> bool:
    address = ip_address(written)
    if isinstance(address, IPv6Address):
        older = address.ipv4_mapped or address.sixtofour or _held_by(address)
        if older and not older.is_global:
            return False
    return address.is_global and not address.is_multicast


def _held_by(address: IPv6Address) -> IPv4Address | None:
    is_holding = any(address in network for network in HOLDING_OLDER)
    return IPv4Address(int(address) & 0xFFFFFFFF) if is_holding else None


class _Guarded:
    """Goes to no address that is not a public one, whatever name it was found under, and to none but those it saw."""

    host: str

    def _addresses(self) -> list[str]:
        found: list[str] = super()._addresses()  # type: ignore[misc]
        # A host that is listed as an address is meant: nobody's name can lead there.
        return [address for address in found if address == self.host or _is_public(address)]


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
