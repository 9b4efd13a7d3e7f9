"""What a visitor wants, as keyed hashes: enough to notice that somebody asks for it again, not to learn who."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

Wish = tuple[datetime, tuple[int, ...]]
"""When an appointment starts, as a moment in time, and its services."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def intents(secret: str, phone: str, location_id: int, wishes: Iterable[Wish]) -> tuple[str, ...]:
    """One for each different appointment, so that a larger booking that holds one just booked is noticed too.

    The person is left out: whoever asks again for the same hour with somebody else wants the same visit; "book
    another" is the way to a second chair. With a new ``secret`` nothing that is held is recognised any more.
    """
    digits = re.sub(r"\D", "", phone)
    return tuple(sorted({_digest(secret, f"{location_id} {digits} {_written(wish)}") for wish in wishes}))


def _written(wish: Wish) -> str:
    starts_at, service_ids = wish
    # Takes no moment without an offset: that would be another one on each server.
    minutes = (starts_at - EPOCH) // timedelta(minutes=1)
    return f"{minutes} {','.join(map(str, sorted(service_ids)))}"


def _digest(secret: str, text: str) -> str:
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()
