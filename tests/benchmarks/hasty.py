from __future__ import annotations

SOON, LATER = 0.5, 5.0
"""Seconds after which an answer is renewed, and after which times are too old to be shown."""
