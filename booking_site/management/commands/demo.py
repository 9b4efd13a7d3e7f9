from __future__ import annotations

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from booking_site.salon_site.server import serving_salon
from booking_site.sandbox.server import running


class Command(BaseCommand):
    help = "Serves the widget, as a PaaS would, against a sandbox of its own: no token, no network, no set-up."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the widget's")
        parser.add_argument("--site-port", type=int, help="the business's site's; the next one, unless told")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("collectstatic", interactive=False, verbosity=0)
        port = options["port"]
        site_port = port + 1 if options["site_port"] is None else options["site_port"]
        # Two names of this machine are two sites to a browser, as a business's and ours are.
        with running() as sandbox, serving_salon(f"http://localhost:{port}", site_port) as salon:
            variables = {
                "SECRET_KEY": "a demo has no secrets",
                "ALTEGIO_API_URL": sandbox.url,
                "ALTEGIO_PARTNER_TOKEN": "sandbox",
                "ALTEGIO_USER_TOKEN": "sandbox",
                "ALTEGIO_LOCATION_IDS": ",".join(str(location_id) for location_id in sandbox.salon.locations),
                "EMBED_ALLOWED_ORIGINS": salon,
                "IMAGE_HOSTS": str(urlsplit(sandbox.url).hostname),
            }
            self.stdout.write(f"A business's site with the widget in it:  {salon}/")
            self.stdout.write(f"The widget by itself:                     http://localhost:{port}/")
            self.stdout.write(
                f"The snippet for a site:                   http://localhost:{port}/embed/  (Ctrl-C ends it)"
            )
            command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "booking_site.wsgi"]
            command += ["--bind", f"127.0.0.1:{port}"]  # a demo is for this machine only
            server = subprocess.Popen(command, cwd=settings.BASE_DIR, env={**os.environ, **variables})  # noqa: S603
            signal.signal(signal.SIGTERM, lambda *_: server.terminate())
            with suppress(KeyboardInterrupt):
                sys.exit(server.wait())
            server.wait()  # Ctrl-C reaches both: the server finishes what it is doing
