"""Files that no person put there on purpose, and those that are plainly no photos."""

from __future__ import annotations

_SYSTEM_NAMES = frozenset({
    "__macosx", "@eadir", "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "#recycle",
    "system volume information", "lost+found", "icon\ufffd",
})  # fmt: skip
_PHOTO_EXTENSIONS = frozenset({
    "jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "bmp", "dib", "tif", "tiff", "avif",
    "heic", "heif", "mpo", "apng",
})  # fmt: skip
_NOTE_EXTENSIONS = frozenset({
    "txt", "md", "rst", "csv", "tsv", "json", "jsonl", "xml", "yaml", "yml", "toml", "ini", "cfg",
    "log", "names", "license", "py", "ipynb",
})  # fmt: skip


def is_junk(parts: tuple[str, ...]) -> bool:
    """Whether a path is of the kind that systems scatter about: hidden, or a folder's settings."""
    return any(part.startswith(".") or part.casefold() in _SYSTEM_NAMES for part in parts)


def has_photo_extension(name: str) -> bool:
    """Whether a file's name says that it is a photo; a broken one is then worth naming."""
    return _extension(name) in _PHOTO_EXTENSIONS


def has_note_extension(name: str) -> bool:
    """Whether a file's name says that it is text beside the photos, such as a licence or labels."""
    return _extension(name) in _NOTE_EXTENSIONS


def _extension(name: str) -> str:
    return name.rpartition(".")[2].casefold() if "." in name else ""
