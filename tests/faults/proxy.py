"""A network that fails, between the app and the sandbox: everything that happens on a wire and not in an Altegio.

with running(sandbox) as proxy:
    settings.ALTEGIO_API_URL = proxy.url
    proxy.fault = Fault("reset_after", "book_record")
"""

from __future__ import annotations

import os
import random
import re
import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from urllib.parse import urlsplit

HOST = "127.0.0.1"
HEAD_ENDS = b"\r\n\r\n"
GARBAGE = bytes(range(256)) * 4


@dataclass(eq=False)
class Fault:
    """``endpoint`` is ``book_record``, ``POST book_record`` or ``*``; ``times`` is how many exchanges it meets."""

    kind: str
    endpoint: str = "*"
    times: int | None = None
    seconds: float = 0.0
    jitter: float = 0.0
    met: int = 0
    over: Event = field(default_factory=Event)

    def meets(self, method: str, path: str) -> bool:
        endpoint = path.split("/")[3]
        if self.endpoint not in ("*", endpoint, f"{method} {endpoint}") or self.met == self.times:
            return False
        self.met += 1
        return True

    def pause(self, seconds: float) -> None:
        self.over.wait(seconds)


class _Gone(Exception):
    """This connection is over."""


class Wire:
    """One connection of the app's, with one of its own to the sandbox. The methods named in KINDS are the faults."""

    def __init__(self, proxy: Proxy, client: socket.socket) -> None:
        self.proxy = proxy
        self.client = client
        self.server: socket.socket | None = None

    def run(self) -> None:
        with suppress(_Gone, OSError):
            while request := _message(self.client):
                self._exchange(request)
        self.close()

    def close(self) -> None:
        for end in (self.client, self.server):
            if end:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _exchange(self, request: bytes) -> None:
        method, path = request.split(b" ", 2)[:2]
        fault = self.proxy.fault_for(method.decode(), urlsplit(path.decode()).path)
        if fault:
            KINDS[fault.kind](self, fault, request)
        else:
            self.client.sendall(self.passed_on(request))

    def passed_on(self, request: bytes) -> bytes:
        """What the sandbox answers."""
        if self.server is None:
            self.server = socket.create_connection(self.proxy.target, timeout=60)
        self.server.sendall(request)
        answer = _message(self.server)
        if not answer:
            raise _Gone
        return answer

    def late(self, fault: Fault, request: bytes) -> None:
        answer = self.passed_on(request)
        fault.pause(fault.seconds + random.uniform(0, fault.jitter))
        self.client.sendall(answer)

    def hang_before(self, fault: Fault, request: bytes) -> None:
        fault.pause(60)
        raise _Gone

    def hang_after(self, fault: Fault, request: bytes) -> None:
        self.passed_on(request)
        fault.pause(60)
        raise _Gone

    def hang_in_head(self, fault: Fault, request: bytes) -> None:
        self.client.sendall(self.passed_on(request)[:20])
        fault.pause(60)
        raise _Gone

    def hang_in_body(self, fault: Fault, request: bytes) -> None:
        head, body = _parted(self.passed_on(request))
        self.client.sendall(head + body[: len(body) // 2])
        fault.pause(60)
        raise _Gone

    def drip_head(self, fault: Fault, request: bytes) -> None:
        self._drip(self.passed_on(request), fault)

    def drip_body(self, fault: Fault, request: bytes) -> None:
        head, body = _parted(self.passed_on(request))
        self.client.sendall(head)
        self._drip(body, fault)

    def reset_before(self, fault: Fault, request: bytes) -> None:
        self._reset()

    def reset_after(self, fault: Fault, request: bytes) -> None:
        self.passed_on(request)
        self._reset()

    def closed_before(self, fault: Fault, request: bytes) -> None:
        raise _Gone

    def truncated(self, fault: Fault, request: bytes) -> None:
        head, body = _parted(self.passed_on(request))
        self.client.sendall(head + body[: len(body) // 2])
        raise _Gone

    def length_too_long(self, fault: Fault, request: bytes) -> None:
        head, body = _parted(self.passed_on(request))
        self.client.sendall(_with_length(head, len(body) + 100) + body)
        raise _Gone

    def length_too_short(self, fault: Fault, request: bytes) -> None:
        """The rest of the body stays on the connection, where the next answer is looked for."""
        head, body = _parted(self.passed_on(request))
        self.client.sendall(_with_length(head, len(body) - 7) + body)

    def garbage(self, fault: Fault, request: bytes) -> None:
        self.passed_on(request)
        self.client.sendall(GARBAGE)
        raise _Gone

    def _drip(self, part: bytes, fault: Fault) -> None:
        for n in range(len(part)):
            self.client.sendall(part[n : n + 1])
            fault.pause(fault.seconds or 0.05)

    def _reset(self) -> None:
        """As a machine ends a connection that has crashed, and not as one that has done."""
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with suppress(OSError):
            os.close(self.client.detach())
        raise _Gone


KINDS: Mapping[str, Callable[[Wire, Fault, bytes], None]] = {
    kind.__name__: kind
    for kind in (
        Wire.late, Wire.hang_before, Wire.hang_after, Wire.hang_in_head, Wire.hang_in_body, Wire.drip_head,
        Wire.drip_body, Wire.reset_before, Wire.reset_after, Wire.closed_before, Wire.truncated, Wire.length_too_long,
        Wire.length_too_short, Wire.garbage,
    )
}  # fmt: skip


class Proxy:
    """Listens on one port for as long as it lives, times when it is ``refusing`` aside."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self.target = (str(parts.hostname), int(parts.port or 80))
        self._path = parts.path
        self._fault: Fault | None = None
        self._wires: set[Wire] = set()
        self._lock = Lock()
        self.port = 0
        self.listen()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}{self._path}"

    @property
    def connections(self) -> int:
        return len(self._wires)

    @property
    def fault(self) -> Fault | None:
        return self._fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        """Ends the one before, with whatever hangs in it."""
        if self._fault:
            self._fault.over.set()
        self._fault = fault

    def fault_for(self, method: str, path: str) -> Fault | None:
        with self._lock:
            fault = self._fault
            return fault if fault and fault.meets(method, path) else None

    def listen(self) -> None:
        self._listener = socket.create_server((HOST, self.port), backlog=128)
        self.port = self._listener.getsockname()[1]
        self._thread = Thread(target=self._accept, args=(self._listener,), name="proxy", daemon=True)
        self._thread.start()

    def refuse(self, *, hangs_up: bool = True) -> None:
        """Nobody listens any more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        if hangs_up:
            self.hang_up()

    def hang_up(self) -> None:
        with self._lock:
            wires = list(self._wires)
        for wire in wires:
            wire.close()

    def close(self) -> None:
        self.fault = None
        self.refuse()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                wire = Wire(self, client)
                with self._lock:
                    self._wires.add(wire)
                Thread(target=self._run, args=(wire,), daemon=True).start()

    def _run(self, wire: Wire) -> None:
        try:
            wire.run()
        finally:
            with self._lock:
                self._wires.discard(wire)


@contextmanager
def running(target: str) -> Iterator[Proxy]:
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()


def _message(connection: socket.socket) -> bytes:
    """A whole request or answer; nothing where the other side has hung up."""
    received = b""
    while HEAD_ENDS not in received:
        if not (more := connection.recv(65536)):
            return b""
        received += more
    head, _ = _parted(received)
    found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    missing = len(head) + int(found[1] if found else 0) - len(received)
    while missing > 0:
        if not (more := connection.recv(65536)):
            return b""
        received += more
        missing -= len(more)
    return received


def _parted(message: bytes) -> tuple[bytes, bytes]:
    head, ends, body = message.partition(HEAD_ENDS)
    return head + ends, body


def _with_length(head: bytes, length: int) -> bytes:
    return re.sub(rb"(?i)(\r\ncontent-length: *)\d+", rb"\g<1>%d" % length, head)
