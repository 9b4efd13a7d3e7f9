"""What a visitor wants, as keyed hashes: enough to notice that somebody asks for it again, not to learn who."""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Wish = tuple[datetime, tuple[int, ...]]
"""When an appointment starts, as a moment in time, and its services."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Intents:
    """The same wishes under the present key and each of those before it. A ledger that all processes share outlives a
    key: while keys change, some know a wish by the old one and some by the new."""

    by_key: tuple[tuple[str, ...], ...]

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(intent for of_key in self.by_key for intent in of_key)

    def are(self, known: Collection[str]) -> bool:
        """Whether that is what these wishes are known by, neither more of them nor fewer."""
        return set(known) <= set(self.all) and any(set(of_key) <= set(known) for of_key in self.by_key)


def intents_by_key(secrets: Sequence[str], phone: str, location_id: int, wishes: Iterable[Wish]) -> Intents:
    """``secrets``: the present key first."""
    wanted = tuple(wishes)
    return Intents(tuple(intents(secret, phone, location_id, wanted) for secret in secrets))


def intents(secret: str, phone: str, location_id: int, wishes: Iterable[Wish]) -> tuple[str, ...]:
    """One for each different appointment, so that a larger booking that holds one just booked is noticed too.

    The person is left out: whoever asks again for the same hour with somebody else wants the same visit; "book
    another" is the way to a second chair.
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
