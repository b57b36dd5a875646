from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageOps

from core.intake.images import model_input, photo_id, upright_size, working_copy
from tests.core.intake.pictures import RED, encoded, halves
from tests.factories import photo_array, photo_bytes

# Pillow remarks upon odd files; they are odd on purpose here.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")

WHITE = (255, 255, 255)


def copied(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(working_copy(data).jpeg))


def assert_red_then_green(pixels: np.ndarray) -> None:
    height, width, _ = pixels.shape
    left = pixels[height // 2, width // 4].astype(int)
    right = pixels[height // 2, 3 * width // 4].astype(int)
    assert left[0] > left[1] + 80
    assert right[1] > right[0] + 80


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"])
def test_working_copy_of_each_format_keeps_colours_and_size(format: str) -> None:
    data = encoded(halves(), format)
    copy = working_copy(data)
    assert (copy.width, copy.height) == (80, 40)
    assert_red_then_green(np.asarray(copied(data)))
    assert_red_then_green(model_input(data, 32))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "CMYK", "YCbCr"])
def test_working_copy_of_each_colour_mode_keeps_colours(mode: str) -> None:
    format = "TIFF" if mode in ("CMYK", "YCbCr") else "PNG"
    assert_red_then_green(np.asarray(copied(encoded(halves(mode), format))))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_photo_taken_with_camera_turned_comes_out_upright(orientation: int, format: str) -> None:
    upright = halves(size=(1200, 600))
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    lying = upright.transpose(back[orientation]) if orientation in back else upright
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    data = encoded(lying, format, exif=exif)
    copy = working_copy(data)
    assert (copy.width, copy.height) == upright_size(data) == (1200, 600)
    assert copied(data).size == (512, 256)
    assert_red_then_green(np.asarray(copied(data)))
    assert_red_then_green(model_input(data, 64))


def test_working_copy_of_large_photo_is_at_most_512_pixels_and_keeps_its_shape() -> None:
    copy = working_copy(photo_bytes("teal", (1700, 900)))
    image = Image.open(io.BytesIO(copy.jpeg))
    assert image.size == (512, 271)
    assert (copy.width, copy.height) == (1700, 900)


def test_working_copy_of_small_photo_is_not_enlarged() -> None:
    assert copied(photo_bytes("teal", (60, 50))).size == (60, 50)


def test_working_copy_has_no_exif_no_place_and_no_comment() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretCamera"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    data = photo_bytes("red", exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile")
    assert data.count(b"Secret") == 3
    copy = working_copy(data)
    assert b"Secret" not in copy.jpeg
    assert not Image.open(io.BytesIO(copy.jpeg)).getexif()


def test_photo_id_is_of_the_original_bytes() -> None:
    first, second = photo_bytes("red", seed=1), photo_bytes("red", seed=2)
    assert working_copy(first).id == photo_id(first)
    assert photo_id(first) != photo_id(second)
    assert len(photo_id(first)) == 32


def test_working_copy_made_twice_has_the_same_bytes() -> None:
    data = photo_bytes("gold", (900, 700))
    assert working_copy(data) == working_copy(data)


def test_model_input_is_what_plain_pillow_gives() -> None:
    data = photo_bytes("purple", (1300, 1000))
    image = Image.open(io.BytesIO(data))
    image.draft("RGB", (128, 128))
    upright = ImageOps.exif_transpose(image).convert("RGB")
    expected = upright.resize((64, 64), Image.Resampling.BICUBIC, reducing_gap=2.0)
    assert np.array_equal(model_input(data, 64), np.asarray(expected))


def test_model_input_of_working_copy_is_close_to_that_of_the_original() -> None:
    data = photo_bytes("purple", (1300, 1000))
    original = model_input(data, 224).astype(int)
    copy = model_input(working_copy(data).jpeg, 224).astype(int)
    assert np.abs(original - copy).mean() < 3


def test_model_input_has_the_asked_shape_and_type() -> None:
    pixels = model_input(photo_bytes("red", (30, 90)), 48)
    assert pixels.shape == (48, 48, 3)
    assert pixels.dtype == np.uint8


