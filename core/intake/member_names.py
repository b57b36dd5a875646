"""The names of the files in an archive as text, whatever system wrote them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import UserError
from core.intake import code_pages
from core.intake.names import tidy_path

_UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075
_MAX_OPTIONS = 4
# A reading this much less likely than the best (natural logarithm) is not worth showing.
_NOT_WORTH_SHOWING = 15.0


@dataclass(frozen=True, slots=True)
class Decoding:
    """Names as text.

    Attributes:
        names: paths with `/` between the parts, in Unicode form NFC.
        code_page: id of the code page that was taken, or "" where the archive says it itself.
        rivals: ids of other code pages that give other names and may be meant just as well; the
            likeliest first, empty when it is certain.
    """

    names: tuple[str, ...]
    code_page: str = ""
    rivals: tuple[str, ...] = ()


def zip_names(infos: Sequence[zipfile.ZipInfo]) -> list[str | bytes]:
    """Names of zip entries: text where the zip says how to read it, else bytes.

    It says so by its UTF-8 flag or by Info-ZIP's Unicode field.
    """
    return [_zip_name(info) for info in infos]


def decode_names(names: Sequence[str | bytes], code_page: str = "") -> Decoding:
    """All names as text; the code page of those in bytes is decided on all of them together.

    Args:
        names: text as it is, bytes that are to be read.
        code_page: the id that a person chose, or "".

    Raises:
        UserError: `question.unknown_choice`.
    """
    if code_page and code_page not in code_pages.CODE_PAGES:
        known = ", ".join(code_pages.CODE_PAGES)
        raise UserError("question.unknown_choice", choice=code_page, known=known)
    raw = [name for name in names if isinstance(name, bytes) and not name.isascii()]
    if not raw:
        return Decoding(tuple(_text(name, "utf-8") for name in names))
    best, rivals = (code_page, ()) if code_page else _decided(raw)
    codec = code_pages.CODE_PAGES[best].codec
    return Decoding(tuple(_text(name, codec) for name in names), best, rivals)


def _decided(raw: Sequence[bytes]) -> tuple[str, tuple[str, ...]]:
    """The likeliest code page, and its rivals."""
    scored = code_pages.ranked(raw)
    best_score, best = scored[0]
    distinct = {tuple(_text(name, best.codec) for name in raw): best.id}
    lead: float | None = None
    for score, page in scored[1:]:
        if best_score - score > _NOT_WORTH_SHOWING or len(distinct) == _MAX_OPTIONS:
            break
        reading = tuple(_text(name, page.codec) for name in raw)
        if reading not in distinct:
            distinct[reading] = page.id
            lead = best_score - score if lead is None else lead
    is_certain = lead is None or lead >= code_pages.CERTAIN
    return best.id, () if is_certain else tuple(list(distinct.values())[1:])


def _text(name: str | bytes, codec: str) -> str:
    return tidy_path(name if isinstance(name, str) else name.decode(codec, "replace"))


def _zip_name(info: zipfile.ZipInfo) -> str | bytes:
    if info.flag_bits & _UTF8_FLAG:
        return info.orig_filename
    # Without the flag `zipfile` reads names as code page 437, which loses nothing.
    raw = info.orig_filename.encode("cp437", "replace")
    from_field = _unicode_field(info.extra, raw)
    return raw if from_field is None else from_field


def _unicode_field(extra: bytes, raw_name: bytes) -> str | None:
    """The name in the Info-ZIP Unicode path field (APPNOTE.TXT 4.6.9), if it is of this name."""
    while len(extra) >= 4:
        field_id, length = struct.unpack_from("<HH", extra)
        content, extra = extra[4 : 4 + length], extra[4 + length :]
        if field_id == _UNICODE_PATH and len(content) > 5:
            version, checksum = struct.unpack_from("<BL", content)
            if version == 1 and checksum == zlib.crc32(raw_name):
                return content[5:].decode("utf-8", "replace")
    return None
