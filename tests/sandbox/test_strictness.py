from __future__ import annotations

import pytest

from tests.sandbox.asking import HEADERS, booking, services


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/vnd.api.v2+json, */*", ""])
def test_any_other_accept_header_is_a_bad_request(ask, accept):
    reply = ask("company/4564", headers=HEADERS | {"Accept": accept})

    assert reply.status == 400
    assert "Accept" in reply.json["meta"]["message"]


@pytest.mark.parametrize("accept", ["application/vnd.api.v2+json", "application/vnd.yclients.v2+json"])
def test_both_names_of_the_format_are_accepted(ask, accept):
    assert ask("company/4564", headers=HEADERS | {"Accept": accept}).status == 200


@pytest.mark.parametrize("token", ["", "sandbox", "Bearer other", "bearer sandbox"])
def test_a_wrong_token_needs_authentication(ask, token):
    reply = ask("company/4564", headers=HEADERS | {"Authorization": token})

    assert reply.status == 401
    assert reply.json == {"success": False, "data": None, "meta": {"message": "Authentication needed."}}


def test_a_user_token_may_follow_the_partner_token(ask):
    assert ask("company/4564", headers=HEADERS | {"Authorization": "Bearer sandbox, User someone"}).status == 200


@pytest.mark.parametrize("path", ["company/1", "book_dates/none", "book_times/9/0/2026-09-09", "bookform/1", "nowhere"])
def test_what_does_not_exist_is_not_found_without_a_message(ask, path):
    reply = ask(path)

    assert reply.status == 404
    assert reply.json == {"success": False, "data": None, "meta": {}}


@pytest.mark.parametrize("path", ["book_times/4564/7711/2026-09-09", "book_staff_seances/4564/1"])
def test_an_unknown_team_member_is_not_found(ask, path):
    reply = ask(path)

    assert reply.status == 404
    assert reply.json["meta"]["message"]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "company/4564"), ("GET", "book_check/4564"), ("DELETE", "book_dates/4564")]
)
def test_a_wrong_verb_is_not_allowed(ask, method, path):
    assert ask.send(method, f"/api/v1/{path}").status == 405


def test_a_bad_day_in_the_path_names_the_field_in_meta(ask):
    reply = ask("book_times/4564/0/2026-13-01")

    assert reply.status == 422
    assert "date" in reply.json["meta"]["errors"]


@pytest.mark.parametrize(
    ("path", "name"), [("book_dates/4564", "date"), ("book_dates/4564", "date_to"), ("book_staff/4564", "datetime")]
)
def test_a_bad_day_in_the_query_names_the_field_on_top(ask, path, name):
    reply = ask(path, (name, "tomorrow"))

    assert reply.status == 422
    assert name in reply.json["errors"]


@pytest.mark.parametrize("path", ["book_check/4564", "book_record/4564", "book_code/4564"])
def test_a_body_that_is_no_json_is_a_bad_request(ask, path):
    assert ask.post(path, b"{").status == 400


@pytest.mark.parametrize("name", ["service_ids", "service_id", "service_ids[0]", "services[]"])
def test_another_spelling_of_the_services_is_ignored_without_a_word(ask, name):
    slots = ask("book_times/4564/6541/2026-09-09", (name, 3313)).data

    assert {slot["seance_length"] for slot in slots} == {900}


def test_services_add_up(ask):
    slots = ask("book_times/4564/6541/2026-09-09", *services(3301, 3303)).data

    assert {slot["sum_length"] for slot in slots} == {75 * 60}


@pytest.mark.parametrize("field", ["fullname", "phone", "email"])
def test_a_booking_without_a_field_is_invalid_and_not_taken(ask, field):
    body = booking()
    del body[field]
    reply = ask.post("book_record/4564", body)

    assert reply.status == 422
    assert list(reply.json["errors"]) == [field]
