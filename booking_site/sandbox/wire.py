"""What goes in and out of the pretend API, before it is WSGI."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes = b""
    host: str = ""

    def first(self, name: str) -> str | None:
        return next((value for key, value in self.query if key == name), None)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: Headers = field(default=(("Content-Type", "application/json; charset=utf-8"),))


def as_json(status: int, payload: Any, *headers: tuple[str, str]) -> Answer:
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, (("Content-Type", "application/json; charset=utf-8"), *headers))


def success(data: Any, status: int = 200) -> Answer:
    """``meta`` is an empty list on success and an object on failure, as PHP would have it."""
    return as_json(status, {"success": True, "data": data, "meta": []})
