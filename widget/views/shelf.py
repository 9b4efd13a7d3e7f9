"""Pages that were made a moment ago, for as long as everything that they were made of is the same."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers, set_response_etag
from django.utils.text import compress_string

from widget.altegio.tally import Asked
from widget.gateway import altegio, tally_of
from widget.views.caching import is_same_for_all, let_caches_keep

LARGEST = 8 * 1024 * 1024
"""Bytes of all pages together."""
OVERHEAD = 2_000
"""Bytes for what stands around a page, so that many small ones are bounded too."""
LONGEST_ADDRESS = 1_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Compressed, as nearly everybody wants it. What is the same for all holds no secret that its length could tell."""

    compressed: bytes
    content_type: str
    etag: str
    answers: tuple[Asked, ...]
    minute: int
    """When it was made. Times are whole minutes: what was still to come in this one is so until it is over."""

    def shown_to(self, request: HttpRequest) -> HttpResponse:
        """With the headers that the middleware would give it."""
        if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            response = HttpResponse(self.compressed, headers={"ETag": f"W/{self.etag}", "Content-Encoding": "gzip"})
        else:
            response = HttpResponse(gzip.decompress(self.compressed), headers={"ETag": self.etag})
        response.headers["Content-Type"] = self.content_type
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


_lock = threading.Lock()
_pages: LRUCache[str, Kept] = LRUCache(LARGEST, getsizeof=lambda page: len(page.compressed) + OVERHEAD)


def kept_or_made(request: HttpRequest, step: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page of this address. It is looked up among those of the last minute, with the answers of Altegio that it
    was made of: if each is still the one at hand, so is the page."""
    address = request.build_absolute_uri()
    if not is_same_for_all(request, step) or "q" in request.GET or len(address) > LONGEST_ADDRESS:
        return make()
    with _lock:
        kept = _pages.get(address)
    minute = int(time.time() // 60)
    if kept and kept.minute == minute and altegio(request).still_says(kept.answers):
        return _shown(request, step, kept)
    response = make()
    tally = tally_of(request)
    if response.status_code != 200 or tally.has_failed or not all(asked.is_fresh for asked in tally.asked):
        return response
    set_response_etag(response)
    kept = Kept(
        compress_string(response.content),
        response.headers["Content-Type"],
        response.headers["ETag"],
        tuple(tally.asked),
        minute,
    )
    with _lock:
        _pages[address] = kept
    return _shown(request, step, kept)


def _shown(request: HttpRequest, step: str, kept: Kept) -> HttpResponse:
    response = kept.shown_to(request)
    let_caches_keep(request, step, response)
    return response


@receiver(setting_changed)
def _forget(**_: Any) -> None:
    """Tests change settings; nothing else does."""
    with _lock:
        _pages.clear()
