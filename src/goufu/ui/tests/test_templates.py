"""Rules that every template of every room keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import goufu

PACKAGE = Path(goufu.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
TRANSLATED = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")


def names(template: Path) -> str:
    return str(template.relative_to(PACKAGE))


@pytest.mark.parametrize("template", TEMPLATES, ids=names)
def test_no_script_or_style_within_a_page(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|javascript:|hx-on""", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=names)
def test_no_request_to_elsewhere(template: Path) -> None:
    assert not re.search(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", template.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=names)
def test_every_translated_sentence_has_its_english(template: Path) -> None:
    said = {one or other for one, other in TRANSLATED.findall(template.read_text())}
    assert sorted(said - english()) == []


def english() -> set[str]:
    known = set()
    for file in PACKAGE.glob("*/locale/en/LC_MESSAGES/django.po"):
        with file.open("rb") as stream:
            known |= {str(message.id) for message in read_po(stream, locale="en") if message.string}
    return known
