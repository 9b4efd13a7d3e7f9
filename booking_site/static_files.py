from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names once the files were collected; plain names in a checkout where nobody has collected them."""

    def url(self, name: str | None, force: bool = False) -> str:
        if name and not self.hashed_files:
            return str(self.base_url) + name
        return str(super().url(name, force))
