"""The pretend Altegio as a server of its own.

In the same process::

    with running() as sandbox:
        settings.ALTEGIO_API_URL = sandbox.url
        sandbox.faults.add("rate", "book_times", times=1)
        sandbox.salon.take(4564, 6541, starts_at, minutes=60)
        sandbox.salon.set_company(4564, booking_email_required=True)

In another process the same is done over HTTP; these calls need no token and have no limit::

    POST   /_sandbox/faults  {"kind": "slow", "endpoint": "book_dates", "times": 2, "seconds": 3}
    DELETE /_sandbox/faults
    POST   /_sandbox/take    {"location_id": 4564, "team_member_id": 6541,
                              "starts_at": "2030-05-02T10:00:00+02:00", "minutes": 60}
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Thread

from booking_site.sandbox.app import Api
from booking_site.sandbox.control import Control
from booking_site.sandbox.faults import Faults
from booking_site.sandbox.rate import RateLimit
from booking_site.sandbox.received import Received, RequestLog
from booking_site.sandbox.salon import Salon
from booking_site.sandbox.sockets import Server
from booking_site.sandbox.traffic import Traffic


class Sandbox:
    """One server with a salon, faults and a count of its own."""

    def __init__(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        now: Callable[[], datetime] | None = None,
        rate_limited: bool = True,
        partner_token: str = "sandbox",  # noqa: S107
        salon: Salon | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.salon = salon or Salon()
        self.salon.now = now or self.salon.now
        self.faults = Faults()
        self._rate = RateLimit(clock)
        self._log = RequestLog()
        self._server = Server(
            (host, port),
            Traffic(
                Api(self.salon, partner_token),
                Control(self.salon, self.faults),
                self.faults,
                self._rate if rate_limited else None,
                self._log,
            ),
        )
        self._serving = False
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}/api/v1"

    @property
    def requests(self) -> list[Received]:
        return self._log.received

    @property
    def refused_by_rate(self) -> int:
        return self._rate.refused

    def start(self) -> None:
        """Serves in a thread."""
        self._serving = True
        self._thread = Thread(target=self.serve_forever, name="sandbox", daemon=True)
        self._thread.start()

    def serve_forever(self) -> None:
        self._serving = True
        self._server.serve_forever(poll_interval=0.02)

    def close(self) -> None:
        self.faults.clear()
        if self._serving:
            self._server.shutdown()
        self._server.server_close()
        if self._thread:
            self._thread.join()


@contextmanager
def running(
    port: int = 0,
    host: str = "127.0.0.1",
    now: Callable[[], datetime] | None = None,
    rate_limited: bool = True,
    partner_token: str = "sandbox",  # noqa: S107
    salon: Salon | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Sandbox]:
    sandbox = Sandbox(port, host, now, rate_limited, partner_token, salon, clock)
    sandbox.start()
    try:
        yield sandbox
    finally:
        sandbox.close()
