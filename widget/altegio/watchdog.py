"""A true end to a request. requests' timeouts start anew with every byte, so a slow drip defeats them."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse

attempt_ends_at: ContextVar[float] = ContextVar("attempt_ends_at")
"""When, on the monotonic clock, the request that this thread is sending must be over."""


class _Watched:
    """Hangs up when the status line and headers have not arrived in time."""

    sock: socket.socket
    timeout: float | None

    def getresponse(self) -> HTTPResponse:
        seconds_left = max(attempt_ends_at.get() - time.monotonic(), 0.001)
        self.timeout = seconds_left
        watchdog = threading.Timer(seconds_left, _hang_up, (self.sock,))
        watchdog.daemon = True
        watchdog.start()
        try:
            return super().getresponse()  # type: ignore[misc, no-any-return]
        finally:
            watchdog.cancel()


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


class _WatchedHTTP(_Watched, HTTPConnection):  # type: ignore[misc]
    pass


class _WatchedHTTPS(_Watched, HTTPSConnection):  # type: ignore[misc]
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _WatchedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedHTTPS


class WatchedAdapter(HTTPAdapter):
    """requests' adapter with watched connections. Nothing is repeated here: that is decided further up."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_retries=0, **options)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
