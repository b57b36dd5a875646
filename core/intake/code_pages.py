"""Which code page the names in an archive were written with.

Each code page is a guess about the language; how likely it is to give exactly these names follows
from how often the language uses each character (naive Bayes over characters). The first levels of
the East Asian character sets hold their frequent characters, so that no further tables are needed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from core.intake.common_characters import HANGUL, JAPANESE, SIMPLIFIED, TRADITIONAL

CERTAIN = math.log(1000)
"""By how much the best reading must lead, in natural logarithms: a thousand times likelier."""

_MAX_WORDS = 3_000
_EXTENSION = re.compile(rb"\.[A-Za-z0-9]{1,5}\Z")
_REPLACED = -25.0
_RARE = -12.0
_LATIN = frozenset("äöüßéèàçñáíóúåøæêôãâîë")
_LATIN_RARE = frozenset("õïûùìòœý")
_SIGN_IN_A_WORD = -4.0
_NO_LETTERS = frozenset("{}[]|\\^~@`$%&")
# What else a name in Latin letters may have: typographic quotes, dashes, degrees.
_LATIN_SIGNS = frozenset("’‘“”–—°²³½®©€£§")
_NEXT_TO_ASCII = -3.0
_CASE_JUMPS = -5.0
_SCRIPTS_MIX = -6.0
_ACCENTS_TOUCH = -2.5
_STANDS_ALONE = -2.5


@dataclass(frozen=True, slots=True)
class CodePage:
    """A way in which the bytes of a name may be meant.

    Attributes:
        id: by which a person's choice names it.
        codec: Python's name for it.
        title: what people call it.
        prior: how common it is in archives, in natural logarithms.
        chance: how likely a character is in its language, likewise.
    """

    id: str
    codec: str
    title: str
    prior: float
    chance: Callable[[str], float]


def _of(share: float, characters: int) -> float:
    """The logarithm of the chance of one of so many characters that make up a share of the text."""
    return math.log(share / characters)


def _in_set(character: str, codec: str) -> tuple[int, int]:
    """First and second byte of a character in an East Asian set; zeros for other characters."""
    try:
        encoded = character.encode(codec)
    except UnicodeEncodeError:
        return 0, 0
    return (encoded[0], encoded[1]) if len(encoded) == 2 else (0, 0)


def _gbk(character: str) -> float:
    lead, trail = _in_set(character, "gb2312")
    if character in SIMPLIFIED:
        return _of(0.62, len(SIMPLIFIED))
    if 0xB0 <= lead <= 0xD7 and trail:
        return _of(0.34, 3755 - len(SIMPLIFIED))
    if lead >= 0xD8:
        return _of(0.02, 3008)
    return _of(0.01, 700) if lead else _RARE - 2


def _big5(character: str) -> float:
    lead, _ = _in_set(character, "cp950")
    if character in TRADITIONAL:
        return _of(0.62, len(TRADITIONAL))
    if 0xA4 <= lead <= 0xC6:
        return _of(0.34, 5401 - len(TRADITIONAL))
    if lead >= 0xC9:
        return _of(0.02, 7652)
    return _of(0.01, 400) if lead else _RARE - 2


def _shift_jis(character: str) -> float:
    if "\u3041" <= character <= "\u3096":
        return _of(0.17, 83)
    if "\u30a1" <= character <= "\u30fc":
        return _of(0.3, 90)
    if character in JAPANESE:
        return _of(0.3, len(JAPANESE))
    lead, _ = _in_set(character, "shift_jis")
    if 0x88 <= lead <= 0x98:
        return _of(0.2, 2965)
    if lead >= 0x98:
        return _of(0.01, 3390)
    return _of(0.02, 250) if lead else _RARE


def _euc_kr(character: str) -> float:
    lead, _ = _in_set(character, "euc_kr")
    if character in HANGUL:
        return _of(0.75, len(HANGUL))
    if 0xB0 <= lead <= 0xC8:
        return _of(0.23, 2350)
    if lead >= 0xCA:
        return _of(0.005, 4888)
    return _of(0.005, 900) if lead else _RARE - 2


def _latin(character: str) -> float:
    lower = character.lower()
    capital = -1.0 if lower != character else 0.0
    if lower in _LATIN:
        return -4.5 + capital
    if lower in _LATIN_RARE:
        return -8.0 + capital
    return -9.0 if character in _LATIN_SIGNS else _RARE


def _cyrillic(character: str) -> float:
    if not "\u0400" <= character <= "\u045f":
        return _RARE
    return -3.6 if character.islower() else -5.0


def _any_language(character: str) -> float:
    """UTF-8 can hold every language; letters of scripts not listed here are likely enough, too."""
    best = max(page.chance(character) for page in _LEGACY)
    if best > _RARE:
        return best
    block, place = unicodedata.category(character)[0], ord(character)
    usual = block in "LM" and not 0x0180 <= place <= 0x024F and not 0x0370 <= place <= 0x0385
    return -6.5 if usual else _RARE + 1


_LEGACY: tuple[CodePage, ...] = (
    CodePage("gbk", "gbk", "GBK (simplified Chinese)", -2.0, _gbk),
    CodePage("big5", "cp950", "Big5 (traditional Chinese)", -2.5, _big5),
    CodePage("shift_jis", "cp932", "Shift-JIS (Japanese)", -2.0, _shift_jis),
    CodePage("euc_kr", "cp949", "EUC-KR (Korean)", -2.5, _euc_kr),
    CodePage("cp850", "cp850", "cp850 (Western European, DOS)", -2.0, _latin),
    CodePage("cp437", "cp437", "cp437 (the zip format's own)", -2.3, _latin),
    CodePage("cp1252", "cp1252", "cp1252 (Western European, Windows)", -3.0, _latin),
    CodePage("cp866", "cp866", "cp866 (Cyrillic)", -2.5, _cyrillic),
)
UTF8 = CodePage("utf-8", "utf-8", "UTF-8", 4.0, _any_language)

CODE_PAGES: Mapping[str, CodePage] = MappingProxyType({page.id: page for page in (UTF8, *_LEGACY)})


def ranked(raw_names: Sequence[bytes]) -> list[tuple[float, CodePage]]:
    """All code pages with the logarithm of how likely each is for these names, the best first.

    Args:
        raw_names: paths as bytes; those of ASCII only say nothing and may be among them.
    """
    words = sorted({word for name in raw_names for word in _words(name)})[:_MAX_WORDS]
    scored = [(_score(words, page), page) for page in CODE_PAGES.values()]
    return sorted(scored, key=lambda entry: -entry[0])


def _words(raw_name: bytes) -> list[bytes]:
    """The parts of a path that are not ASCII, so that `photo 1.jpg` to `photo 99.jpg` are one."""
    parts = [part for part in raw_name.split(b"/") if not part.isascii()]
    bare = [_EXTENSION.sub(b"", part) for part in parts]
    # None of these bytes is the second one of an East Asian character.
    return [part.strip(b"0123456789 ()-.") for part in bare]


def _score(words: Sequence[bytes], page: CodePage) -> float:
    return page.prior + sum(_word_score(word.decode(page.codec, "replace"), page) for word in words)


def _word_score(word: str, page: CodePage) -> float:
    score = 0.0
    for place, character in enumerate(word):
        if character.isascii():
            continue
        if character == "\N{REPLACEMENT CHARACTER}":
            score += _REPLACED
            continue
        before = word[place - 1] if place else " "
        after = word[place + 1] if place + 1 < len(word) else " "
        score += page.chance(character) + _fits(before, character, after)
    return score


def _fits(before: str, character: str, after: str) -> float:
    """How much less likely a character is for what stands beside it; 0 or below."""
    if not character.isalpha():
        in_a_word = before.isalpha() and character not in "’-–"
        return _SIGN_IN_A_WORD if in_a_word else 0.0
    if _is_ideographic(character):
        return _NEXT_TO_ASCII * sum(_is_ascii_letter(beside) for beside in (before, after))
    score = 0.0
    if before.isalpha() and before.islower() and character.isupper():
        score += _CASE_JUMPS
    if _is_latin(character):
        touching = [beside for beside in (before, after) if beside.isalpha()]
        score += _ACCENTS_TOUCH * sum(not beside.isascii() for beside in touching)
        score += _STANDS_ALONE * (not touching)
        if before.isalpha() and character.isupper() and after.islower():
            score += _CASE_JUMPS
        if character.islower() and after.isascii() and (after.isupper() or after in _NO_LETTERS):
            score += _CASE_JUMPS
        return score
    return score + _SCRIPTS_MIX * sum(_is_ascii_letter(beside) for beside in (before, after))


def _is_ascii_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_ideographic(character: str) -> bool:
    return "\u2e80" <= character <= "\ud7ff" or "\uf900" <= character <= "\uffef"


def _is_latin(character: str) -> bool:
    return character < "\u0250"
