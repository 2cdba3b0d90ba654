"""Actions on bodies: registering, correcting, moving in the tree, closing, reopening.

Renaming is in actions.renaming, merging and splitting in actions.succession.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.messages import announce
from goufu.core.permissions import Permission
from goufu.documents.models import Document
from goufu.journal.locks import Lock, take
from goufu.registry.actions.designations import (
    end_designations,
    present_since,
    require_document,
)
from goufu.registry.agents import Agent
from goufu.registry.body_checks import fault_of_head, refuse_taken_name, refuse_wrong
from goufu.registry.eligibility import bar_of
from goufu.registry.models import Body, Headship
from goufu.registry.names import as_written
from goufu.registry.queries.people import not_ended
from goufu.registry.queries.places import ended_in_words

LONGEST_PATH = 200
MOST_NAMED = 10  # people in a refusal


def register_body(*, by: Agent, head: str = "", once: UUID | None = None, **facts: Any) -> Body:
    """Registers a body, with its person in charge where it can be a provider. `facts` are the fields of Body that people edit.

    Raises Refusal with the wrong field.
    """
    with action("registry.body.registered", Permission.KEEP_BODIES, by=by, once=once) as act:
        body = Body(**facts | {"name": as_written(facts["name"])})
        act.allow(body)
        lock_tree()
        act.log(**named(body))
        if head and bar_of(body.kind):
            raise Refusal(*fault_of_head(body), field="head")
        enter_body(act, body)
        if head:
            act.create(Headship(body=body, name=head))
            act.log(head=head)
        return body


def enter_body(act: Action, body: Body) -> Body:
    """Stores a new body, with the tree locked. Raises Refusal with the wrong field."""
    [number] = new_numbers(1)
    body.pk = number
    if body.is_finance_office:
        body.office = body
    body.path = path_below(body.parent, number)
    refuse_wrong(body, act.by)
    refuse_taken_name(body, act.by)
    return act.create(body)


def change_body(*, by: Agent, body: Body, version: int, once: UUID | None = None, **facts: Any) -> Body:
    """Corrects the facts of a body; a new name from a day on is given by `renaming.rename_body`. Raises Refusal."""
    with action("registry.body.changed", Permission.KEEP_BODIES, by=by, once=once) as act:
        found = act.lock(all_bodies(), body.pk, version=version)
        return change_facts(act, found, facts, since=present_since(found))


def change_facts(act: Action, found: Body, facts: dict[str, Any], *, since: date | None) -> Body:
    """Stores new facts of a locked body and announces them as `registry.body.changed` (body, changed, since).

    since: the first day on which they hold; None: on all days. Raises Refusal with the wrong field, and where nothing
    would change.
    """
    if facts.get("is_finance_office", found.is_finance_office):
        facts["office"] = found
    if "name" in facts:
        facts["name"] = as_written(facts["name"])
    _refuse_leaving_clients(found, facts)
    wanted = _with(found, facts)
    refuse_wrong(wanted, act.by, was=found)
    if any(getattr(wanted, name) != getattr(found, name) for name in ("name", "place_id", "credit_code")):
        refuse_taken_name(wanted, act.by)
    changed = {name: value for name, value in facts.items() if getattr(found, name) != value}
    if not changed:
        raise Refusal("没有改动任何内容", "改好以后再保存；不改就返回")
    act.change(found, **changed)
    announce(
        "registry.body.changed",
        body=found.pk,
        changed=sorted(changed),
        since=since.isoformat() if since else None,
    )
    return found


def move_body(
    *,
    by: Agent,
    body: Body,
    version: int,
    parent: Body | None,
    since: date | None = None,
    document: Document | None = None,
    once: UUID | None = None,
) -> Body:
    """Moves a body, with all below it, under another parent, or under none.

    since, document: the first day, and the document that orders it. Without either, the parent was registered wrongly
    and is corrected for all days. Raises Refusal, for instance for a circle, or for one without the other.
    """
    if bool(since) != bool(document):
        raise Refusal(
            "生效日期和批准变更的文件只写了一样",
            "从某一天起改的，两样都要写；更正登记错的上级，都不写",
            field="document" if since else "since",
        )
    with action("registry.body.moved", Permission.KEEP_BODIES, by=by, once=once) as act:
        lock_tree()
        found = act.lock(all_bodies(), body.pk, version=version)
        above = all_bodies().get(pk=parent.pk) if parent else None
        _refuse_above(found, above)
        if since and document:
            require_document(found, document)
            end_designations(act, [found], since, document)
        act.change(found, parent=above)
        hang(act, found, above)
        return found


def hang(act: Action, body: Body, above: Body | None) -> None:
    """Updates the paths of a locked body and all below it. The tree must be locked; the caller stores `parent`."""
    was, now = body.path, path_below(above, body.pk)
    _refuse_deep(was, now)
    inside = Body.objects.filter(path__startswith=was)
    act.update_all(inside, path=Concat(Value(now), Substr("path", len(was) + 1)))
    body.path, body.parent = now, above


def close_body(*, by: Agent, body: Body, version: int, once: UUID | None = None) -> Body:
    """Deactivates a body; it remains in all past records. Raises Refusal while people or active bodies depend on it."""
    with action("registry.body.closed", Permission.KEEP_BODIES, by=by, once=once) as act:
        lock_tree()
        found = act.lock(all_bodies(), body.pk, version=version)
        if not found.is_active:
            raise Refusal(f"{found.name}已经停用", "不用再办")
        refuse_staffed(found)
        _refuse_with_others(found)
        return act.change(found, is_active=False)


def reopen_body(*, by: Agent, body: Body, version: int, once: UUID | None = None) -> Body:
    """Reactivates a closed body. Raises Refusal when it has a successor, or its parent or place has ended."""
    with action("registry.body.reopened", Permission.KEEP_BODIES, by=by, once=once) as act:
        lock_tree()
        found = act.lock(all_bodies(), body.pk, version=version)
        if found.is_active:
            raise Refusal(f"{found.name}没有停用", "不用再办")
        if heir := found.successions.select_related("successor").first():
            raise Refusal(
                f"{found.name}已经由{heir.successor.name}承接，不能恢复", "重新成立的单位，请另行登记"
            )
        if found.parent and not found.parent.is_active:
            raise Refusal(f"上级单位{found.parent.name}已经停用", "请先恢复上级单位，或者改到别的上级之下")
        if not found.place.is_current:
            raise Refusal(*ended_in_words(found.place))
        return act.change(found, is_active=True)


def move_to_successor_place(*, by: Agent, body: Body, version: int, once: UUID | None = None) -> Body:
    """Moves the body to the successor of its place. Raises Refusal when there is none."""
    heir = body.place.successor
    if heir is None:
        raise Refusal(*ended_in_words(body.place))
    return change_body(by=by, body=body, version=version, place=heir, once=once)


def lock_tree() -> None:
    """Locks the tree of bodies until the transaction ends; must be the first lock of all."""
    take(Lock.TREE_OF_BODIES)


def new_numbers(count: int) -> list[int]:
    """New primary keys, taken from the sequence in advance, since a body's path holds its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('registry_body', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [number for (number,) in cursor.fetchall()]


