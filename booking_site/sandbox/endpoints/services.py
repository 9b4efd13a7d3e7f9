"""GET book_services."""

from __future__ import annotations

from typing import Any

from booking_site.sandbox.call import Call
from booking_site.sandbox.entities import Category, Location, Member, Service
from booking_site.sandbox.wire import Answer, success

EVENT = {"id": 3901, "title": "Braiding evening", "category_id": 0}


def book_services(call: Call) -> Answer:
    location = call.location
    member = call.member(call.staff_id) if call.staff_id else None
    services = [one for one in call.salon.offered(location).values() if _can_be_added(call, one, member)]
    used = {service.category_id for service in services}
    return success(
        {
            "events": [EVENT] if location.has_events and not call.salon.is_closed(location) else [],
            "services": [service_row(one, location, member) for one in services],
            "category": [_category_row(one) for one in location.categories if one.id in used],
        }
    )


def service_row(service: Service, location: Location, member: Member | None) -> dict[str, Any]:
    low, high = prices(service, member)
    return {
        "id": service.id,
        "title": service.title,
        "category_id": service.category_id,
        "price_min": low,
        "price_max": high,
        "discount": 0,
        "comment": service.comment,
        "weight": service.weight,
        "active": service.active,
        "gender": 0,
        "image": "",
        "prepaid": service.prepaid,
        # Without a team member nobody knows how long it takes.
        "seance_length": service.minutes * 60 if member else None,
        "abonement_restriction": int(service.members_only),
        "prepaid_settings": {
            "status": service.prepaid,
            "prepaid_full": {"amount": low, "currency": location.currency},
            "prepaid_min": {"amount": low, "percent": 100, "currency": location.currency},
        },
        "is_composite": service.is_composite,
        "is_chain": False,
        "images": None,
        "composite_details": None,
    }


def prices(service: Service, member: Member | None) -> tuple[float, float]:
    """A member's own price is one point of the service's range."""
    low, high = service.price_min, service.price_max
    if member is None:
        return low, high
    own = round(low + (high - low) * member.level, 1)
    return own, own


def _category_row(category: Category) -> dict[str, Any]:
    return {"id": category.id, "title": category.title, "gender": 0, "api_id": "0", "weight": category.weight}


def _can_be_added(call: Call, service: Service, member: Member | None) -> bool:
    """Whether somebody, at the moment asked for, can do it beside the services already chosen."""
    location = call.location
    chosen = {*call.service_ids, service.id}
    able = [one for one in call.salon.able(location, chosen) if member in (None, one) and not one.fired]
    at = call.moment()
    if at is None:
        return bool(able)
    minutes = call.salon.minutes(location, chosen)
    return any(call.salon.shift_day(location, one, at, minutes) for one in able)
