"""The overview of the rooms, made from the code: `python tools/house.py` writes it into docs/architecture.md.

A room is a package; its line is the first sentence of its docstring; its arrows are its imports, without tests.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- made by tools/house.py -->", "<!-- to here -->"


def rooms() -> list[str]:
    """The rooms from the bottom up, in the order that import-linter enforces."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [order] = [
        each["layers"] for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers"
    ]
    return [name.removeprefix("goufu.") for name in reversed(order)]


def sentence(room: str) -> str:
    """The description of the room: the first line of its docstring."""
    source = (ROOT / "src" / "goufu" / room / "__init__.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").split("\n", 1)[0]


def imports() -> set[tuple[str, str]]:
    """The imports between rooms as (importer, imported), without tests, and without what every room may use."""
    graph, order = grimp.build_graph("goufu"), set(rooms())
    found = set()
    for module in graph.modules:
        parts = module.split(".")
        if len(parts) < 2 or "tests" in parts:
            continue
        for other in graph.find_modules_directly_imported_by(module):
            there = other.split(".")
            if len(there) > 1 and there[1] != parts[1] and there[1] in order:
                found.add((parts[1], there[1]))
    return found


def needed(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The imports that are not implied by a longer path."""
    return {
        (a, b)
        for a, b in arrows
        if not any((a, c) in arrows and _leads(arrows, c, b) for c in rooms() if c != b)
    }


def picture() -> str:
    """The rooms as a table, lowest first, and their imports as a graph."""
    lines = ["| room | what it is |", "|---|---|"]
    lines += [f"| `{room}` | {sentence(room)} |" for room in rooms()]
    lines += ["", "```mermaid", "flowchart BT"]
    order = rooms()
    arrows = sorted(needed(imports()), key=lambda arrow: (order.index(arrow[0]), order.index(arrow[1])))
    lines += [f"    {importer} --> {imported}" for importer, imported in arrows]
    lines += ["```"]
    return "\n".join(lines)


def with_picture(page: str) -> str:
    """The page with its generated part replaced."""
    made = f"{BEGIN}\n{picture()}\n{END}"
    return re.sub(f"{BEGIN}.*{END}", lambda _found: made, page, flags=re.DOTALL)


def _leads(arrows: set[tuple[str, str]], start: str, goal: str) -> bool:
    """Whether imports lead from one room to the other."""
    seen, todo = {start}, [start]
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        nearer = {b for a, b in arrows if a == here} - seen
        seen |= nearer
        todo += nearer
    return False


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_picture(page), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
