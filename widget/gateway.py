"""Where the settings meet the Altegio client: the one place that builds the way upstream."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.http import HttpRequest

from widget import metrics
from widget.altegio.breaker import Breaker
from widget.altegio.budget import Budget
from widget.altegio.call import PATIENCE, Deadline, Reach
from widget.altegio.client import Altegio
from widget.altegio.fetches import Fetches
from widget.altegio.freshness import Freshness
from widget.altegio.memory import Memory
from widget.altegio.recall import Recall
from widget.altegio.redis_link import Away, RedisLink
from widget.altegio.retry import Retry
from widget.altegio.shared_memory import SharedMemory
from widget.altegio.shared_turns import SharedTurns
from widget.altegio.tally import Tally
from widget.altegio.transport import Transport
from widget.altegio.turns import MemoryTurns, Turns
from widget.altegio.watched import Watched
from widget.flow.ledger import Ledger
from widget.flow.limits import Limits, MemoryLimits, SharedLimits
from widget.flow.memory_ledger import MemoryLedger
from widget.flow.shared_ledger import SharedLedger
from widget.wording import has_own_names, own_name


@dataclass(frozen=True)
class Books:
    """What is remembered of visitors' bookings, as hashes: what became of them, and how many there were."""

    ledger: Ledger
    limits: Limits


PATIENCE_OF_OPERATORS = 20.0
"""Seconds to wait for a turn to call."""

_link: RedisLink | None = None
_layers: Freshness | None = None
_wire: Transport | None = None
"""Below the layers."""
_books: Books | None = None
_building = threading.Lock()
_linking = threading.Lock()


def altegio(request: HttpRequest) -> Altegio:
    """The client for one page: whatever it is asked ends within ALTEGIO_DEADLINE from now.

    A browser's guess at the next page gets what is at hand: it is not worth one of the calls that all visitors share.
    """
    is_guess = "prefetch" in request.headers.get("Sec-Purpose", "")
    lives_on_memory = is_guess or getattr(request, "lives_on_memory", False)
    reach = Reach.MEMORY if lives_on_memory else Reach.UPSTREAM
    return Altegio(
        _shared_layers(),
        Deadline.after(settings.ALTEGIO_DEADLINE, PATIENCE),
        tally_of(request),
        reach,
        own_name=_own_name(request),
    )


def _own_name(request: HttpRequest) -> Callable[[str], str] | None:
    """None where the location that the address names has its names in one language, as most have."""
    match = request.resolver_match
    location_id = match.kwargs.get("location_id") if match else None
    return partial(own_name, location_id) if has_own_names(location_id) else None


def live_on_memory(request: HttpRequest) -> None:
    """Nothing more is asked of Altegio for this request, but to book."""
    request.lives_on_memory = True  # type: ignore[attr-defined]


def altegio_for_booking(request: HttpRequest, seconds: float) -> Altegio:
    """The client for the one call that books, on time of its own."""
    return Altegio(_shared_layers(), Deadline.after(seconds, PATIENCE), tally_of(request))


def altegio_now() -> Altegio:
    """The client of an operator who looks: past all that is remembered, in the budget that visitors share."""
    budget = Budget(_transport(), _turns(_redis()))
    return Altegio(lambda call: call.read(budget(call)), Deadline.after(math.inf), patience=PATIENCE_OF_OPERATORS)


def forget_days(location_id: int, days: Iterable[date]) -> None:
    """What is free on these days has changed."""
    _shared_layers().drop(location_id, days)


def books() -> Books:
    """Made once per process, like the layers."""
    global _books
    found = _books
    if found is None:
        with _building:
            found = _books = _books or _open_books()
    return found


def ledger_epoch() -> str:
    """Empty while the ledger cannot be asked: a form with such a ticket is renewed when it is sent."""
    try:
        return books().ledger.epoch()
    except Away:
        return ""


def tally_of(request: HttpRequest) -> Tally:
    """What was asked of Altegio for this request."""
    if not hasattr(request, "tally"):
        request.tally = Tally()  # type: ignore[attr-defined]
    return request.tally  # type: ignore[attr-defined, no-any-return]


def _shared_layers() -> Freshness:
    """Made once per process, after the fork: memory, budget and connections are everybody's."""
    global _layers
    layers = _layers
    if layers is None:
        with _building:
            layers = _layers = _layers or _build()
    return layers


def _open_books() -> Books:
    link = _redis()
    return Books(SharedLedger(link), SharedLimits(link)) if link else Books(MemoryLedger(), MemoryLimits())


def ping_redis() -> bool:
    """Whether there is a Redis, and it answers. Raises Away where it does not."""
    link = _redis()
    if link is None:
        return False
    link.do(lambda redis: redis.ping())
    return True


def _redis() -> RedisLink | None:
    """One for all in this process: what one of them learns of it the others know, and the log says it once."""
    global _link
    if settings.REDIS_URL and not _link:
        with _linking:
            _link = _link or RedisLink(settings.REDIS_URL, _prefix())
    return _link


def _build() -> Freshness:
    global _wire
    link = _redis()
    failure_kept = settings.ALTEGIO_FAILURE_KEPT
    _wire = _transport()
    budget = Budget(Watched(_wire, metrics.note_call), _turns(link))
    breaker = Breaker(budget, first_rest=settings.ALTEGIO_FIRST_REST)
    ask = Watched(Retry(breaker), metrics.note_asked)
    metrics.BUDGET.set(settings.ALTEGIO_CALLS_PER_SECOND)
    recall = Recall(Memory(failure_kept=failure_kept), SharedMemory(link, failure_kept=failure_kept) if link else None)
    return Freshness(ask, recall, Fetches(ask, recall, seconds=settings.ALTEGIO_DEADLINE))


def _transport() -> Transport:
    headers = {
        "Accept": settings.ALTEGIO_ACCEPT,
        "Authorization": f"Bearer {settings.ALTEGIO_PARTNER_TOKEN}",
        "Content-Type": "application/json",
        "User-Agent": "booking-widget",
    }
    return Transport(
        settings.ALTEGIO_API_URL,
        headers,
        attempt_timeout=settings.ALTEGIO_TIMEOUT,
        user_token=settings.ALTEGIO_USER_TOKEN,
    )


def _turns(link: RedisLink | None) -> Turns:
    per_second, burst = settings.ALTEGIO_CALLS_PER_SECOND, settings.ALTEGIO_BURST
    if link is None:
        return MemoryTurns(per_second=per_second, burst=burst)
    return SharedTurns(link, per_second=per_second, burst=burst, processes=settings.PROCESSES)


def _prefix() -> str:
    """Sets apart what one Redis keeps for different Altegios."""
    upstream = f"{settings.ALTEGIO_API_URL} {settings.ALTEGIO_ACCEPT}"
    return f"booking:{blake2b(upstream.encode(), digest_size=6).hexdigest()}"


@receiver(setting_changed)
def _forget(*, setting: str, **_: Any) -> None:
    """Tests change settings; nothing else does."""
    global _link, _layers, _books, _wire
    if setting in ("ALTEGIO_API_URL", "ALTEGIO_ACCEPT", "REDIS_URL"):
        _link = _books = None
    if setting.startswith(("ALTEGIO_", "REDIS_", "PROCESSES")):
        if _layers and _wire:
            _layers.close()
            _wire.close()
        _layers = _wire = None
