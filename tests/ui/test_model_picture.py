from __future__ import annotations

import pytest

from core.settings import ARTICLE, TrainSettings
from core.summary import summarise
from ui.train.model_picture import handed_on, numbers_in_words


@pytest.mark.parametrize("settings", [TrainSettings(), ARTICLE, TrainSettings(dense=())])
def test_every_layer_of_the_summary_has_its_size(settings):
    sizes = handed_on(settings, 3)

    assert len(sizes) == len(summarise(settings, 3))
    assert sizes[-1] == 3
    assert sizes[2:-1] == list(settings.dense)


def test_numbers_in_words_tell_what_stays_and_what_learns():
    text = numbers_in_words(summarise(TrainSettings(dense=(256,)), 3)).replace("\u00a0", " ")

    assert text.startswith("**3.4 million** numbers are ready-made")
    assert "**329,000** are learned from your photos: 9 % of the model" in text


def test_a_model_with_hardly_anything_to_learn_is_not_called_zero_percent():
    assert "less than 1" in numbers_in_words(summarise(TrainSettings(dense=()), 2))
