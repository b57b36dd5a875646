"""The table of answers (confusion matrix) for paper."""

from __future__ import annotations

import html

from core.evaluation.report import Report

NAMED_UP_TO = 12
"""More columns than these have numbers for names, so that they fit on a sheet."""


def matrix(report: Report) -> str:
    """What was taken for what as a table, darker where there are more photos."""
    is_many = len(report.classes) > NAMED_UP_TO
    names = [html.escape(name) for name in report.classes]
    heads = [str(number) for number in range(1, len(names) + 1)] if is_many else names
    sides = [f"{n} {name}" for n, name in zip(heads, names, strict=True)] if is_many else names
    head = "<tr><th></th>" + "".join(f'<th scope="col">{name}</th>' for name in heads) + "</tr>"
    rows = []
    for true, row in enumerate(report.confusion):
        total = sum(row) or 1
        cells = "".join(
            _cell(count, count / total, is_right=true == answered)
            for answered, count in enumerate(row)
        )
        rows.append(f'<tr><th scope="row">{sides[true]}</th>{cells}</tr>')
    style = "matrix many" if is_many else "matrix"
    return f'<div class="wide"><table class="{style}">{head}{"".join(rows)}</table></div>'


def how_to_read(classes: int) -> str:
    """What rows, columns and numbers mean."""
    numbered = ", by the numbers of the rows" if classes > NAMED_UP_TO else ""
    return (
        f"Rows: the class that the photo is in. Columns: what the model answered{numbered}. Bold "
        "numbers are right, all others are mix-ups."
    )


def _cell(count: int, share: float, *, is_right: bool) -> str:
    colour = "0, 114, 178" if is_right else "194, 80, 11"
    style = f' style="background: rgba({colour}, {0.45 * share**0.5:.2f})"' if count else ""
    kind = ' class="right"' if is_right else ""
    return f"<td{kind}{style}>{count or ''}</td>"
