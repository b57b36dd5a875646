"""Commands and exit codes: 0 done, 2 refused with a sentence, 130 stopped."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from core.cli import check, predict, train
from core.errors import Cancelled, UserError
from core.messages import describe
from core.version import VERSION

DONE, REFUSED, STOPPED = 0, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of a command.

    Args:
        arguments: words after `python -m core`; those of this process when None.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    options = _parser().parse_args(arguments)
    try:
        result = options.run(options)
    except UserError as error:
        _refuse(error, as_json=options.json)
        return REFUSED
    except (Cancelled, KeyboardInterrupt):
        print("Stopped; nothing half-finished was left behind.", file=sys.stderr)
        return STOPPED
    _show(result, options)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m core", description="Train an image classifier on your own photos."
    )
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (check, train, predict):
        command = commands.add_parser(module.NAME, help=module.HELP, description=module.HELP)
        command.add_argument(
            "--json", action="store_true", help="print one JSON object for machines"
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run, show=module.show)
    return parser


def _show(result: dict[str, Any], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        options.show(result)


def _refuse(error: UserError, *, as_json: bool) -> None:
    message = describe(error)
    if as_json:
        told = {
            "code": error.code,
            "title": message.title,
            "detail": message.detail,
            "fix": message.fix,
        }
        print(json.dumps({"error": told}, ensure_ascii=False, indent=1))
    print(message.sentence, file=sys.stderr)
