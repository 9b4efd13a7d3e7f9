"""Answers that are well wrapped and wrong inside: an error for each, never a crash and never an empty result."""

from __future__ import annotations

import json

import pytest

from tests.altegio.asking import READS, answered
from widget.altegio.errors import MalformedAnswer

GOOD = {
    "location": {"id": 4564, "title": "Salon", "timezone_name": "Europe/Berlin", "currency_short_title": "€"},
    "menu": {"id": 331, "title": "Haircut", "category_id": 1, "price_min": 20, "price_max": 30},
    "team": {"id": 16, "name": "James", "show_rating": 1, "rating": 4.5, "votes_count": 3},
    "open_days": {"booking_dates": ["2026-09-21"], "working_dates": ["2026-09-21"]},
    "slots": {"time": "9:30", "seance_length": 3600, "datetime": "2026-09-21T09:30:00+02:00"},
    "booked_appointment": {
        "id": 2820023,
        "datetime": "2026-09-21T09:30:00+0200",
        "services": [{"id": 331, "title": "Haircut", "cost": 20}],
        "staff": {"id": 16, "name": "James"},
        "length": 3600,
        "deleted": False,
    },
}
AROUND = {
    "location": lambda row: row,
    "menu": lambda row: {"services": [row], "category": [{"id": 1, "title": "Hair"}]},
    "team": lambda row: [row],
    "open_days": lambda row: row,
    "slots": lambda row: [row],
    "booked_appointment": lambda row: row,
}

