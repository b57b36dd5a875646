"""Train: the settings before a training, and the picture of the model they would give."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.backbones.registry import DEFAULT_BACKBONE, get
from core.settings import ARTICLE, TrainSettings
from core.store.last_settings import load_settings
from core.store.projects import Project
from core.types import Dataset
from tests.pages.opening import open_page, texts

SCRIPT = "pages/train.py"


def _slider(app: AppTest, label: str):
    return next(slider for slider in app.slider if slider.label == label)


def _button(app: AppTest, label: str):
    return next(button for button in app.button if button.label == label)


def test_train_page_shows_the_suggested_settings_and_their_model(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)

    assert not app.exception
    assert _slider(app, "Epochs").value == TrainSettings().epochs
    assert "Dense layer 1" in texts(app)
    assert "It learns from 16 photos; 4 are kept aside" in texts(app)


def test_moving_sliders_changes_the_picture_and_is_remembered(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)

    _slider(app, "Dense layers").set_value(2).run()
    _slider(app, "Neurons in dense layer 2").set_value(64).run()
    _slider(app, "Epochs").set_value(7).run()

    assert not app.exception
    assert "64 neurons" in texts(app)
    assert load_settings(project.workspace) == TrainSettings(epochs=7, dense=(256, 64))


def test_no_dense_layers_leaves_only_the_answer_to_learn(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)

    _slider(app, "Dense layers").set_value(0).run()

    assert not app.exception
    assert "Dense layer 1" not in texts(app)
    assert "less than 1 % of the model" in texts(app)


def test_article_preset_sets_every_setting(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)

    app.segmented_control[0].set_value("As in the article").run()

    assert not app.exception
    assert load_settings(project.workspace) == ARTICLE
    assert _slider(app, "Neurons in dense layer 3").value == 512


def test_slider_moved_twice_in_a_moment_is_not_put_back_to_the_preset_that_was_marked(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)
    shown, epochs = app._tree, _slider(app, "Epochs")
    # The browser's second message leaves before it has heard that no preset is marked any more.
    messages = []
    for value in (59, 58):
        epochs.set_value(value)
        messages.append(shown.get_widget_states())
    for message in messages:
        app._run(message)

    assert _slider(app, "Epochs").value == 58
    assert load_settings(project.workspace).epochs == 58


def test_marked_preset_pressed_again_stays_marked(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)

    app.segmented_control[0].set_value(None).run()

    assert app.segmented_control[0].value == "Suggested"


def test_settings_tell_the_browser_what_they_show_in_every_run(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    """What is told once only is lost when the run is overtaken by the next one."""
    open_page(app, SCRIPT, project)
    app.run()
    epochs = _slider(app, "Epochs").proto
    assert list(epochs.default) == [TrainSettings().epochs]
    network = next(box for box in app.selectbox if box.label == "Ready-made network")
    assert network.options[network.proto.default] == get(DEFAULT_BACKBONE).title


def test_settings_of_an_earlier_visit_are_in_the_widgets(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    (project.workspace.folder / "settings.json").write_text('{"epochs": 12, "dense": [32, 16]}')

    open_page(app, SCRIPT, project)

    assert _slider(app, "Epochs").value == 12
    assert _slider(app, "Neurons in dense layer 2").value == 16


def test_damaged_settings_file_gives_its_sentence_and_can_be_reset(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    (project.workspace.folder / "settings.json").write_text("{")
    open_page(app, SCRIPT, project)
    assert app.error

    _button(app, "Reset to the suggested settings").click().run()

    assert not app.error
    assert _slider(app, "Epochs").value == TrainSettings().epochs
    assert load_settings(project.workspace) == TrainSettings()
