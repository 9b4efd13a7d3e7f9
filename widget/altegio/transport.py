from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3

from widget.altegio import envelope
from widget.altegio.call import Call
from widget.altegio.errors import AltegioError, MalformedAnswer, Unreachable
from widget.altegio.watchdog import WatchedAdapter, attempt_ends_at, read_body

LARGEST_ANSWER = 8 * 1024 * 1024
POOL_SIZE = 32

log = logging.getLogger(__name__)


class Transport:
    """The last layer: one HTTP request over a pooled connection. Repeats nothing, follows no redirect.

    ``attempt_timeout`` bounds a single request in seconds, connecting included; the call's deadline may
    bound it further.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str], *, attempt_timeout: float) -> None:
        self._base_url = base_url.rstrip("/")
        self._attempt_timeout = attempt_timeout
        self._session = _session(headers)

    def __call__(self, call: Call) -> Any:
        try:
            return self._exchange(call)
        except AltegioError as error:
            log.warning("altegio %s: %s %s", call.endpoint, type(error).__name__, error)
            raise

    def _exchange(self, call: Call) -> Any:
        seconds = min(self._attempt_timeout, call.deadline.seconds_left)
        if seconds <= 0:
            raise Unreachable("no time left")
        attempt_ends_at.set(time.monotonic() + seconds)
        call.tally.sent.append(call.endpoint)
        try:
            with self._session.request(
                call.method,
                f"{self._base_url}/{call.path}",
                params=call.query,
                data=None if call.body is None else json.dumps(call.body),
                timeout=seconds,
                allow_redirects=False,
                stream=True,
            ) as response:
                body = read_body(response, LARGEST_ANSWER)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as failure:
            # The failure's text holds the address, and a booking's address is a secret: its kind must do.
            raise Unreachable(type(failure).__name__) from failure
        except ValueError as too_large:
            raise MalformedAnswer("too large") from too_large
        return envelope.data(response.status_code, body, retry_after=_retry_after(response))


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
