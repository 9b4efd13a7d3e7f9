"""What we do inside Django's translation, which has no public way to do it."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import translation
from django.utils.translation import gettext

from tests.serving import PROJECT

MANY = 8
LOOK = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.utils import translation
from django.utils.translation import trans_real
import widget.wording
with translation.override("de"):
    print(type(trans_real._active).__name__.strip("_"), trans_real._active.value is trans_real.translation("de"))
"""


def test_django_keeps_the_language_where_we_put_it() -> None:
    """Else the catalogue of an operator's own words, and a language without a lock, would go unnoticed. In a process of
    its own: Django puts its own thing back whenever a test changes a setting about languages."""
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=PROJECT, capture_output=True, text=True, check=False)

    assert (done.stdout, done.returncode) == ("local True\n", 0), done.stderr


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
