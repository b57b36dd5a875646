"""Pictures to be read."""

from __future__ import annotations

import io

from PIL import Image

RED, GREEN = (200, 30, 30), (30, 200, 30)


def encoded(image: Image.Image, format: str, **save: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **save)
    return file.getvalue()


def halves(mode: str = "RGB", size: tuple[int, int] = (80, 40)) -> Image.Image:
    """Red on the left, green on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(GREEN, (size[0] // 2, 0, *size))
    return image.convert(mode)
