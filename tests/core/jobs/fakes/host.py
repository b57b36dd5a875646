"""An app that does nothing but run an engine, for tests that kill the app.

    python host.py HOME KIND REQUEST [close-when-told]

Submits one job, says its id, and stays until it is killed, or until its input ends when told so.
"""

import json
import sys
import time
from pathlib import Path

from core.jobs import LocalEngine
from core.store.home import Home


def main() -> None:
    folder, kind, request, *how = sys.argv[1:]
    engine = LocalEngine(Home(Path(folder)), workers=1, warm=False, tasks="fake_tasks")
    engine.start()
    job = engine.submit(kind, "project", json.loads(request))
    sys.stdout.write(job.id + "\n")
    sys.stdout.flush()
    if how:
        sys.stdin.read()
    else:
        time.sleep(600)


main()
