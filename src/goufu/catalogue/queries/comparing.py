"""Comparison of two editions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from goufu.catalogue.models import Edition, EditionEntry


class What(StrEnum):
    """The kind of a change of an entry."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry before and after; `fields` are the fields that differ, for an entry that was changed or renamed."""

    what: What
    before: EditionEntry | None
    after: EditionEntry | None
    fields: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The code by which changes are ordered."""
        entry = self.after or self.before
        return entry.code if entry else ""


@dataclass(frozen=True, slots=True)
class EditionComparison:
    """All changes from one edition to another, ordered by code, and the number of unchanged entries."""

    changes: Sequence[EntryChange]
    unchanged: int
    counts: dict[What, int]


COMPARED = ("description", "items", "needs_expert_review")


def compare(before: Edition, after: Edition) -> EditionComparison:
    """The changes from `before` to `after`; two queries. Moved: a name that is unique in both, under another code."""
    old = {entry.code: entry for entry in before.entries.all()}
    new = {entry.code: entry for entry in after.entries.all()}
    moves = _moves(
        [entry for code, entry in old.items() if code not in new],
        [entry for code, entry in new.items() if code not in old],
    )
    gone_to = {change.before.code for change in moves if change.before}
    come_from = {change.after.code for change in moves if change.after}
    changes = [
        *moves,
        *(
            EntryChange(What.REMOVED, entry, None)
            for code, entry in old.items()
            if code not in new and code not in gone_to
        ),
        *(
            EntryChange(What.ADDED, None, entry)
            for code, entry in new.items()
            if code not in old and code not in come_from
        ),
        *filter(None, (_difference(old[code], new[code]) for code in old if code in new)),
    ]
    common = len(old.keys() & new.keys())
    differing = sum(1 for change in changes if change.what in (What.RENAMED, What.CHANGED))
    counts = Counter(change.what for change in changes)
    return EditionComparison(
        sorted(changes, key=lambda change: change.code),
        common - differing,
        {what: counts[what] for what in What},
    )


def _moves(gone: Sequence[EditionEntry], come: Sequence[EditionEntry]) -> list[EntryChange]:
    left, arrived = _by_single_name(gone), _by_single_name(come)
    return [EntryChange(What.MOVED, left[name], arrived[name]) for name in left if name in arrived]


def _by_single_name(entries: Sequence[EditionEntry]) -> dict[str, EditionEntry]:
    times = Counter(entry.name for entry in entries)
    return {entry.name: entry for entry in entries if times[entry.name] == 1}


def _difference(before: EditionEntry, after: EditionEntry) -> EntryChange | None:
    fields = tuple(name for name in COMPARED if getattr(before, name) != getattr(after, name))
    if before.name != after.name:
        return EntryChange(What.RENAMED, before, after, fields)
    return EntryChange(What.CHANGED, before, after, fields) if fields else None
