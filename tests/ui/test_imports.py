"""The web process stays light, and the skin keeps to the rule `pages -> ui -> core`."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = (ROOT / "streamlit_app.py", *sorted((ROOT / "pages").glob("*.py")))
UI = tuple(sorted((ROOT / "ui").rglob("*.py")))
HEAVY = ("tensorflow", "keras", "sklearn", "tf2onnx", "torch")


def _imports(path: Path) -> list[ast.Import | ast.ImportFrom]:
    """Every import of a file, also those within functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def test_web_process_that_has_imported_all_pages_holds_no_heavy_library() -> None:
    statements = {
        ast.unparse(node)
        for path in (*SCRIPTS, *UI)
        for node in _imports(path)
        if not ast.unparse(node).startswith("from __future__")
    }
    program = "\n".join(
        [*sorted(statements), "import sys", f"print([n for n in {HEAVY} if n in sys.modules])"]
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_page_script_is_short_and_defines_no_class(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert len(path.read_text(encoding="utf-8").splitlines()) <= 100
    assert not [node for node in tree.body if isinstance(node, ast.ClassDef)]


@pytest.mark.parametrize("path", UI, ids=lambda path: str(path.relative_to(ROOT)))
def test_ui_module_imports_no_page(path: Path) -> None:
    names = [
        name
        for node in _imports(path)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    ]

    assert not [name for name in names if name.split(".")[0] in ("pages", "streamlit_app")]
