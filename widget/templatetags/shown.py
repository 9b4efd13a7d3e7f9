"""The formats, for templates, and what a picture-less team member looks like."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zlib import crc32

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from widget import formats
from widget.domain.appointment import Appointment
from widget.domain.availability import needs_offset, on_the_wall
from widget.domain.service import Service
from widget.domain.team import ANYONE
from widget.hosted_form import hosted_form_url
from widget.pictures.address import logo_address, photo_address

register = template.Library()

TINTS = 6

for shown_as in (
    formats.full_date,
    formats.short_date,
    formats.month_and_year,
    formats.clock,
    formats.offset,
    formats.utc_offset,
    formats.zone_name,
    formats.duration,
    formats.price,
    formats.rating,
):
    register.filter(shown_as.__name__, shown_as)

register.simple_tag(formats.locale_tag)
register.simple_tag(photo_address)
register.simple_tag(logo_address)


@register.filter
def isolated(name: str) -> SafeString:
    """For a name in the middle of our sentence: in whatever script it is, the words around it stay in their order."""
    return format_html("<bdi>{}</bdi>", name)


@register.simple_tag
def hours(starts_at: datetime, ends_at: datetime | None, zone: tzinfo) -> SafeString:
    """17:30–18:15, with the offsets in a night in which the clock alone would mislead. Figures run from left to right
    in every script; what holds words runs as they do."""
    moments = [starts_at, *([on_the_wall(ends_at, starts_at, zone)] if ends_at else [])]
    is_unclear = len({moment.utcoffset() for moment in moments}) > 1 or any(needs_offset(one, zone) for one in moments)
    written = [formats.clock(moment) + (f" {formats.offset(moment)}" if is_unclear else "") for moment in moments]
    if get_language_bidi() and any(char.isalpha() for char in formats.clock(starts_at)):
        return format_html(
            '<bdi dir="rtl">{}</bdi>', format_html_join("–", "<bdi>{}</bdi>", ((one,) for one in written))
        )
    return format_html('<bdi dir="ltr">{}</bdi>', "–".join(written))


@register.simple_tag
def service_form_address(location_id: int, service: Service) -> str:
    """Altegio's own page with this service chosen; empty where the operator has named none."""
    return hosted_form_url(location_id, [Appointment(1, (service.id,), ANYONE, "")])


@register.filter
def initials(name: str) -> str:
    """AK for Anna K."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper()


@register.filter
def tint(name: str) -> int:
    """A number that is always the same for a name: which of the portraits' ground colours it gets."""
    return crc32(name.encode()) % TINTS


@register.filter
def phone_link(phone: str) -> str:
    """The number for a ``tel:`` address."""
    return "".join(char for char in phone if char.isdigit() or char == "+")
