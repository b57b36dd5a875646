from __future__ import annotations

import sqlite3
import threading

import pytest

from core.errors import UserError
from core.jobs.job import Failure, Job
from core.jobs.joblist import JobList
from core.jobs.whereabouts import Whereabouts

WORKER = Whereabouts("worker-a", 1, "here")
OTHER = Whereabouts("worker-b", 2, "here")
FAILURE: Failure = ("jobs.interrupted_twice", {})


@pytest.fixture
def jobs(tmp_path):
    jobs = JobList(tmp_path / "jobs" / "jobs.sqlite", repair=True)
    yield jobs
    jobs.close()


def submit(jobs: JobList, project: str = "p", key: str | None = None) -> Job:
    return jobs.submit("train", project, {"epochs": 3}, key)


def test_submit_gives_a_waiting_job_that_is_found_again(jobs):
    job = submit(jobs)
    assert (job.state, job.attempt, dict(job.request)) == ("queued", 0, {"epochs": 3})
    assert jobs.get(job.id) == job == jobs.latest("p", "train")
    assert jobs.active("p") == [job]


def test_get_of_an_unknown_job_gives_none(jobs):
    assert jobs.get("'; DROP TABLE jobs; --") is None
    assert jobs.latest("p", "train") is None


def test_submit_with_the_key_of_an_active_job_gives_that_job(jobs):
    first = submit(jobs, key="k")
    jobs.claim(WORKER)
    assert submit(jobs, key="k").id == first.id
    assert submit(jobs, key="other").id != first.id


@pytest.mark.parametrize("end", ["stop", "complete"])
def test_submit_with_the_key_of_a_job_that_ends_gives_a_new_job(jobs, end):
    first = submit(jobs, key="k")
    jobs.claim(WORKER)
    if end == "stop":
        jobs.ask_to_stop(first.id)
    else:
        jobs.complete(first.id, WORKER.token, {})
    assert submit(jobs, key="k").id != first.id


def test_claim_by_many_at_once_gives_each_job_to_one(jobs, tmp_path):
    ids = {submit(jobs, project=f"p{n}").id for n in range(30)}
    taken: list[str] = []

    def work(name):
        mine = JobList(tmp_path / "jobs" / "jobs.sqlite")
        while (job := mine.claim(Whereabouts(name, 1, "here"))) is not None:
            taken.append(job.id)
        mine.close()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(ids)


def test_claim_of_a_second_job_in_a_project_waits_for_the_first(jobs):
    first, second = submit(jobs), submit(jobs)
    elsewhere = submit(jobs, project="q")
    assert jobs.claim(WORKER).id == first.id
    assert jobs.claim(OTHER).id == elsewhere.id
    assert jobs.claim(OTHER) is None
    jobs.complete(first.id, WORKER.token, {})
    assert jobs.claim(OTHER).id == second.id


def test_claim_of_jobs_without_a_project_does_not_wait(jobs):
    submit(jobs, project="")
    submit(jobs, project="")
    assert jobs.ready_count() == 2
    assert jobs.claim(WORKER) is not None
    assert jobs.claim(OTHER) is not None


def test_ready_count_counts_only_what_could_begin(jobs):
    submit(jobs), submit(jobs), submit(jobs, project="q")
    assert jobs.ready_count() == 2
    jobs.claim(WORKER)
    assert jobs.ready_count() == 1


def test_position_counts_the_jobs_that_wait_before(jobs):
    first, second = submit(jobs), submit(jobs, project="q")
    assert (jobs.position(first.id), jobs.position(second.id)) == (1, 2)
    jobs.claim(WORKER)
    assert (jobs.position(first.id), jobs.position(second.id)) == (0, 1)
    assert jobs.position("unknown") == 0


def test_ask_to_stop_of_a_waiting_job_ends_it(jobs):
    job = submit(jobs)
    assert jobs.ask_to_stop(job.id).state == "stopped"
    assert jobs.claim(WORKER) is None


def test_ask_to_stop_of_an_ended_job_changes_nothing(jobs):
    job = submit(jobs)
    jobs.claim(WORKER)
    jobs.complete(job.id, WORKER.token, {"a": 1})
    jobs.ask_to_stop(job.id)
    assert jobs.get(job.id).state == "done"


def test_complete_by_a_worker_that_lost_the_job_is_refused(jobs):
    job = submit(jobs)
    jobs.claim(WORKER)
    jobs.give_back(WORKER.token)
    again = jobs.claim(OTHER)
    assert (again.id, again.attempt) == (job.id, 2)
    assert not jobs.complete(job.id, WORKER.token, {"from": "a"})
    assert jobs.complete(job.id, OTHER.token, {"from": "b"})
    assert jobs.get(job.id).result == {"from": "b"}


