"""Pages of businesses, for the tests of the loader."""

from __future__ import annotations

from collections.abc import Callable

OpenBusiness = Callable[..., str]
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><title>Salon</title><meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body>{body}</body></html>"""