@pytest.mark.parametrize(("mode", "top"), [("I;16", 65535), ("I", 65535), ("F", 1.0), ("F", 900.0)])
def test_deep_grey_photo_is_rescaled_not_clipped(mode: str, top: float) -> None:
    ramp = np.tile(np.linspace(0, top, 64), (16, 1))
    deep = {"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]
    image = Image.fromarray(ramp.astype(deep))
    assert image.mode == mode
    pixels = np.asarray(copied(encoded(image, "TIFF"))).astype(int)[8, :, 0]
    assert np.abs(pixels - np.linspace(0, 255, 64)).max() <= 6


def test_sixteen_bit_png_is_rescaled_not_clipped() -> None:
    image = Image.fromarray(np.tile(np.linspace(0, 65535, 64), (16, 1)).astype(np.uint16))
    pixels = model_input(encoded(image, "PNG"), 64).astype(int)[32, :, 0]
    assert abs(pixels[32] - 128) < 8


def test_grey_photo_that_uses_twelve_of_sixteen_bits_is_not_left_black() -> None:
    image = Image.fromarray(np.full((16, 16), 4095, np.uint16))
    assert model_input(encoded(image, "TIFF"), 16).min() >= 254


def test_transparent_photo_is_laid_on_white() -> None:
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    clear.paste((*RED, 255), (0, 0, 10, 20))
    pixels = model_input(encoded(clear, "PNG"), 20)
    assert tuple(pixels[10, 17]) == WHITE
    assert tuple(pixels[10, 2]) == RED


def test_palette_photo_with_a_transparent_colour_is_laid_on_white() -> None:
    image = Image.new("P", (20, 20), 1)
    image.putpalette([255, 0, 0, 0, 0, 0])
    image.paste(0, (0, 0, 10, 20))
    pixels = model_input(encoded(image, "GIF", transparency=1), 20)
    assert tuple(pixels[10, 17]) == WHITE
    assert tuple(pixels[10, 2]) == (255, 0, 0)


def test_animated_photo_gives_its_first_frame() -> None:
    data = encoded(halves(), "GIF", save_all=True, append_images=[Image.new("RGB", (80, 40))])
    assert_red_then_green(model_input(data, 32))


def test_stereo_photo_gives_its_first_picture() -> None:
    data = encoded(halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (80, 40))])
    assert_red_then_green(model_input(data, 32))


def test_photo_with_a_wrong_extension_does_not_matter_as_only_bytes_are_seen() -> None:
    assert_red_then_green(model_input(encoded(halves(), "PNG"), 32))


def test_broken_exif_does_not_lose_the_photo() -> None:
    data = photo_bytes("blue", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f")
    assert working_copy(data).width == 64


def test_real_photos_in_all_orientations_come_out_alike(shared_data: Path) -> None:
    for kind in ("Landscape", "Portrait"):
        paths = [shared_data / f"photo_cases/orientation/{kind}_{n}.jpg" for n in range(1, 9)]
        inputs = [model_input(path.read_bytes(), 64).astype(int) for path in paths]
        sizes = {(c.width, c.height) for c in (working_copy(p.read_bytes()) for p in paths)}
        assert len(sizes) == 1
        # They differ by the number painted into them and by compression.
        assert max(np.abs(one - inputs[0]).mean() for one in inputs) < 6


def test_real_photos_of_odd_modes_are_all_read(shared_data: Path) -> None:
    for path in sorted((shared_data / "photo_cases/odd_modes").iterdir()):
        pixels = np.asarray(copied(path.read_bytes()))
        assert pixels.std() > 5, path.name


def test_same_real_photo_in_four_formats_has_the_same_colours(shared_data: Path) -> None:
    folder = shared_data / "photo_cases/odd_modes"
    inputs = [
        model_input((folder / f"hopper.{kind}").read_bytes(), 32).astype(int)
        for kind in ("gif", "avif", "heif")
    ]
    assert max(np.abs(one - inputs[0]).mean() for one in inputs) < 10


def test_every_photo_of_the_factory_is_different() -> None:
    assert photo_array("red", seed=1).tobytes() != photo_array("red", seed=2).tobytes()
