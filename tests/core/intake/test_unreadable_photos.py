"""Files that are no photo, or not one that can be read, are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from core.errors import UserError
from core.intake import decoding
from core.intake.images import model_input, working_copy
from core.messages import CATALOGUE
from tests.core.intake.pictures import encoded, halves
from tests.factories import photo_bytes

# Pillow remarks upon odd files; they are odd on purpose here.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_truncated_photo_is_refused_as_cut_off_or_damaged(format: str, share: float) -> None:
    data = photo_bytes("green", (200, 150), format=format)
    with pytest.raises(UserError) as refused:
        working_copy(data[: int(len(data) * share)])
    assert refused.value.code in ("photo.truncated", "photo.damaged")


def test_truncated_jpeg_is_refused_for_the_model_too() -> None:
    data = photo_bytes("green", (200, 150))
    with pytest.raises(UserError) as refused:
        model_input(data[: len(data) // 2], 64)
    assert refused.value.code == "photo.truncated"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo.empty"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "photo.svg"),
        (b"%PDF-1.7\n%\xe2\xe3", "photo.pdf"),
        (b"<!DOCTYPE html><html><body>403</body></html>", "photo.html"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "photo.lfs_pointer"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(40), "photo.video"),
        (b"\x1aE\xdf\xa3" + bytes(40), "photo.video"),
        (b"\x00\x00\x00\x18ftypcrx " + bytes(40), "photo.raw"),
        (b"II*\x00\x10\x00\x00\x00CR\x02\x00" + bytes(40), "photo.raw"),
        (b"PK\x03\x04" + bytes(40), "photo.archive"),
        (b"8BPS\x00\x01" + bytes(40), "photo.other_format"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "photo.other_format"),
        (b"shopping: milk, eggs", "photo.text"),
        (bytes(range(256)), "photo.not_a_photo"),
    ],
)
def test_file_that_is_no_photo_is_named_for_what_it_is(data: bytes, code: str) -> None:
    with pytest.raises(UserError) as refused:
        working_copy(data)
    assert refused.value.code == code
    assert code in CATALOGUE


def test_raw_photo_that_pillow_would_take_for_a_tiff_is_refused() -> None:
    data = encoded(halves(), "TIFF", tiffinfo={50706: b"\x01\x04\x00\x00"})
    with pytest.raises(UserError) as refused:
        working_copy(data)
    assert refused.value.code == "photo.raw"


def test_photo_that_declares_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    # One colour packs 81 million pixels into some kilobytes.
    bomb = encoded(Image.new("1", (9000, 9000)), "PNG")
    assert len(bomb) < 50_000
    with pytest.raises(UserError) as refused:
        working_copy(bomb)
    assert refused.value.code == "photo.too_large"
    assert refused.value.facts["limit_megapixels"] == 64


def test_large_jpeg_is_taken_as_it_is_shrunk_while_decoding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decoding, "MAX_PIXELS", 100_000)
    monkeypatch.setattr(decoding, "_LARGE_PIXELS", 50_000)
    baseline = photo_bytes("red", (800, 400))
    assert working_copy(baseline).width == 800
    with pytest.raises(UserError) as refused:
        working_copy(photo_bytes("red", (800, 400), progressive=True))
    assert refused.value.code == "photo.too_large"


def test_picture_of_a_few_pixels_is_refused() -> None:
    with pytest.raises(UserError) as refused:
        working_copy(encoded(Image.new("RGB", (1, 1)), "PNG"))
    assert refused.value.code == "photo.too_small"


def test_real_broken_photos_are_each_refused(shared_data: Path) -> None:
    paths = sorted((shared_data / "photo_cases/broken").iterdir())
    assert len(paths) > 5
    for path in paths:
        with pytest.raises(UserError, match=r"photo\.(truncated|damaged|too_large)"):
            working_copy(path.read_bytes())
