"""The Results page as one file: what stands in it, whatever is known of the model."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest

from core.intake.edit import exclude_photos
from core.runs import Run
from core.store.projects import Project
from core.types import Dataset
from tests.pages.evaluated import add_conditions, add_evaluation, add_learning_curve
from tests.pages.opening import fill
from tests.pages.trained import add_run
from ui.results.printed.sheet import MAX_PHOTOS, sheet


@pytest.fixture
def dataset(project: Project) -> Dataset:
    return fill(project, {"cats": 20, "dogs": 20})


def _text(page: str) -> str:
    """What a person reads of it."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", body)).replace("\u00a0", " ")


def _part(page: str, heading: str) -> str:
    """What is read beneath a heading."""
    return _text(page.split(f"<h2>{heading}</h2>")[1].split("<h2>")[0])


def test_page_as_a_file_needs_no_network_and_escapes_everything(project: Project) -> None:
    dataset = fill(project, {"<script>alert(1)</script>": 20, "a & **b**": 20})
    run = add_run(project, dataset, [0] * 10)
    add_evaluation(run, dataset, [1] * 4 + [0] * 16 + [1] * 20)
    add_learning_curve(run, ["more", "unsure"])
    add_conditions(run, (dataset.photos[0].id,))

    page = sheet(project, run)

    assert "Right on 90 of 100 new photos" in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "a &amp; **b**" in page
    assert "http" not in re.sub(r"http-equiv", "", page)
    assert page.count("<img ") == 4
    assert all(source.startswith("data:image/jpeg") for source in re.findall(r'src="([^"]*)', page))
    assert ":material" not in html.unescape(page)
    assert "would help most" in page
    assert "Blurred" in page


def test_page_as_a_file_shows_the_surest_mistakes_when_there_are_many(project: Project) -> None:
    dataset = fill(project, {"cats": 70, "dogs": 5})
    run = add_run(project, dataset, [0] * 10)
    add_evaluation(run, dataset, [1] * 70 + [1] * 5)

    page = sheet(project, run)

    assert page.count("<img ") == MAX_PHOTOS
    assert (
        f"70 photos of all that were asked, the surest answers first. These are the first {MAX_PHOTOS}."
        in page
    )


def test_page_as_a_file_of_an_old_model_tells_what_it_has(
    project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [1] + [0] * 19)

    page = sheet(project, run)

    assert "Right on 19 of 20 photos kept aside." in page
    assert "Does it know how sure it is?" not in page


def test_page_as_a_file_of_a_sent_model_does_not_say_that_nothing_went_wrong(
    project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [1] * 3 + [0] * 17)
    path = run.folder / "report.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "mistakes": []}))
    sent = Run(run.folder, run.manifest, run.history, replace(run.report, mistakes=()))

    told = _part(sheet(project, sent), "Photos that went wrong")

    assert "None." not in told
    assert "3 photos went wrong. They are not here" in told


def test_page_as_a_file_counts_mix_ups_and_wrong_photos_in_the_part_that_its_matrix_shows(
    project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    add_evaluation(run, dataset, [1] * 9 + [0] * 11 + [1] * 18 + [0] * 2, tested=20)

    page = sheet(project, run)

    assert "dogs taken for cats: 2 photos" in _text(page)
    assert "cats taken for dogs" not in _text(page)
    assert "2 photos of the test part, the surest answers first." in _part(
        page, "Photos that went wrong"
    )


def test_page_as_a_file_numbers_the_columns_of_many_classes(project: Project) -> None:
    many = Dataset(tuple(f"class {letter}" for letter in "abcdefghijklm"), ())
    run = add_run(project, many, [])

    page = sheet(project, run)

    assert '<th scope="col">13</th>' in page
    assert '<th scope="row">13 class m</th>' in page
    assert "by the numbers of the rows" in _text(page)


def test_page_as_a_file_names_the_columns_of_few_classes(
    project: Project, dataset: Dataset
) -> None:
    page = sheet(project, add_run(project, dataset, [0] * 10))

    assert '<th scope="col">dogs</th>' in page
    assert "numbers of the rows" not in _text(page)


def test_page_as_a_file_tells_of_each_class_what_more_photos_would_bring(
    project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    add_learning_curve(run, ["more", "enough"])

    told = _part(sheet(project, run), "More photos?")

    assert "With 30 more photos, between 2 and 9 more of 100 photos" in told
    assert "It has enough: 30 more photos would hardly change anything." in told


def test_page_as_a_file_draws_how_the_training_went(project: Project, dataset: Dataset) -> None:
    page = sheet(project, add_run(project, dataset, [0] * 10)).split("How it was trained")[1]

    assert re.findall(r'aria-label="(\w+) by epoch', page) == ["Accuracy", "Loss"]


def test_page_as_a_file_of_a_model_without_epochs_draws_none(
    project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)

    assert "by epoch" not in sheet(project, Run(run.folder, run.manifest, (), run.report))


def test_page_as_a_file_says_that_the_photos_have_changed_where_they_have(
    project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    assert "Your photos have changed" not in sheet(project, run)

    project.workspace.save_dataset(exclude_photos(dataset, [dataset.photos[0].id]))

    assert "Your photos have changed since this model was trained." in _text(sheet(project, run))


def test_page_as_a_file_is_not_cut_off_on_paper(project: Project, dataset: Dataset) -> None:
    page = sheet(project, add_run(project, dataset, [0] * 10))

    assert ".wide { overflow: visible; }" in page.split("@media print")[1]
