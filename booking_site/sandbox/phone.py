"""Which phone numbers upstream accepts."""

from __future__ import annotations

import re

BLACKLISTED = "10000000434"


def digits(phone: str) -> str | None:
    """The digits of a number with its country code, or None when it is no phone number."""
    bare = re.sub(r"[\s()./-]", "", phone)
    return bare.removeprefix("+") if re.fullmatch(r"\+?[1-9]\d{8,14}", bare) else None
