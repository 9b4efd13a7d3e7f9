"""Portraits and logos, served as files beside the API."""

from __future__ import annotations

from pathlib import Path

from booking_site.sandbox.wire import Answer

HERE = Path(__file__).parent
FOLDERS = ("portraits", "logos")
PREFIX = "/images/"


def image_url(host: str, name: str) -> str:
    return f"http://{host}{PREFIX}{name}.png"


def image(path: str) -> Answer:
    """The picture at a path below ``/images/``; the names on disk are the only ones that exist."""
    found = _pictures().get(path)
    if found is None:
        return Answer(404, b"Not found", (("Content-Type", "text/plain"),))
    headers = (("Content-Type", "image/png"), ("Cache-Control", "public, max-age=86400"))
    return Answer(200, found.read_bytes(), headers)


def _pictures() -> dict[str, Path]:
    pictures = {f"{folder}/{file.name}": file for folder in FOLDERS for file in (HERE / folder).glob("*.png")}
    nobody = HERE / "portraits" / "no-master.png"
    return pictures | {"no-master.png": nobody, "no-master-sm.png": nobody}
