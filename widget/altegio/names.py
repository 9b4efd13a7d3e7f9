"""Host names and the addresses behind them, in the time there is: getaddrinfo itself waits for as long as the machine's
resolver likes, half a minute where nobody answers."""

from __future__ import annotations

import socket
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Any

Found = list[Any]

_asked: dict[tuple[str, int], Future[Found]] = {}
_lock = Lock()


def addresses(host: str, port: int, seconds: float) -> Found:
    """As getaddrinfo tells them. Raises TimeoutError, or what getaddrinfo raises.

    A name is asked for once at a time, however many want to know it: a resolver that hangs costs one thread.
    """
    with _lock:
        answer = _asked.get((host, port))
        if answer is None:
            answer = Future()
            Thread(target=_ask, args=(host, port, answer), name="names", daemon=True).start()
            _asked[host, port] = answer
    return answer.result(seconds)


def _ask(host: str, port: int, answer: Future[Found]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except BaseException as failure:
        _forget(host, port)
        answer.set_exception(failure)
    else:
        _forget(host, port)
        answer.set_result(found)


def _forget(host: str, port: int) -> None:
    with _lock:
        del _asked[host, port]
