from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3

from widget.altegio import envelope
from widget.altegio.call import Call
from widget.altegio.errors import AltegioError, MalformedAnswer, NotSent, Unreachable
from widget.altegio.watchdog import WatchedAdapter, attempt_ends_at, has_left, read_body

LARGEST_ANSWER = 8 * 1024 * 1024
POOL_SIZE = 32

log = logging.getLogger(__name__)


class Transport:
    """The last layer: one HTTP request. Repeats nothing, follows no redirect, and tells by its errors whether
    anything was sent: NotSent, or else any other.

    ``attempt_timeout`` bounds a single request in seconds, connecting included; the call's deadline may
    bound it further. A booking has all the time up to its deadline, for nobody may ask a second time.
    ``user_token`` opens more than the partner's: it goes with the one call that needs it and with no other.
    """

    def __init__(
        self, base_url: str, headers: Mapping[str, str], *, attempt_timeout: float, user_token: str = ""
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = headers
        self._user_token = user_token
        self._attempt_timeout = attempt_timeout
        self._pooled = _session(headers)

    def close(self) -> None:
        """Ends the connections that wait for the next call; those in use end with theirs."""
        self._pooled.close()

    def __call__(self, call: Call) -> Any:
        try:
            return self._exchange(call)
        except AltegioError as error:
            log.warning("altegio %s: %s %s", call.endpoint, type(error).__name__, error)
            raise

    def _exchange(self, call: Call) -> Any:
        seconds = self._seconds_for(call)
        if seconds <= 0:
            raise NotSent("no time left")
        attempt_ends_at.set(time.monotonic() + seconds)
        has_left.set(False)
        call.tally.sent.append(call.endpoint)
        try:
            with self._session_for(call) as session, self._send(session, call, seconds) as response:
                body = read_body(response, LARGEST_ANSWER)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as failure:
            # The failure's text holds the address, and a record's address is a secret: its kind must do.
            kind = Unreachable if has_left.get() else NotSent
            raise kind(type(failure).__name__) from None
        except ValueError as too_large:
            raise MalformedAnswer("too large") from too_large
        return envelope.data(response.status_code, body, retry_after=_retry_after(response))

    def _seconds_for(self, call: Call) -> float:
        longest = math.inf if call.needs_fresh_connection else self._attempt_timeout
        return min(longest, call.deadline.seconds_left)

    @contextmanager
    def _session_for(self, call: Call) -> Iterator[requests.Session]:
        if not call.needs_fresh_connection:
            yield self._pooled
            return
        with _session(self._headers_for(call)) as session:
            yield session

    def _headers_for(self, call: Call) -> Mapping[str, str]:
        if not (call.is_moving and self._user_token):
            return self._headers
        return {**self._headers, "Authorization": f"{self._headers['Authorization']}, User {self._user_token}"}

    def _send(self, session: requests.Session, call: Call, seconds: float) -> requests.Response:
        return session.request(
            call.method,
            f"{self._base_url}/{call.path}",
            params=call.query,
            data=None if call.body is None else json.dumps(call.body),
            timeout=seconds,
            allow_redirects=False,
            stream=True,
        )


def _retry_after(response: requests.Response) -> float | None:
    """Seconds; the date form of the header is not worth its code here."""
    value = response.headers.get("Retry-After", "")
    return min(float(value), 3600) if value.isdecimal() else None


def _session(headers: Mapping[str, str]) -> requests.Session:
    """Safe to share between threads: one host, fixed headers, and no cookie is ever kept."""
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update(headers)
    # Without an auth of its own, requests would look for one in ~/.netrc and send that instead.
    session.auth = lambda request: request
    for scheme in ("https://", "http://"):
        session.mount(scheme, WatchedAdapter(pool_maxsize=POOL_SIZE))
    return session
