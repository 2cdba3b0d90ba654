"""The written content of an entry, from any source: a form, a table, another edition."""

from __future__ import annotations

from dataclasses import dataclass

from goufu.catalogue.content import refuse_secret, refuse_wrong_items
from goufu.catalogue.models import EditionEntry
from goufu.core.errors import Refusal
from goufu.lazy_patterns import lazy_pattern

_BETWEEN_ITEMS = lazy_pattern(r"[\s、,，;；]+")


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry's code and its written fields; `items` are codes of procurement items."""

    code: str
    name: str
    description: str = ""
    items: tuple[str, ...] = ()
    needs_expert_review: bool = False


def line_of(entry: EditionEntry) -> EntryLine:
    return EntryLine(entry.code, entry.name, entry.description, tuple(entry.items), entry.needs_expert_review)


def items_in(text: str) -> tuple[str, ...]:
    """The codes of procurement items in a text, in capitals; anything may stand between them."""
    return tuple(filter(None, _BETWEEN_ITEMS.split(text.upper())))


def refuse_wrong_line(line: EntryLine) -> None:
    """Raises Refusal for a line that is wrong in itself: no name, secret, or a wrong item."""
    if not line.name:
        raise Refusal(f"{line.code}没有名称", "请写名称", field="name")
    refuse_secret("name", line.name)
    refuse_secret("description", line.description)
    refuse_wrong_items(line.items)
