"""Making TensorFlow ready before the first training asks for it."""

from __future__ import annotations

import gc
import importlib
import logging
import sys
import threading
from collections.abc import Callable, Mapping

from core.errors import Cancelled
from core.jobs.tasks import Task, named_function

_log = logging.getLogger(__name__)
_SWITCH_S = 0.0002
FIRST_PAGE_S = 4.0
"""So long the imports leave the processor to the first page in the browser, if nobody needs them."""


class Warmup:
    """Imports what tasks need in a thread of its own, the light things first.

    Two threads that import parts of one package at the same time can get hold of a half-imported
    one. So a light task waits for the light imports (which it needs anyway), and a task that
    needs TensorFlow waits for all; no task imports while this thread imports the same.

    Args:
        tasks: the table of tasks.
        ahead: names a function that is called after all imports, beside the first task; may be "".
    """

    def __init__(self, tasks: Mapping[str, Task], ahead: str = "") -> None:
        self._ahead = ahead
        light = {task.module for task in tasks.values() if not task.needs_tensorflow}
        self._light = sorted(light)
        self._thread: threading.Thread | None = None
        self._needed = threading.Event()
        self._light_done = threading.Event()
        self._all_done = threading.Event()

    def begin(self) -> None:
        """The imports come in a moment; a second call changes nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="warm-up", daemon=True)
            self._thread.start()

    def wait_for(self, task: Task, should_stop: Callable[[], bool]) -> None:
        """Returns when the task may begin.

        Raises:
            Cancelled: `should_stop` said so while it waited.
        """
        if self._thread is None:
            return
        self._needed.set()
        done = self._all_done if task.needs_tensorflow else self._light_done
        while not done.wait(0.1):
            if should_stop():
                raise Cancelled

    def _work(self) -> None:
        self._needed.wait(FIRST_PAGE_S)
        usual_s = sys.getswitchinterval()
        # A job beside this gives up the interpreter at each photo, and would wait 5 ms every time
        # to get it back from an import.
        sys.setswitchinterval(_SWITCH_S)
        try:
            for module in self._light:
                _import(module)
            self._light_done.set()
            _warm_tensorflow()
            self._all_done.set()
            if self._ahead:
                named_function(self._ahead)()
        except Exception:
            # The task that needs it will fail with the same, and tell the person.
            _log.exception("warming up failed")
        finally:
            sys.setswitchinterval(usual_s)
            self._light_done.set()
            self._all_done.set()


def _import(module: str) -> None:
    try:
        importlib.import_module(module)
    except Exception:
        _log.exception("cannot import %s", module)


def _warm_tensorflow() -> None:
    """Keras and TensorFlow are imported and have computed once."""
    import keras

    keras.ops.matmul([[1.0]], [[1.0]])
    gc.collect()
    # What was imported stays; looking through it at every collection costs a quarter of a second.
    gc.freeze()
