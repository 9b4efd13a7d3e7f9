"""A true end to a request. requests' timeouts start anew with every byte, so a slow drip defeats them."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Mapping
from contextvars import ContextVar
from http.client import HTTPResponse
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

attempt_ends_at: ContextVar[float] = ContextVar("attempt_ends_at")
"""When, on the monotonic clock, the request that this thread is sending must be over."""


class _WatchedReader(io.RawIOBase):
    """Waits for each part of an answer only for as long as the attempt still has."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        seconds_left = attempt_ends_at.get() - time.monotonic()
        if seconds_left <= 0:
            raise TimeoutError
        self._sock.settimeout(seconds_left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _WatchedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_WatchedReader(sock))


class WatchedHTTP(HTTPConnection):
    response_class = _WatchedResponse


class WatchedHTTPS(HTTPSConnection):
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
