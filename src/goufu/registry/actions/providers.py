"""Actions on a provider's file. An entry is never deleted: it is ended, or struck out with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.journal.naming import kind_of
from goufu.registry.agents import Agent
from goufu.registry.body_checks import fault_of_founding
from goufu.registry.credit_codes import compact, fault_of
from goufu.registry.eligibility import bar_of
from goufu.registry.models import Affiliation, Body
from goufu.registry.models.declared import Declared
from goufu.registry.models.providers import FileEntry

E = TypeVar("E", bound=FileEntry)


def add_entry(*, by: Agent, entry: E, once: UUID | None = None) -> E:
    """Adds an entry to the file of its body. Raises Refusal where bodies of this kind may not be providers."""
    with action("registry.provider.noted", *entry.KEPT_BY, by=by, once=once) as act:
        body = act.lock(Body.objects.select_related("place"), entry.body_id)
        act.ask(lambda: _refuse_no_provider(body))
        _refuse_foreseen(entry)
        _refuse_holder(entry, body)
        act.create(entry)
        act.log(**_said(entry))
        return entry


def correct_entry(*, by: Agent, entry: E, version: int, right: E, reason: str, once: UUID | None = None) -> E:
    """Strikes an entry out with the reason, and adds the right one instead."""
    with action("registry.provider.corrected", *entry.KEPT_BY, by=by, once=once) as act:
        wrong = _lock(act, entry, version)
        _refuse_foreseen(right)
        _refuse_holder(right, wrong.body)
        reason = required_reason(reason, "更正")
        act.change(wrong, struck=reason)
        right.body, right.corrects = wrong.body, wrong
        act.create(right)
        act.log(reason=reason, corrected=wrong.said(), **_said(right))
        act.set_subject(wrong.body)
        return right


def strike_entry(*, by: Agent, entry: E, version: int, reason: str, once: UUID | None = None) -> E:
    """Strikes out an entry that should not exist."""
    with action("registry.provider.struck", *entry.KEPT_BY, by=by, once=once) as act:
        wrong = _lock(act, entry, version)
        reason = required_reason(reason, "划去")
        act.change(wrong, struck=reason)
        act.log(reason=reason, **_said(wrong))
        act.set_subject(wrong.body)
        return wrong


def end_entry(*, by: Agent, entry: E, version: int, day: date, once: UUID | None = None) -> E:
    """Sets or changes the last day of an entry."""
    with action("registry.provider.ended", *entry.KEPT_BY, by=by, once=once) as act:
        found = _lock(act, entry, version)
        act.change(found, **{found.ENDS_WITH: day})
        act.log(**_said(found))
        act.set_subject(found.body)
        return found


def set_founding(
    *, by: Agent, body: Body, version: int, founded_on: date | None, once: UUID | None = None
) -> Body:
    """Sets the founding date of a body, as its certificate states it."""
    with action("registry.provider.founding_set", Permission.KEEP_PROVIDERS, by=by, once=once) as act:
        found = act.lock(Body.objects.select_related("place"), body.pk, version=version)
        if why := fault_of_founding(founded_on):
            raise Refusal(*why, field="founded_on")
        return act.change(found, founded_on=founded_on)


def _lock(act: Action, entry: E, version: int) -> E:
    found = act.lock(type(entry)._default_manager.select_related("body__place"), entry.pk, version=version)
    if not found.stands:
        raise Refusal(f"这条记录已经划去：{found.struck}", "请核对更正后的记录")
    return found


def _refuse_no_provider(body: Body) -> None:
    if provider := bar_of(body.kind):
        raise Refusal(
            f"{body.name}是{body.get_kind_display()}，不能承接政府购买服务，没有承接主体档案",
            "类别登记错了，请系统管理员更正",
            articles=[f"{each.instrument}:{each.number}" for each in provider.articles],
        )


def _refuse_foreseen(entry: FileEntry) -> None:
    """What is seen, published, decided or inspected lies in the past."""
    today = wall_clock.today()
    names = ("seen_on", "published_on", "decided_on", *(["starts_on"] if isinstance(entry, Declared) else []))
    for name in names:
        if (day := getattr(entry, name, None)) and day > today:
            raise Refusal("日期在今天以后", "请核对日期", field=name)
    if getattr(entry, "year", today.year) > today.year:
        raise Refusal("年度还没有到", "请核对年度", field="year")


def _refuse_holder(entry: FileEntry, body: Body) -> None:
    """Who holds or manages the body is another one, and its code a possible one."""
    if not isinstance(entry, Affiliation):
        return
    entry.holder_code = compact(entry.holder_code)
    if entry.holder_code and (fault := fault_of(entry.holder_code)):
        raise Refusal(*fault, field="holder_code")
    if entry.holder_code and entry.holder_code == body.credit_code:
        raise Refusal("写的是本单位自己的代码", "请写控股、管理本单位的那个单位", field="holder_code")


def _said(entry: FileEntry) -> dict[str, Any]:
    """The entry's facts for the log entry, by field."""
    noted = {field.name: getattr(entry, field.name) for field in entry.said_fields()}
    said = {
        f"{kind_of(entry)}.{name}": str(value) for name, value in noted.items() if value not in (None, "")
    }
    return {"kind": str(entry._meta.verbose_name), **said}
