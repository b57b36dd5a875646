"""Learn: a page that needs nothing, and tells more where there is something to tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.settings import TrainSettings
from core.store.projects import Project, ProjectStore
from tests.factories import photo_bytes
from tests.pages.evaluated import add_evaluation
from tests.pages.opening import fill, open_page, texts
from tests.pages.trained import add_run
from ui.learn import first_layer, pooled

SCRIPT = "pages/learn.py"


def test_learn_page_without_a_project_explains_with_its_own_figures(app: AppTest) -> None:
    open_page(app, SCRIPT)

    shown = texts(app)
    assert not app.exception
    assert not app.error
    for word in ("filter", "transfer learning", "features", "epoch", "loss", "overfitting"):
        assert f"**{word}**" in shown
    assert len(app.get("vega_lite_chart")) >= 8


def test_learn_page_of_a_project_uses_its_numbers(app: AppTest, projects: ProjectStore) -> None:
    project = projects.create("Pets")
    dataset = fill(project, {"cats": 20, "dogs": 20})
    add_run(project, dataset, [0] * 18 + [1] * 2)

    open_page(app, SCRIPT, project)

    shown = texts(app)
    assert not app.exception
    assert "your newest model learned from 30 photos" in shown
    assert "18 of 20 right" in shown


def test_sliding_the_filter_shows_the_sum_at_its_place(app: AppTest) -> None:
    open_page(app, SCRIPT)

    app.slider(key="learn.place").set_value(1).run()

    assert not app.exception
    assert "In the frame: 9 × 1 + 9 × 1 = 18" in texts(app)


def test_learn_page_without_the_weights_still_reads(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_layer, "weights_file", lambda spec: Path("nowhere.pth"))

    open_page(app, SCRIPT)

    assert not app.exception
    assert "cannot be shown" in texts(app)
    assert "The words, explained" in texts(app)


def test_learn_page_of_a_project_with_damaged_files_still_reads(
    app: AppTest, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    (project.workspace.folder / "dataset.json").write_text("{")
    (project.workspace.folder / "settings.json").write_text("{")

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "The words, explained" in texts(app)


def test_opening_the_page_looks_into_no_network(
    app: AppTest, projects: ProjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(pooled, "layer_maps", lambda spec: asked.append("network"))
    project = projects.create("Pets")
    fill(project, {"cats": 6, "dogs": 6})

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert asked == []
    assert "Nothing is computed before you choose a depth" in texts(app)


def test_chosen_depth_shows_the_strongest_units_on_a_supplied_photo(app: AppTest) -> None:
    open_page(app, SCRIPT)
    app.segmented_control(key="learn.depth").set_value(4).run()

    assert not app.exception
    assert "1,280 units, each with a map of 7 by 7 places" in texts(app)
    alts = [image.proto.imgs[0].alt for image in app.main.get("image")]
    assert sum("answers on the photo" in alt for alt in alts) == 8


def test_filter_slides_over_the_chosen_photo_made_tiny(app: AppTest) -> None:
    open_page(app, SCRIPT)
    app.segmented_control(key="learn.picture").set_value("My photo, made tiny").run()

    slider = next(s for s in app.slider if s.label == "Slide the filter over the picture")
    assert not app.exception
    assert slider.max == 100
    slider.set_value(100).run()
    assert not app.exception


def test_own_numbers_as_a_filter_begin_with_an_edge_from_corner_to_corner(app: AppTest) -> None:
    open_page(app, SCRIPT)
    app.segmented_control(key="learn.filter").set_value("My own numbers").run()

    assert not app.exception
    assert "9 × 1 + 9 × 1 + 9 × (−1) + 9 × 1 = 18" in texts(app)


def test_photos_of_the_project_are_placed_by_depth_once_asked(
    app: AppTest, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    fill(project, {"cats": 8, "dogs": 8})
    open_page(app, SCRIPT, project)
    charts = len(app.get("vega_lite_chart"))

    app.button(key="learn.climb").click().run(timeout=60)

    assert not app.exception
    assert "Of 16 photos of yours" in texts(app)
    assert len(app.get("vega_lite_chart")) == charts + 4


def test_units_show_the_photos_of_the_project_that_excite_them(
    app: AppTest, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    fill(project, {"cats": 8, "dogs": 8})
    open_page(app, SCRIPT, project)
    app.segmented_control(key="learn.depth").set_value(1).run()
    assert "once they were looked at" in texts(app)

    app.button(key="learn.climb").click().run(timeout=60)

    assert not app.exception
    assert "Of 16 photos of yours, unit" in texts(app)


def test_project_with_too_few_photos_is_told_what_it_needs(
    app: AppTest, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    fill(project, {"cats": 8, "dogs": 2})

    open_page(app, SCRIPT, project)

    assert "at least two classes of 5 photos each" in texts(app)


def test_network_changes_with_its_sliders(app: AppTest) -> None:
    open_page(app, SCRIPT)
    app.segmented_control(key="learn.start").set_value("The article's").run()
    assert "2.6 million** are learned" in texts(app)

    app.slider(key="learn.network.The article's.layers").set_value(0).run()

    assert not app.exception
    assert "3,075** are learned" in texts(app)


def test_uploaded_photo_is_looked_at_and_a_file_that_is_none_is_refused_in_words(
    app: AppTest,
) -> None:
    open_page(app, SCRIPT)
    app.segmented_control(key="learn.photo").set_value("Upload one").run()
    assert "the flower stands in for it" in texts(app)

    app.file_uploader(key="learn.upload").upload(
        "mine.jpg", photo_bytes("teal"), "image/jpeg"
    ).run()
    assert not app.exception
    alts = [image.proto.imgs[0].alt for image in app.main.get("image")]
    assert "The photo you uploaded" in alts
    assert "A flower" not in alts

    app.file_uploader(key="learn.upload").upload("none.jpg", b"no photo", "image/jpeg").run()
    assert not app.exception
    assert "A flower" in [image.proto.imgs[0].alt for image in app.main.get("image")]
    assert app.error or "photo" in texts(app)


def test_another_photo_of_a_chosen_class_is_shown(app: AppTest, projects: ProjectStore) -> None:
    project = projects.create("Pets")
    fill(project, {"cats": 3, "dogs": 3})
    open_page(app, SCRIPT, project)
    before = app.main.get("image")[0].proto.imgs[0].url

    app.button(key="learn.photo.next").click().run()
    assert app.main.get("image")[0].proto.imgs[0].url != before
    app.selectbox(key="learn.photo.class").set_value(1).run()

    assert app.main.get("image")[0].proto.imgs[0].alt == "A photo of yours: dogs"


def _run_on(projects: ProjectStore, backbone: str) -> Project:
    """A project whose newest model stands on that network."""
    project = projects.create("Pets")
    dataset = fill(project, {"cats": 20, "dogs": 20})
    add_run(project, dataset, [0] * 20, settings=TrainSettings(epochs=3, backbone=backbone))
    return project


def test_depths_are_those_of_the_network_that_the_model_stands_on(
    app: AppTest, projects: ProjectStore
) -> None:
    open_page(app, SCRIPT, _run_on(projects, "efficientnet-lite2"))
    app.segmented_control(key="learn.photo").set_value("A flower").run()
    app.segmented_control(key="learn.depth").set_value(4).run(timeout=60)

    assert not app.exception
    assert "EfficientNet-Lite2 looks at the photo" in texts(app)
    assert "1,280 units, each with a map of 9 by 9 places" in texts(app)


def test_network_that_is_not_ready_is_stood_in_for_and_the_page_says_so(
    app: AppTest, projects: ProjectStore
) -> None:
    open_page(app, SCRIPT, _run_on(projects, "mobilenet"))

    assert not app.exception
    assert "EfficientNet-Lite0 looks in its place" in texts(app)


def test_honest_number_is_the_one_of_the_results_page(app: AppTest, projects: ProjectStore) -> None:
    project = projects.create("Pets")
    dataset = fill(project, {"cats": 20, "dogs": 20})
    run = add_run(project, dataset, [0] * 10)
    add_evaluation(run, dataset, [0] * 20 + [1] * 16 + [0] * 4)

    open_page(app, SCRIPT, project)

    assert "**Yours:** Right on 90 of 100 new photos, between" in texts(app)
