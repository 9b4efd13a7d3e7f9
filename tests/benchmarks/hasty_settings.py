"""The product's settings where answers age within seconds, so that nobody has to wait for minutes to see them old."""

from __future__ import annotations

from dataclasses import replace

from booking_site.settings import *  # noqa: F403
from tests.benchmarks.hasty import LATER, SOON
from widget.altegio import keeping

HASTY = {
    endpoint: keeping.Keeping(LATER, LATER, kept.last_resort) if endpoint == "book_times" else replace(kept, fresh=SOON)
    for endpoint, kept in keeping.KEPT.items()
}
keeping.KEPT = HASTY
