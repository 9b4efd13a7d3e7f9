"""Which parts of a shift other clients have already booked.

Everything follows from a hash of the team member and the day, so every server shows the same picture on
the same date. A day fills up as it comes nearer; tomorrow and the day after keep some room all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b

from booking_site.sandbox.moments import Span, without

BLOCKS = (45, 60, 30, 75, 90)
# Up to that many days ahead: share of booked blocks, of nearly full days, of full days.
CROWD = (
    (3, 0.56, 0.20, 0.12),
    (7, 0.48, 0.16, 0.12),
    (14, 0.42, 0.12, 0.10),
    (30, 0.32, 0.08, 0.08),
    (60, 0.22, 0.03, 0.03),
    (400, 0.10, 0.0, 0.0),
)
HOUSE_FULL = 0.06
LAST_GAP = 60
# Tomorrow and the day after always keep room for the longest service.
KEPT_FREE = 150


def busy(member_id: int, location_id: int, day: date, work: Sequence[Span], days_ahead: int) -> list[Span]:
    share, nearly, full = next(row[1:] for row in CROWD if days_ahead <= row[0] or row[0] == CROWD[-1][0])
    seed = blake2b(f"{member_id}:{day.isoformat()}".encode()).digest()
    if days_ahead in (1, 2):
        return without(_booked(work, seed, share), _gap(work, seed, KEPT_FREE))
    mood = seed[0] / 256
    if mood < full or _whole_house_full(location_id, day, days_ahead):
        return list(work)
    if mood < full + nearly:
        return without(work, _gap(work, seed, LAST_GAP))
    return _booked(work, seed, share)


def _whole_house_full(location_id: int, day: date, days_ahead: int) -> bool:
    """A few days on which nobody has anything left, so that a calendar for "anyone" shows full days too."""
    seed = blake2b(f"house {location_id}:{day.isoformat()}".encode()).digest()
    return 3 <= days_ahead <= 45 and seed[0] / 256 < HOUSE_FULL


def _booked(work: Sequence[Span], seed: bytes, share: float) -> list[Span]:
    return [block for block, luck in zip(_blocks(work, seed), _lucks(seed), strict=False) if luck < share]


def _lucks(seed: bytes) -> Iterator[float]:
    while True:
        yield from (byte / 256 for byte in seed[32:])


def _blocks(work: Sequence[Span], seed: bytes) -> Iterator[Span]:
    lengths = _lengths(seed)
    for start, end in work:
        while start < end:
            block_end = min(start + next(lengths), end)
            yield start, block_end
            start = block_end


def _lengths(seed: bytes) -> Iterator[int]:
    while True:
        yield from (BLOCKS[byte % len(BLOCKS)] for byte in seed[2:32])


def _gap(work: Sequence[Span], seed: bytes, minutes: int) -> list[Span]:
    start, end = work[seed[1] % len(work)]
    offsets = range(0, max(end - start - minutes, 0) + 1, 15)
    gap_start = start + offsets[seed[1] // 2 % len(offsets)]
    return [(gap_start, min(gap_start + minutes, end))]
