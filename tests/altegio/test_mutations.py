"""Good answers with one part exchanged for something else: a result that can be shown, or an AltegioError."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.altegio.asking import METHODS, answered
from tests.altegio.payloads import FOLDER, payload
from widget.altegio.errors import AltegioError

KINDS = {
    "company": "location",
    "services": "menu",
    "staff": "team",
    "list": "team",
    "dates": "open_days",
    "times": "slots",
    "meta": "slots",
    "check": "check",
    "error": "check",
    "booked": "book",
    "appointment": "booked_appointment",
    "policy": "policy",
}
MUTATED = [path.name for path in sorted(FOLDER.glob("*.json")) if path.name.partition("_")[0].split(".")[0] in KINDS]

NASTY = (
    *(
        "",
        "0",
        "-1",
        "1e9999999",
        "Infinity",
        "NaN",
        "9" * 30,
        "true",
        "null",
        "433",
        "<![x[",
        "&#xD800;",
        "\ud800",
        "\0",
    ),
    *(
        "24:61",
        "9:30",
        "2026-02-30",
        "2026-09-21",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00Z",
        "../etc",
        "Europe",
    ),
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, 1, -1, 2**31, 2**63, 10**30])
    | st.floats()
    | st.sampled_from(NASTY)
    | st.text(st.characters(exclude_categories=()), max_size=8)
)
KEYS = st.sampled_from(["0", "1", "13", "id", "code", "errors", "a"]) | st.text(max_size=3)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def places(node, so_far=()):
    """The way to every part of an answer, itself excluded."""
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, part in parts:
        yield (*so_far, key)
        yield from places(part, (*so_far, key))


def exchanged(content, place, value):
    *above, last = place
    around = content
    for key in above:
        around = around[key]
    around[last] = value
    return json.dumps(content).encode()


def shown(result):
    """What the pages do with a result."""
    for item in result if isinstance(result, tuple) else (result,):
        getattr(item, "ends_at", None)
    return repr(result).encode()


def asked(name, body, status):
    method = KINDS[name.partition("_")[0].split(".")[0]]
    try:
        return shown(METHODS[method](answered(body, status)))
    except AltegioError as error:
        return str(error)


@pytest.mark.parametrize("name", MUTATED)
@settings(max_examples=25, derandomize=True, database=None, deadline=None)
@given(draw=st.data())
def test_one_exchanged_part_ends_in_a_result_or_in_an_error_of_ours(name, draw):
    content = json.loads(payload(name))
    place = draw.draw(st.sampled_from(list(places(content))))
    body = exchanged(content, place, draw.draw(VALUES))

    assert asked(name, body, 422 if name.startswith("error") else 200) is not None


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(name=st.sampled_from(MUTATED), status=st.sampled_from([200, 201, 400, 403, 404, 422]), draw=st.data())
def test_one_exchanged_byte_does_too(name, status, draw):
    body = bytearray(payload(name))
    body[draw.draw(st.integers(0, len(body) - 1))] = draw.draw(st.integers(0, 255))

    assert asked(name, bytes(body), status) is not None
