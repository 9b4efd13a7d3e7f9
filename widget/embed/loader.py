"""The scripts that a business's page loads from a stable address: small, squeezed once, and new within the hour."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders

LOADER = ("widget/embed.js",)
ALTEGIOS_LOADER = ("widget/embed.js", "widget/widgetjs.js")
"""What answers at the address of Altegio's own."""


@dataclass(frozen=True, slots=True)
class Script:
    """``by_encoding``: the same text, by the name of its Content-Encoding; plain under an empty one."""

    by_encoding: Mapping[str, bytes]
    etag: str

    def best_for(self, accepted: str) -> tuple[str, bytes]:
        """Encoding and content for an ``Accept-Encoding``."""
        names = [part.partition(";")[0].strip() for part in accepted.lower().split(",")]
        encoding = next((name for name in ("br", "gzip") if name in names), "")
        return encoding, self.by_encoding[encoding]


def script(names: tuple[str, ...]) -> Script:
    """Of static files, one after the other: as they were collected, or as they are in a checkout."""
    collected = Path(settings.STATIC_ROOT)
    is_collected = not settings.WHITENOISE_USE_FINDERS
    paths = [collected / name if is_collected else Path(str(finders.find(name))) for name in names]
    return _squeezed(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=8)
def _squeezed(files: tuple[tuple[Path, int], ...]) -> Script:
    text = "\n".join(path.read_text(encoding="utf-8") for path, _ in files)
    content = text.encode()
    by_encoding = {"": content, "br": brotli.compress(content), "gzip": gzip.compress(content, mtime=0)}
    return Script(by_encoding, f'"{blake2b(content, digest_size=8).hexdigest()}"')