def test_lose_the_first_time_waits_again_and_the_second_time_fails(jobs):
    job = submit(jobs)
    jobs.claim(WORKER)
    jobs.lose(WORKER.token, FAILURE)
    assert jobs.get(job.id).state == "queued"
    jobs.claim(OTHER)
    jobs.lose(OTHER.token, FAILURE)
    assert (jobs.get(job.id).state, jobs.get(job.id).error) == ("failed", FAILURE)


def test_give_back_does_not_count_as_a_loss(jobs):
    job = submit(jobs)
    for _ in range(4):
        jobs.claim(WORKER)
        jobs.give_back(WORKER.token)
    jobs.claim(WORKER)
    jobs.lose(WORKER.token, FAILURE)
    assert jobs.get(job.id).state == "queued"


@pytest.mark.parametrize("how", ["give_back", "lose", "bury"])
def test_a_job_that_was_asked_to_stop_is_stopped_however_its_worker_goes(jobs, how):
    job = submit(jobs)
    jobs.claim(WORKER)
    jobs.ask_to_stop(job.id)
    settle = getattr(jobs, how)
    settle(WORKER.token) if how == "give_back" else settle(WORKER.token, FAILURE)
    assert (jobs.get(job.id).state, jobs.get(job.id).error) == ("stopped", None)


def test_prune_removes_the_oldest_ended_jobs_but_none_that_is_active_or_the_latest(jobs):
    old = [submit(jobs) for _ in range(5)]
    for job in old:
        jobs.ask_to_stop(job.id)
    active = submit(jobs)
    lone = submit(jobs, project="q")
    jobs.ask_to_stop(lone.id)
    assert set(jobs.prune(keep=2)) == {job.id for job in old[:4]}
    assert jobs.ids() == {old[4].id, active.id, lone.id}


def test_prune_of_a_project_without_active_jobs_keeps_its_latest(jobs):
    old = [submit(jobs) for _ in range(3)]
    for job in old:
        jobs.ask_to_stop(job.id)
    jobs.prune(keep=0)
    assert jobs.latest("p", "train").id == old[2].id


@pytest.mark.parametrize("damage", ["not a database", "torn"])
def test_a_damaged_list_is_moved_aside_and_a_fresh_one_begun(tmp_path, damage):
    path = tmp_path / "jobs.sqlite"
    jobs = JobList(path, repair=True)
    for n in range(200):
        submit(jobs, project=str(n))
    jobs.close()
    whole = path.read_bytes()
    path.write_bytes(b"scrap" * 999 if damage != "torn" else _torn(whole))
    jobs = JobList(path, repair=True)
    assert jobs.ids() == set()
    assert submit(jobs).state == "queued"
    jobs.close()
    assert len(list(tmp_path.glob("jobs.damaged-*.sqlite"))) == 1


def test_a_damaged_list_without_repair_is_refused(tmp_path):
    path = tmp_path / "jobs.sqlite"
    path.write_bytes(b"scrap" * 999)
    jobs = JobList(path)
    with pytest.raises(UserError) as refusal:
        jobs.ids()
    assert refusal.value.code == "jobs.list_damaged"


def test_a_list_opened_by_many_at_once_is_made_once(tmp_path):
    lists = [JobList(tmp_path / "jobs.sqlite", repair=True) for _ in range(8)]
    errors: list[Exception] = []

    def open_and_use(jobs):
        try:
            submit(jobs)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=open_and_use, args=(jobs,)) for jobs in lists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(lists[0].ids()) == 8
    for jobs in lists:
        jobs.close()


def test_a_list_in_a_forbidden_place_says_so(tmp_path):
    (tmp_path / "jobs.sqlite").mkdir()
    with pytest.raises(UserError) as refusal:
        JobList(tmp_path / "jobs.sqlite", repair=True).ids()
    assert refusal.value.code == "general.folder_not_writable"


def test_a_list_on_a_full_disk_says_so_and_goes_on_when_there_is_room(jobs):
    submit(jobs)
    pages = jobs._database.run("PRAGMA page_count")[0][0]
    jobs._database.run(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(UserError) as refusal:
        jobs.submit("train", "p", {"long": "x" * 100_000}, None)
    assert refusal.value.code == "general.disk_full"
    jobs._database.run("PRAGMA max_page_count = 1000000")
    assert submit(jobs).state == "queued"


def test_a_list_held_by_another_program_says_so(jobs, tmp_path, monkeypatch):
    monkeypatch.setattr("core.jobs.database.BUSY_TIMEOUT_S", 0.05)
    submit(jobs)
    jobs.close()
    other = sqlite3.connect(tmp_path / "jobs" / "jobs.sqlite", isolation_level=None)
    jobs.ids()
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError) as refusal:
        submit(jobs)
    other.close()
    assert refusal.value.code == "jobs.list_busy"
    assert submit(jobs).state == "queued"


def _torn(data: bytes) -> bytes:
    """The file with its middle pages overwritten, as a failing disk leaves it."""
    return data[:4096] + b"\xaa" * (len(data) - 8192) + data[-4096:]
