from __future__ import annotations

from datetime import UTC, datetime

import pytest

from booking_site.sandbox.server import running
from tests.sandbox.asking import Asker

# A Tuesday; ten in the morning in Berlin, four in New York.
NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)


@pytest.fixture
def sandbox():
    with running(now=lambda: NOW, rate_limited=False) as sandbox:
        yield sandbox


@pytest.fixture
def ask(sandbox):
    return Asker(sandbox)


@pytest.fixture
def salon(sandbox):
    return sandbox.salon


@pytest.fixture
def berlin(salon):
    return salon.locations[4564]
