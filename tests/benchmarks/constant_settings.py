"""The product's settings, whose middleware stands before views that do nothing."""

from __future__ import annotations

from booking_site.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.constant_urls"
