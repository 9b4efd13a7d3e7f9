"""Redis, which may go away and come back at any time without anybody having to restart anything."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from redis import Connection, ConnectionPool, Redis, SSLConnection
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from widget.altegio import names

T = TypeVar("T")

LONGEST_COMMAND = 0.5
"""Seconds. Redis is in the next room: what takes longer has not answered."""
LOOKED_FOR_EVERY = 1.0
SAID_EVERY = 60.0

log = logging.getLogger(__name__)


class Away(Exception):
    """Redis is not there now."""


class NamedConnection(Connection):
    """Its timeouts cover no resolver: one that hangs would hold a thread for each look."""

    def _connect(self) -> Any:
        names.addresses(self.host, int(self.port), LONGEST_COMMAND)
        return super()._connect()  # type: ignore[no-untyped-call]


class NamedSSLConnection(SSLConnection, NamedConnection):
    pass


NAMED: dict[type, type] = {Connection: NamedConnection, SSLConnection: NamedSSLConnection}


class RedisLink:
    """``prefix`` keeps apart what belongs to different Altegios."""

    def __init__(self, url: str, prefix: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.prefix = prefix
        self.returns = 0
        """How often Redis came back."""
        pool = ConnectionPool.from_url(
            url,
            socket_timeout=LONGEST_COMMAND,
            socket_connect_timeout=LONGEST_COMMAND,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        pool.connection_class = NAMED.get(pool.connection_class, pool.connection_class)
        self._redis = Redis(connection_pool=pool)
        self._clock = clock
        self._lock = threading.Lock()
        self._is_away = False
        self._looks_again_at = 0.0
        self._says_again_at = 0.0

    def do(self, command: Callable[[Redis], T]) -> T:
        """Raises Away. While Redis is away one thread a second goes to look, and nobody else waits for it."""
        self._require_presence()
        try:
            result = command(self._redis)
        except (RedisError, OSError) as failure:
            self._went_away(failure)
            raise Away from failure
        if self._is_away:
            self._came_back()
        return result

    def key(self, *parts: str) -> str:
        return ":".join((self.prefix, *parts))

    def _require_presence(self) -> None:
        if not self._is_away:
            return
        with self._lock:
            if self._clock() < self._looks_again_at:
                raise Away
            self._looks_again_at = self._clock() + LOOKED_FOR_EVERY

    def _went_away(self, failure: Exception) -> None:
        # After a restart every connection that idles in the pool is dead: one failure is enough to know.
        self._redis.connection_pool.disconnect(inuse_connections=False)
        with self._lock:
            now = self._clock()
            self._is_away = True
            self._looks_again_at = now + LOOKED_FOR_EVERY
            if now < self._says_again_at:
                return
            self._says_again_at = now + SAID_EVERY
        log.warning("Redis is away (%s): going on from the memory of this process", type(failure).__name__)

    def _came_back(self) -> None:
        with self._lock:
            if not self._is_away:
                return
            self._is_away = False
            self._says_again_at = 0.0
            self.returns += 1
        log.warning("Redis is back")
