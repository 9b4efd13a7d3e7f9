"""A server that sends exactly the bytes it is given: what the sandbox, being well behaved, never sends."""

from __future__ import annotations

import os
import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Semaphore, Thread
from typing import Any


class Instead(Enum):
    """What may come instead of an answer."""

    RESET = "reset"
    SILENCE = "silence"


class Scripted(ThreadingTCPServer):
    """Gives one answer to each request, over as many connections as it takes."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answers: tuple[bytes | Instead, ...], seconds_per_byte: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers)
        self.seconds_per_byte = seconds_per_byte
        self.over = Event()
        self.connections = 0
        self.hung_up = Semaphore(0)
        self.requests: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many of these tests are about."""


class Handler(StreamRequestHandler):
    server: Scripted

    def handle(self) -> None:
        self.server.connections += 1
        while request := self._request():
            self.server.requests.append(request)
            match self.server.answers.pop(0):
                case Instead.RESET:
                    return self._reset()
                case Instead.SILENCE:
                    self.server.over.wait()
                case bytes(answer):
                    self._send(answer)
        return self.server.hung_up.release()

    def _request(self) -> str:
        """A whole request, or nothing when there is no further one."""
        head = ""
        while not head.endswith("\r\n\r\n") and (line := self.rfile.readline()):
            head += line.decode()
        length = re.search(r"(?im)^content-length: (\d+)", head)
        return head + (self.rfile.read(int(length[1])).decode() if length else "")

    def _reset(self) -> None:
        """Ends the connection as a machine does that has crashed, and not as one that has done."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def _send(self, answer: bytes) -> None:
        size = 1 if self.server.seconds_per_byte else len(answer)
        for start in range(0, len(answer), size):
            self.wfile.write(answer[start : start + size])
            self.server.over.wait(self.server.seconds_per_byte)


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""])
    return head.encode() + body


@contextmanager
def scripted(*answers: bytes | Instead, seconds_per_byte: float = 0) -> Iterator[Scripted]:
    with Scripted(answers, seconds_per_byte) as server:
        thread = Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
