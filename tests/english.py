"""A browser whose user reads English. One that says nothing of languages would get that of the business's country."""

from __future__ import annotations

from typing import Any

from django.test import Client

ENGLISH = {"accept-language": "en"}


class EnglishClient(Client):
    def __init__(self, *, headers: dict[str, str] | None = None, **options: Any) -> None:
        super().__init__(headers={**ENGLISH, **(headers or {})}, **options)
