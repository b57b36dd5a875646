from __future__ import annotations

import pytest

from core.jobs.job import Job
from core.types import Event
from ui.job_view import Snapshot, headline, progress_text

METRICS = {"loss": 0.5, "accuracy": 0.8, "val_loss": 0.6, "val_accuracy": 0.75}


def _job(state="running", **fields) -> Job:
    known = {"created_at": 0.0, "started_at": 100.0, "attempt": 1}
    return Job("a", "train", "p", {}, state, None, **{**known, **fields})


def _epoch(number: int, elapsed_s: float, val_loss: float) -> Event:
    return Event("epoch", "training", number, 30, elapsed_s, {**METRICS, "val_loss": val_loss})


def test_snapshot_before_any_event_knows_nothing_and_says_so():
    now = Snapshot(_job(), (), 0, 100.0)

    assert now.progress == (0, 0)
    assert now.time_left_s is None
    assert headline(now) == "Starting…"
    assert "about ten seconds" in progress_text(now)


def test_time_left_follows_the_speed_of_the_present_stage():
    events = (
        Event("stage", "features", 40, 100, 2.0),
        Event("progress", "features", 60, 100, 4.0),
    )
    now = Snapshot(_job(), events, 0, 104.0)

    assert now.time_left_s == pytest.approx(4.0)
    assert progress_text(now) == "60 of 100 photos · 4 seconds so far · about 4 seconds left"


def test_time_left_counts_down_between_events():
    events = (
        Event("stage", "features", 0, 100, 2.0),
        Event("progress", "features", 50, 100, 12.0),
    )

    assert Snapshot(_job(), events, 0, 115.0).time_left_s == pytest.approx(7.0)


def test_search_tells_one_time_and_not_that_of_what_went_before():
    events = (
        Event("stage", "features", 0, 100, 1.0),
        Event("stage", "search", 0, 30, 25.0),
        Event("progress", "search", 10, 30, 35.0),
    )
    now = Snapshot(_job(), events, 0, 135.0)

    assert progress_text(now) == "10 of 30 seconds of trying · about 20 seconds left"


def test_training_tells_epochs_and_that_it_may_stop_early():
    events = (Event("stage", "training", 0, 30, 0.0), *(_epoch(n, n, 1 / n) for n in (1, 2, 3)))
    now = Snapshot(_job(), events, 0, 103.0)

    assert headline(now) == "Your layers learn"
    assert progress_text(now).startswith("Epoch 3 of 30 · 3 seconds so far · at most about 27 sec")
    assert now.epochs == 30


def test_best_epoch_is_the_one_with_the_lowest_loss_on_photos_kept_aside():
    events = (_epoch(1, 1, 0.9), _epoch(2, 2, 0.4), _epoch(3, 3, 0.5))

    assert Snapshot(_job(), events).best_epoch == 2


def test_queued_job_tells_how_many_are_before_it():
    assert headline(Snapshot(_job("queued"), (), 3)) == "Waiting: 2 other tasks before this one"
    assert headline(Snapshot(_job("queued"), (), 1)) == "Starting…"


def test_stopping_job_says_so_whatever_it_does():
    events = (Event("stage", "training", 0, 30, 0.0),)

    assert headline(Snapshot(_job("stopping"), events)) == "Stopping…"


def test_notes_do_not_change_the_stage():
    events = (Event("stage", "reading", 0, 5, 0.0), Event("note", "some.code"))

    assert Snapshot(_job(), events).stage == "reading"


def test_elapsed_time_of_an_ended_job_stands_still():
    assert Snapshot(_job("done", ended_at=107.0), (), 0, 500.0).elapsed_s == 7.0


def test_download_is_told_in_the_megabytes_of_its_events():
    events = (Event("stage", "downloading", 0, 229), Event("progress", "downloading", 57, 229, 1.0))
    now = Snapshot(_job(), events, 0, 101.0)

    assert headline(now) == "Downloading"
    assert progress_text(now).startswith("57 of 229 MB")


def test_stages_of_a_downloaded_sample_and_of_the_doctor_have_words():
    for stage, said in (("unpacking", "Unpacking"), ("doctor", "Looking for mistakes")):
        assert headline(Snapshot(_job(), (Event("stage", stage),))).startswith(said)
