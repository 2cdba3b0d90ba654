"""Rules that every template of every room keeps."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import goufu

PACKAGE = Path(goufu.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
TRANSLATED = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")


OFFLINE = (
    PACKAGE / "procurement/templates/procurement/offline.html"
)  # a file by itself, which no server answers


def names(template: Path) -> str:
    return str(template.relative_to(PACKAGE))


@pytest.mark.parametrize("template", [each for each in TEMPLATES if each != OFFLINE], ids=names)
def test_no_script_or_style_within_a_page(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"""\sstyle\s*=|<style|\son(?!ce=)[a-z]+\s*=\s*["']|javascript:|hx-on""", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=names)
def test_no_request_to_elsewhere(template: Path) -> None:
    assert not re.search(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", template.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=names)
def test_every_translated_sentence_has_its_english(template: Path) -> None:
    said = {
        (one or other).replace("%", "%%") for one, other in TRANSLATED.findall(template.read_text())
    }  # as Django looks it up
    assert sorted(said - english()) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=names)
def test_a_page_extends_another_and_a_part_is_included(template: Path) -> None:
    text = template.read_text()
    assert (
        text.startswith("{% extends")
        or _name(template) == "skeleton.html"
        or f'"{_name(template)}"' in _named()
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=names)
def test_a_part_says_what_it_wants(template: Path) -> None:
    """Whoever includes it reads that first; parts of one page stand beside it and need no saying."""
    if "/components/" in str(template):
        assert "{% comment %}" in template.read_text()[:200]


@pytest.mark.parametrize("template", TEMPLATES, ids=names)
def test_a_table_has_the_look_and_its_cells_their_names(template: Path) -> None:
    text = template.read_text()
    for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
        assert re.match(r'<table[^>]*class="[^"]*gf-table', table)
        # what follows is written in Python, or by a script: see test_cells.py and test_page_cost.py
        written = ("data-label", "{% include", "{{ table.body }}", "{% targets_said", "<tbody></tbody>")
        assert "<thead" not in table or any(each in table for each in written)


def _name(template: Path) -> str:
    return str(template).rpartition("/templates/")[2]


@cache
def _named() -> str:
    """All that code and templates say, the demonstration's too, to find a template's name in."""
    files = [
        *TEMPLATES,
        *PACKAGE.glob("ui/tests/templates/**/*.html"),
        *(file for file in PACKAGE.rglob("*.py") if "tests" not in file.parts),
    ]
    return "\n".join(file.read_text() for file in files)


@cache
def english() -> set[str]:
    known = set()
    for file in PACKAGE.glob("*/locale/en/LC_MESSAGES/django.po"):
        with file.open("rb") as stream:
            known |= {str(message.id) for message in read_po(stream, locale="en") if message.string}
    return known


@pytest.mark.parametrize("name", ["ui/templates/list.html", "core/templates/core/sheet_form.html"])
def test_buttons_beside_each_other_stand_apart(name: str) -> None:
    """Other templates fill these places, or bring two buttons of their own."""
    assert 'class="gf-buttons' in (PACKAGE / name).read_text()
