"""The local engine with real worker processes that do fake tasks."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from core.messages import CATALOGUE, describe_code


def test_a_job_runs_and_its_events_arrive_in_order(engine, ended):
    job = engine.submit("count", "p", {"steps": 5})
    assert (job.kind, job.project_id, job.state) == ("count", "p", "queued")
    job = ended(engine, job.id)
    assert (job.state, dict(job.result), job.error, job.attempt) == ("done", {"steps": 5}, None, 1)
    assert job.created_at <= job.started_at <= job.ended_at
    events = engine.events(job.id)
    assert [event.done for event in events] == [0, 1, 2, 3, 4, 5]
    assert events[5].metrics == {"loss": 0.2}
    assert [event.elapsed_s for event in events] == sorted(event.elapsed_s for event in events)
    assert engine.events(job.id, after=4) == events[4:]


def test_a_job_runs_in_another_process_and_knows_where_it_belongs(
    engine, ended, shared_home, tmp_path
):
    (tmp_path / "go").touch()
    job = ended(engine, engine.submit("wait", "p", {"until": str(tmp_path / "go")}).id)
    assert job.result["pid"] != os.getpid()
    assert (Path(job.result["home"]), job.result["project"]) == (shared_home.folder.resolve(), "p")


def test_a_flood_of_progress_is_thinned_out_but_begins_and_ends(engine, ended):
    job = ended(engine, engine.submit("photos", "p", {"photos": 5000}).id)
    done = [event.done for event in engine.events(job.id)]
    assert (done[0], done[-1]) == (1, 5000)
    assert len(done) < 1000


def test_the_same_key_twice_gives_one_job(engine, ended, tmp_path):
    request = {"until": str(tmp_path / "go"), "began": str(tmp_path / "began")}
    first = engine.submit("wait", "p", request, key="train-p")
    second = engine.submit("wait", "p", request, key="train-p")
    assert first.id == second.id
    (tmp_path / "go").touch()
    ended(engine, first.id)
    assert len((tmp_path / "began").read_text().splitlines()) == 1


def test_an_unknown_job_gives_none_and_no_events(engine):
    assert engine.get("nothing") is None
    assert engine.events("nothing") == []
    engine.cancel("nothing")


# Stop.


def test_stop_between_steps_keeps_the_result(engine, ended, until):
    job = engine.submit("count", "p", {"steps": 100_000, "pause_s": 0.005})
    until(lambda: len(engine.events(job.id)) > 3)
    engine.cancel(job.id)
    assert engine.get(job.id).state in ("stopping", "stopped")
    job = ended(engine, job.id)
    assert job.state == "stopped"
    assert job.result["kept"] >= 3
    assert job.error is None


def test_stop_of_a_task_that_gives_up_has_no_result(engine, ended, until, tmp_path):
    job = engine.submit("wait", "p", {"until": str(tmp_path / "never")})
    until(lambda: engine.events(job.id))
    engine.cancel(job.id)
    job = ended(engine, job.id)
    assert (job.state, job.result, job.error) == ("stopped", None, None)


def test_stop_of_a_waiting_job_ends_it_before_it_begins(engine, ended, until, tmp_path):
    running = engine.submit("wait", "p", {"until": str(tmp_path / "go")})
    until(lambda: engine.get(running.id).state == "running")
    waiting = engine.submit("count", "q", {"steps": 1})
    assert engine.position(waiting.id) == 1
    engine.cancel(waiting.id)
    assert engine.get(waiting.id).state == "stopped"
    (tmp_path / "go").touch()
    assert ended(engine, running.id).state == "done"
    assert engine.events(waiting.id) == []


def test_stop_of_a_deaf_task_ends_its_processes_and_the_next_job_runs(
    engine, ended, until, is_running
):
    job = engine.submit("deaf", "p", {})
    following = engine.submit("count", "p", {"steps": 1})
    until(lambda: engine.events(job.id))
    started = engine.events(job.id)[0]
    engine.cancel(job.id)
    assert ended(engine, job.id).state == "stopped"
    assert ended(engine, following.id).state == "done"
    assert not is_running(started.total)
    until(lambda: not is_running(started.done))


def test_start_after_stop_gives_a_new_job_that_waits_for_the_old_one(engine, ended, until):
    old = engine.submit("deaf", "p", {}, key="k")
    until(lambda: engine.events(old.id))
    engine.cancel(old.id)
    new = engine.submit("count", "p", {"steps": 1}, key="k")
    assert new.id != old.id
    new = ended(engine, new.id)
    assert new.state == "done"
    assert new.started_at >= engine.get(old.id).ended_at


# What goes wrong.


@pytest.mark.parametrize("kind", ["die", "crash"])
def test_a_worker_that_dies_fails_its_own_job_only(engine, ended, kind):
    job = engine.submit(kind, "p", {})
    others = [engine.submit("count", name, {"steps": 2}) for name in ("p", "q")]
    job = ended(engine, job.id)
    assert job.state == "failed"
    assert job.error[0] == {"die": "jobs.out_of_memory", "crash": "jobs.worker_died"}[kind]
    assert job.error[0] in CATALOGUE
    assert "?" not in describe_code(*job.error).sentence
    assert [ended(engine, other.id).state for other in others] == ["done", "done"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals to send")
def test_a_worker_that_is_killed_fails_its_own_job_only(new_engine, ended, until, tmp_path):
    engine = new_engine(workers=2)
    request = {"until": str(tmp_path / "go"), "began": str(tmp_path / "began")}
    victim = engine.submit("wait", "p", request)
    until(lambda: engine.events(victim.id))
    other = engine.submit("wait", "q", {"until": str(tmp_path / "go")})
    until(lambda: engine.events(other.id))
    os.kill(int((tmp_path / "began").read_text()), signal.SIGKILL)
    assert ended(engine, victim.id).error[0] == "jobs.out_of_memory"
    assert engine.get(other.id).state == "running"
    (tmp_path / "go").touch()
    assert ended(engine, other.id).state == "done"


def test_a_refusal_crosses_with_its_facts(engine, ended):
    job = ended(engine, engine.submit("refuse", "p", {}).id)
    assert (job.state, job.error[0]) == ("failed", "general.disk_full")
    assert dict(job.error[1]) == {"what": "model.keras", "folder": "/photos/ä", "free_mb": 3}
    assert "/photos/ä" in describe_code(*job.error).detail


@pytest.mark.parametrize("kind", ["break_down", "leave", "odd", "no such kind"])
def test_an_unforeseen_failure_gives_a_reference_to_the_log(engine, ended, shared_home, kind):
    job = ended(engine, engine.submit(kind, "p", {}).id)
    assert (job.state, job.error[0]) == ("failed", "general.unexpected")
    report = (shared_home.logs / f"error-{job.error[1]['reference']}.txt").read_text()
    assert "Traceback" in report
    assert kind != "break_down" or "the marker of this failure" in report
    assert ended(engine, engine.submit("count", "p", {"steps": 1}).id).state == "done"


def test_a_task_without_memory_fails_and_the_next_gets_a_fresh_worker(engine, ended):
    before = ended(engine, engine.submit("pid", "p", {}).id).result
    job = ended(engine, engine.submit("swallow", "p", {}).id)
    assert (job.state, job.error[0]) == ("failed", "jobs.out_of_memory")
    assert ended(engine, engine.submit("pid", "p", {}).id).result != before


def test_workers_that_cannot_start_fail_the_waiting_jobs_with_a_sentence(new_engine, ended):
    engine = new_engine(tasks="no_such_module")
    job = ended(engine, engine.submit("count", "p", {"steps": 1}).id)
    assert (job.state, job.error[0]) == ("failed", "jobs.cannot_start")
    assert "worker.log" in describe_code(*job.error).fix


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be frozen there")
def test_a_worker_that_hangs_before_its_first_job_is_replaced(new_engine, ended, monkeypatch):
    monkeypatch.setattr("core.jobs.supervisor._UNRESPONSIVE_S", 0.3)
    engine = new_engine()
    pid = ended(engine, engine.submit("pid", "p", {}).id).result["pid"]
    os.kill(pid, signal.SIGSTOP)
    job = ended(engine, engine.submit("pid", "p", {}).id)
    assert job.state == "done"
    assert job.result["pid"] != pid


def test_a_damaged_event_line_is_left_out(engine, ended):
    job = ended(engine, engine.submit("count", "p", {"steps": 2}).id)
    path = engine.folder(job.id) / "events-1.jsonl"
    path.write_bytes(b'{"kind": "epo\n' + path.read_bytes() + b'{"kind": "half')
    assert [event.done for event in engine.events(job.id)] == [0, 1, 2]


def test_a_damaged_job_list_gives_a_fresh_one_and_the_engine_works(home, new_engine, ended):
    home.jobs.mkdir(parents=True)
    (home.jobs / "jobs.sqlite").write_bytes(b"scrap" * 2000)
    engine = new_engine()
    assert ended(engine, engine.submit("count", "p", {"steps": 1}).id).state == "done"
    assert list(home.jobs.glob("jobs.damaged-*.sqlite"))


# Many at once.


def test_forty_jobs_with_two_workers_are_all_done_once(new_engine, ended, tmp_path):
    engine = new_engine(workers=2)
    began = str(tmp_path / "began")
    jobs = [engine.submit("pid", f"p{n}", {"began": began}) for n in range(40)]
    assert {ended(engine, job.id).state for job in jobs} == {"done"}
    lines = Path(began).read_text().splitlines()
    assert len(lines) == 40


def test_a_waiting_job_gets_a_second_worker_while_the_first_is_busy(
    new_engine, ended, until, tmp_path
):
    engine = new_engine(workers=2)
    requests = [{"until": str(tmp_path / f"go{n}")} for n in range(3)]
    jobs = [engine.submit("wait", f"p{n}", request) for n, request in enumerate(requests)]
    until(lambda: [engine.get(job.id).state for job in jobs] == ["running", "running", "queued"])
    assert engine.position(jobs[2].id) == 1
    for request in requests:
        Path(request["until"]).touch()
    assert len({ended(engine, job.id).result["pid"] for job in jobs[:2]}) == 2


def test_two_engines_on_one_home_share_the_work_and_do_nothing_twice(new_engine, ended, tmp_path):
    first, second = new_engine(), new_engine()
    began = str(tmp_path / "began")
    jobs = [
        (first, second)[n % 2].submit("pid", f"p{n}", {"began": began}, key=f"k{n // 2}")
        for n in range(30)
    ]
    for job in jobs:
        assert ended(second, job.id).state == "done"
    assert len(Path(began).read_text().splitlines()) == len({job.id for job in jobs})


def test_a_stopped_job_that_saves_what_it_has_is_given_the_time_for_it(new_engine, ended, until):
    engine = new_engine(stop_grace_s=0.2)
    job = engine.submit("save_slowly", "p", {"saving_s": 2.0})
    until(lambda: engine.events(job.id))
    engine.cancel(job.id)
    assert ended(engine, job.id).result == {"kept": True}


def test_an_engine_stops_the_deaf_job_of_another(new_engine, ended, until, is_running):
    first, second = new_engine(stop_grace_s=30), new_engine(stop_grace_s=0.2)
    job = first.submit("deaf", "p", {})
    until(lambda: second.events(job.id))
    pid = second.events(job.id)[0].total
    second.cancel(job.id)
    assert ended(first, job.id).state == "stopped"
    until(lambda: not is_running(pid))
    assert ended(first, first.submit("count", "p", {"steps": 1}).id).state == "done"


# Forgetting.


def test_forget_ends_the_jobs_of_a_project_and_leaves_no_trace(engine, ended, until, is_running):
    finished = ended(engine, engine.submit("count", "gone", {"steps": 1}).id)
    running = engine.submit("deaf", "gone", {})
    waiting = engine.submit("count", "gone", {"steps": 1})
    other = engine.submit("count", "q", {"steps": 1})
    until(lambda: engine.events(running.id))
    pid = engine.events(running.id)[0].total
    engine.forget("gone")
    assert not is_running(pid)
    assert engine.active("gone") == []
    for job in (finished, running, waiting):
        assert engine.get(job.id) is None
        assert not engine.folder(job.id).exists()
    assert ended(engine, other.id).state == "done"
