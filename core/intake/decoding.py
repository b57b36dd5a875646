"""Opening a photo by its content, guarded, and turning it upright."""

from __future__ import annotations

import contextlib
import io
import threading
import warnings
from collections.abc import Iterator

import pillow_heif
from PIL import ExifTags, Image, ImageOps

from core.errors import UserError
from core.intake import sniff
from core.intake.colours import to_rgb

# EPS is left out on purpose: Pillow would start another program to read it. MPO, the stereo photo,
# is opened as JPEG and has no opener of its own.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")

MIN_SIDE = 8
MAX_PIXELS = 64_000_000
# A JPEG read in one pass is shrunk while it is decoded: 200 megapixels from a phone are fine.
MAX_JPEG_PIXELS = 250_000_000
_LARGE_PIXELS = 16_000_000

_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)
_SIDEWAYS = frozenset({5, 6, 7, 8})
_DNG_VERSION = 50706

_OTHER_FORMATS = {
    "psd": "Photoshop", "jpeg 2000": "JPEG 2000", "jpeg xl": "JPEG XL", "eps": "EPS",
    "icon": "Windows icon",
}  # fmt: skip
_OWN_CODE = {
    "empty": "photo.empty", "svg": "photo.svg", "pdf": "photo.pdf", "html": "photo.html",
    "lfs": "photo.lfs_pointer", "video": "photo.video", "raw": "photo.raw", "text": "photo.text",
}  # fmt: skip

# Only libraries' own switches, set once: HEIF becomes a format that Pillow knows, and Pillow's own
# ceiling, which is lower than ours, gives way to it.
pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
# What Pillow would only warn of is refused in words below.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

# Two photos of 64 megapixels at once would need more memory than a small computer has.
_one_large_at_a_time = threading.Lock()


def refusal_of(kind: str) -> UserError:
    """What to tell of a file that is no photo, by what `sniff.kind_of` says it is."""
    if kind in sniff.ARCHIVE_KINDS:
        return UserError("photo.archive", format=kind)
    if kind in _OTHER_FORMATS:
        return UserError("photo.other_format", format=_OTHER_FORMATS[kind])
    return UserError(_OWN_CODE.get(kind, "photo.not_a_photo"))


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """The photo with its header read and its size checked; pixels are decoded within the block.

    Whatever goes wrong within the block is told as a `UserError`.

    Raises:
        UserError: a `photo.…` code that says what the file is or what is wrong with it.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image, _room_for(image, data):
            _refuse_raw(image, data)
            yield image
    except UserError:
        raise
    except Exception as error:
        raise _refusal(data, error) from error


def draft(image: Image.Image, size: tuple[int, int]) -> None:
    """A JPEG will be decoded at a half, quarter or eighth of its size, no smaller than `size`."""
    image.draft("RGB", size)


def upright_rgb(image: Image.Image) -> tuple[Image.Image, bool]:
    """The first frame, decoded, turned upright, as RGB; and whether width and height swapped."""
    before = image.size
    image.load()
    # Broken notes about the camera are no reason to lose the photo.
    with contextlib.suppress(Exception):
        ImageOps.exif_transpose(image, in_place=True)
    return to_rgb(image), image.size == before[::-1] != before


def lies_on_its_side(image: Image.Image) -> bool:
    """Whether the header says that the photo must be turned by a quarter to be looked at."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation) in _SIDEWAYS
    except Exception:
        return False


def _refuse_raw(image: Image.Image, data: bytes) -> None:
    """Nothing, unless it is a camera's raw file, of which Pillow would see a thumbnail."""
    if sniff.kind_of(data[:16]) == "raw" or _DNG_VERSION in getattr(image, "tag_v2", ()):
        raise UserError("photo.raw")


@contextlib.contextmanager
def _room_for(image: Image.Image, data: bytes) -> Iterator[None]:
    """The block may decode the image; large ones wait for each other.

    Raises:
        UserError: `photo.too_large` or `photo.too_small`.
    """
    pixels = image.width * image.height
    if min(image.size) < MIN_SIDE:
        raise UserError("photo.too_small", width=image.width, height=image.height, needed=MIN_SIDE)
    shrinks = pixels > _LARGE_PIXELS and _is_decoded_in_one_pass(image, data)
    limit = MAX_JPEG_PIXELS if shrinks else MAX_PIXELS
    if pixels > limit:
        raise UserError("photo.too_large", limit_megapixels=limit // 1_000_000)
    with contextlib.nullcontext() if shrinks or pixels <= _LARGE_PIXELS else _one_large_at_a_time:
        yield


def _is_decoded_in_one_pass(image: Image.Image, data: bytes) -> bool:
    """Whether a JPEG need not be held in memory whole: its first scan has all colours and depth."""
    if image.format not in ("JPEG", "MPO") or image.info.get("progressive"):
        return False
    place = 2
    while place + 4 < len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xDA:
            return data[place + 4] == len(image.getbands())
        place += 1 if marker == 0xFF else 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return False


def _refusal(data: bytes, error: Exception) -> UserError:
    """What to tell of a file that could not be opened or decoded."""
    kind = sniff.kind_of(data)
    if isinstance(error, _TOO_LARGE):
        limit = MAX_JPEG_PIXELS if kind == "jpeg" else MAX_PIXELS
        return UserError("photo.too_large", limit_megapixels=limit // 1_000_000)
    if kind in sniff.PHOTO_KINDS:
        cut_off = "truncated" in str(error).lower() or isinstance(error, EOFError)
        return UserError("photo.truncated" if cut_off else "photo.damaged")
    return refusal_of(kind)
