"""Images: looked at before they are decoded, and drawn anew where their purpose wants it."""

from __future__ import annotations

import io
from typing import IO

from PIL import Image, ImageOps

from clusterkit.core.conf import conf
from clusterkit.files.image_headers import pixels
from clusterkit.files.refusals import Refused, Why


def check_image(content: IO[bytes], pillow_format: str) -> None:
    """Raises ``Refused`` for what is no such picture, or too large a one. No decoder is asked, and nothing is read whole."""
    if pixels(content, pillow_format) > conf.UPLOAD_MAX_PIXELS:
        raise Refused(Why.PIXELS)


def redraw(content: IO[bytes], pillow_format: str, *, max_side: int) -> bytes:
    """The image as PNG, decoded and drawn anew, turned upright, at most *max_side* pixels wide and high.

    Raises ``Refused``.
    """
    check_image(content, pillow_format)
    content.seek(0)
    try:
        with Image.open(content, formats=(pillow_format,)) as image:
            image.load()
            upright = ImageOps.exif_transpose(image)
            mode = "RGBA" if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info else "RGB"
            drawn = upright.convert(mode)
    except Exception as error:  # Pillow's decoders raise whatever the damage makes them
        raise Refused(Why.OTHER) from error
    drawn.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    # Pasted on a new canvas: profiles, comments and other passengers stay behind.
    canvas = Image.new(mode, drawn.size)
    canvas.paste(drawn)
    result = io.BytesIO()
    canvas.save(result, "PNG", optimize=True)
    return result.getvalue()
