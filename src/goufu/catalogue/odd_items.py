"""What an imported list of what is bought centrally says that the program takes for no rule, or calls otherwise itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from goufu.catalogue.errors import UnknownItemError
from goufu.catalogue.items import load_items
from goufu.catalogue.models import CentralList, CentralListItem


@dataclass(frozen=True, slots=True)
class Oddities:
    """`remarks`: those on items, and the notes of the table, that were not taken as rules; `names`: items called otherwise."""

    remarks: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, made: CentralList, items: Collection[CentralListItem]) -> Oddities:
        remarks = [f"{each}：{each.remark}" for each in items if each.remark]
        return cls((*remarks, *made.notes.splitlines()), tuple(_called_otherwise(items)))


def _called_otherwise(items: Iterable[CentralListItem]) -> Iterator[str]:
    """Of each service whose code means another item, or none, in the program's edition: a sentence without a full stop."""
    known = load_items()
    codes = {item.name: item.code for item in known.items}
    for each in items:
        if not each.code.startswith("C"):
            continue
        try:
            name = known.item(each.code).name
        except UnknownItemError:
            name = ""
        if name == each.name:
            continue
        said = f"这个编码在{known.title}里是“{name}”" if name else f"{known.title}里没有这个编码"
        elsewhere = f"，“{each.name}”是 {codes[each.name]}" if each.name in codes else ""
        yield f"{each}：{said}{elsewhere}"
