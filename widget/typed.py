"""What a visitor has typed goes with them in the body of a POST, from page to page: never in an address.

On a page that has something to carry every link is a button of one form, the one with the id ``typed``.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from widget.forms import CUSTOM

MOVING = "moving"
"""What opens the appointment that a visitor is giving another time, and the others of its booking after it: as in the
address of the booking."""
NAMES = (
    "fullname",
    "patronymic",
    "surname",
    "phone",
    "email",
    "comment",
    "sms_reminder",
    "email_reminder",
    "consent",
    "newsletter",
    "code",
    MOVING,
)
LONGEST_TYPED = 2000

Pairs = tuple[tuple[str, str], ...]


def typed_in(request: HttpRequest) -> Pairs:
    """As it was typed, right or wrong."""
    names = [name for name in request.POST if name in NAMES or name.startswith(CUSTOM)]
    return tuple((name, str(request.POST[name])[:LONGEST_TYPED]) for name in names)


def carry(request: HttpRequest, pairs: Pairs) -> None:
    """Makes the page's links buttons that send ``pairs`` along."""
    request.typed = pairs  # type: ignore[attr-defined]


def put_down(request: HttpRequest) -> None:
    """The page's links are links again."""
    request.typed = None  # type: ignore[attr-defined]


def carries(request: HttpRequest | None) -> bool:
    return getattr(request, "typed", None) is not None


def typed_text(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"typed": getattr(request, "typed", None)}
