"""The sandbox's own addresses, for tests and demos in another process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking_site.sandbox.faults import Faults
from booking_site.sandbox.salon import NotFree, Salon
from booking_site.sandbox.wire import Answer, Request, as_json

PREFIX = "/_sandbox/"


@dataclass(frozen=True)
class Control:
    salon: Salon
    faults: Faults

    def __call__(self, request: Request) -> Answer:
        try:
            return self._do(request.method, request.path.removeprefix(PREFIX), json.loads(request.body or b"{}"))
        except NotFree:
            return as_json(409, {"error": "not free"})
        except (KeyError, TypeError, ValueError) as error:
            return as_json(400, {"error": str(error)})

    def _do(self, method: str, path: str, body: dict[str, Any]) -> Answer:
        match method, path:
            case "POST", "faults":
                self.faults.add(**body)
                return Answer(204)
            case "DELETE", "faults":
                self.faults.clear()
                return Answer(204)
            case "POST", "take":
                body["starts_at"] = datetime.fromisoformat(body["starts_at"])
                return as_json(201, {"record_id": self.salon.take(**body).id})
            case _:
                return as_json(404, {"error": "not found"})
