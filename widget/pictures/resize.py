from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from widget.pictures.fetch import NoPicture

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 25_000_000
QUALITY = 82


def portrait(file: bytes, side: int) -> bytes:
    """A square from the picture's middle, as WebP."""
    return _webp(ImageOps.fit(_read(file), (side, side)))


def logo(file: bytes, width: int, height: int) -> bytes:
    """The whole picture within these bounds, as WebP."""
    return _webp(ImageOps.contain(_read(file), (width, height)))


def _read(file: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(file), formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise NoPicture("too many pixels")
        upright = ImageOps.exif_transpose(image)
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as unreadable:
        raise NoPicture("not a picture") from unreadable


def _webp(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "WEBP", quality=QUALITY)
    return file.getvalue()
