from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Brings the catalogue of every language up to date with the strings marked in code and templates."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        call_command(
            "makemessages",
            locale=[code.replace("-", "_") for code, _ in settings.LANGUAGES],
            extensions=["html", "py"],
            ignore_patterns=[".venv", "tests", "staticfiles", "docs", "widget/locale"],
            no_location=True,
            no_wrap=True,
            no_obsolete=True,
            verbosity=0,
        )
