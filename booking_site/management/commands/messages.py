from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Brings the catalogue of every language up to date with the strings marked in code and templates; compiles it."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        locales = [code.replace("-", "_") for code, _ in settings.LANGUAGES]
        call_command(
            "makemessages",
            locale=locales,
            extensions=["html", "py"],
            ignore_patterns=[".venv", "tests", "staticfiles", "docs", "widget/locale"],
            no_location=True,
            no_wrap=True,
            no_obsolete=True,
            verbosity=0,
        )
        # In the source's language every text stands for itself.
        for locale in locales:
            if locale != settings.LANGUAGE_CODE:
                call_command("compilemessages", locale=[locale], verbosity=0)