NO_NUMBER = (
    '"x"',
    '"1,5"',
    "{}",
    "[1]",
    '"NaN"',
    '"Infinity"',
    '"1e9999999"',
    "1e9999999",
    "-1e9999999",
    "1e30",
    "1e-99",
)
NO_WHOLE = (*NO_NUMBER, "true", "1.5", '"1.5"', "9223372036854775808", '"9223372036854775808"', "9" * 4000)
NO_ID = (*NO_WHOLE, "null", '""', "[]")
NO_TEXT = ("true", '{"en": "x"}', '["x"]')
NO_FLAG = ('"yes"', '"true"', "{}", "[1]", "1e9999999")
NO_DURATION = (*NO_NUMBER, "31708801", "1e18")
NO_MOMENT = (
    *('"2026-02-30T09:30:00+01:00"', '"2026-13-01T09:30:00+02:00"', '"2026-09-21T25:00:00+02:00"'),
    *('"2026-09-21T09:30:00+25:00"', '"21.09.2026 09:30"', '"tomorrow"', '"9:30"', "1789975800", "true", "{}"),
    *('"9999-12-31T23:59:59+00:00"', '"0001-01-01T00:00:00Z"', '"2026-09-24T09:30:00+02:00"'),
)
NO_APPOINTMENT = (
    *('"2026-02-30T09:30:00+0100"', '"2026-09-21T25:00:00+0200"', '"tomorrow"', '"9:30"', "1789975800", "true", "{}"),
    *('"9999-12-31T23:59:59-1200"', '"0001-01-01T00:00:00+0000"', '""', "null", "[]"),
)
NO_CLOCK = ('"25:00"', '"9"', '":30"', '"9:60"', '"nine"', '"-1:30"', f'"{"9" * 30}:00"', '""', "null", "930", "{}")
NO_DATES = (
    *('["2026-02-30"]', '["2026-13-01"]', '["21.09.2026"]', "[null]", "[true]", "[[]]", "[{}]", '[""]', "[1.5]"),
    *("[1e99]", "[1e999999999]", "[99999999999999999]", "[-99999999999999999]", '"2026-09-21"', "20260921", "false"),
    *('{"2026": ["2026-09-21"]}', '""', "0", '{"a": "2026-09-21"}'),
)
NO_DAYS = (
    *('{"9": [31]}', '{"2": [30]}', '{"13": [1]}', '{"0": [1]}', '{"-1": [1]}', '{"x": [1]}', '{"": [1]}'),
    *('{"9": [0]}', '{"9": [1.5]}', '{"9": [true]}', '{"9": [null]}', '{"9": ["x"]}', '{"9": 21}', '{"9": null}'),
    *('{"9": [1e999999999]}', '{"9": [99999999999999999999]}', "[21]", '"9"', "9", "true", '{"9": "21"}'),
)
WRONG = (
    ("location", "id", NO_ID),
    ("location", "title", NO_TEXT),
    *(("location", field, NO_FLAG) for field in ("active", "show_any_master")),
    (
        "location",
        "timezone_name",
        (*NO_TEXT, '"Mars/Olympus"', '"../../etc/passwd"', '"/etc/passwd"', '"\\u0000"', "null"),
    ),
    ("menu", "id", NO_ID),
    ("menu", "category_id", NO_WHOLE),
    ("menu", "title", NO_TEXT),
    ("menu", "seance_length", NO_DURATION),
    ("team", "id", NO_ID),
    ("team", "name", NO_TEXT),
    *(("team", field, NO_FLAG) for field in ("bookable", "fired")),
    ("open_days", "booking_dates", NO_DATES),
    ("slots", "datetime", NO_MOMENT),
    *(("slots", field, NO_DURATION) for field in ("seance_length", "sum_length")),
    ("booked_appointment", "id", NO_ID),
    ("booked_appointment", "datetime", NO_APPOINTMENT),
    ("booked_appointment", "deleted", NO_FLAG),
)
NO_OBJECT_INSIDE = ('"Barber"', "[1]", "7", "true")
SET_OR_NOT = (
    *("is_surname_field_enabled", "booking_surname_required", "is_patronymic_field_enabled"),
    *("booking_patronymic_required", "booking_email_hidden", "booking_email_required", "booking_comment_hidden"),
    *("booking_comment_required", "reminds_sms_disabled", "phone_confirmation", "sms_enabled"),
    *("is_show_privacy_policy", "allow_delete_record"),
)
NICE = (
    *(("location", field, NO_TEXT) for field in ("currency_short_title", "phone", "address", "logo", "country")),
    *(("location", field, NO_TEXT) for field in ("booking_comment_input_name", "booking_notify_text")),
    *(("location", field, NO_TEXT) for field in ("schedule", "description")),
    *(("location", field, NO_FLAG) for field in SET_OR_NOT),
    *(("location", field, (*NO_WHOLE, "-1", "721")) for field in ("reminds_sms_default", "email_hours_default")),
    *(("location", field, NO_NUMBER) for field in ("coordinate_lat", "coordinate_lon")),
    ("location", "allow_delete_record_delay_step", NO_DURATION),
    ("location", "payment_policy", (*NO_OBJECT_INSIDE, '{"type": ["deposit"]}')),
    *(("menu", field, NO_TEXT) for field in ("comment", "prepaid")),
    *(("menu", field, NO_FLAG) for field in ("abonement_restriction", "is_composite")),
    *(("menu", field, (*NO_NUMBER, "true")) for field in ("price_min", "price_max", "weight")),
    *(("team", field, NO_TEXT) for field in ("specialization", "avatar", "avatar_big")),
    ("team", "show_rating", NO_FLAG),
    *(("team", field, (*NO_NUMBER, "true")) for field in ("rating", "weight")),
    ("team", "position", NO_OBJECT_INSIDE),
    ("open_days", "working_dates", NO_DATES),
    ("booked_appointment", "length", NO_DURATION),
    ("booked_appointment", "staff", (*NO_OBJECT_INSIDE, '{"id": "x", "name": true}')),
    ("booked_appointment", "services", (*NO_OBJECT_INSIDE, "null", '[{"id": 1}]', '[{"id": "x", "title": "Cut"}]')),
)
"""What a page can do without."""
EACH_WRONG = [(method, field, value) for method, field, values in WRONG for value in values]
NO_LIST_OF_OBJECTS = ("null", "7", "true", '"none"', '["x"]', "[[]]", "[null]", '{"a": {}}', '[{}, "x"]')
NO_OBJECT = ("null", "7", "true", '"none"', "[]", '["x"]', "[{}]", "{}")
NO_ANSWER = {
    "location": NO_OBJECT,
    "menu": (*NO_OBJECT, *(f'{{"services": {value}, "category": []}}' for value in NO_LIST_OF_OBJECTS)),
    "team": (*NO_LIST_OF_OBJECTS, "[{}]"),
    "open_days": NO_OBJECT,
    "slots": (*NO_LIST_OF_OBJECTS, "[{}]"),
    "booked_appointment": (*NO_OBJECT, '[{"id": 1}, {"id": 2}]'),
}


def data(text):
    return f'{{"success": true, "data": {text}, "meta": []}}'.encode()


def with_field(method, field, value):
    """A good answer but for one field. ``value`` is JSON already: Python has no number like 1e9999999."""
    row = {key: content for key, content in GOOD[method].items() if key != field}
    return data(json.dumps(AROUND[method](row | {field: "@"})).replace('"@"', value))


