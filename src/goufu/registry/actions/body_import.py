"""Import of bodies from a table: all rows or none, each fault with its cell, in few queries for any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.core.sheets import ReadSheet
from goufu.files.importing import Row
from goufu.registry.actions.bodies import LONGEST_PATH, lock_tree, named, new_numbers
from goufu.registry.agents import Agent
from goufu.registry.body_checks import (
    fault_of_founding,
    fault_of_head,
    fault_of_level,
    fault_of_no_office,
    fault_of_office,
    fault_of_size,
    fault_of_telephone,
    taken_in_words,
)
from goufu.registry.credit_codes import fault_with_kind
from goufu.registry.eligibility import bar_of
from goufu.registry.models import Body, Headship, Place
from goufu.registry.names import Folded, folds
from goufu.registry.queries.bodies import bodies
from goufu.registry.queries.places import ended_in_words


@dataclass(slots=True)
class _Known:
    """The stored data that the rows refer to, queried at once."""

    places: dict[str, Place]
    holders: dict[str, Body]  # by credit code, whether or not the agent may see them
    folds: dict[str, str]  # of the names in the table, which are compared folded
    named: dict[str, list[Body]]  # by folded name: stored ones that the agent may see, and those of the table
    rows: dict[int, Row] = field(default_factory=dict)  # of the table, by the number of its body

    def called(self, name: str) -> list[Body]:
        """The bodies of that name, to which more can be added."""
        return self.named.setdefault(self.folds.get(name, name), [])

    def are_same(self, name: str | None, other: str) -> bool:
        return bool(name and other) and self.folds[name or ""] == self.folds[other]


def import_bodies(*, by: Agent, sheet: ReadSheet, once: UUID | None = None) -> list[Body]:
    """Registers every row of a sheet that was read with `sheet.COLUMNS`; returns the new bodies in the order of the rows.

    Raises:
        SheetRefused: a cell is wrong; nothing was stored.
    """
    with action("registry.bodies.imported", Permission.KEEP_BODIES, by=by, once=once) as act:
        act.allow_anywhere()
        lock_tree()
        sheet.refuse_repeated("credit_code")
        known = _ask(sheet, by)
        made = [_body(sheet, row, known, by) for row in sheet.rows]
        _take_numbers(made, sheet.rows, known)
        for row, body in zip(sheet.rows, made, strict=True):
            _refer(sheet, row, body, known)
        ordered = list(_from_the_top(sheet, made, known))
        sheet.settle()
        act.create_all(ordered)
        heads = [
            Headship(body=body, name=row["head"])
            for row, body in zip(sheet.rows, made, strict=True)
            if row["head"]
        ]
        if heads:
            act.create_all(heads)
        act.set_subject(by.body)
        act.log(count=len(made))
        for body in ordered:
            act.log_for(body, "registry.body.registered", **named(body))
        return made


def _ask(sheet: ReadSheet, by: Agent) -> _Known:
    codes = {row["place"] for row in sheet.rows if row["place"]}
    credit_codes = {row["credit_code"] for row in sheet.rows if row["credit_code"]}
    names = {row[column] for row in sheet.rows for column in ("name", "parent", "office") if row[column]}
    places = Place.objects.filter(code__in=codes).select_related("successor").order_by("listed_from")
    folded = folds(names)
    named: dict[str, list[Body]] = {}
    stored = bodies(by).annotate(folded=Folded("name")).filter(folded__in=set(folded.values()))
    for body in stored:
        named.setdefault(body.folded, []).append(body)
    return _Known(
        {place.code: place for place in places},
        {str(body.credit_code): body for body in _with_codes(credit_codes)},
        folded,
        named,
    )


def _with_codes(codes: Iterable[str]) -> Iterator[Body]:
    yield from Body.objects.filter(credit_code__in=list(codes)).select_related("place")


def _body(sheet: ReadSheet, row: Row, known: _Known, by: Agent) -> Body:
    """The body with the row's own facts; each fault is reported at its cell."""
    body = Body(
        name=row["name"] or "",
        credit_code=row["credit_code"],
        kind=row["kind"] or "",
        size=row["size"] or "",
        founded_on=row["founded_on"],
        level=row["level"] or "",
        telephone=row["telephone"] or "",
        address=row["address"] or "",
        agency_code=row["agency_code"] or "",
    )
    if body.credit_code and (other := known.holders.get(body.credit_code)):
        sheet.wrong(row, "credit_code", *taken_in_words(other, by))
    if body.credit_code and (fault := fault_with_kind(body.credit_code, body.kind, body.get_kind_display())):
        sheet.wrong(row, "credit_code", *fault)
    if row["kind"] and (why := fault_of_size(body)):
        sheet.wrong(row, "size", *why)
    if row["head"] and row["kind"] and bar_of(row["kind"]):
        sheet.wrong(row, "head", *fault_of_head(body))
    if why := fault_of_telephone(body.telephone):
        sheet.wrong(row, "telephone", *why)
    if why := fault_of_founding(body.founded_on):
        sheet.wrong(row, "founded_on", *why)
    place = known.places.get(row["place"])
    if place is None:
        if row["place"]:
            sheet.wrong(row, "place", "没有这个行政区划代码", "请核对；新设的区划由系统管理员登记")
        return body
    body.place = place
    if not place.is_current:
        sheet.wrong(row, "place", *ended_in_words(place))
    elif _level_was_read(row) and (why := fault_of_level(body.kind, body.level, place)):
        sheet.wrong(row, "level", *why)
    return body


