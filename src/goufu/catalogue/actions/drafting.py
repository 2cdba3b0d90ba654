"""Drafting a new edition, and withdrawing one in progress."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from goufu import wall_clock
from goufu.catalogue.actions.publishing import NOT_RETURNED
from goufu.catalogue.content import refuse_secret
from goufu.catalogue.missing import BASE_IN_FORCE, MADE_BY_FINANCE, refuse, unmet
from goufu.catalogue.models import PUBLIC, Edition, EditionEntry, EditionKind
from goufu.catalogue.queries.applied import base_for
from goufu.catalogue.transitions import EDITION
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.law.model import Value
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.models.places import CENTRE


class DraftStart(StrEnum):
    """The entries that a new edition begins with."""

    EMPTY = "empty"
    LAST = "last"  # the owner's own last edition
    BASE = "base"  # the edition that it is based on


def draft_edition(
    *, owner: Body, kind: str, start: str, by: Agent, day: date, title: str = "", once: UUID | None = None
) -> Edition:
    """Creates an edition in draft, with copies of the entries that it starts from.

    Raises Refusal when the body makes no catalogue of that kind, there is nothing to start from, or one is in progress
    already.
    """
    with action("catalogue.edition.drafted", Permission.DRAFT_EDITION, by=by, once=once) as act:
        edition = Edition(owner=owner, kind=kind, title=title.strip() or _title(owner, kind))
        act.allow(edition)
        refuse_secret("title", edition.title)
        _refuse_wrong_kind(owner, kind)
        edition.based_on = _base(owner, kind, day)
        last = _own_last(owner, kind)
        edition.number = next_number(owner, kind)
        source = _source(start, last, edition.based_on)
        act.create(edition)
        entries = copies(source.entries.all(), edition) if source else []
        act.create_all(entries)
        act.log(title=edition.title, added=len(entries))
    return edition


def withdraw_edition(
    *, edition: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Edition:
    """Withdraws an edition in progress; it stays readable for those who made it.

    Raises Refusal for a published edition, which only its successor ends.
    """
    with action("catalogue.edition.withdrawn", Permission.DRAFT_EDITION, by=by, once=once) as act:
        locked, state = EDITION.lock(act, Edition.objects, edition, "withdraw", version=version)
        reason = required_reason(reason, "撤回")
        act.log(reason=reason)
        return act.change(
            locked,
            state=state,
            withdrawn_by=by.person,
            withdrawn_at=wall_clock.now(),
            withdrawal_reason=reason,
            **NOT_RETURNED,
        )


def copies(entries: Iterable[EditionEntry], edition: Edition) -> list[EditionEntry]:
    """Copies of the entries for another edition, not yet consulted on or reviewed."""
    return [
        EditionEntry(
            edition=edition,
            code=entry.code,
            name=entry.name,
            description=entry.description,
            items=entry.items,
            needs_expert_review=entry.needs_expert_review,
        )
        for entry in entries
    ]


def _refuse_wrong_kind(owner: Body, kind: str) -> None:
    if kind not in EditionKind.values:
        raise Refusal("没有这种目录", "请选本级目录或部门目录", field="kind")
    facts: dict[str, Value] = {"edition_kind": kind, "is_finance_office": owner.is_finance_office}
    refuse(unmet(facts, wall_clock.today(), [MADE_BY_FINANCE]), field="kind")
    if kind == EditionKind.DEPARTMENT and owner.office_id is None:
        raise Refusal(f"{owner}没有登记主管财政部门", "请系统管理员先登记主管财政部门", field="kind")


def _base(owner: Body, kind: str, day: date) -> Edition | None:
    base = base_for(owner, kind, day)
    needed = kind == EditionKind.DEPARTMENT or owner.place.code != CENTRE
    refuse(unmet({"stays_inside": needed, "has_base": base is not None}, day, [BASE_IN_FORCE]))
    return base


def _source(start: str, last: Edition | None, base: Edition | None) -> Edition | None:
    if start == DraftStart.EMPTY:
        return None
    source = last if start == DraftStart.LAST else base if start == DraftStart.BASE else None
    if source is None:
        raise Refusal("没有可以照抄的目录", "请从空白开始", field="start")
    return source


def _own_last(owner: Body, kind: str) -> Edition | None:
    return Edition.objects.filter(owner=owner, kind=kind, state__in=PUBLIC).order_by("-number").first()


def next_number(owner: Body, kind: str) -> int:
    numbers = (
        Edition.objects.filter(owner=owner, kind=kind).order_by("-number").values_list("number", flat=True)
    )
    return (numbers.first() or 0) + 1


def _title(owner: Body, kind: str) -> str:
    maker = owner.place.name if kind == EditionKind.LEVEL else owner.name
    return f"{maker}政府购买服务指导性目录"
