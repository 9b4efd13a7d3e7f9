from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import responses
from responses import matchers

from tests.altegio.asking import BASE, HEADERS, client
from tests.altegio.payloads import payload
from widget.altegio.client import Altegio


@pytest.fixture
def upstream() -> Iterator[responses.RequestsMock]:
    """Every HTTP request must be expected, and every expected one must be made."""
    with responses.RequestsMock(assert_all_requests_are_fired=True) as mock:
        yield mock


@pytest.fixture
def altegio() -> Altegio:
    return client(BASE)


@pytest.fixture
def expect(upstream: responses.RequestsMock) -> Callable[..., None]:
    """Expects exactly one request, with nothing more in its query or body, and answers it with a payload."""

    def expect(method: str, path: str, answer: str, *, status: int = 200, query: Any = None, body: Any = None) -> None:
        match = [matchers.header_matcher(HEADERS), matchers.query_param_matcher(query or {})]
        if body is not None:
            match.append(matchers.json_params_matcher(body))
        upstream.add(method, f"{BASE}/{path}", body=payload(answer), status=status, match=match)

    return expect
