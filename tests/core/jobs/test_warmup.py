from __future__ import annotations

import sys
import threading
import types

import pytest

from core.errors import Cancelled
from core.jobs import LocalEngine, warmup
from core.jobs.tasks import Task
from core.jobs.warmup import Warmup

LIGHT = Task("light_module:run")
HEAVY = Task("heavy_module:run", needs_tensorflow=True)


@pytest.fixture
def release(monkeypatch):
    """Holds the import of TensorFlow back until it is set."""
    release = threading.Event()
    monkeypatch.setitem(sys.modules, "light_module", types.ModuleType("light_module"))
    monkeypatch.setattr(warmup, "_warm_tensorflow", release.wait)
    yield release
    release.set()


@pytest.fixture
def warming():
    warming = Warmup({"light": LIGHT, "heavy": HEAVY})
    warming.begin()
    return warming


def test_a_light_task_does_not_wait_for_tensorflow(release, warming):
    warming.wait_for(LIGHT, lambda: False)
    assert not release.is_set()


def test_a_task_that_needs_tensorflow_waits_until_it_is_there(release, warming):
    looks = iter([False, False])

    def should_stop():
        if next(looks, None) is None:
            release.set()
        return False

    warming.wait_for(HEAVY, should_stop)
    assert release.is_set()


def test_a_stop_while_waiting_for_tensorflow_is_followed(release, warming):
    with pytest.raises(Cancelled):
        warming.wait_for(HEAVY, lambda: True)


def test_a_warm_up_that_leaves_the_first_page_its_time_begins_at_once_for_a_task(monkeypatch):
    monkeypatch.setattr(warmup, "FIRST_PAGE_S", 3600)
    imported = threading.Event()
    monkeypatch.setattr(warmup, "_warm_tensorflow", imported.set)
    warming = Warmup({"heavy": HEAVY})
    warming.begin()
    assert not imported.is_set()
    warming.wait_for(HEAVY, lambda: False)
    assert imported.is_set()


def test_a_warm_up_that_was_not_begun_holds_nothing_back():
    Warmup({"heavy": HEAVY}).wait_for(HEAVY, lambda: False)


def test_a_warm_up_that_fails_holds_nothing_back(monkeypatch):
    def fail():
        raise ImportError("no TensorFlow here")

    monkeypatch.setattr(warmup, "_warm_tensorflow", fail)
    warming = Warmup({"light": Task("no_such_module:run"), "heavy": HEAVY})
    warming.begin()
    warming.wait_for(LIGHT, lambda: False)
    warming.wait_for(HEAVY, lambda: False)


@pytest.mark.slow
def test_a_warm_worker_trains_one_job_after_the_other(home, ended):
    engine = LocalEngine(home, 1, warm=True, tasks="warm_tasks")
    engine.start()
    job = engine.submit("train", "p", {"epochs": 2})
    job = ended(engine, job.id)
    again = ended(engine, engine.submit("train", "p", {"epochs": 1}).id)
    story = [event.done for event in engine.events(job.id)]
    engine.close()
    assert (job.state, story) == ("done", [1, 2])
    assert again.state == "done"
