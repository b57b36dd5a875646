"""The whole Results page as one HTML file, made when somebody asks for it."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator

from core.evaluation.types import Evaluation
from core.runs import Run
from core.store.photos import PhotoStore
from core.store.projects import Project
from core.version import VERSION
from ui import resources, result_words, words
from ui.photos import thumbnail
from ui.results import each_class, study_words, sureness_words
from ui.results.about_training import photos_have_changed, photos_in_words, settings
from ui.results.answered import confused_pairs
from ui.results.compare import settings_table
from ui.results.photo_tiles import caption, in_words
from ui.results.printed import epochs, markup, matrix, pictures
from ui.standing import Standing, standing

MAX_PHOTOS = 60
_SIDE_PX = 120
_PAIRS, _THRESHOLDS = 10, (0, 50, 70, 80, 90, 95)


def file_name(project: Project, run: Run) -> str:
    """A name for the file that every system accepts."""
    name = re.sub(r"[^\w-]+", "-", project.name).strip("-_").lower()[:40] or "model"
    return (
        f"{name}-results-{time.strftime('%Y-%m-%d', time.localtime(run.manifest.created_at))}.html"
    )


def sheet(project: Project, run: Run) -> str:
    """The page as HTML that needs no network: pictures and charts are within it.

    Args:
        project: whose run.
        run: a finished training.
    """
    found = standing(run)
    title = f"{project.name}: how good is it?"
    parts = [
        *_top(project, run, found),
        *_classes(found),
        *_mistakes(project.workspace.photos, found),
        *(_sureness(found.evaluation) if found.evaluation else ()),
        *_studies(run),
        *_training(project, run),
        f'<footer class="note">Made by Foldersight {html.escape(VERSION)}.</footer>',
    ]
    return markup.document(title, parts)


def _top(project: Project, run: Run, found: Standing) -> Iterator[str]:
    runs = resources.runs(project)
    yield f"<h1>{html.escape(project.name)}</h1>"
    title = result_words.run_title(run, result_words.number(runs, run))
    yield markup.sentence(words.plain(title), style="note")
    yield f'<p class="number">{html.escape(result_words.headline(found))}</p>'
    if not found.more_needed and found.photos:
        yield pictures.interval(found.share, found.low, found.high)
    yield markup.sentence(result_words.expectation(found))
    yield markup.sentence(result_words.too_kind(found))
    if photos_have_changed(project, run):
        yield markup.sentence("**Your photos have changed since this model was trained.**")
    yield markup.sentence(result_words.counted_on(found), style="note")


def _classes(found: Standing) -> Iterator[str]:
    yield markup.heading("Each class")
    yield markup.sentence(result_words.best_and_worst(found.report))
    yield markup.table(each_class.table(found.report))
    yield markup.sentence(
        "Recognised (recall): of the photos of a class, how many were found. Right when said "
        "(precision): of all answers with this name, how many were right. F1 is both in one number, "
        "1 is perfect.",
        style="note",
    )
    yield markup.heading("What was taken for what")
    yield markup.sentence(matrix.how_to_read(len(found.report.classes)), style="note")
    yield matrix.matrix(found.report)
    if pairs := confused_pairs(found.report)[:_PAIRS]:
        yield "<h3>Most often mixed up</h3>"
        yield markup.list_of(
            [study_words.pair(str(cell.true), str(cell.answered), count) for cell, count in pairs]
        )


def _mistakes(store: PhotoStore, found: Standing) -> Iterator[str]:
    wrong = found.report.mistakes
    yield markup.heading("Photos that went wrong")
    if found.right == found.photos:
        yield markup.sentence("None.")
        return
    if not wrong:
        yield markup.sentence(result_words.not_here(found.photos - found.right))
        return
    shown = wrong[:MAX_PHOTOS]
    some = f" These are the first {len(shown)}." if len(shown) < len(wrong) else ""
    yield markup.sentence(
        f"{words.count(len(wrong), 'photo')} {result_words.of_which(found)}, the surest answers first.{some}"
    )
    yield '<div class="photos">'
    for mistake in shown:
        address = thumbnail(store, mistake.photo_id, _SIDE_PX)
        yield markup.photo(address, caption(mistake), in_words(mistake))
    yield "</div>"


def _sureness(evaluation: Evaluation) -> Iterator[str]:
    yield markup.heading("Does it know how sure it is?")
    yield markup.sentence(sureness_words.sureness(evaluation))
    yield markup.sentence(sureness_words.few_for_sureness(evaluation), style="note")
    yield pictures.reliability(evaluation.calibration)
    photos = max(1, len(evaluation.labels))
    at = [evaluation.thresholds[least] for least in _THRESHOLDS]
    yield "<h3>Answering only when sure</h3>"
    yield markup.table(
        {
            "At least this sure": [f"{least} %" for least in _THRESHOLDS],
            "Photos answered": [f"{t.answered:,} of {photos:,}" for t in at],
            "Of those right": [f"{t.right:,}" for t in at],
        }
    )


def _studies(run: Run) -> Iterator[str]:
    curve, conditions = resources.learning_curve(run), resources.conditions(run)
    if curve is not None:
        yield markup.heading("More photos?")
        yield markup.sentence(study_words.more_photos(curve))
        yield pictures.learning_curve(curve.points, "all classes")
        yield markup.table(
            {
                "Class": [f"**{words.plain(c.name)}**" for c in curve.classes],
                "What more photos of it would bring": [
                    study_words.class_gain(c) for c in curve.classes
                ],
            }
        )
    if conditions is not None:
        yield markup.heading("Hard conditions")
        yield markup.sentence(study_words.conditions_in_a_sentence(conditions))
        yield markup.table(
            {
                "Photos": [study_words.CONDITIONS[c.id] for c in conditions.conditions],
                "Verdict": [study_words.VERDICTS[c.verdict] for c in conditions.conditions],
                "Answers": [study_words.condition(c, conditions) for c in conditions.conditions],
            }
        )


def _training(project: Project, run: Run) -> Iterator[str]:
    yield markup.heading("How it was trained")
    yield markup.sentence(f"{photos_in_words(run)} {result_words.which_epoch(run)}")
    yield epochs.training_curves(run.history, run.manifest.best_epoch)
    yield markup.pairs(settings(run))
    runs = resources.runs(project)
    if len(runs) > 1:
        yield markup.heading("All models of this project")
        columns = settings_table(runs)
        columns["Seconds"] = [f"{seconds:.1f}" for seconds in columns["Seconds"]]
        yield markup.table(
            {name: [words.plain(str(v)) for v in values] for name, values in columns.items()}
        )
