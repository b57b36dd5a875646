"""Ready-made data for those who want to try Foldersight before they collect photos.

A sample is written as a zip of class folders, so that it goes the same way as a person's own.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import ssl
import tarfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

from core.context import Context, raise_if_stopped
from core.errors import UserError
from core.store import atomic
from core.types import Event

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A ready-made data set.

    Attributes:
        id: its name in code.
        title: what a page calls it.
        description: one plain sentence.
        licence: what may be done with the pictures, and whose they are.
        size_mb: size of what is fetched or written.
        needs_network: whether it is downloaded on request.
    """

    id: str
    title: str
    description: str
    licence: str
    size_mb: int
    needs_network: bool


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the internet that is only taken if it is exactly the one that was meant.

    Attributes:
        url: where it is.
        size_bytes: its length.
        sha256: of its content.
    """

    url: str
    size_bytes: int
    sha256: str

    @property
    def host(self) -> str:
        """The computer that it is fetched from."""
        return urlsplit(self.url).hostname or self.url


SAMPLES: tuple[Sample, ...] = (
    Sample(
        "digits",
        "Handwritten digits",
        "600 digits from 0 to 9, 60 of each, written by 13 people. Always there, no internet needed.",
        "UCI Optical Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak), CC BY 4.0",
        2,
        needs_network=False,
    ),
    Sample(
        "flowers",
        "Flowers",
        "3,670 photos of daisies, dandelions, roses, sunflowers and tulips.",
        "Photographers on Flickr, CC BY 2.0; each is named in the LICENSE.txt inside (TensorFlow)",
        229,
        needs_network=True,
    ),
)

# Length and SHA-256 as published in TensorFlow Datasets, url_checksums/tf_flowers.txt.
FLOWERS = RemoteFile(
    "https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz",
    228_813_984,
    "4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c",
)

DIGITS_PER_CLASS = 60
_DIGIT_SIDE = 128
_DIGIT_MARGIN = 1
_CHUNK = 1024 * 1024
_TIMEOUT_S = 20
_PROGRESS_EVERY_S = 0.2
_MAX_MEMBERS = 20_000
_MAX_MEMBER_BYTES = 20 * MB


def write_sample(sample_id: str, path: Path, context: Context) -> None:
    """A zip of class folders at `path`.

    Raises:
        UserError: `sample.unknown`; `sample.no_network` or `sample.changed` for one that is
            downloaded; `general.disk_full` and its like.
        Cancelled: the person asked to stop. Nothing is left behind then.
    """
    if sample_id == "digits":
        write_digits(path, DIGITS_PER_CLASS, context)
    elif sample_id == "flowers":
        _write_flowers(path, context)
    else:
        known = ", ".join(sample.id for sample in SAMPLES)
        raise UserError("sample.unknown", sample=sample_id, known=known)


def write_digits(path: Path, per_class: int, context: Context) -> None:
    """The digits of scikit-learn, ink on paper: 8 x 8 points each, enlarged to 128 x 128.

    Args:
        path: of the zip.
        per_class: how many of each; more than there are (174 to 183) stands for all.
        context: asked whether to stop.

    Raises:
        UserError: `general.disk_full` and its like.
        Cancelled: the person asked to stop. Nothing is left behind then.
    """
    from sklearn.datasets import load_digits

    digits = load_digits()
    with atomic.replacing(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for digit in range(10):
            raise_if_stopped(context)
            of_digit = digits.images[digits.target == digit]
            # Spread over all of them: they stand in the order of their writers.
            chosen = np.linspace(0, len(of_digit) - 1, min(per_class, len(of_digit))).astype(int)
            for number, ink in enumerate(of_digit[chosen], 1):
                _write_member(archive, f"digits/{digit}/{digit}_{number:02}.png", _digit_png(ink))


def _digit_png(ink: np.ndarray) -> bytes:
    """A picture of a digit.

    Args:
        ink: how much ink there is, from 0 to 16, of shape `(8, 8)`.
    """
    paper = np.pad(255 - np.rint(ink * 255 / 16), _DIGIT_MARGIN, constant_values=255)
    picture = Image.fromarray(paper.astype(np.uint8))
    file = io.BytesIO()
    side = (_DIGIT_SIDE, _DIGIT_SIDE)
    picture.resize(side, Image.Resampling.BICUBIC).save(file, "PNG")
    return file.getvalue()


def _write_flowers(path: Path, context: Context) -> None:
    with atomic.replacing(path) as temporary:
        downloaded = temporary.with_suffix(".download")
        try:
            _download(FLOWERS, downloaded, context)
            with zipfile.ZipFile(temporary, "w") as archive:
                _repack(downloaded, archive, context)
        finally:
            downloaded.unlink(missing_ok=True)


def _download(remote: RemoteFile, target: Path, context: Context) -> None:
    """The remote file at `target`, checked."""
    context.emit(Event("stage", "downloading", 0, remote.size_bytes // MB))
    digest, length = hashlib.sha256(), 0
    try:
        with (
            urllib.request.urlopen(remote.url, timeout=_TIMEOUT_S) as source,
            target.open("wb") as file,
        ):
            for chunk in _chunks(source, remote.size_bytes, context):
                digest.update(chunk)
                length += len(chunk)
                file.write(chunk)
    except (
        urllib.error.URLError,
        TimeoutError,
        ConnectionError,
        ssl.SSLError,
        HTTPException,
    ) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()  # an answer such as "not found" holds the connection
        size_mb = round(remote.size_bytes / MB)
        raise UserError("sample.no_network", host=remote.host, size_mb=size_mb) from error
    if length != remote.size_bytes or digest.hexdigest() != remote.sha256:
        raise UserError("sample.changed", host=remote.host)


def _chunks(source: IO[bytes], size_bytes: int, context: Context) -> Iterator[bytes]:
    """The content in pieces, with progress in MB; one byte too many at most."""
    began = told = time.monotonic()
    length = 0
    while length <= size_bytes and (chunk := source.read(min(_CHUNK, size_bytes + 1 - length))):
        raise_if_stopped(context)
        length += len(chunk)
        yield chunk
        now = time.monotonic()
        if now - told >= _PROGRESS_EVERY_S or length == size_bytes:
            told = now
            done, total = length // MB, size_bytes // MB
            context.emit(Event("progress", "downloading", done, total, now - began))


def _repack(tar_path: Path, archive: zipfile.ZipFile, context: Context) -> None:
    """The photos and the licence of a tar.gz as members of a zip; names never become paths."""
    context.emit(Event("stage", "unpacking"))
    with contextlib.closing(tarfile.open(tar_path, "r|gz")) as tar:
        for count, member in enumerate(tar):
            raise_if_stopped(context)
            parts = PurePosixPath(member.name).parts
            if count >= _MAX_MEMBERS or member.size > _MAX_MEMBER_BYTES:
                raise UserError("sample.changed", host=FLOWERS.host)
            content = tar.extractfile(member) if member.isreg() and ".." not in parts else None
            if content is not None:
                _write_member(archive, "/".join(parts).lstrip("/"), content.read())


def _write_member(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    # A fixed date, so that the same sample is the same zip everywhere. Photos do not shrink in a zip.
    archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data)
