"""A body that is no form: refused at once, and nobody's error page fails over it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.walker import Page


@pytest.mark.parametrize("path", ["/", f"/{BERLIN}/", f"/{BERLIN}/book/", f"/{BERLIN}/nowhere", "/nowhere"])
@pytest.mark.parametrize("boundary", ["", "; boundary=", "; boundary=" + "x" * 300])
def test_a_body_that_cannot_be_read_is_refused_calmly(
    widget: Any, caplog: pytest.LogCaptureFixture, path: str, boundary: str
) -> None:
    response = EnglishClient(raise_request_exception=False).generic(
        "POST", path, b"\0", f"multipart/form-data{boundary}", headers={"Sec-Fetch-Site": "same-origin"}
    )

    status, error = (404, "not-found") if path.endswith("nowhere") else (400, "request-invalid")
    assert response.status_code == status
    assert Page(path, response).errors == [error]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_host_that_is_not_ours_changes_nothing_about_it(widget: Any, caplog: pytest.LogCaptureFixture) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Host": "evil.test"}

    response = EnglishClient(raise_request_exception=False).generic(
        "POST", "/", b"\0", "multipart/form-data", headers=headers
    )

    assert response.status_code == 400
    assert Page("/", response).errors == ["request-invalid"]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
