"""What the codes of catalogue entries and procurement items on budget lines are called, and which of them nothing knows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from goufu.catalogue.items import item_name
from goufu.catalogue.queries import day_in, entry_names
from goufu.funds.models import BudgetLine

ENTRY, ITEM = "catalogue_code", "item_code"
_GOODS_OR_WORKS = re.compile(r"[AB]\d{8}")  # the program has no list of them

Names = Mapping[tuple[int, int], Mapping[str, str]]  # of entries, by body and year, by code


@dataclass(frozen=True, slots=True)
class Codes:
    """The names of the entries that lines name, each in the edition that applies to its body in its year."""

    entries: Names

    @classmethod
    def of(cls, lines: Iterable[BudgetLine]) -> Codes:
        """Two queries a year of the lines that name an entry; none where no line does."""
        bodies: defaultdict[int, set[int]] = defaultdict(set)
        codes: defaultdict[int, set[str]] = defaultdict(set)
        for line in lines:
            if line.catalogue_code:
                bodies[line.year].add(line.body_id)
                codes[line.year].add(line.catalogue_code)
        return cls(
            {
                (body, year): names
                for year, those in bodies.items()
                for body, names in entry_names(those, codes[year], day_in(year)).items()
            }
        )

    def knows(self, line: BudgetLine, name: str) -> bool:
        """Whether the line's code in this field means something; an empty one isn't asked about."""
        code = getattr(line, name)
        is_of_goods = name == ITEM and _GOODS_OR_WORKS.fullmatch(code)
        return bool(not code or is_of_goods or self._name(line, name, code))

    def said(self, line: BudgetLine, name: str, value: object) -> object:
        """A value of the field for display: a code with its name, or with the word that none is known."""
        if name not in (ENTRY, ITEM) or not isinstance(value, str) or not value:
            return value
        if called := self._name(line, name, value):
            return f"{value} {called}"
        if name == ENTRY:
            return _("%(code)s（目录里没有）") % {"code": value}
        return (
            value if _GOODS_OR_WORKS.fullmatch(value) else _("%(code)s（品目分类里没有）") % {"code": value}
        )

    def _name(self, line: BudgetLine, name: str, code: str) -> str:
        return (
            self.entries.get((line.body_id, line.year), {}).get(code, "")
            if name == ENTRY
            else item_name(code)
        )
