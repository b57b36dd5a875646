"""Which function does the work of which kind of job.

A function is named, not imported: the web process may look at this table without importing what
the work needs, and a worker imports only what its job needs.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from core.jobs.context import JobContext


@dataclass(frozen=True, slots=True)
class Task:
    """A function of the engine that a job may call.

    It is called with the job's request and its `JobContext`, and returns plain JSON values. After
    `context.stop_requested()` it returns what is worth keeping, or raises `Cancelled`.

    Attributes:
        function: `"package.module:name"`.
        needs_tensorflow: wait until a warm worker has TensorFlow imported; others begin at once.
    """

    function: str
    needs_tensorflow: bool = False

    @property
    def module(self) -> str:
        """The module to import before it can run."""
        return self.function.partition(":")[0]

    def __call__(self, request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
        """What the function returns."""
        return named_function(self.function)(request, context)


# Features of the bundled networks need no TensorFlow; only those are prepared ahead.
TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "intake": Task("core.project_tasks:intake"),
        "features": Task("core.project_tasks:features"),
        "doctor": Task("core.project_tasks:doctor"),
        "network": Task("core.project_tasks:network", needs_tensorflow=True),
        "train": Task("core.project_tasks:train", needs_tensorflow=True),
        "search": Task("core.settings_search.job:search_settings", needs_tensorflow=True),
        "fine_tune": Task("core.fine_tuning.job:fine_tune_run", needs_tensorflow=True),
        "evaluate": Task("core.project_tasks:evaluate", needs_tensorflow=True),
        "learning_curve": Task("core.project_tasks:learning_curve", needs_tensorflow=True),
        "conditions": Task("core.project_tasks:conditions"),
        "classify": Task("core.project_tasks:classify"),
        "scratch": Task("core.scratch:scratch", needs_tensorflow=True),
        "export": Task("core.export.job:export", needs_tensorflow=True),
        "save_project": Task("core.projects_io.job:save"),
        "open_file": Task("core.projects_io.job:open_file", needs_tensorflow=True),
    }
)


# What a warm worker does while nobody has asked for anything yet.
AHEAD = "core.project_tasks:prepare_saving"


def named_function(name: str) -> Callable[..., Any]:
    """The function that `"package.module:name"` stands for; its module is imported."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def load_tasks(module: str) -> Mapping[str, Task]:
    """The table `TASKS` of a module; tests bring their own."""
    return importlib.import_module(module).TASKS


def ahead_of(module: str) -> str:
    """The function that a module with a table names in `AHEAD`, or ""."""
    return getattr(importlib.import_module(module), "AHEAD", "")
