"""Images: looked at before they are decoded, and drawn anew where their purpose wants it."""

from __future__ import annotations

import io
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from clusterkit.core.conf import conf


class BadImage(Exception):
    """The content is not an image of the kind that it claims to be, or is damaged."""


class TooManyPixels(BadImage):
    """The image is larger, once decoded, than the setting UPLOAD_MAX_PIXELS allows."""


def check_image(content: IO[bytes], pillow_format: str) -> tuple[int, int]:
    """The width and height in pixels. Raises ``BadImage`` or ``TooManyPixels``; nothing is decoded before the cap."""
    with _opened(content, pillow_format) as image:
        size = image.size
        try:
            image.verify()
        except Exception as error:  # Pillow's decoders raise whatever the damage makes them
            raise BadImage from error
    return size


def redraw(content: IO[bytes], pillow_format: str, *, max_side: int) -> bytes:
    """The image as PNG, decoded and drawn anew, turned upright, at most *max_side* pixels wide and high.

    Raises ``BadImage`` or ``TooManyPixels``.
    """
    with _opened(content, pillow_format) as image:
        try:
            image.load()
            upright = ImageOps.exif_transpose(image)
            mode = "RGBA" if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info else "RGB"
            drawn = upright.convert(mode)
        except Exception as error:
            raise BadImage from error
    drawn.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    # Pasted on a new canvas: profiles, comments and other passengers stay behind.
    canvas = Image.new(mode, drawn.size)
    canvas.paste(drawn)
    result = io.BytesIO()
    canvas.save(result, "PNG", optimize=True)
    return result.getvalue()


def _opened(content: IO[bytes], pillow_format: str) -> Image.Image:
    content.seek(0)
    try:
        image = Image.open(content, formats=(pillow_format,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise BadImage from error
    if image.width * image.height * getattr(image, "n_frames", 1) > conf.UPLOAD_MAX_PIXELS:
        image.close()
        raise TooManyPixels
    return image
