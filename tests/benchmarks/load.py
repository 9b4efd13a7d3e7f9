"""A process of its own that asks a server as fast as it answers, over connections that stay open, and prints what it
got as JSON. One thread, and no more of HTTP than these answers need: it must not be what is measured.

python -m tests.benchmarks.load < plan.json
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle

LONGEST_SILENCE = 30.0
"""Seconds."""


@dataclass(frozen=True)
class Plan:
    """Asks for each of ``paths`` in turn, for so many seconds or requests, whichever is over first. ``visitors`` are
    addresses that a router in front would tell, in turn too."""

    port: int
    paths: Sequence[str]
    connections: int
    seconds: float
    count: int = 10_000_000
    encoding: str = "gzip"
    visitors: Sequence[str] = ()


@dataclass(frozen=True)
class Got:
    """``milliseconds`` are the 50th, 95th and 99th percentile and the longest."""

    requests: int
    seconds: float
    milliseconds: tuple[float, float, float, float]
    statuses: dict[str, int]

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


@dataclass
class Connection:
    socket: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    whole: int = 0
    """Bytes of the answer, once its head is there."""

    def send(self, request: bytes) -> None:
        self.received.clear()
        self.whole = 0
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Reads what is there."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server has hung up")
        self.received += part
        if not self.whole and (end := self.received.find(b"\r\n\r\n")) >= 0:
            self.whole = end + 4 + _content_length(bytes(self.received[:end]))
        return bool(self.whole) and len(self.received) >= self.whole


def run(plan: Plan) -> Got:
    requests = cycle(_requests(plan))
    took: list[float] = []
    statuses: Counter[str] = Counter()
    begun = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(min(plan.connections, plan.count)):
            connection = Connection(socket.create_connection(("127.0.0.1", plan.port), LONGEST_SILENCE))
            connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(requests))
        sent = len(selector.get_map())
        while selector.get_map():
            ready = selector.select(LONGEST_SILENCE)
            if not ready:
                raise TimeoutError("no answer")
            for key, _ in ready:
                connection = key.data
                if not connection.is_answered():
                    continue
                now = time.perf_counter()
                took.append(now - connection.sent_at)
                statuses[connection.received[9:12].decode()] += 1
                if sent < plan.count and now - begun < plan.seconds:
                    connection.send(next(requests))
                    sent += 1
                else:
                    selector.unregister(connection.socket)
                    connection.socket.close()
    took.sort()
    at = [1000 * took[min(len(took) - 1, int(share * len(took)))] for share in (0.5, 0.95, 0.99, 1)]
    return Got(len(took), time.perf_counter() - begun, (at[0], at[1], at[2], at[3]), dict(statuses))


def _requests(plan: Plan) -> list[bytes]:
    visitors = plan.visitors or [""]
    wanted = max(len(plan.paths), len(visitors))
    return [
        _request(plan, plan.paths[number % len(plan.paths)], visitors[number % len(visitors)])
        for number in range(wanted)
    ]


def _request(plan: Plan, path: str, visitor: str) -> bytes:
    forwarded = f"X-Forwarded-For: {visitor}\r\n" if visitor else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{plan.port}\r\nAccept-Encoding: {plan.encoding}\r\n"
        f"Accept-Language: en\r\nUser-Agent: bench\r\n{forwarded}\r\n"
    ).encode()


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError(f"an answer of unknown length:\n{head.decode('latin-1')}")


if __name__ == "__main__":
    json.dump(asdict(run(Plan(**json.load(sys.stdin)))), sys.stdout)
