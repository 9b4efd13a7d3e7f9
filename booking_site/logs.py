"""The log: one JSON object a line, with the id of the request that it is about, and without personal data."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from pythonjsonlogger.json import JsonFormatter

SANE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
PERSONAL = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+\.[\w.-]+)"
    r"|(?P<token>\bBearer\s+\S+)"
    r"|(?P<key>\b[0-9A-Fa-f]{24,128}\b)"
    r"|(?P<phone>(?<!::\]:)(?<!\d)\+?\d(?:[ ().-]{0,2}\d){8,})",
    re.ASCII,
)
"""What looks like a mail address, a token, the key of an appointment, or a phone number: nine digits or more, but for
the port and the process that gunicorn listens with."""

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdMiddleware:
    """The router's id of a request, where it is sane, or one of our own: in every line, in the answer, and on the pages
    that tell of an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = request.headers.get("X-Request-ID", "")
        request_id = told if SANE_ID.fullmatch(told) else uuid.uuid4().hex[:16]
        request.reference = request_id  # type: ignore[attr-defined]
        token = _request_id.set(request_id)
        try:
            response = self._get_response(request)
        finally:
            _request_id.reset(token)
        response.headers["X-Request-ID"] = request_id
        return response


class JsonLines(JsonFormatter):
    """``extra`` of a log call become keys beside time, level, logger and message."""

    def __init__(self) -> None:
        super().__init__(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
        )

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data["request"] = _request_id.get()
        for name in ("message", "exc_info", "stack_info"):
            if text := log_data.get(name):
                log_data[name] = without_personal_data(str(text))


class PlainLines(logging.Formatter):
    """For development."""

    def format(self, record: logging.LogRecord) -> str:
        return without_personal_data(super().format(record))


def without_personal_data(text: str) -> str:
    """A net below the rule that nothing of that kind is logged in the first place."""
    return PERSONAL.sub(lambda found: f"[{found.lastgroup}]", text)
