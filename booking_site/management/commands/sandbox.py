from __future__ import annotations

from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand

from booking_site.sandbox.server import Sandbox


class Command(BaseCommand):
    help = "Serves a pretend Altegio with a salon that looks real. Needs no token and no network."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8001)

    def handle(self, *args: Any, **options: Any) -> None:
        sandbox = Sandbox(port=options["port"])
        location_ids = ",".join(str(location_id) for location_id in sandbox.salon.locations)
        self.stdout.write(f"ALTEGIO_API_URL={sandbox.url}")
        self.stdout.write(f"ALTEGIO_PARTNER_TOKEN=sandbox\nALTEGIO_LOCATION_IDS={location_ids}")
        with suppress(KeyboardInterrupt):
            sandbox.serve_forever()
        sandbox.close()
