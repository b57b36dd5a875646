from __future__ import annotations

import io

import numpy as np
from PIL import Image

from ui.learn.figures import as_picture
from ui.learn.tiny_photo import SIDE, tiny


def _encoded(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_tiny_photo_keeps_light_and_dark_where_they_are():
    pixels = np.full((120, 200, 3), 60, np.uint8)
    pixels[:, 100:] = 200

    found = tiny(_encoded(pixels))

    assert found.shape == (SIDE, SIDE)
    assert set(found[:, : SIDE // 2].ravel()) == {0}
    assert set(found[:, SIDE // 2 :].ravel()) == {9}


def test_tiny_photo_of_an_even_photo_is_even():
    assert len(set(tiny(_encoded(np.full((50, 50, 3), 90, np.uint8))).ravel().tolist())) == 1


def test_picture_of_numbers_is_brightest_at_the_largest():
    shown = np.asarray(Image.open(io.BytesIO(as_picture(np.array([[0, 3], [6, 0]])))))

    assert shown[0, 0] == 0
    assert shown[-1, 0] == 255
