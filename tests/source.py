"""The project's own source, for tests about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import goufu

PACKAGE = Path(goufu.__file__).parent


def modules() -> Iterator[Path]:
    """The modules of the package without its tests and migrations."""
    for file in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations", "static"} & set(file.relative_to(PACKAGE).parts):
            yield file


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def calls(file: Path) -> Iterator[tuple[ast.Call, str, str]]:
    """Each call in a module: of what, `act` in act.log(…), or ''; and the function's name."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                of = node.func.value
                yield node, of.id if isinstance(of, ast.Name) else "", node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node, "", node.func.id
