"""Tasks for tests: each behaves in one way that real ones may."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import Cancelled, UserError
from core.jobs.tasks import Task
from core.types import Event


def count(request, context):
    """Tells of each step, and keeps what it has when it is stopped."""
    context.emit(Event("stage", "counting"))
    for step in range(1, request["steps"] + 1):
        if context.stop_requested():
            return {"kept": step - 1}
        context.emit(Event("epoch", "counting", step, request["steps"], metrics={"loss": 1 / step}))
        time.sleep(request.get("pause_s", 0))
    return {"steps": request["steps"]}


def photos(request, context):
    """Tells of each of very many photos, quickly."""
    for done in range(1, request["photos"] + 1):
        context.emit(Event("progress", "reading", done, request["photos"]))
    return {}


def wait(request, context):
    """Waits for the file `until`, having left a line in `began`; gives up when stopped."""
    _leave_line(request)
    context.emit(Event("stage", "waiting"))
    deadline = time.monotonic() + 120
    while not Path(request["until"]).exists() and time.monotonic() < deadline:
        if context.stop_requested():
            raise Cancelled
        time.sleep(0.01)
    context.emit(Event("stage", "found"))
    return {"pid": os.getpid(), "home": str(context.home.folder), "project": context.project_id}


def deaf(request, context):
    """Hears no stop and answers no signal in Python, as in native code; has a child of its own."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
    context.emit(Event("stage", "deaf", done=child.pid, total=os.getpid()))
    time.sleep(120)
    return {}


def save_slowly(request, context):
    """Hears a stop at once, and then takes its time to save what there is."""
    context.emit(Event("stage", "working"))
    while not context.stop_requested():
        time.sleep(0.01)
    context.emit(Event("stage", "saving"))
    time.sleep(request["saving_s"])
    return {"kept": True}


def die(request, context):
    """Ends as the operating system ends a process when memory runs out."""
    if sys.platform == "win32":
        os._exit(137)
    os.kill(os.getpid(), signal.SIGKILL)


def crash(request, context):
    """Ends as native code ends when it crashes."""
    os.abort()


def refuse(request, context):
    """Refuses with facts."""
    raise UserError("general.disk_full", what="model.keras", folder="/photos/ä", free_mb=3)


def break_down(request, context):
    """Fails as nobody foresaw."""
    raise RuntimeError("the marker of this failure")


def swallow(request, context):
    """Runs out of memory in Python."""
    raise MemoryError


def leave(request, context):
    """Tries to end the worker."""
    sys.exit(3)


def odd(request, context):
    """Returns what JSON does not know."""
    return {"what": object()}


def pid(request, context):
    """Says who did it."""
    _leave_line(request)
    return {"pid": os.getpid()}


def _leave_line(request: Mapping[str, Any]) -> None:
    if "began" in request:
        with Path(request["began"]).open("a") as file:
            file.write(f"{os.getpid()}\n")


TASKS = {
    function.__name__: Task(f"fake_tasks:{function.__name__}")
    for function in (
        count, photos, wait, deaf, save_slowly, die, crash, refuse, break_down, swallow, leave, odd, pid,
    )
}  # fmt: skip
