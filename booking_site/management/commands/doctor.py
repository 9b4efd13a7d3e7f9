from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from booking_site.doctor.clock_check import check_clock
from booking_site.doctor.finding import Finding, Level
from booking_site.doctor.location_check import check_locations
from booking_site.doctor.redis_check import check_redis
from booking_site.doctor.settings_check import check_settings
from widget import gateway


class Command(BaseCommand):
    help = "Checks a deployment: settings, Altegio, every location, Redis, the clock. Ends with 1 if something FAILs."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found: Counter[Level] = Counter()
        logging.disable(logging.WARNING)  # the lines below say it better
        try:
            for finding in _findings():
                found[finding.level] += 1
                self.stdout.write(str(finding))
                self.stdout.flush()
        finally:
            logging.disable(logging.NOTSET)
        self.stdout.write(f"{found[Level.OK]} ok, {found[Level.WARN]} to look at, {found[Level.FAIL]} failed")
        if found[Level.FAIL]:
            sys.exit(1)


def _findings() -> Iterator[Finding]:
    environment = settings.ENVIRONMENT
    yield from check_settings(environment, settings.STATIC_ROOT)
    if environment.problems:
        return  # the server would not start
    yield from check_redis(settings.REDIS_URL)
    yield from check_clock(settings.ALTEGIO_API_URL, settings.REDIS_URL)
    time.sleep(1 / settings.ALTEGIO_CALLS_PER_SECOND)  # that was a call too, beside the budget
    yield from check_locations(gateway.altegio_now(), settings.LOCATIONS)
