"""The Test page in a real browser: answers and reasons, teaching, many photos, other programs."""

from __future__ import annotations

import csv
import json
import re
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.store.home import Home
from core.store.projects import Project, ProjectStore
from tests.e2e import journey
from tests.e2e.served_app import App
from tests.factories import class_photos, folder_zip, photo_bytes, zip_of

CLASSES = ("red hats", "blue mugs")
HEADING = "Try it on new photos"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos of two classes."""
    counts = dict.fromkeys(CLASSES, 12)
    return folder_zip(tmp_path_factory.mktemp("photos") / "things.zip", counts, size=(160, 120))


@pytest.fixture
def strangers(tmp_path: Path) -> list[Path]:
    """Three photos alike that show neither class."""
    paths = [tmp_path / f"green {number}.jpg" for number in range(3)]
    for number, path in enumerate(paths):
        path.write_bytes(photo_bytes("green", (160, 120), seed=500 + number))
    return paths


@pytest.fixture
def page(app: App, open_page: Callable[..., Any], archive: Path) -> Any:
    """The Test page of a project with a trained model; the first test trains it."""
    opened = open_page(app.url)
    found = ProjectStore(Home(app.home).projects).all()
    if found:
        opened.goto(f"{app.url}/test?project={found[0].id}")
    else:
        journey.create_project(opened, "Things")
        journey.upload_archive(opened, archive)
        journey.wait_until_read(opened, len(CLASSES))
        journey.go(opened, "Train", "Train your model")
        journey.start_training(opened)
        journey.wait_until_trained(opened)
        journey.go(opened, "Test", HEADING)
    opened.get_by_role("heading", name=HEADING, exact=True).wait_for()
    return opened


def _project(app: App) -> Project:
    return ProjectStore(Home(app.home).projects).all()[0]


def _choose(page: Any, label: str, option: str) -> None:
    """An option of a list, on a page at rest: one that is drawn anew or scrolled closes an open list."""
    _wait_until_familiar(page)
    box = page.get_by_role("combobox", name=label)
    # At the edge of the window, the press itself would scroll.
    box.evaluate("box => box.scrollIntoView({block: 'center', behavior: 'instant'})")
    box.click()
    page.get_by_role("option", name=option).first.click()


def _wait_until_familiar(page: Any) -> None:
    """The page is at rest and knows what is strange to its model; it is drawn anew when it does."""
    journey.wait_until_settled(page)
    page.get_by_text("It is finding out").wait_for(state="detached", timeout=journey.TRAINED_MS)
    journey.wait_until_settled(page)


def _bring_in(page: Any, *photos: Path) -> None:
    page.locator("input[type=file]").first.set_input_files([str(photo) for photo in photos])


def test_answer_comes_with_its_reason_for_any_class(page: Any, tmp_path: Path) -> None:
    photo = tmp_path / "new.jpg"
    photo.write_bytes(photo_bytes("red", (160, 120), seed=900))
    _bring_in(page, photo)
    page.get_by_role("heading", name=re.compile("red hats")).wait_for()
    page.get_by_alt_text(re.compile(r"new\.jpg.*red hats")).wait_for()
    _choose(page, "Why? Show what speaks for", "blue mugs")
    page.get_by_alt_text(re.compile("speaks for blue mugs")).wait_for()
    page.get_by_alt_text(re.compile("a photo of the class red hats")).first.wait_for()


def test_pasted_link_is_refused_politely(page: Any) -> None:
    page.get_by_text("Link", exact=True).click()
    field = page.get_by_label("Paste the link of a photo")
    field.fill("https://photos.example/cat.jpg")
    field.press("Enter")
    page.get_by_text("A link cannot be opened here").wait_for()
    page.get_by_text(re.compile("Open photos.example in your browser")).wait_for()


def test_shot_of_the_camera_is_answered(page: Any) -> None:
    page.get_by_test_id("stMain").get_by_text("Camera", exact=True).click()
    page.wait_for_function("() => (document.querySelector('video') || {}).readyState >= 2")
    page.get_by_role("button", name="Take Photo").click()
    page.get_by_alt_text(re.compile("Your shot")).wait_for()


def test_many_photos_are_counted_and_taken_away(page: Any, tmp_path: Path) -> None:
    members = dict(class_photos(dict.fromkeys(CLASSES, 15), size=(160, 120), seed=7))
    members["red hats/broken.jpg"] = b"\xff\xd8\xff no photo"
    page.get_by_text("Many photos", exact=True).click()
    journey.upload_archive(page, zip_of(tmp_path / "new.zip", members))
    page.get_by_text(re.compile("of 30 photos answered as their folder says")).wait_for(
        timeout=journey.READ_MS
    )
    page.get_by_text("1 photo could not be read").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Table of all (CSV)").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 30
    page.get_by_role("button", name=re.compile("sorted")).click()
    page.get_by_role("button", name="Put it together").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the zip").click()
    with zipfile.ZipFile(download.value.path()) as found:
        assert len(found.namelist()) == 30
        assert {name.partition("/")[0] for name in found.namelist()} <= {*CLASSES, "not sure"}


def test_correction_flips_the_answer_after_retraining_and_both_models_can_be_compared(
    app: App, page: Any, strangers: list[Path]
) -> None:
    _bring_in(page, *strangers)
    page.get_by_alt_text(re.compile(r"green 2\.jpg")).wait_for()
    answered = _answered(app, strangers[0])
    wanted = next(name for name in CLASSES if name != answered)
    for number in range(len(strangers)):
        _teach(page, number, wanted)
    page.get_by_role("button", name="Retrain now").click()
    page.get_by_role("heading", name="What the retraining changed").wait_for(
        timeout=journey.TRAINED_MS
    )
    page.get_by_role("heading", name=re.compile(wanted)).first.wait_for()
    assert _answered(app, strangers[0]) == wanted
    photos = _project(app).workspace.dataset()
    assert photos is not None
    assert sum(photo.origin == "correction" for photo in photos.photos) == len(strangers)

    _choose(page, "A second model beside it", "Model 1")
    page.get_by_test_id("stCaptionContainer").get_by_text("Model 1 ·").first.wait_for()
    page.get_by_test_id("stCaptionContainer").get_by_text("Model 2 ·").first.wait_for()
    page.get_by_alt_text(re.compile(r"green 0\.jpg\. ")).nth(1).wait_for()


def _answered(app: App, photo: Path) -> str:
    """What the newest model says of a photo."""
    from core.predict import Predictor
    from core.runs import all_runs

    run = all_runs(_project(app).workspace)[0]
    predictor = Predictor(run.folder, Home(app.home).networks)
    return predictor.predict(photo.read_bytes()).best.name


def _teach(page: Any, number: int, class_name: str) -> None:
    """The photo in that place on the page shows this class, says the person."""
    journey.wait_until_settled(page)
    before = page.get_by_text("marked as a correction").count()
    card = page.get_by_test_id("stMain")
    yes = card.get_by_role("button", name=re.compile(rf"(Yes, )?{class_name}$"))
    other = card.get_by_role("button", name=re.compile("It is …|it is …"))
    if yes.count():
        yes.first.click()
    else:
        other.first.click()
        _choose(page, "What does it show?", class_name)
        page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("marked as a correction").nth(before).wait_for()


def test_other_program_asks_with_its_key_until_it_is_switched_off(
    page: Any, tmp_path: Path
) -> None:
    page.get_by_text("Use it from other programs").click()
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_text("This is the key").wait_for()
    key, curl = (page.locator("code").nth(n).inner_text() for n in range(2))
    address = curl.split()[-1]
    answer = _ask(address, key)
    assert answer["answer"] == "red hats"
    with pytest.raises(urllib.error.HTTPError, match="401"):
        _ask(address, "wrong")
    page.get_by_role("button", name="Switch it off").click()
    page.get_by_role("button", name="Switch it on").wait_for()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        _ask(address, key)


def _ask(address: str, key: str) -> dict[str, Any]:
    request = urllib.request.Request(
        address,
        data=photo_bytes("red", (160, 120), seed=901),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "image/jpeg"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: dict[str, Any] = json.load(response)
    return answer
