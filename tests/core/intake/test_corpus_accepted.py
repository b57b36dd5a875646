"""Archives as people have them: each is read without a question and without a refusal."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from inflate64 import Deflater

from tests.core.intake.outcome import SMALL, Accepted, Case, Make, numbered, outcome_of, photos
from tests.core.intake.tar_builder import write_tar
from tests.core.intake.zip_builder import DEFLATE64, UTF8, Entry, unicode_field, write_zip
from tests.factories import photo_bytes, zip_of

NAMES = ("cats/1.jpg", "cats/2.jpg", "dogs/3.jpg")
TWO = {"cats": 2, "dogs": 1}


def zipped(*names: str) -> Make:
    return lambda folder: zip_of(folder / "a.zip", photos(*names))


def entries(*made: Entry) -> Make:
    return lambda folder: write_zip(folder / "a.zip", made)


def deflate64(folder: Path) -> Path:
    made = []
    for name, data in photos(*NAMES).items():
        packer = Deflater()
        packed = bytes(packer.deflate(data) + packer.flush())
        made.append(Entry(name.encode(), data, DEFLATE64, packed=packed))
    return write_zip(folder / "a.zip", made)


def streamed(folder: Path) -> Path:
    """With data descriptors, as a web server writes a zip that it makes on the way."""
    path = folder / "a.zip"
    with path.open("wb") as file:

        class Unseekable:
            write, flush = file.write, file.flush

        with zipfile.ZipFile(Unseekable(), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
            for name, data in photos(*NAMES).items():
                archive.writestr(name, data)
    return path


def zip64(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for name, data in photos(*NAMES).items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    return folder / "a.zip"


def commented(folder: Path) -> Path:
    path = zipped(*NAMES)(folder)
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"holiday"
    return path


def behind_a_program(folder: Path) -> Path:
    """Self-extracting archives have a program in front; the zip is found from its end."""
    path = zipped(*NAMES)(folder)
    path.write_bytes(b"PK\x03\x04" + bytes(60) + path.read_bytes())
    return path


def many(folder: Path) -> Path:
    notes = [Entry(b"cats/%d.txt" % number) for number in range(65_540)]
    made = [Entry(name.encode(), data) for name, data in photos(*NAMES).items()]
    return write_zip(folder / "a.zip", [*made, *notes])


def every_format(folder: Path) -> Path:
    formats = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
    made = {
        f"cats/{place}.bin": photo_bytes("red", SMALL, seed=50 + place, format=format)
        for place, format in enumerate(formats)
    }
    return zip_of(folder / "a.zip", {**made, **photos("dogs/1.jpg")})


def a_folder(folder: Path) -> Path:
    for name, data in photos(*NAMES).items():
        (folder / "a" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "a" / name).write_bytes(data)
    return folder / "a"


def unicode_fields(folder: Path) -> Path:
    made = [
        Entry(b"?/%d.jpg" % n, data, extra=unicode_field(b"?/%d.jpg" % n, f"{name}/{n}.jpg"))
        for n, (name, data) in enumerate(zip(("猫", "犬"), photos("a", "b").values(), strict=True))
    ]
    return write_zip(folder / "a.zip", made)


def named(*names: bytes, flags: int = 0) -> Make:
    made = [
        Entry(n, d, flags=flags)
        for n, d in zip(names, photos(*map(str, names)).values(), strict=True)
    ]
    return entries(*made)


def split(*folders: str) -> Sequence[str]:
    return [f"{folder}/{name}/{folder}.jpg" for folder in folders for name in ("cats", "dogs")]


CASES = [
    Case("folders of photos", zipped(*NAMES), Accepted(TWO)),
    Case("a plain folder", a_folder, Accepted(TWO)),
    Case("tar", lambda f: write_tar(f / "a.tar", photos(*NAMES)), Accepted(TWO)),
    Case("tar.gz", lambda f: write_tar(f / "a.zip", photos(*NAMES), packed=True), Accepted(TWO)),
    Case("Deflate64", deflate64, Accepted(TWO)),
    Case("data descriptors", streamed, Accepted(TWO)),
    Case("zip64", zip64, Accepted(TWO)),
    Case("a comment at the end", commented, Accepted(TWO)),
    Case("more than 65,535 entries", many, Accepted(TWO, ignored=65_540)),
    Case("bytes before the zip", behind_a_program, Accepted(TWO)),
    Case("every format, told by content", every_format, Accepted({"cats": 8, "dogs": 1})),
    Case("odd extensions", zipped("cats/a.jpg?resize=300", "cats/b.asp", "dogs/c"), Accepted(TWO)),
    Case(
        "UTF-8 flag",
        named("猫/1.jpg".encode(), "犬/2.jpg".encode(), flags=UTF8),
        Accepted({"犬": 1, "猫": 1}),
    ),
    Case("Info-ZIP Unicode field", unicode_fields, Accepted({"犬": 1, "猫": 1})),
    Case(
        "UTF-8 without flag",
        named("Äpfel/1.jpg".encode(), b"Birnen/2.jpg"),
        Accepted({"Birnen": 1, "Äpfel": 1}),
    ),
    Case(
        "decomposed letters",
        named(b"A\xcc\x88pfel/1.jpg", b"Birnen/2.jpg"),
        Accepted({"Birnen": 1, "Äpfel": 1}),
    ),
    Case(
        "legacy letters in file names only",
        named(b"cats/K\x81he.jpg", b"dogs/2.jpg"),
        Accepted({"cats": 1, "dogs": 1}, repairs=["repair.names_decoded"]),
    ),
    Case("backslashes", named(b"cats\\1.jpg", b"dogs\\2.jpg"), Accepted({"cats": 1, "dogs": 1})),
    Case(
        "names that Windows forbids",
        zipped("CON/nul.txt.jpg", "a:b?/x.jpg", "dot./y.jpg"),
        Accepted({"a:b?": 1, "CON": 1, "dot.": 1}),
    ),
    Case(
        "names that point elsewhere",
        zipped("../../cats/1.jpg", "/cats/2.jpg", "C:\\dogs\\3.jpg"),
        Accepted(TWO),
    ),
    Case(
        "train, val and test",
        zipped(*split("train", "val", "test")),
        Accepted(
            {"cats": 3, "dogs": 3},
            repairs=["repair.split_recognised"],
            splits={"train": 2, "validation": 2, "test": 2},
        ),
    ),
    Case(
        "Training, VALID and holdout in a wrapper",
        zipped(*(f"set/{n}" for n in split("Training", "VALID", "holdout"))),
        Accepted(
            {"cats": 3, "dogs": 3},
            repairs=["repair.wrapper_taken_off", "repair.split_recognised"],
            splits={"train": 2, "validation": 2, "test": 2},
        ),
    ),
    Case(
        "parts within the classes",
        zipped("cats/train/1.jpg", "cats/test/2.jpg", "dogs/train/3.jpg", "dogs/test/4.jpg"),
        Accepted(
            {"cats": 2, "dogs": 2},
            repairs=["repair.split_recognised"],
            splits={"train": 2, "test": 2},
        ),
    ),
    Case("a lone train folder", zipped(*(f"train/{n}" for n in NAMES)), Accepted(TWO)),
    Case(
        "one inner folder per class",
        zipped("cats/Imgs/1.jpg", "cats/Imgs/2.jpg", "dogs/Imgs/3.jpg"),
        Accepted(TWO),
    ),
    Case(
        "inner folders that repeat the class",
        zipped("cats/cats_cut/1.jpg", "cats/cats_cut/2.jpg", "dogs/dogs_cut/3.jpg"),
        Accepted(TWO),
    ),
    Case(
        "numbered classes", zipped(*numbered(2, "0/#.png", "1/a#.png")), Accepted({"0": 2, "1": 2})
    ),
    Case(
        "views in file names do not ask",
        zipped(
            *numbered(
                4, "cats/front_#.jpg", "cats/side_#.jpg", "dogs/front_#.jpg", "dogs/side_#.jpg"
            )
        ),
        Accepted({"cats": 8, "dogs": 8}),
    ),
    Case(
        "breeds in file names do not ask",
        zipped(*numbered(4, "cats/tabby_#.jpg", "dogs/pug_#.jpg", "dogs/collie_#.jpg")),
        Accepted({"cats": 4, "dogs": 8}),
    ),
    Case(
        "a class called mask",
        zipped(*numbered(3, "mask/#.jpg", "no_mask/#.jpg")),
        Accepted({"mask": 3, "no_mask": 3}),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trait)
def test_archive_is_read_as_it_is_meant(case: Case, tmp_path: Path) -> None:
    assert outcome_of(case, tmp_path) == case.outcome
