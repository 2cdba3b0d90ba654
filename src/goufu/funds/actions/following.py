"""Changes of budget lines by the program when a body is changed, merged or split, on the registry's message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain, count

import pghistory
from django.db.models import Q, QuerySet

from goufu.core.action import Action, action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.funds.models import BudgetLine
from goufu.funds.queries.importing import Key, key_of
from goufu.registry.models import Body

LONGEST_CODE = 40
FROM_THE_BODY = ("office", "place_code")


def follow_changed(*, body: int, changed: list[str], since: str | None) -> None:
    """Writes a body's new office and place into its lines; the office into those of the year `since` and later."""
    rows = own_lines(body)
    if not {"office", "place"}.intersection(changed) or not rows.exists():
        return
    with _following_action("funds.budget_lines.followed") as act:
        owner = Body.objects.select_related("place").get(pk=body)
        found = list(rows.select_for_update().order_by("pk"))
        for line in found:
            _write(line, owner, date.fromisoformat(since).year if since else 0)
        act.only_log(owner)
        act.change_all(found, FROM_THE_BODY)
        act.log(body=owner.name, count=len(found))


def take_over_lines(*, ended: int, successor: int, since: str) -> None:
    """Gives the successor the ended body's lines of that year and later, with everything held of them.

    A line whose codes the successor already uses gets the ended body's number appended to its code, and one more where
    that is used too. An ended finance office's lines are managed by its successor.
    """
    with _following_action("funds.budget_lines.taken_over") as act:
        before = Body.objects.get(pk=ended)
        heir = Body.objects.select_related("place").get(pk=successor)
        year = date.fromisoformat(since).year
        found = list(lines_of(ended, year).select_for_update().order_by("pk"))
        taken = {key_of(line) for line in own_lines(successor, year)}
        for line in found:
            if line.body_id == ended:
                _hand_over(line, heir, taken)
            else:
                line.office = heir
            act.log_for(
                line, "funds.budget_line.taken_over", before=str(before), successor=str(heir), code=line.code
            )
        act.only_log(heir)
        act.change_all(found, ["body", "code", *FROM_THE_BODY])
        act.log(before=str(before), since=since, count=len(found))


def own_lines(body: int, year: int = 0) -> QuerySet[BudgetLine]:
    """The lines of a body, of that year and later."""
    return BudgetLine.objects.filter(body=body, year__gte=year)


def lines_of(body: int, year: int) -> QuerySet[BudgetLine]:
    """The lines of a body, or that it manages as a finance office, of that year and later."""
    return BudgetLine.objects.filter(Q(body=body) | Q(office=body), year__gte=year)


def _hand_over(line: BudgetLine, heir: Body, taken: set[Key]) -> None:
    code, ended = line.code, line.body_id
    line.body = heir
    _write(line, heir)
    marks = chain([f"-{ended}"], (f"-{ended}-{number}" for number in count(2)))
    while key_of(line) in taken:
        mark = next(marks)
        line.code = code[: LONGEST_CODE - len(mark)] + mark
    taken.add(key_of(line))


def _write(line: BudgetLine, body: Body, year: int = 0) -> None:
    """Writes what the line has from its body, whose facts hold from that year on; the place always."""
    line.place_code = body.place.code
    if line.year >= year:
        line.office_id = body.office_id or line.office_id


@contextmanager
def _following_action(name: str) -> Iterator[Action]:
    """An action of the program on lines; their history names it too."""
    with (
        action(name, Permission.KEEP_BUDGET, by=System()) as act,
        pghistory.context(action=name, person=act.by.actor.person_name, entry=act.entry_number),
    ):
        act.allow_anywhere()
        yield act
