from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from booking_site.sandbox.server import Sandbox, running
from tests.contract.asking import client
from widget.altegio.client import Altegio
from widget.domain.location import Location

# A Tuesday; ten in the morning in Berlin, four in New York.
NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running(now=lambda: NOW, rate_limited=False) as sandbox:
        yield sandbox


@pytest.fixture
def altegio(sandbox: Sandbox) -> Altegio:
    return client(sandbox.url)


@pytest.fixture
def berlin(altegio: Altegio) -> Location:
    return altegio.location(4564)


@pytest.fixture
def new_york(altegio: Altegio) -> Location:
    return altegio.location(4565)
