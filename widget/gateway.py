"""Where the settings meet the Altegio client: the one place that builds the way upstream."""

from __future__ import annotations

import threading
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from widget.altegio.budget import Budget
from widget.altegio.call import Deadline, Send
from widget.altegio.client import Altegio
from widget.altegio.transport import Transport

_layers: Send | None = None
_building = threading.Lock()


def altegio() -> Altegio:
    """The client for one page: whatever it is asked ends within ALTEGIO_DEADLINE from now."""
    return Altegio(_shared_layers(), Deadline.after(settings.ALTEGIO_DEADLINE))


def _shared_layers() -> Send:
    """Made once per process, after the fork: the budget and the connections are everybody's."""
    global _layers
    with _building:
        if _layers is None:
            _layers = _build()
        return _layers


def _build() -> Send:
    headers = {
        "Accept": settings.ALTEGIO_ACCEPT,
        "Authorization": f"Bearer {settings.ALTEGIO_PARTNER_TOKEN}",
        "Content-Type": "application/json",
        "User-Agent": "booking-widget",
    }
    transport = Transport(settings.ALTEGIO_API_URL, headers, attempt_timeout=settings.ALTEGIO_TIMEOUT)
    return Budget(transport, per_second=settings.ALTEGIO_CALLS_PER_SECOND, burst=settings.ALTEGIO_BURST)


@receiver(setting_changed)
def _forget(*, setting: str, **_: Any) -> None:
    """Tests change settings; nothing else does."""
    global _layers
    if setting.startswith("ALTEGIO_"):
        _layers = None
