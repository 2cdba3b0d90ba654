"""What the rules of the plan read of an entry (order-102:11 to 13)."""

from __future__ import annotations

from datetime import date

from goufu.catalogue.codes import inside
from goufu.catalogue.models import EditionEntry, Kind
from goufu.catalogue.queries.applied import base_for


def entry_facts(entry: EditionEntry, day: date) -> dict[str, bool | None]:
    """The plan stage's facts of an entry on a day; None: not known. At most four queries.

    Whether it lies within its level's catalogue is asked of the level's edition in force on that day: it may have changed
    since the department's was published.
    """
    edition = entry.edition
    return {
        "is_in_catalogue": edition.is_public and edition.is_in_force(day),
        "is_entry_in_level_catalogue": _in_level_catalogue(entry, day),
        "is_entry_consulted": entry.is_consulted,
        "needs_expert_review": entry.needs_expert_review,
        "is_expert_reviewed": entry.is_expert_reviewed,
    }


def _in_level_catalogue(entry: EditionEntry, day: date) -> bool | None:
    if entry.edition.kind == Kind.LEVEL:
        return True
    base = base_for(entry.edition.owner, Kind.DEPARTMENT, day)
    if base is None:
        return None
    codes = base.entries.filter(code__in=[entry.code, entry.code[:-2]]).values_list("code", flat=True)
    return inside(entry.code, set(codes))
