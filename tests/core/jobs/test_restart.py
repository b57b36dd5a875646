"""What becomes of jobs when the app is closed, or killed, and started again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.jobs import LocalEngine
from core.jobs.joblist import JobList
from core.jobs.whereabouts import Whereabouts, new_token, this_host
from core.store.home import Home


@pytest.fixture
def host(home, fakes):
    """Starts an app of its own that submits one job; gives the process and the job's id."""
    apps: list[Any] = []

    def start(kind, request, *how):
        command = [sys.executable, fakes / "host.py", home.folder, kind, json.dumps(request), *how]
        pipe = subprocess.PIPE
        app: Any = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        apps.append(app)
        return app, app.stdout.readline().strip()

    yield start
    for app in apps:
        app.kill()
        app.wait()
        app.stdin.close()
        app.stdout.close()


@pytest.fixture
def request_(tmp_path):
    return {"until": str(tmp_path / "go"), "began": str(tmp_path / "began")}


def test_a_closed_engine_puts_its_job_back_and_the_next_one_finishes_it(
    new_engine, ended, until, is_running, request_
):
    first = new_engine()
    job = first.submit("wait", "p", request_)
    until(lambda: first.events(job.id))
    first.close()
    pid = int(Path(request_["began"]).read_text())
    assert not is_running(pid)
    assert first.get(job.id).state == "queued"
    Path(request_["until"]).touch()
    second = new_engine()
    job = ended(second, job.id)
    assert (job.state, job.attempt) == ("done", 2)
    assert [event.stage for event in second.events(job.id)] == ["waiting", "found"]


def test_a_closed_engine_stops_the_job_that_was_asked_to(new_engine, until):
    engine = new_engine(stop_grace_s=30)
    job = engine.submit("deaf", "p", {})
    until(lambda: engine.events(job.id))
    engine.cancel(job.id)
    engine.close()
    assert engine.get(job.id).state == "stopped"


def test_a_closed_engine_can_be_started_again(new_engine, ended):
    engine = new_engine()
    engine.close()
    job = engine.submit("count", "p", {"steps": 1})
    assert engine.get(job.id).state == "queued"
    engine.start()
    assert ended(engine, job.id).state == "done"


def test_an_app_that_ends_in_order_puts_its_job_back(host, home, until, is_running, request_):
    app, job_id = host("wait", request_, "close-when-told")
    until(lambda: Path(request_["began"]).exists() and Path(request_["began"]).read_text())
    app.stdin.close()
    app.wait()
    assert not is_running(int(Path(request_["began"]).read_text()))
    jobs = JobList(home.jobs / "jobs.sqlite")
    assert jobs.position(job_id) == 1
    jobs.close()


def test_a_killed_app_leaves_a_worker_that_ends_its_job_and_then_itself(
    host, new_engine, ended, until, is_running, request_
):
    app, job_id = host("wait", request_)
    until(lambda: Path(request_["began"]).exists() and Path(request_["began"]).read_text())
    pid = int(Path(request_["began"]).read_text())
    app.kill()
    app.wait()
    engine = new_engine()
    following = engine.submit("count", "other", {"steps": 1})
    assert ended(engine, following.id).state == "done"
    # The job is found in progress and is left to the worker that has it.
    assert engine.get(job_id).state == "running"
    assert [event.stage for event in engine.events(job_id)] == ["waiting"]
    Path(request_["until"]).touch()
    job = ended(engine, job_id)
    assert (job.state, job.attempt, job.result["pid"]) == ("done", 1, pid)
    assert len(Path(request_["began"]).read_text().splitlines()) == 1
    until(lambda: not is_running(pid))


def test_a_job_of_a_killed_app_can_be_stopped_after_the_restart(
    host, new_engine, ended, until, is_running
):
    app, job_id = host("deaf", {})
    engine = new_engine()
    until(lambda: engine.events(job_id))
    app.kill()
    app.wait()
    engine.cancel(job_id)
    assert ended(engine, job_id).state == "stopped"
    until(lambda: not is_running(engine.events(job_id)[0].total))


def test_a_job_whose_worker_vanished_is_begun_again_at_the_next_start(home, new_engine, ended):
    job_id = _claimed_by_a_ghost(home)
    engine = new_engine()
    job = ended(engine, job_id)
    assert (job.state, job.attempt) == ("done", 2)


def test_a_job_whose_worker_vanished_twice_fails_with_a_sentence(home, new_engine, ended):
    job_id = _claimed_by_a_ghost(home, times=2)
    job = ended(new_engine(), job_id)
    assert (job.state, job.error[0]) == ("failed", "jobs.interrupted_twice")


def test_a_job_whose_process_number_was_given_to_another_program_is_begun_again(
    home, new_engine, ended, host
):
    app, _ = host("count", {"steps": 1})
    job_id = _claimed_by_a_ghost(home, pid=app.pid)
    engine = new_engine()
    assert ended(engine, job_id).state == "done"


def test_a_job_on_another_computer_is_left_alone_while_its_heart_beats(home, new_engine, ended):
    job_id = _claimed_by_a_ghost(home, where="elsewhere")
    (home.jobs / job_id).mkdir()
    (home.jobs / job_id / "heartbeat").touch()
    engine = new_engine()
    assert ended(engine, engine.submit("count", "q", {"steps": 1}).id).state == "done"
    assert engine.get(job_id).state == "running"


def test_submitting_before_start_only_waits(home, ended):
    engine = LocalEngine(home, 1, warm=False, tasks="fake_tasks")
    job = engine.submit("count", "p", {"steps": 1})
    assert engine.position(job.id) == 1
    engine.start()
    assert ended(engine, job.id).state == "done"
    engine.close()


def _claimed_by_a_ghost(
    home: Home, times: int = 1, pid: int = 2**22 + 7, where: str | None = None
) -> str:
    """A job that a worker took which is no more; returns its id."""
    jobs = JobList(home.jobs / "jobs.sqlite")
    job = jobs.submit("count", "p", {"steps": 1}, None)
    for time in range(times):
        ghost = Whereabouts(new_token(), pid, where or this_host())
        jobs.claim(ghost)
        if time < times - 1:
            jobs.lose(ghost.token, ("jobs.interrupted_twice", {}))
    jobs.close()
    return job.id
