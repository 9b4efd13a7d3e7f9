from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from widget.flow.selection import Selection


def step_url(step: str, location_id: int, selection: Selection, **extra: str) -> str:
    """The address of a step with all that was chosen so far.

    ``+`` in a slot becomes ``%2B`` (it would be read back as a space); ``extra`` are the step's own
    parameters, such as the month shown.
    """
    query = urlencode([*selection.pairs(), *extra.items()], safe=":")
    return f"{_path(step, location_id)}{'?' if query else ''}{query}"


@lru_cache(maxsize=5_000)
def _path(step: str, location_id: int) -> str:
    """A page has dozens of links to the same step."""
    return reverse(f"widget:{step}", args=[location_id])
