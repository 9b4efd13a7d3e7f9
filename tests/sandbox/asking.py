"""Talking to the sandbox with nothing but the standard library."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

HEADERS = {"Accept": "application/vnd.api.v2+json", "Authorization": "Bearer sandbox"}
CLIENT = {"fullname": "Ada Vale", "phone": "+493055501234", "email": ""}


class Reply:
    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        assert self.status in (200, 201), self.body
        assert self.json["success"] is True
        assert self.json["meta"] == []
        return self.json["data"]

    @property
    def code(self) -> int:
        [error] = self.json["meta"]["errors"]
        return error["code"]


class Asker:
    def __init__(self, sandbox: Any) -> None:
        self.netloc = urlsplit(sandbox.url).netloc

    def __call__(self, path: str, *query: tuple[str, Any], headers: dict[str, str] = HEADERS) -> Reply:
        return self.send("GET", f"/api/v1/{path}?{urlencode(query)}", headers=headers)

    def post(self, path: str, body: Any) -> Reply:
        return self.send("POST", f"/api/v1/{path}", body)

    def delete(self, path: str) -> Reply:
        return self.send("DELETE", f"/api/v1/{path}")

    def send(self, method: str, target: str, body: Any = None, *, headers: Any = HEADERS, timeout: float = 5) -> Reply:
        connection = HTTPConnection(self.netloc, timeout=timeout)
        try:
            content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
            connection.request(method, target, content, headers)
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


def services(*ids: int) -> list[tuple[str, int]]:
    return [("service_ids[]", i) for i in ids]


def appointment(starts_at: str, *, id: int = 1, services: tuple[int, ...] = (3301,), staff_id: int = 6541) -> dict:
    return {"id": id, "services": list(services), "staff_id": staff_id, "datetime": starts_at}


def check(*appointments: dict) -> dict:
    return {"appointments": list(appointments)}


def booking(*appointments: dict, **changes: Any) -> dict:
    return CLIENT | check(*appointments) | changes
