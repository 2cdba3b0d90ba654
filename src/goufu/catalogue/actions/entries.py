"""Actions on the entries of an edition in progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from goufu import wall_clock
from goufu.catalogue.codes import path_of
from goufu.catalogue.content import outside, refuse_wrong_code, some
from goufu.catalogue.lines import EntryLine, line_of, refuse_wrong_line
from goufu.catalogue.missing import WITHIN_BASE, refuse, stays_inside, unmet
from goufu.catalogue.models import Edition, EditionEntry
from goufu.catalogue.sheet import written_entries
from goufu.catalogue.transitions import EDITION
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.sheets import ReadSheet
from goufu.law.load import load_rulebook
from goufu.law.model import Value
from goufu.registry.agents import Agent

WRITTEN = ("name", "description", "items", "needs_expert_review")


@dataclass(frozen=True, slots=True)
class Imported:
    """The numbers of entries that an import added, changed and removed."""

    added: int
    changed: int
    removed: int


def add_entry(
    *, edition: int, line: EntryLine, by: Agent, version: int | None = None, once: UUID | None = None
) -> EditionEntry:
    """Adds an entry, and with it the missing entries above it from the base.

    Raises Refusal when it is outside the base, secret, or has a wrong item, or when its code exists or has no parent.
    """
    with action("catalogue.entry.added", Permission.DRAFT_EDITION, by=by, once=once) as act:
        locked = _writable(act, edition, version)
        refuse_wrong_line(line)
        base = _base_entries(locked, path_of(line.code))
        here = locked.names
        above = [base[code] for code in path_of(line.code)[:-1] if code not in here and code in base]
        refuse_wrong_code(line.code, [*here, *(entry.code for entry in above)])
        _refuse_outside(locked, {line.code: line.name}, {code: entry.name for code, entry in base.items()})
        act.change(locked)
        act.log(code=line.code, name=line.name)
        for entry in above:
            act.create(_entry(locked, line_of(entry)))
        return act.create(_entry(locked, line))


def change_entry(
    *, entry: int, line: EntryLine, by: Agent, version: int | None = None, once: UUID | None = None
) -> EditionEntry:
    """Changes an entry's name, description, items and mark; its code stays, and a past expert review no longer counts.

    Raises Refusal.
    """
    with action("catalogue.entry.changed", Permission.DRAFT_EDITION, by=by, once=once) as act:
        edition = _writable(act, _edition_of(entry), None)
        locked = act.lock(EditionEntry.objects.filter(edition=edition), entry, version=version)
        refuse_wrong_line(line)
        base = {code: each.name for code, each in _base_entries(edition, path_of(locked.code)).items()}
        _refuse_outside(edition, {locked.code: line.name}, base)
        act.change(edition)
        act.log(code=locked.code)
        return act.change(locked, **_values(line), is_expert_reviewed=False)


def remove_entry(*, entry: int, by: Agent, version: int | None = None, once: UUID | None = None) -> Edition:
    """Deletes an entry without entries below it; returns the edition. Raises Refusal."""
    with action("catalogue.entry.removed", Permission.DRAFT_EDITION, by=by, once=once) as act:
        edition = _writable(act, _edition_of(entry), None)
        locked = act.lock(EditionEntry.objects.filter(edition=edition), entry, version=version)
        if below := edition.entries.filter(parent=locked.code).count():
            raise Refusal(f"{locked}下面还有{below}个条目，不能去掉", "请先去掉下级条目")
        act.change(edition)
        act.log(code=locked.code, name=locked.name)
        act.remove(locked)
        return edition


def import_entries(
    *, edition: int, sheet: ReadSheet, by: Agent, version: int | None = None, once: UUID | None = None
) -> Imported:
    """Replaces the edition's entries by those of the table, in a few queries for thousands of lines.

    Raises SheetRefused with every wrong cell, and then changes nothing; Refusal when the table equals the edition.
    """
    with action("catalogue.entries.imported", Permission.DRAFT_EDITION, by=by, once=once) as act:
        locked = _writable(act, edition, version)
        written = written_entries(sheet)
        if stays_inside(locked) and locked.based_on:
            names = {code: each.line.name for code, each in written.items()}
            remedy = load_rulebook().rules[WITHIN_BASE].remedy.rstrip("。")
            for code, why in outside(names, locked.based_on.names).items():
                sheet.wrong(written[code].row, written[code].column, why, remedy)
        sheet.settle()
        imported = _replace(act, locked, {code: each.line for code, each in written.items()})
        act.log(added=imported.added, changed=imported.changed, removed=imported.removed)
    return imported


def _replace(act: Action, edition: Edition, lines: dict[str, EntryLine]) -> Imported:
    entries = {entry.code: entry for entry in edition.entries.all()}
    added = [_entry(edition, line) for code, line in sorted(lines.items()) if code not in entries]
    changed = [
        _rewritten(entry, lines[code])
        for code, entry in entries.items()
        if code in lines and line_of(entry) != lines[code]
    ]
    removed = [entry.pk for code, entry in entries.items() if code not in lines]
    if not (added or changed or removed):
        raise Refusal("文件里的条目和现在的完全一样", "没有要改的，不用导入")
    act.change(edition)
    act.remove_all(EditionEntry.objects.filter(pk__in=removed))
    act.change_all(changed, [*WRITTEN, "is_expert_reviewed"])
    act.create_all(added)
    return Imported(len(added), len(changed), len(removed))


def _rewritten(entry: EditionEntry, line: EntryLine) -> EditionEntry:
    for name, value in _values(line).items():
        setattr(entry, name, value)
    entry.is_expert_reviewed = False
    return entry


def _entry(edition: Edition, line: EntryLine) -> EditionEntry:
    return EditionEntry(edition=edition, code=line.code, **_values(line))


def _values(line: EntryLine) -> dict[str, object]:
    return {name: getattr(line, name) for name in WRITTEN} | {"items": list(line.items)}


def _writable(act: Action, edition: int, version: int | None) -> Edition:
    editions = Edition.objects.select_related("owner__place", "based_on")
    locked, _state = EDITION.lock(act, editions, edition, "write", version=version)
    return locked


def _base_entries(edition: Edition, codes: Sequence[str]) -> dict[str, EditionEntry]:
    """The entries of these codes, by code, in the edition that this one is based on."""
    if edition.based_on_id is None:
        return {}
    return {
        entry.code: entry
        for entry in EditionEntry.objects.filter(edition=edition.based_on_id, code__in=codes)
    }


def _refuse_outside(edition: Edition, names: dict[str, str], base: dict[str, str]) -> None:
    """Raises Refusal for an entry that the catalogue of its level does not cover."""
    facts: dict[str, Value] = {
        "stays_inside": stays_inside(edition),
        "has_base": True,
        "outside_text": some([*outside(names, base).values()]),
    }
    refuse(unmet(facts, wall_clock.today(), [WITHIN_BASE]), field="code")


def _edition_of(entry: int) -> int:
    found = EditionEntry.objects.filter(pk=entry).values_list("edition_id", flat=True).first()
    if found is None:
        raise NotFound
    return found
