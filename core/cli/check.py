"""`python -m core check DATA`: what is in a zip or folder, and can it be trained on?"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from core.cli.progress import TerminalContext
from core.errors import UserError
from core.intake import Choice, NeedsChoice, read_with_repairs
from core.intake.check import advice, require_trainable
from core.messages import describe_code
from core.store.photos import PhotoStore

NAME = "check"
HELP = "Tell what is in a zip or folder, without keeping anything."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own words."""
    parser.add_argument(
        "data", type=Path, help="a zip, tar or folder with one folder of photos per class"
    )
    add_choices(parser)


def add_choices(parser: argparse.ArgumentParser) -> None:
    """The words that answer questions about data that can be read in several ways."""
    parser.add_argument(
        "--layout", default="", metavar="ID", help="which way to read the folders, if `check` asks"
    )
    parser.add_argument(
        "--names", default="", metavar="ID", help="which way to read the names, if `check` asks"
    )


def run(options: argparse.Namespace) -> dict[str, Any]:
    """The findings as plain values, or the question that must be answered first.

    Raises:
        UserError: the data cannot be trained on.
    """
    if not options.data.exists():
        raise UserError("archive.not_found", file=str(options.data))
    context = TerminalContext()
    choice = Choice(options.names, options.layout)
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = read_with_repairs(
                options.data, PhotoStore(Path(folder)), context, choice=choice
            )
    except NeedsChoice as needed:
        return {"question": needed.question.as_plain()}
    finally:
        context.close()
    dataset = found.dataset
    require_trainable(dataset)
    return {
        "classes": dict(zip(dataset.classes, dataset.counts, strict=True)),
        "photos": len(dataset.photos),
        "skipped": skipped_in_words(dataset.skipped),
        "ignored": dataset.ignored,
        "has_given_split": dataset.has_given_split,
        "repairs": [describe_code(r.code, r.facts).sentence for r in found.repairs],
        "advice": [describe_code(code, facts).sentence for code, facts in advice(dataset)],
    }


def skipped_in_words(skipped: Any) -> list[dict[str, str]]:
    """Each file that was left out, with its reason as a sentence."""
    return [
        {
            "file": s.name,
            "code": s.code,
            "reason": describe_code(s.code, {"file": s.name, **s.facts}).title,
        }
        for s in skipped
    ]


def show(result: dict[str, Any]) -> None:
    """Prints the findings for a person."""
    if "question" in result:
        _show_question(result["question"])
        return
    print(f"{result['photos']} photos in {len(result['classes'])} classes:")
    for name, count in result["classes"].items():
        print(f"  {count:>6}  {name}")
    for line in result["skipped"]:
        print(f"Skipped {line['file']}: {line['reason']}")
    if result["ignored"]:
        print(f"{result['ignored']} files that are no photos, such as system files, were ignored.")
    for sentence in result["repairs"]:
        print(f"Note: {sentence}")
    for sentence in result["advice"]:
        print(f"Hint: {sentence}")


def _show_question(question: dict[str, Any]) -> None:
    options = question["options"]
    print(describe_code(f"question.{question['kind']}", {"options": len(options)}).title + ":")
    flag = "--names" if question["kind"] == "names" else "--layout"
    for option in options:
        print(
            f"\n{flag} {option['id']!r}: {describe_code(option['title_code'], option['facts']).title}"
        )
        for line in option["tree"]:
            print(f"    {line}")
