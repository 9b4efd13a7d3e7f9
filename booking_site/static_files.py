from __future__ import annotations

from typing import Any

import rjsmin
from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names once the files were collected; plain names in a checkout where nobody has collected them.

    Scripts lose their comments on the way: they stand in every visitor's way, not only in a developer's.
    """

    def _save(self, name: str, content: File[Any]) -> str:
        if name.endswith(".js"):
            content = ContentFile(rjsmin.jsmin(b"".join(content.chunks())))
        return str(super()._save(name, content))

    def url(self, name: str | None, force: bool = False) -> str:
        if name and not self.hashed_files:
            return str(self.base_url) + name
        return str(super().url(name, force))
