"""The way to the sandbox and all that can befall it: the wire, the port and the name."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from tests.faults.proxy import Fault, Proxy

NAME = "altegio.test"

OF_THE_PORT = ("refused",)
OF_THE_NAME = ("no_such_name", "resolver_hangs")
NEVER_SENT = (*OF_THE_PORT, *OF_THE_NAME)
"""Faults in which not a byte of a request leaves, where there is no connection yet."""
HANGING = ("hang_before", "hang_after", "hang_in_head", "hang_in_body", "drip_head", "drip_body")
"""Faults in which nothing ever ends by itself."""
BROKEN = (
    "reset_before", "reset_after", "closed_before", "truncated", "length_too_long", "length_too_short", "garbage",
)  # fmt: skip
LOST = (*HANGING, *BROKEN)
"""Faults in which a request leaves and no answer comes that could be read."""
OF_THE_BODY = ("hang_in_body", "drip_body", "truncated")
"""Faults of answers that have one; a yes of book_check's mostly has none."""
NOT_PASSED_ON = ("hang_before", "reset_before", "closed_before")
"""Of those, the ones in which Altegio never gets the request: nobody here can know."""


class Network:
    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self._name_fault = ""
        self._name_heals = Event()
        self._is_refusing = False

    @property
    def url(self) -> str:
        return self.proxy.url.replace("127.0.0.1", NAME)

    def fails(self, kind: str, endpoint: str = "*", *, hangs_up: bool = True, **options: Any) -> None:
        """``hangs_up``: those who are connected have to connect anew, where it is about connecting."""
        if kind in OF_THE_PORT:
            self._is_refusing = True
            self.proxy.refuse(hangs_up=hangs_up)
        elif kind in OF_THE_NAME:
            self._name_fault, self._name_heals = kind, Event()
            if hangs_up:
                self.proxy.hang_up()
        else:
            self.proxy.fault = Fault(kind, endpoint, **options)

    def heals(self) -> None:
        self.proxy.fault = None
        self._name_fault = ""
        self._name_heals.set()
        if self._is_refusing:
            self._is_refusing = False
            self.proxy.listen()

    @contextmanager
    def resolving(self, monkeypatch: Any) -> Iterator[None]:
        """The machine's resolver knows the name, or does what the fault says."""
        known = socket.getaddrinfo

        def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
            if host == NAME and self._name_fault == "resolver_hangs":
                self._name_heals.wait(60)
            if host == NAME and self._name_fault:
                raise socket.gaierror(socket.EAI_NONAME, "no such name")
            return known("127.0.0.1" if host == NAME else host, *args, **options)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setenv("no_proxy", "*")
        yield
        self.heals()