def named(body: Body) -> dict[str, str]:
    """The facts of a new body for the log entry."""
    return {"body.name": body.name, "body.kind": body.kind}


def path_below(parent: Body | None, number: int) -> str:
    """The path of the body with that number below that parent, whose own path is read afresh."""
    above = Body.objects.values_list("path", flat=True).get(pk=parent.pk) if parent else "/"
    return f"{above}{number}/"


def all_bodies() -> QuerySet[Body]:
    return Body.objects.select_related("place__successor", "parent", "office")


def _with(body: Body, facts: Mapping[str, Any]) -> Body:
    """A copy of the body with the new facts; the locked one is left unchanged."""
    changed = Body.objects.model(
        **{field.attname: getattr(body, field.attname) for field in Body._meta.concrete_fields}
    )
    for name in ("place", "parent", "office"):
        setattr(changed, name, getattr(body, name))
    for name, value in facts.items():
        setattr(changed, name, value)
    return changed


def _refuse_leaving_clients(office: Body, facts: Mapping[str, Any]) -> None:
    """Refuses changes by which a finance office that pays for others would lose its role, level or place."""
    stays = all(
        facts.get(name, getattr(office, name)) == getattr(office, name)
        for name in ("is_finance_office", "level", "place")
    )
    if not office.is_finance_office or stays:
        return
    count = office.clients.exclude(pk=office.pk).count()
    follows = facts.get("place") is not None and facts["place"] == office.place.successor
    if count and not follows:
        raise Refusal(f"还有 {count} 个单位由{office.name}主管", "请先把这些单位改由别的财政部门主管")


def refuse_staffed(body: Body) -> None:
    if why := staffed_in_words(body):
        raise Refusal(*why)


def staffed_in_words(body: Body) -> tuple[str, str] | None:
    """The refusal to end a body in which people hold roles, who are named; None when nobody does."""
    today = wall_clock.today()
    held = list(not_ended(today).filter(body=body).select_related("person").order_by("person__name", "role"))
    if not held:
        return None
    words = [
        f"{each.person.name}（{each.get_role_display()}，{f'到{each.last_day}' if each.last_day else '长期'}）"
        for each in held[:MOST_NAMED]
    ]
    rest = "等" if len(held) > MOST_NAMED else ""
    return (
        f"{body.name}还有 {len(held)} 个人任职没有结束：{'、'.join(words)}{rest}",
        f"请先由安全管理员停止这些岗位，最后一天填昨天（{today - timedelta(days=1)}）；"
        "填今天的，今天仍然有效，明天才能办",
    )


def _refuse_with_others(body: Body) -> None:
    if count := body.children.filter(is_active=True).count():
        raise Refusal(f"{body.name}下面还有 {count} 个正常的单位", "请先停用这些单位，或者改到别的上级之下")
    if count := body.clients.filter(is_active=True).exclude(pk=body.pk).count():
        raise Refusal(f"还有 {count} 个单位由{body.name}主管", "请先把这些单位改由别的财政部门主管")


def _refuse_above(body: Body, above: Body | None) -> None:
    """Refuses a parent that is impossible (itself, a descendant, a closed body) or unchanged."""
    if above == body:
        raise Refusal("不能作自己的上级", "请选择另一个上级单位", field="parent")
    if above and above.path.startswith(body.path):
        raise Refusal(
            f"{above.name}就在{body.name}之下，不能反过来作它的上级", "请选择另一个上级单位", field="parent"
        )
    if above and not above.is_active:
        raise Refusal(f"{above.name}已经停用", "请选择正常的上级单位", field="parent")
    if above == body.parent:
        raise Refusal("上级单位没有变", "请选择另一个上级单位", field="parent")


def _refuse_deep(was: str, now: str) -> None:
    """Refuses a move by which a path, of the body or of one below, would be too long for its column."""
    deepest = max(map(len, Body.objects.filter(path__startswith=was).values_list("path", flat=True)))
    if deepest - len(was) + len(now) > LONGEST_PATH:
        raise Refusal("层次太深", "请改到更高一级的单位之下", field="parent")
