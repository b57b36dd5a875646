"""The rules of the house that a look at the sources can tell."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import types

REPOSITORY = Path(__file__).resolve().parents[1]
SKIN = {"streamlit", "ui", "pages"}
HEAVY = {"tensorflow", "keras", "tf2onnx", "sklearn", "torch"}
CHANGERS = {
    "add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault",
    "update",
}  # fmt: skip
MAX_FILE_LINES, MAX_FUNCTION_LINES = 300, 50


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


SCRIPTS = (REPOSITORY / "streamlit_app.py", *_files("pages"))
EVERYTHING = (
    *REPOSITORY.glob("*.py"),
    *_files("core", "ui", "pages", "launcher", "benchmarks", "tests"),
)


@pytest.mark.parametrize("path", _files("core"), ids=lambda path: path.name)
def test_core_module_never_imports_the_skin(path: Path) -> None:
    assert not SKIN & set(_imports(ast.walk(_tree(path))))


@pytest.mark.parametrize("path", _files("ui"), ids=lambda path: path.name)
def test_ui_module_never_imports_pages(path: Path) -> None:
    assert not {"pages", "streamlit_app"} & set(_imports(ast.walk(_tree(path))))


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


@pytest.mark.parametrize("path", _files("core"), ids=lambda path: path.name)
def test_core_module_keeps_no_state_that_changes(path: Path) -> None:
    tree = _tree(path)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global)]
    names = {name for node in tree.body for name in _assigned(node)}
    within = [
        node for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for node in ast.walk(f)
    ]
    assert not [ast.unparse(node) for node in within if _changed_by(node) in names]


def _assigned(node: ast.stmt) -> set[str]:
    """The names that a statement gives a value to."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _changed_by(node: ast.AST) -> str:
    """The name of what this changes in place, or ""."""
    changed: ast.AST | None = None
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        changed = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        changed = node.func.value if node.func.attr in CHANGERS else None
    return changed.id if isinstance(changed, ast.Name) else ""


def test_types_that_flow_between_the_stages_are_frozen() -> None:
    found = [each for each in vars(types).values() if dataclasses.is_dataclass(each)]
    assert found
    assert not [each for each in found if not each.__dataclass_params__.frozen]  # type: ignore[union-attr]


def test_web_process_that_has_imported_all_it_may_holds_no_heavy_library() -> None:
    statements = {
        ast.unparse(node)
        for path in (*SCRIPTS, *_files("ui"))
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    statements -= {"from __future__ import annotations"}
    program = [*sorted(statements), "import sys", f"print(sorted({HEAVY!r} & set(sys.modules)))"]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "\n".join(program)],
        capture_output=True, text=True, cwd=REPOSITORY, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_page_script_is_short_and_defines_no_class(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 100
    assert not [node for node in _tree(path).body if isinstance(node, ast.ClassDef)]


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
        for path in EVERYTHING
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_FILE_LINES
    }
    assert long == {}


def test_functions_stay_within_fifty_lines() -> None:
    long = {
        f"{path.relative_to(REPOSITORY)}:{node.name}": count
        for path in EVERYTHING
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (count := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION_LINES
    }
    assert long == {}
