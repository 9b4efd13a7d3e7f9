from __future__ import annotations
import pytest
from tests.journeys.at_the_form import *
def dump(page, label=""):
    print("=====", label, page.status, page.url, page.errors, page.heading)
    print("typed", page.typed())
    print("buttons", [str(b)[:150] for b in page.html.find_all("button")])
def test_it(walker, sandbox):
    page = open_form(walker, sandbox, ANYONE)
    dump(page)
    print(asked(sandbox))
    page = send_form(walker)
    dump(page)
    print(asked(sandbox))
    print(sandbox.salon.records)
    print(page.text)
