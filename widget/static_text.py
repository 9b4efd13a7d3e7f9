"""Static files that answer at addresses of ours: small, squeezed once, alone or behind something that is made here."""

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
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

QUALITY = 9
"""Of brotli. The best takes ten times as long for a hundredth less, and anybody can ask for another theme."""


@dataclass(frozen=True, slots=True)
class StaticText:
    """``by_encoding``: the same text, by the name of its Content-Encoding; plain under an empty one."""

    by_encoding: Mapping[str, bytes]
    digest: str

    def answer(self, request: HttpRequest, content_type: str, headers: Mapping[str, str]) -> HttpResponse:
        """In the best encoding that is accepted; 304 where that is known already."""
        accepted = request.headers.get("Accept-Encoding", "").lower()
        names = [part.partition(";")[0].strip() for part in accepted.split(",")]
        encoding = next((name for name in ("br", "gzip") if name in names), "")
        # A weak one: the same text in any encoding.
        etag = f'W/"{self.digest}"'
        encoded = {"Content-Encoding": encoding} if encoding else {}
        response = HttpResponse(
            self.by_encoding[encoding],
            content_type=f"{content_type}; charset=utf-8",
            headers={**headers, **encoded, "ETag": etag},
        )
        patch_vary_headers(response, ["Accept-Encoding"])
        return get_conditional_response(request, etag=etag, response=response)  # type: ignore[return-value]


def static_text(*names: str, before: str = "") -> StaticText:
    """Static files, one after the other: as they were collected, or as they are in a checkout."""
    collected = Path(settings.STATIC_ROOT)
    is_collected = not settings.WHITENOISE_USE_FINDERS
    paths = [collected / name if is_collected else Path(str(finders.find(name))) for name in names]
    return _squeezed(before, tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=32)
def _squeezed(before: str, files: tuple[tuple[Path, int], ...]) -> StaticText:
    texts = [before] if before else []
    content = "\n".join([*texts, *(path.read_text(encoding="utf-8") for path, _ in files)]).encode()
    by_encoding = {
        "": content, "br": brotli.compress(content, quality=QUALITY), "gzip": gzip.compress(content, mtime=0)
    }  # fmt: skip
    return StaticText(by_encoding, blake2b(content, digest_size=8).hexdigest())
