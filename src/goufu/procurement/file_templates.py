"""Templates of procurement files by field: those that come with the program (`files/*.toml`), and what a body keeps itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from goufu.law.tables import read
from goufu.procurement.methods import HOME
from goufu.procurement.strict import Entry

GENERAL = "general"
DEMAND, QUALIFICATION, CONTRACT = "demand", "qualification", "contract"
PARTS = {DEMAND: "采购需求", QUALIFICATION: "申请人的资格要求", CONTRACT: "合同草案"}
SLOTS = ("项目名称", "采购人", "需求", "预算", "限价", "期限")  # written in braces
# What a template leaves for people to write: its instructions, and what the program did not know.
_LEFT = re.compile(rf"【写明[^】\n]*】|{{(?:{'|'.join(SLOTS)})}}")


@dataclass(frozen=True, slots=True)
class FieldTemplate:
    """The texts of a field, by part. `words`: titles in which one of them stands are of this field."""

    name: str
    title: str
    words: tuple[str, ...]
    texts: Mapping[str, str]

    @property
    def key(self) -> str:
        return self.name


@cache
def field_templates() -> dict[str, FieldTemplate]:
    """The templates that come with the program, the general one first. Raises strict.DataError for the first fault."""
    general = _template(GENERAL, {})
    names = sorted(path.stem for path in (HOME / "files").glob("*.toml") if path.stem != GENERAL)
    return {GENERAL: general} | {name: _template(name, general.texts) for name in names}


def _template(name: str, general: Mapping[str, str]) -> FieldTemplate:
    """A field has the general text of each part that it does not write itself."""
    path = HOME / "files" / f"{name}.toml"
    entry = Entry(path, "", read(path))
    title, words = entry.text("title"), entry.texts("words")
    texts = {part: entry.text(part, general.get(part)).strip() for part in PARTS}
    entry.done()
    return FieldTemplate(name, title, words, texts)


def field_of(title: str) -> FieldTemplate:
    """The template of the field that the title names first; the general one where it names none."""
    found = field_templates()
    places = [
        (title.index(word), name) for name, each in found.items() for word in each.words if word in title
    ]
    return found[min(places)[1]] if places else found[GENERAL]


def filled(text: str, slots: Mapping[str, str]) -> str:
    """The text with what is known of the procurement in the place of its slots; what is not known yet stays in braces."""
    for name in SLOTS:
        if slots.get(name):
            text = text.replace(f"{{{name}}}", slots[name])
    return text


def left_in(text: str) -> list[str]:
    """What of a template still stands in the text for somebody to write, in its order, each once."""
    return [*dict.fromkeys(_LEFT.findall(text))]
