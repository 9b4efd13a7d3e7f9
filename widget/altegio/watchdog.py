"""A true end to a request, and a true word on whether it was sent. requests' timeouts start anew with every byte, so
a slow drip defeats them; and its errors do not tell what a booking depends on: whether anything has left."""

from __future__ import annotations

import io
import logging
import socket
import time
from collections.abc import Mapping
from contextvars import ContextVar
from http.client import HTTPResponse
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from widget.altegio import names

attempt_ends_at: ContextVar[float] = ContextVar("attempt_ends_at")
"""When, on the monotonic clock, the request that this thread is sending must be over."""

has_left: ContextVar[bool] = ContextVar("has_left", default=False)
"""Whether anything of the request that this thread is sending was handed to the network."""

CHUNK = 64 * 1024


def _says_nothing(record: logging.LogRecord) -> bool:
    return False


# urllib3 logs whole addresses, a broken header of an answer is enough, and a record's address is a secret. Whatever
# level somebody sets: what went wrong stands in our own lines.
for _name in ("urllib3.connection", "urllib3.connectionpool"):
    logging.getLogger(_name).addFilter(_says_nothing)


def _seconds_left() -> float:
    seconds = attempt_ends_at.get() - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def read_body(response: requests.Response, largest: int) -> bytes:
    """The whole body; raises ValueError beyond ``largest`` bytes, decompressed."""
    body = bytearray()
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        body += chunk
        if len(body) > largest:
            raise ValueError("too large")
    return bytes(body)


class _WatchedReader(io.RawIOBase):
    """Waits for each part of an answer only for as long as the attempt still has."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_seconds_left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _WatchedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_WatchedReader(sock))


class _Watched:
    """Tries each address of a host for only as long as the attempt still has, where urllib3 would give each its all,
    and notes the moment before the first byte of the request leaves."""

    _dns_host: str
    port: int
    sock: socket.socket

    def connect(self) -> None:
        """Shaking hands, and asking a proxy for the way, is not yet the request."""
        had_left = has_left.get()
        try:
            super().connect()  # type: ignore[misc]
        finally:
            has_left.set(had_left)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        self.sock.settimeout(_seconds_left())
        has_left.set(True)
        super().send(data)  # type: ignore[misc]

    def _addresses(self) -> list[str]:
        found = names.addresses(self._dns_host, self.port, _seconds_left())
        return [str(address[0]) for *_, address in found]

    def _new_conn(self) -> socket.socket:
        try:
            addresses = self._addresses()
        except (socket.gaierror, UnicodeError) as unknown:
            raise NewConnectionError(self, "no such host") from unknown  # type: ignore[arg-type]
        failure: OSError | None = None
        for address in addresses:
            try:
                sock = socket.create_connection((address, self.port), timeout=_seconds_left())
            except OSError as refused:
                failure = refused
            else:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return sock
        raise NewConnectionError(self, "no address answered") from failure  # type: ignore[arg-type]


class WatchedHTTP(_Watched, HTTPConnection):
    response_class = _WatchedResponse


class WatchedHTTPS(_Watched, HTTPSConnection):
    response_class = _WatchedResponse


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = WatchedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = WatchedHTTPS


class WatchedAdapter(HTTPAdapter):
    """requests' adapter with watched connections. Nothing is repeated here: that is decided further up."""

    pools: Mapping[str, type[HTTPConnectionPool]] = {"http": _HTTPPool, "https": _HTTPSPool}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_retries=0, **options)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self.pools

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = self.pools
        return manager
