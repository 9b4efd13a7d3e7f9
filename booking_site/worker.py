"""gunicorn's threads, without those who take for ever to say what they want: it waits for a request as long as the
visitor likes, and some dozens of them would keep out everybody else."""

from __future__ import annotations

import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

LONGEST_REQUEST = 15.0
"""Seconds in which all of a request must have come, its body included."""


class HurriedSocket(socket.socket):
    """After ``ends_at``, on the monotonic clock, it is as though the other side had hung up."""

    ends_at: float

    def recv(self, *size_and_flags: Any) -> bytes:
        seconds_left = self.ends_at - time.monotonic()
        if seconds_left <= 0:
            return b""
        self.settimeout(seconds_left)
        try:
            return super().recv(*size_and_flags)
        except TimeoutError:
            return b""
        finally:
            self.settimeout(None)


class HurriedWorker(ThreadWorker):  # type: ignore[misc]
    def handle(self, conn: Any) -> Any:
        if not isinstance(conn.sock, HurriedSocket):
            conn.sock = HurriedSocket(fileno=conn.sock.detach())
        conn.sock.ends_at = time.monotonic() + LONGEST_REQUEST
        return super().handle(conn)
