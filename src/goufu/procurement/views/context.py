"""What a procurement's page shows: where it stands, the next step of whoever looks, its timetable and its notices."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.errors import NotAllowed
from goufu.core.permissions import Permission
from goufu.procurement.concluded import state_of
from goufu.procurement.law import days_of, method_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    Procurement,
)
from goufu.procurement.past.days import is_of_before
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.review.events import SIGNED
from goufu.procurement.timing.chart import chart_of
from goufu.procurement.timing.counting import has_passed
from goufu.procurement.timing.told import State, Step, Timetable
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.ui.columns import state

KINDS = {
    State.DONE: "ok",
    State.RUNNING: "info",
    State.OVERDUE: "stop",
    State.NOT_YET: "",
    State.PAUSED: "warn",
    State.STOPPED: "",
    State.LAPSED: "stop",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the timetable in the table: its state as kind and word, its days in words."""

    step: Step
    kind: str
    word: str

    @property
    def article_url(self) -> str:
        instrument, _colon, number = self.step.rule.article.partition(":")
        return f"{reverse('law:instrument', args=[instrument])}#article-{number}" if instrument else ""


def state_words() -> dict[State, str]:
    """The states of steps in words."""
    return {
        State.DONE: _("已完成"),
        State.RUNNING: _("进行中"),
        State.OVERDUE: _("已超期"),
        State.NOT_YET: _("还没到"),
        State.PAUSED: _("暂停"),
        State.STOPPED: _("不再计算"),
        State.LAPSED: _("没有办，已期满"),
    }


def timetable_context(table: Timetable | None, why: str, entered: date | None = None) -> dict[str, Any]:
    """The context of procurement/timetable.html; entered: the day on which what ran elsewhere was entered."""
    words = state_words()
    lines = [
        Line(each, "info", _("补录以前已超期"))
        if is_of_before(each, entered)
        else Line(each, KINDS[each.state], words[each.state])
        for each in (table.steps if table else ())
    ]
    return {"table": table, "chart": chart_of(table) if table else None, "lines": lines, "no_table": why}


def walk_of(procurement: Procurement) -> dict[str, Any] | None:
    """The stages of the method, for components/progress.html; None without a method."""
    method = method_of(procurement)
    if method is None or not method.stages:
        return None
    told = procurement.occurrences.all()
    happened, events = days_of(told), load_methods().events
    undone = {each.event for each in told} - set(happened)
    if procurement.bid_deadline_at and not procurement.is_planned:
        happened["bid_deadline"] = procurement.bid_deadline_at
    if not procurement.is_planned:
        happened["started"] = procurement.begun_at or wall_clock.now()

    def is_past(ends: str) -> bool:
        at = happened.get(ends)
        return at is not None and not (events[ends].by_clock and not has_passed(at))

    # The furthest counts: an omission on the way is the timetable's to say. But nothing is behind an unsigned contract.
    signs = [at for at, stage in enumerate(method.stages) if stage.ends == SIGNED and not is_past(SIGNED)]
    before = method.stages[: signs[0]] if signs else method.stages
    behind = max((at for at, stage in enumerate(before, 1) if is_past(stage.ends)), default=0)
    # What was done and no longer counts is to be done again: what came before it lies behind, recorded or not.
    again = min((at for at, stage in enumerate(method.stages) if stage.ends in undone), default=0)
    behind = max(behind, again)
    return {"steps": [{"word": _(each.title), "url": ""} for each in method.stages], "here": behind + 1}


def badge(procurement: Procurement, held: Container[int] = ()) -> Any:
    """The state as HTML; held: the numbers of procurements that are suspended."""
    return state(*state_of(procurement, held))


def own_procurement(
    agent: Agent, number: int, verb: str = "", permission: Permission = Permission.HOLD_REVIEW
) -> Any:
    """The procurement whose review the agent holds, where the verb is allowed. Raises NotFound, NotAllowed, Refusal."""
    found = procurement_for(agent, number)
    if not agent.may_on(permission, found):
        raise NotAllowed(
            "评审小组的名单在结果公告以前只有采购人和受托组织评审的代理机构看", "请牵头的采购人办理"
        )
    if verb:
        PROCUREMENT.after(verb, found)
    return found
