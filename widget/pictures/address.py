"""The address of a picture on this server. It names its source, signed, so that no lookup is needed to serve
it, nobody can have another address fetched, and a new picture has a new address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from widget.domain.location import Location
from widget.domain.team import TeamMember


def photo_address(location_id: int, member: TeamMember) -> str:
    """Empty where there is no photo."""
    return _address(reverse("widget:photo", args=[location_id, member.id]), member.photo_url)


def logo_address(location: Location) -> str:
    return _address(reverse("widget:logo", args=[location.id]), location.logo_url)


def source_in(signed: str) -> str:
    """The source that was signed, or an empty text for anything that we did not sign."""
    try:
        return _signer().unsign(signed)
    except BadSignature:
        return ""


def _address(path: str, source: str) -> str:
    return f"{path}?{urlencode({'source': _signer().sign(source)})}" if source else ""


def _signer() -> Signer:
    return Signer(salt="widget.pictures")
