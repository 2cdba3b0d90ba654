"""Succession of bodies: several merged into one, or one split into several; pending matters go to a successor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.messages import announce
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.documents.models import Document
from goufu.registry.actions.bodies import all_bodies, hang, lock_tree, refuse_staffed
from goufu.registry.actions.designations import cited, end_designations, require_document
from goufu.registry.agents import Agent
from goufu.registry.body_checks import fault_of_office
from goufu.registry.models import Body, Succession
from goufu.registry.queries.bodies import children, clients

Kind = Succession.Kind


def merge_bodies(
    *,
    by: Agent,
    into: Body,
    version: int,
    ended: Sequence[Body],
    since: date,
    document: Document,
    once: UUID | None = None,
) -> Body:
    """Merges bodies into another from that day on: they end, and it takes over their pending matters.

    Raises Refusal for the first body that can't be merged; NotFound for one that the agent may not manage.
    """
    with action("registry.bodies.merged", Permission.KEEP_BODIES, by=by, once=once) as act:
        lock_tree()
        heir = act.lock(all_bodies(), into.pk, version=version)
        require_document(heir, document)
        parts = _lock(act, ended)
        for part in sorted(parts, key=lambda part: -len(part.path)):  # the deepest first
            _end(act, part, [heir], Kind.MERGED, since, document)
        act.log(merged=[str(part) for part in parts])
        return heir


def split_body(
    *,
    by: Agent,
    body: Body,
    version: int,
    successors: Sequence[Body],
    since: date,
    document: Document,
    once: UUID | None = None,
) -> Body:
    """Splits a body into others from that day on: it ends, and the first successor takes over its pending matters."""
    with action("registry.body.split", Permission.KEEP_BODIES, by=by, once=once) as act:
        lock_tree()
        found = act.lock(all_bodies(), body.pk, version=version)
        require_document(found, document)
        if len({each.pk for each in successors}) < 2:
            raise Refusal("分立后至少有两个单位", "只有一个的，请在那个单位办合并", field="body_2")
        heirs = _lock(act, successors)
        _end(act, found, heirs, Kind.SPLIT, since, document)
        act.log(split_into=[str(heir) for heir in heirs])
        return found


def _lock(act: Action, bodies: Iterable[Body]) -> list[Body]:
    """The bodies, locked, in the given order without duplicates. Raises NotFound for one the agent may not manage."""
    numbers = list(dict.fromkeys(body.pk for body in bodies))
    manageable = visible(act.by, Permission.KEEP_BODIES, Body.SCOPE_FIELDS)
    rows = all_bodies().filter(manageable, pk__in=numbers).order_by("pk").select_for_update(of=("self",))
    found = {body.pk: body for body in rows}
    if len(found) < len(numbers):
        raise NotFound
    return [found[number] for number in numbers]


def _end(act: Action, body: Body, heirs: Sequence[Body], kind: str, since: date, document: Document) -> None:
    """Ends the body on that day; the first heir gets the bodies below it and those that it pays for."""
    main, *_others = heirs
    _refuse_ending(body, heirs)
    below, paid = (
        list((all_bodies() & rows).select_for_update(of=("self",)))
        for rows in (children(body), clients(body))
    )
    for client in paid:
        _refuse_office(client, main)
    touched = {each.pk: each for each in [body, *paid, *below]}
    end_designations(act, list(touched.values()), since, document)
    for client in paid:
        touched[client.pk].office = main
        act.log_for(client, "registry.body.changed", **{"body.office": [str(body), str(main)]})
    for each in below:
        hang(act, touched[each.pk], main)
        act.log_for(each, "registry.body.moved", **{"body.parent": [str(body), str(main)]})
    body.is_active = False
    act.change_all(list(touched.values()), ["office", "parent", "is_active"])
    act.create_all([_link(act, body, heir, kind, since, document, is_main=heir == main) for heir in heirs])
    if kind == Kind.MERGED:  # a split is the log entry of the body itself
        act.log_for(
            body,
            "registry.body.ended",
            into=[str(main)],
            since=since,
            document=cited(document),
        )
    announce("registry.body.succeeded", ended=body.pk, successor=main.pk, since=since.isoformat())


def _refuse_ending(body: Body, heirs: Sequence[Body]) -> None:
    if not body.is_active:
        raise Refusal(f"{body.name}已经停用", "请选择正常的单位")
    for heir in heirs:
        if heir == body:
            raise Refusal(f"{body.name}不能由自己承接", "请选择另一个单位")
        if not heir.is_active:
            raise Refusal(f"{heir.name}已经停用，不能承接", "请选择正常的单位，新设的先登记")
        if heir.path.startswith(body.path):
            raise Refusal(f"{heir.name}在{body.name}之下，不能承接它", "请先把它改到别的上级之下")
    if body.office_id and not heirs[0].office_id:
        raise Refusal(
            f"{heirs[0].name}没有登记主管财政部门，不能承接{body.name}的预算和项目",
            "请先在单位资料里登记主管财政部门",
        )
    refuse_staffed(body)


def _refuse_office(client: Body, office: Body) -> None:
    if why := fault_of_office(client, office):
        raise Refusal(
            f"还有单位由原财政部门主管，如{client.name}；{why[0]}", "请先把这些单位改由别的财政部门主管"
        )


def _link(
    act: Action, body: Body, heir: Body, kind: str, since: date, document: Document, *, is_main: bool
) -> Succession:
    return Succession(
        ended=body,
        successor=heir,
        kind=kind,
        takes_over=is_main,
        day=since,
        document=document,
        journal_entry_id=act.entry_number,
    )