def _level_was_read(row: Row) -> bool:
    """Whether the row's kind and level could be read; if not, that fault is already reported."""
    return row["kind"] is not None and (row["level"] is not None or not row.raw.get("level"))


def _take_numbers(made: list[Body], rows: list[Row], known: _Known) -> None:
    """Assigns numbers to the new bodies, by which the rows of the table refer to each other."""
    for number, body, row in zip(new_numbers(len(made)), made, rows, strict=True):
        body.pk = number
        known.rows[number] = row
        known.called(body.name).append(body)


def _refer(sheet: ReadSheet, row: Row, body: Body, known: _Known) -> None:
    _refuse_same(sheet, row, body, known)
    if row["parent"]:
        body.parent = _one(sheet, row, "parent", known)
        if body.parent and not body.parent.is_active:
            sheet.wrong(row, "parent", "这个单位已经停用", "请改填正常的上级单位")
    if known.are_same(row["office"], body.name):
        body.is_finance_office, body.office = True, body
    elif row["office"]:
        body.office = _one(sheet, row, "office", known)
        if body.office and body.place_id and (why := _fault_of_office(body, known)):
            sheet.wrong(row, "office", *why)
    elif body.place_id and not row.raw.get("office") and (why := fault_of_no_office(body)):
        sheet.wrong(row, "office", *why)


def _refuse_same(sheet: ReadSheet, row: Row, body: Body, known: _Known) -> None:
    """Reports a row whose name and place are those of another body, unless both have credit codes."""
    for other in known.called(body.name):
        if other is body or not body.name or other.place_id != body.place_id:
            continue
        if other.credit_code and body.credit_code:
            continue
        there = known.rows.get(other.pk)
        if there is None:
            sheet.wrong(
                row, "name", f"这个区划里已经登记了同名的单位：{other.name}", "是同一个单位，就删去这一行"
            )
        elif there.line < row.line:
            sheet.wrong(
                row, "name", f"与第{there.line}行重复", "同一个单位只留一行；不是同一个，请填统一社会信用代码"
            )


def _fault_of_office(body: Body, known: _Known) -> tuple[str, str] | None:
    office = body.office
    assert office is not None
    row = known.rows.get(office.pk)
    if row is not None and known.are_same(row["office"], office.name):
        office.is_finance_office = True
    return fault_of_office(body, office) if office.place_id else None


def _one(sheet: ReadSheet, row: Row, name: str, known: _Known) -> Body | None:
    """The body of that name, stored or in the table; None when the name is unknown or ambiguous, which is reported."""
    found = known.called(row[name])
    if len(found) == 1:
        return found[0]
    if found:
        sheet.wrong(row, name, f"有 {len(found)} 个单位叫这个名称", "请先导入别的行，这一行在网页上单独登记")
    else:
        sheet.wrong(row, name, "没有登记这个单位，本表里也没有", "请核对全称，或者把它加到本表里")
    return None


def _from_the_top(sheet: ReadSheet, made: list[Body], known: _Known) -> Iterator[Body]:
    """The bodies in the order of the tree, parents first, each with its path; circles are reported."""
    below: dict[int | None, list[Body]] = {}
    for body in made:
        inside = body.parent is not None and body.parent.pk in known.rows
        below.setdefault(body.parent.pk if inside and body.parent else None, []).append(body)
    waiting = below.get(None, [])[::-1]
    seen = set()
    while waiting:
        body = waiting.pop()
        seen.add(body.pk)
        body.path = f"{body.parent.path if body.parent else '/'}{body.pk}/"
        if len(body.path) > LONGEST_PATH:
            sheet.wrong(known.rows[body.pk], "parent", "层次太深", "请改到更高一级的单位之下")
        yield body
        waiting += below.get(body.pk, [])
    for body in made:
        if body.pk not in seen:
            sheet.wrong(
                known.rows[body.pk],
                "parent",
                "上级单位绕成了一圈，或者上级在一圈里",
                "请改正其中一个单位的上级",
            )
