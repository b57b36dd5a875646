"""The rules of the house that imports can tell."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SKIN = {"streamlit", "ui", "pages"}
HEAVY = {"tensorflow", "keras", "tf2onnx", "sklearn"}


def _files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.py"))]


def _imports(nodes: Iterator[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@pytest.mark.parametrize("path", _files("core"), ids=lambda path: path.name)
def test_core_module_never_imports_the_skin(path: Path) -> None:
    assert not SKIN & set(_imports(ast.walk(_tree(path))))


@pytest.mark.parametrize("path", _files("ui"), ids=lambda path: path.name)
def test_ui_module_never_imports_pages(path: Path) -> None:
    assert "pages" not in set(_imports(ast.walk(_tree(path))))


@pytest.mark.parametrize("path", _files("core", "ui", "pages"), ids=lambda path: path.name)
def test_module_imports_heavy_libraries_only_within_functions(path: Path) -> None:
    at_import = (node for node in _tree(path).body if isinstance(node, ast.Import | ast.ImportFrom))
    assert not HEAVY & set(_imports(at_import))


@pytest.mark.parametrize("path", _files("core"), ids=lambda path: path.name)
def test_core_module_outside_the_terminal_side_never_prints(path: Path) -> None:
    if "cli" in path.parts:
        pytest.skip("this part talks to a terminal")
    calls = [node.func for node in ast.walk(_tree(path)) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]


def test_everything_the_web_process_imports_leaves_tensorflow_out() -> None:
    modules = [
        ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
        for path in _files("ui", "core/store", "core/evaluation", "core/messages")
        if path.name != "__init__.py"
    ]
    modules += [
        "core.predict",
        "core.runs",
        "core.summary",
        "core.settings",
        "core.jobs",
        "core.export.bundle",
    ]
    script = (
        "import sys\n"
        + "".join(f"import {module}\n" for module in modules)
        + f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True, text=True, cwd=REPOSITORY, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", _files("core"), ids=lambda path: path.name)
def test_core_public_function_has_a_docstring(path: Path) -> None:
    bare = [
        node.name
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and not _is_nested(node, path)
    ]
    assert bare == []


def _is_nested(node: ast.AST, path: Path) -> bool:
    functions = (n for n in ast.walk(_tree(path)) if isinstance(n, ast.FunctionDef))
    return any(
        inner is not outer and getattr(inner, "lineno", 0) == getattr(node, "lineno", -1)
        for outer in functions
        for inner in ast.walk(outer)
    )


def test_files_stay_within_three_hundred_lines() -> None:
    long = {
        str(path.relative_to(REPOSITORY)): count
        for path in _files("core", "ui", "pages", "benchmarks")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}
