from __future__ import annotations

from importlib import import_module
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

SQUEEZED = {".js": "text/javascript", ".css": "text/css"}


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names once the files were collected; plain names in a checkout where nobody has collected them.

    Scripts and stylesheets are made small on the way.
    """

    def _save(self, name: str, content: File[Any]) -> str:
        if kind := SQUEEZED.get(name[name.rfind(".") :]):
            text = b"".join(content.chunks()).decode()
            # Only for the command that collects: a server would carry eight megabytes of it.
            content = ContentFile(import_module("minify").string(kind, text).encode())
        return str(super()._save(name, content))

    def url(self, name: str | None, force: bool = False) -> str:
        if name and not self.hashed_files:
            return str(self.base_url) + name
        return str(super().url(name, force))
