"""Data inside a page. A browser runs none of it, so the content policy has nothing to say about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

AS_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})
"""What could end the element or begin another. In JSON such characters only stand inside texts, where an escape means
the same."""


@register.simple_tag
def linked_data(facts: Mapping[str, Any]) -> SafeString:
    written = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).translate(AS_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(written))  # noqa: S308 # nosec
