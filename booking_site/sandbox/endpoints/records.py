"""POST, GET and PUT book_record, GET and DELETE user/records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from booking_site.sandbox import errors
from booking_site.sandbox.booking import book
from booking_site.sandbox.call import Call, as_id
from booking_site.sandbox.checking import instant
from booking_site.sandbox.endpoints.services import prices
from booking_site.sandbox.endpoints.staff import person
from booking_site.sandbox.entities import Location, Member, Service
from booking_site.sandbox.moments import standard_offset_hours
from booking_site.sandbox.records import Record
from booking_site.sandbox.salon import NotFree
from booking_site.sandbox.wire import Answer, success

# fmt: off
COMPANY_FIELDS = (
    "title", "country_id", "country", "city_id", "city", "phone", "phones", "address", "coordinate_lat",
    "coordinate_lon", "site", "currency_short_title", "allow_change_record", "allow_change_record_delay_step",
    "allow_delete_record", "allow_delete_record_delay_step",
)
# fmt: on


def book_record(call: Call) -> Answer:
    made = book(call.salon, call.location, call.body())
    rows = [{"id": wish_id, "record_id": one.id, "record_hash": one.hash} for wish_id, one in made]
    return success(rows, status=201)


def read_booked(call: Call) -> Answer:
    record = _record(call)
    if record.location_id != call.location.id:
        raise errors.message(404, "Record not found")
    return success(_row(call, record))


def move(call: Call) -> Answer:
    """To another time, with the same team member."""
    if not call.user_token:
        raise errors.message(401, "Authentication needed.")
    at, comment = _new_time(call)
    with call.salon.lock:
        record = _found(call, lambda one: one.location_id == call.location.id and not one.deleted)
        _require_change(call, record, "change")
        try:
            call.salon.move(record, at)
        except NotFree:
            raise errors.business(433) from None
        record.comment = record.comment if comment is None else comment
    return success(_row(call, record))


def read_own(call: Call) -> Answer:
    """Documented as a list of one, with a status that one would expect of something created."""
    return success([_row(call, _record(call))], status=201)


def delete_own(call: Call) -> Answer:
    with call.salon.lock:
        record = _record(call)
        if record.deleted:
            raise errors.message(404, "Record not found")
        _require_change(call, record, "delete")
        call.salon.cancel(record)
    return Answer(204)


def _require_change(call: Call, record: Record, act: str) -> None:
    """By the rules of its location, as GET company tells them."""
    company = call.salon.locations[record.location_id].company
    if not company[f"allow_{act}_record"]:
        raise errors.message(403, f"It is not allowed to {act} records here")
    if record.starts_at - call.salon.now() < timedelta(seconds=company[f"allow_{act}_record_delay_step"]):
        raise errors.message(403, f"It is too late to {act} this record")


def _record(call: Call) -> Record:
    return _found(call, lambda one: one.hash == call.path["hash"])


def _found(call: Call, fits: Callable[[Record], bool]) -> Record:
    wanted = as_id(call.path["record"])
    found = next((one for one in call.salon.records if one.id == wanted and fits(one)), None)
    if found is None:
        raise errors.message(404, "Record not found")
    return found


def _new_time(call: Call) -> tuple[int, str | None]:
    body = call.body()
    body = body if isinstance(body, Mapping) else {}
    at, comment = instant(body.get("datetime"), call.location), body.get("comment")
    if at is None:
        raise errors.invalid({"datetime": ["The datetime is not a valid date."]})
    if not isinstance(comment, str | None):
        raise errors.invalid({"comment": ["The comment must be a string."]})
    return at, comment


def _row(call: Call, record: Record) -> dict[str, Any]:
    location = call.salon.locations[record.location_id]
    member = location.members[record.team_member_id]
    return {
        "id": record.id,
        "services": [_service_row(location.services[i], member) for i in record.service_ids],
        "company": _company_row(location),
        "staff": person(member, call.request.host),
        "clients_count": 1,
        "date": f"{record.starts_at:%Y-%m-%d %H:%M:%S}",
        "datetime": _without_colon(record.starts_at),
        "create_date": _without_colon(record.created_at),
        "comment": record.comment,
        "deleted": record.deleted,
        "attendance": 0,
        "length": record.minutes * 60,
        "notify_by_sms": record.notify_by_sms,
        "notify_by_email": record.notify_by_email,
        "master_requested": record.master_requested,
        "online": record.online,
        "api_id": record.api_id,
        "last_change_date": _without_colon(record.changed_at or record.created_at),
        "prepaid": False,
        "prepaid_confirmed": False,
        "activity_id": 0,
    }


def _company_row(location: Location) -> dict[str, Any]:
    # Here upstream sends the time zone as text, and only as a number of hours.
    zone = {"id": location.id, "timezone": str(standard_offset_hours(location.zone))}
    return zone | {name: location.company[name] for name in COMPANY_FIELDS}


def _service_row(service: Service, member: Member) -> dict[str, Any]:
    low, high = prices(service, member)
    return {
        "id": service.id,
        "title": service.title,
        "cost": high,
        "price_min": low,
        "price_max": high,
        "discount": 0,
        "amount": 1,
        "seance_length": service.minutes * 60,
    }


def _without_colon(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z")
