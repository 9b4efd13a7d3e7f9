"""The same views with no middleware at all."""

from __future__ import annotations

from tests.benchmarks.constant_settings import *  # noqa: F403

MIDDLEWARE = []
