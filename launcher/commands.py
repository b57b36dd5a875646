"""The commands of `python run.py`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from launcher.places import Places, child_environment
from launcher.problem import SetupProblem

ROOT = Path(__file__).resolve().parent.parent
_PASS_ON = {"test", "bench", "matrix"}


def run_command(arguments: list[str]) -> int:
    """Carries out one command line; returns the exit code.

    0: done; 2: refused, with a sentence; 130: interrupted; for test, check, bench and matrix their
    own.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a sign shows a question mark, and goes on.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        return _dispatch(Places(ROOT), arguments)
    except SetupProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. Running the same command again takes it up.", file=sys.stderr)
        return 130


def _dispatch(places: Places, arguments: list[str]) -> int:
    if arguments and arguments[0] in _PASS_ON:
        carry_out = {"test": _test, "bench": _bench, "matrix": _matrix}[arguments[0]]
        return carry_out(places, arguments[1:])
    options = _parse(arguments)
    if options.command == "setup":
        return _setup(places, options.dev)
    if options.command == "check":
        return _check(places)
    return _start(places, options.port, not options.no_browser)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python run.py",
        description="Sets up and opens Foldersight. Without a command it opens the app.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    start = commands.add_parser("start", help="open the app in the browser (the default)")
    start.add_argument("--port", type=int, help="the port to serve on (default: a free one)")
    start.add_argument("--no-browser", action="store_true", help="do not open a browser")
    setup = commands.add_parser("setup", help="install what is needed, and no more")
    setup.add_argument("--dev", action="store_true", help="also what the tests need")
    commands.add_parser("test", help="run all tests; arguments go to pytest", add_help=False)
    commands.add_parser("check", help="look for mistakes in style and types")
    commands.add_parser("bench", help="run the benchmarks; arguments go to them", add_help=False)
    commands.add_parser(
        "matrix", help="try every download in fresh environments; arguments go to pytest",
        add_help=False,
    )  # fmt: skip
    if not arguments or arguments[0] in {"--port", "--no-browser"} or "--port=" in arguments[0]:
        arguments = ["start", *arguments]
    return parser.parse_args(arguments)


def _start(places: Places, port: int | None, open_browser: bool) -> int:
    # Imported here: the second start shall not wait for what it does not use.
    from launcher.app_server import serve_app
    from launcher.environment import ensure_environment

    ensure_environment(places)
    return serve_app(places, port, open_browser)


def _setup(places: Places, dev: bool) -> int:
    from launcher.environment import ensure_environment

    ensure_environment(places, dev)
    print("Foldersight is set up. `python run.py` opens it.")
    return 0


def _test(places: Places, arguments: list[str]) -> int:
    from launcher.environment import ensure_environment
    from launcher.testing import run_tests

    ensure_environment(places, dev=True)
    return run_tests(places, arguments)


def _matrix(places: Places, arguments: list[str]) -> int:
    from launcher.environment import ensure_environment
    from launcher.testing import run_matrix

    ensure_environment(places, dev=True)
    return run_matrix(places, arguments)


def _check(places: Places) -> int:
    from launcher.environment import ensure_environment
    from launcher.testing import run_checks

    ensure_environment(places, dev=True)
    return run_checks(places)


def _bench(places: Places, arguments: list[str]) -> int:
    from launcher.environment import ensure_environment

    # Some benchmarks drive a browser, or ask what the tests have made.
    ensure_environment(places, dev=True)
    command = [str(places.python), "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=places.root, env=child_environment(), check=False).returncode
