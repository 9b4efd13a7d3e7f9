from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what the operator can do about it. Holds no secret: it is shown and may be pasted."""

    level: Level
    what: str
    advice: str = ""

    def __str__(self) -> str:
        line = f"{self.level:<4}  {self.what}"
        return f"{line} — {self.advice}" if self.advice else line


def ok(what: str) -> Finding:
    return Finding(Level.OK, what)


def warn(what: str, advice: str) -> Finding:
    return Finding(Level.WARN, what, advice)


def fail(what: str, advice: str) -> Finding:
    return Finding(Level.FAIL, what, advice)
