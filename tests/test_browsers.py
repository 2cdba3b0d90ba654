"""The lint that holds scripts to ES2020 and styles to Chromium 100 sees what is later, and only that."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import browsers  # noqa: E402


@pytest.mark.parametrize(
    "script",
    [
        "class A { #private = 1; }",
        "a ||= b;",
        "await fetch('/');",
        "list.at(-1);",
        "const n = 1_000;",
        "x.replaceAll('a', 'b');",
    ],
)
def test_a_later_script_is_found(script: str, tmp_path: Path) -> None:
    file = tmp_path / "later.js"
    file.write_text(script)
    assert [each for each in browsers.of_scripts([file]) if each.startswith(str(file))]


def test_a_script_of_2020_passes(tmp_path: Path) -> None:
    file = tmp_path / "now.js"
    file.write_text('export const a = b?.c ?? 1n; // list.at(-1)\nconst words = ".at(";\nimport("x");\n')
    assert [*browsers.of_scripts([file])] == []


@pytest.mark.parametrize(
    "style",
    [
        "a:has(b) { color: red; }",
        ".a { .b { color: red; } }",
        "@media (width > 40em) { a { color: red; } }",
        "a { translate: 1px; }",
        "a { height: 100dvh; }",
        "a { color: color-mix(in srgb, red, blue); }",
        "@container (min-width: 1px) { a { color: red; } }",
    ],
)
def test_a_later_style_is_found(style: str, tmp_path: Path) -> None:
    file = tmp_path / "later.css"
    file.write_text(f"/* two\nlines */\n{style}\n")
    found = [*browsers.of_styles([file])]
    assert found and all(each.startswith(f"{file}:3: ") for each in found)


def test_a_style_of_2022_passes(tmp_path: Path) -> None:
    file = tmp_path / "now.css"
    file.write_text(
        "/* a:has(b) */ @media (max-width: 40em) { a:not(.b):is(i) { inset: 0; transform: scale(2); color: rgb(0 0 0); } }\n"
        "@supports (field-sizing: content) { a:has(b) { field-sizing: content; } }\n"
    )
    assert [*browsers.of_styles([file])] == []


def test_ours_are_looked_at() -> None:
    names = {file.name for kind in ("js", "css") for file in browsers.own(kind)}
    assert {"goufu.js", "planning.js", "goufu.css", "planning.css"} <= names
    assert "htmx.min.js" not in names
