"""HTML from plain text and from the app's own Markdown; whatever comes from people is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence

# The Markdown that the app's sentences use: signs made harmless, bold, icons, badges, line ends.
_MARKS = re.compile(
    r"\\(?P<plain>.)|(?P<bold>\*\*)|(?P<icon>:material/\w+:)\s?|:[\w-]+-badge\[(?P<badge>[^\]]*)\]"
    r"|:small\[(?P<small>[^\]]*)\]|(?P<line>  \n)"
)

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: #24302e; background: #fff;
       max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 2rem; margin-bottom: 0; } h2 { font-size: 1.3rem; margin: 2rem 0 .5rem;
     break-after: avoid; } h3 { font-size: 1.05rem; margin: 1.2rem 0 .3rem; break-after: avoid; }
.number { font-size: 1.5rem; font-weight: 650; margin: .5rem 0; }
.note { color: #55605d; font-size: .88rem; }
table { border-collapse: collapse; margin: .5rem 0; } th, td { text-align: left;
        padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #d9d2c3; vertical-align: top; }
tr { break-inside: avoid; } .wide { overflow-x: auto; }
.matrix th, .matrix td { text-align: center; padding: .3rem .5rem; border: 1px solid #d9d2c3; }
.matrix th { font-weight: 500; max-width: 9rem; overflow-wrap: anywhere; }
.matrix .right { font-weight: 700; }
.many th, .many td { padding: .1rem .25rem; font-size: .8rem; } .many th[scope=row] {
     text-align: left; max-width: 14rem; }
.beside { display: flex; flex-wrap: wrap; gap: 1rem; } .beside svg { flex: 1 1 19rem; min-width: 0; }
.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .8rem; }
figure { margin: 0; break-inside: avoid; overflow-wrap: anywhere; } figure img { width: 100%;
         border-radius: .4rem; display: block; }
figcaption { font-size: .85rem; } svg { max-width: 100%; height: auto; display: block; }
footer { margin-top: 2.5rem; border-top: 1px solid #d9d2c3; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } .photos {
  grid-template-columns: repeat(5, 1fr); } .wide { overflow: visible; } .matrix { font-size: 9pt; }
  .many th, .many td { font-size: 6.5pt; padding: .05rem .12rem; } .many th[scope=row] { max-width: 9rem; }
  svg { break-inside: avoid; } * { print-color-adjust: exact; } }
"""


def document(title: str, parts: Iterable[str]) -> str:
    """A whole page that asks nothing of any network; `parts` is HTML."""
    # Nothing but pictures within the file may be loaded, whatever stands in it.
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body></html>\n"
    )


def from_markdown(text: str) -> str:
    """HTML of a sentence of the app: bold and line ends stay, icons go, all else is plain text."""
    found, place, is_bold = [], 0, False
    for mark in _MARKS.finditer(text):
        found.append(html.escape(text[place : mark.start()]))
        place = mark.end()
        if mark["plain"] is not None:
            found.append(html.escape(mark["plain"]))
        elif mark["bold"]:
            is_bold = not is_bold
            found.append("<b>" if is_bold else "</b>")
        elif mark["line"]:
            found.append("<br>")
        elif (within := mark["badge"] or mark["small"]) is not None:
            found.append(from_markdown(within))
    found.append(html.escape(text[place:]))
    return "".join(found) + ("</b>" if is_bold else "")


def heading(text: str) -> str:
    """A heading of a part."""
    return f"<h2>{html.escape(text)}</h2>"


def sentence(text: str, *, style: str = "") -> str:
    """A paragraph of Markdown; nothing for an empty text."""
    kind = f' class="{style}"' if style else ""
    return f"<p{kind}>{from_markdown(text)}</p>" if text else ""


def list_of(sentences: Sequence[str]) -> str:
    """A list of sentences in Markdown."""
    return "<ul>" + "".join(f"<li>{from_markdown(s)}</li>" for s in sentences) + "</ul>"


def table(columns: Mapping[str, Sequence[object]]) -> str:
    """A table by its columns; cells are Markdown."""
    head = "".join(f"<th>{from_markdown(name)}</th>" for name in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{from_markdown(str(cell))}</td>" for cell in row) + "</tr>"
        for row in zip(*columns.values(), strict=True)
    )
    return f'<div class="wide"><table><tr>{head}</tr>{rows}</table></div>'


def pairs(values: Mapping[str, str]) -> str:
    """A table of names and plain values."""
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
        for name, value in values.items()
    )
    return f"<table>{rows}</table>"


def photo(address: str, caption: str, alt: str) -> str:
    """A picture by its `data:` address, with a caption in Markdown."""
    return (
        f'<figure><img src="{html.escape(address)}" alt="{html.escape(alt)}">'
        f"<figcaption>{from_markdown(caption)}</figcaption></figure>"
    )
