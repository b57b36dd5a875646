"""What a file is, told by its first bytes; names and extensions are not asked."""

from __future__ import annotations

HEAD_BYTES = 1024
"""How many first bytes `kind_of` wants."""

PHOTO_KINDS = frozenset({"jpeg", "png", "webp", "gif", "bmp", "tiff", "avif", "heif"})
ARCHIVE_KINDS = frozenset({"zip", "rar", "7z", "gzip", "bzip2", "xz", "zstd", "tar"})

_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"%PDF-", "pdf"),
    (b"%!PS", "eps"),
    (b"\xc5\xd0\xd3\xc6", "eps"),
    (b"8BPS", "psd"),
    (b"\x00\x00\x00\x0cjP  \r\n", "jpeg 2000"),
    (b"\xff\x4f\xff\x51", "jpeg 2000"),
    (b"\x00\x00\x00\x0cJXL \r\n", "jpeg xl"),
    (b"\xff\x0a", "jpeg xl"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"\x00\x00\x01\xba", "video"),
    (b"\x00\x00\x01\xb3", "video"),
    (b"FLV\x01", "video"),
    (b"0&\xb2u\x8ef\xcf\x11", "video"),
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"IIRO", "raw"),
    (b"IIRS", "raw"),
    (b"IIU\x00", "raw"),
    (b"version https://git-lfs", "lfs"),
)
_BRANDS = {
    b"avif": "avif", b"avis": "avif",
    b"heic": "heif", b"heix": "heif", b"heim": "heif", b"heis": "heif", b"hevc": "heif",
    b"hevx": "heif", b"mif1": "heif", b"msf1": "heif",
    b"crx ": "raw",
}  # fmt: skip
_TEXT = frozenset(range(32, 127)) | frozenset(b"\t\n\r\f\x1b") | frozenset(range(128, 256))


def kind_of(data: bytes) -> str:
    """A short lower-case name for what the bytes are, `"text"`, `"empty"` or `"unknown"`.

    Args:
        data: the first `HEAD_BYTES` of a file, or all of it.
    """
    if not data:
        return "empty"
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    return _container_kind(data) or _text_kind(data[:HEAD_BYTES]) or "unknown"


def _container_kind(data: bytes) -> str | None:
    """Formats that are told by more than their very first bytes."""
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video")
    if data[4:8] in (b"moov", b"mdat", b"wide"):
        return "video"
    if data[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "video"}.get(data[8:12])
    if data[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        return "raw" if data[8:10] == b"CR" else "tiff"
    if data[:2] == b"BM" and data[6:10] == b"\x00\x00\x00\x00":
        return "bmp"
    return "tar" if data[257:262] == b"ustar" else None


def _text_kind(head: bytes) -> str | None:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "text"
    if not _TEXT.issuperset(head):
        return None
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in start:
        return "svg"
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return "html"
    return "text"
