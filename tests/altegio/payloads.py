"""Altegio's answers, one file per quirk."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "payloads"


def payload(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
