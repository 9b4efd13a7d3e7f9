"""What we do inside Django's translation, which has no public way to do it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import translation
from django.utils.translation import gettext, trans_real

from widget import wording

MANY = 8


def test_django_keeps_the_language_where_we_put_it() -> None:
    """Else the catalogue of an operator's own words, and a language without a lock, would go unnoticed."""
    with translation.override("de"):
        assert trans_real._active.value is trans_real.translation("de")  # type: ignore[attr-defined]

    assert isinstance(trans_real._active, threading.local)
    assert wording.trans_real is trans_real


@pytest.mark.parametrize("code", ["de", "fr"])
def test_each_thread_has_a_language_of_its_own(code: str) -> None:
    together = threading.Barrier(MANY)

    def said(number: int) -> str:
        with translation.override(code if number % 2 else "en"):
            together.wait(timeout=20)
            return gettext("Continue")

    with ThreadPoolExecutor(MANY) as pool:
        texts = list(pool.map(said, range(MANY)))

    assert len(set(texts)) == 2
    assert texts == texts[:2] * (MANY // 2)


def test_a_thread_begins_in_the_projects_language() -> None:
    with translation.override("de"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(translation.get_language).result() == "en"
