from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path

import pytest

from core.errors import UserError
from core.intake.code_pages import CODE_PAGES
from core.intake.member_names import decode_names, zip_names
from tests.core.intake.zip_builder import UTF8, Entry, unicode_field, write_zip


def names_of(path: Path, *entries: Entry) -> list[str]:
    with zipfile.ZipFile(write_zip(path / "names.zip", entries)) as archive:
        return list(decode_names(zip_names(archive.infolist())).names)


def test_names_with_the_utf8_flag_are_read_as_utf8(tmp_path: Path) -> None:
    assert names_of(tmp_path, Entry("Äpfel/1.jpg".encode(), flags=UTF8)) == ["Äpfel/1.jpg"]


def test_names_in_utf8_without_the_flag_are_read_as_utf8(tmp_path: Path) -> None:
    assert names_of(tmp_path, Entry("猫/1.jpg".encode())) == ["猫/1.jpg"]


def test_names_decomposed_by_a_mac_are_composed(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Äpfel/é.jpg")
    assert names_of(tmp_path, Entry(decomposed.encode())) == ["Äpfel/é.jpg"]


def test_names_in_the_original_code_page_are_read(tmp_path: Path) -> None:
    assert names_of(tmp_path, Entry("Äpfel/1.jpg".encode("cp437"))) == ["Äpfel/1.jpg"]


def test_name_in_the_unicode_field_wins(tmp_path: Path) -> None:
    raw = b"????/1.jpg"
    assert names_of(tmp_path, Entry(raw, extra=unicode_field(raw, "кошки/1.jpg"))) == [
        "кошки/1.jpg"
    ]


def test_unicode_field_of_another_name_is_not_used(tmp_path: Path) -> None:
    field = unicode_field(b"other.jpg", "кошки/1.jpg")
    assert names_of(tmp_path, Entry(b"cats/1.jpg", extra=field)) == ["cats/1.jpg"]


# Lists of class names as people write them, three quarters of them short.
NAMES = {
    "gbk": [
        "猫 狗",
        "苹果 香蕉 橙子",
        "合格 不合格",
        "玫瑰 向日葵 郁金香",
        "剪刀 石头 布",
        "螺丝 螺母",
        "行人 摩托车",
        "手机 电脑",
    ],
    "big5": [
        "貓 狗",
        "蘋果 香蕉 橘子",
        "正常 缺陷",
        "晴天 雨天 雪天",
        "螺絲 螺母",
        "塑膠 玻璃 金屬 紙張",
        "男 女",
    ],
    "shift_jis": [
        "猫 犬",
        "ねこ いぬ",
        "りんご バナナ みかん",
        "良品 不良品",
        "グー チョキ パー",
        "ネジ ナット",
        "薔薇 牡丹 菊",
    ],
    "euc_kr": [
        "고양이 개",
        "사과 바나나 오렌지",
        "양품 불량",
        "가위 바위 보",
        "나사 너트",
        "밀 벼 옥수수",
        "휴대폰 컴퓨터",
    ],
    "cp850": [
        "Äpfel Birnen",
        "café thé",
        "señor niño",
        "maçã pêra",
        "Brød Smør",
        "Zürich Genf",
        "mujer jamón",
        "être",
    ],
    "cp1252": [
        "Äpfel Birnen",
        "Bäume Sträucher",
        "côté été",
        "Löwenzahn Gänseblümchen",
        "fågel träd",
        "être",
    ],
    "cp866": [
        "кошки собаки",
        "Годен Брак",
        "фото кот пёс",
        "да нет",
        "болт гайка",
        "Иванов Петров",
        "хлеб",
    ],
}
LISTS = [(page, names) for page, lists in NAMES.items() for names in lists]


@pytest.mark.parametrize(("page", "names"), LISTS)
def test_names_in_a_legacy_code_page_are_read_right_or_asked_about(page: str, names: str) -> None:
    raw = [f"{name}/{n}.jpg".encode(CODE_PAGES[page].codec) for n, name in enumerate(names.split())]
    decoding = decode_names(raw)
    is_right = [name.partition("/")[0] for name in decoding.names] == names.split()
    assert is_right or decoding.rivals


def test_most_lists_of_names_in_a_legacy_code_page_need_no_question() -> None:
    raw = [[name.encode(CODE_PAGES[page].codec) for name in names.split()] for page, names in LISTS]
    asked = sum(bool(decode_names(names).rivals) for names in raw)
    assert asked <= len(LISTS) // 3


@pytest.mark.parametrize(
    "names",
    [names for _, names in LISTS] + ["Ελλάδα", "חתול כלב", "แมว", "żółw kuş kočka", "Œuf naïve"],
)
def test_names_in_utf8_are_never_asked_about(names: str) -> None:
    decoding = decode_names([name.encode() for name in names.split()])
    assert (list(decoding.names), decoding.rivals) == (names.split(), ())


def test_all_names_together_decide_what_one_leaves_open() -> None:
    short, long = "男".encode("gbk"), "向日葵和郁金香".encode("gbk")
    assert decode_names([short]).rivals
    assert decode_names([short, long]).rivals == ()
    assert decode_names([short, long]).names[0] == "男"


def test_numbers_and_extensions_make_nothing_more_certain() -> None:
    many = [f"男/男{n}.jpg".encode("gbk") for n in range(300)]
    assert decode_names(many).rivals


def test_chosen_code_page_is_taken_without_a_question() -> None:
    raw = ["男".encode("gbk")]
    assert decode_names(raw, "gbk").names == ("男",)
    assert decode_names(raw, "euc_kr").names == ("켕",)
    assert decode_names(raw, "euc_kr").rivals == ()


def test_code_page_that_there_is_not_is_refused() -> None:
    with pytest.raises(UserError) as refused:
        decode_names([b"x"], "klingon")
    assert "gbk" in str(refused.value.facts["known"])


def test_a_name_that_fits_no_code_page_wholly_is_read_with_signs_for_what_is_missing() -> None:
    names = ["Löwenzahn".encode(), "Gänseblümchen".encode(), "Kühe".encode() + b"\xff"]
    assert decode_names(names).names[:2] == ("Löwenzahn", "Gänseblümchen")
