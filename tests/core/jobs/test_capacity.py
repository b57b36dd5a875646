from __future__ import annotations

from types import SimpleNamespace

import pytest

from core.jobs import capacity

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("cores", "memory_gb", "limit", "workers"),
    [
        (2, 8, "max", 2),
        (16, 64, "max", 4),
        (8, 3.2, "max", 2),
        (1, 1, "max", 1),
        (8, 64, "4000000000", 2),
        (8, 64, None, 4),
    ],
)
def test_worker_count_follows_the_scarcest_resource(
    monkeypatch, tmp_path, cores, memory_gb, limit, workers
):
    memory = SimpleNamespace(total=int(memory_gb * GB))
    monkeypatch.setattr(capacity, "_cores", lambda: cores)
    monkeypatch.setattr("psutil.virtual_memory", lambda: memory)
    monkeypatch.setattr(capacity, "_CGROUP_LIMIT", tmp_path / "memory.max")
    if limit is not None:
        (tmp_path / "memory.max").write_text(limit + "\n")
    assert capacity.worker_count() == workers


def test_worker_count_of_workers_that_take_more_is_lower(monkeypatch):
    monkeypatch.setattr(capacity, "_cores", lambda: 8)
    monkeypatch.setattr(capacity, "_memory_bytes", lambda: 7 * GB)
    assert capacity.worker_count(worker_bytes=3 * GB) == 2