@pytest.mark.parametrize("method", READS)
def test_what_is_broken_here_is_otherwise_good(method):
    assert READS[method](answered(data(json.dumps(AROUND[method](GOOD[method])))))


@pytest.mark.parametrize(("method", "field", "value"), EACH_WRONG)
def test_a_field_of_the_wrong_kind_is_malformed(method, field, value):
    with pytest.raises(MalformedAnswer) as caught:
        READS[method](answered(with_field(method, field, value)))

    assert str(caught.value) == field


@pytest.mark.parametrize(
    ("method", "field", "value"), [(method, field, value) for method, field, values in NICE for value in values]
)
def test_what_is_only_nice_to_have_costs_nothing_else(method, field, value):
    assert READS[method](answered(with_field(method, field, value)))


@pytest.mark.parametrize(("method", "text"), [(method, text) for method, texts in NO_ANSWER.items() for text in texts])
def test_an_answer_of_the_wrong_kind_is_malformed(method, text):
    with pytest.raises(MalformedAnswer):
        READS[method](answered(data(text)))


@pytest.mark.parametrize("method", READS)
@pytest.mark.parametrize("body", [b"", b" \n", b'{"success": true}', b'{"success": true, "meta": []}'])
def test_a_read_without_data_is_malformed(method, body):
    with pytest.raises(MalformedAnswer):
        READS[method](answered(body))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (field, value)
        for method, field, values in NICE
        for value in values
        if method == "location" and field not in GOOD["location"]
    ],
)
def test_a_rule_that_cannot_be_read_is_as_if_it_were_not_there(field, value):
    without = READS["location"](answered(data(json.dumps(GOOD["location"]))))

    assert READS["location"](answered(with_field("location", field, value))) == without


@pytest.mark.parametrize("value", NO_DAYS)
@pytest.mark.parametrize("dates", [{"booking_dates": None}, {}])
def test_months_of_the_wrong_kind_are_malformed(value, dates):
    row = dates | {"working_dates": [], "booking_days": "@"}

    with pytest.raises(MalformedAnswer):
        READS["open_days"](answered(data(json.dumps(row).replace('"@"', value))))


@pytest.mark.parametrize("absent", [{}, {"days": None}, {"dates": None}, {"days": None, "dates": None}, {"days": ""}])
def test_no_word_about_days_is_not_a_month_without_any(absent):
    row = {"working_dates": ["2026-09-21"]} | {f"booking_{name}": value for name, value in absent.items()}

    with pytest.raises(MalformedAnswer):
        READS["open_days"](answered(data(json.dumps(row))))


@pytest.mark.parametrize("value", NO_CLOCK)
@pytest.mark.parametrize("moment", [None, "", []])
def test_a_clock_of_the_wrong_kind_is_malformed(value, moment):
    rows = json.dumps([{"datetime": moment, "time": "@"}]).replace('"@"', value)

    with pytest.raises(MalformedAnswer):
        READS["slots"](answered(data(rows)))


@pytest.mark.parametrize("categories", ["null", '"x"', '["x"]', '[{"title": "Hair"}]', '[{"id": 1, "title": {}}]'])
def test_services_do_without_categories_that_cannot_be_read(categories):
    menu = READS["menu"](answered(data(f'{{"services": [{{"id": 1, "title": "Cut"}}], "category": {categories}}}')))

    assert (len(menu.services), menu.categories) == (1, ())


@pytest.mark.parametrize("hours", ['"x"', "15", "-15", "1e9999999", '"Infinity"', "null", "true", "{}"])
def test_a_location_without_a_zone_is_malformed(hours):
    with pytest.raises(MalformedAnswer):
        READS["location"](answered(with_field("location", "timezone_name", f'"", "timezone": {hours}')))


def test_one_bad_row_among_good_ones_is_not_passed_over():
    rows = [GOOD["slots"], GOOD["slots"] | {"datetime": "2026-02-30T09:30:00+01:00"}]

    with pytest.raises(MalformedAnswer):
        READS["slots"](answered(data(json.dumps(rows))))


@pytest.mark.parametrize("method", ["location", "menu", "team"])
def test_half_a_character_becomes_one_that_can_be_shown(method):
    field = {"location": "title", "menu": "title", "team": "name"}[method]
    found = READS[method](answered(with_field(method, field, r'"Caf\u00e9 \ud83d"')))

    assert "Café ?" in repr(found)
    assert repr(found).encode()
