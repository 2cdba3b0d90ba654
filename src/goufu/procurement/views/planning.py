"""The pages on which a procurement is planned: begun, by a method, with its plan, lots and judgements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goufu.core.errors import NotAllowed, NotFound
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.planning.models import Project
from goufu.procurement.actions.buying_together import join_procurement, leave_procurement, others_in
from goufu.procurement.actions.judging import judge
from goufu.procurement.actions.planning import choose_method, draft_procurement, left_of, save_procurement
from goufu.procurement.forms.method import MethodForm
from goufu.procurement.forms.planning import BeginForm, JoinForm, JudgeForm, LeaveForm, LotsForm, PlanForm
from goufu.procurement.law import facts_of, method_of, timetable_for
from goufu.procurement.model import Method
from goufu.procurement.models import Procurement
from goufu.procurement.offered import GROUNDS, methods_for
from goufu.procurement.queries.procurements import procurable, procurement_for, taken_into
from goufu.procurement.splitting import split_of
from goufu.procurement.timing.counting import day_of
from goufu.procurement.timing.told import Timetable
from goufu.procurement.transitions import PROCUREMENT
from goufu.procurement.views.context import timetable_context
from goufu.registry.agents import Agent

# The fields of the plan whose days follow from the timetable: the event that each is.
ENDS = {"file_until": "file_closed", "bid_deadline_day": "bid_deadline"}


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page that begins a procurement out of approved projects."""
    projects = procurable(agent)
    asked = request.GET.get("project", "")
    chosen = [(each, left) for each, left in projects if str(each.pk) == asked]
    start: dict[str, Any] = {f"amount-{each.pk}": left for each, left in chosen}
    if chosen:
        start["title"] = chosen[0][0].title
    form = BeginForm(
        sent(request),
        projects=[*chosen, *(each for each in projects if each not in chosen)],
        initial=start,
        once=once(request),
    )
    return form_page(
        request,
        form,
        lambda: draft_procurement(
            title=form.cleaned_data["title"], amounts=form.amounts(), by=agent, once=form.once
        ),
        to=lambda number: reverse("procurement:method", args=[number]),
        back=reverse("procurement:procurements"),
        title=_("开始采购"),
        lead=_("一次采购可以用几个已批准的项目；每个写明这次用多少，不用的空着。下一步选采购方式。"),
        button=_("开始编制方案"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def join(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a project of the agent's body joins the procurement of another."""
    found = next((each for each, _left in procurable(agent) if each.pk == number), None)
    if found is None:
        raise NotFound
    plans = taken_into(agent)
    form = JoinForm(sent(request), taken_into=plans, initial={"amount": left_of(found)}, once=once(request))
    return form_page(
        request,
        form,
        lambda: join_procurement(
            procurement=form.cleaned_data["procurement"],
            project=found.pk,
            amount=form.cleaned_data["amount"],
            by=agent,
            once=form.once,
        ),
        to=lambda number: reverse("procurement:procurement", args=[number]),
        back=reverse("planning:project", args=[found.pk]),
        title=_("加入联合采购"),
        lead=(
            _("“%(title)s”和别的单位一起采购，由那个单位牵头。")
            if plans
            else _(
                "还没有单位请本单位一起采购。请牵头的单位在它的采购页上选“请单位一起采购”，“%(title)s”再加入。"
            )
        )
        % {"title": found.title},
        button=_("加入"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def leave(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the agent's body leaves the procurement of another, which it was taken into."""
    found = Procurement.objects.select_related("purchaser").filter(pk=number).first()
    if found is None or not others_in(found).filter(pk=agent.body.pk).exists():
        raise NotFound
    PROCUREMENT.after("leave-out", found)
    form = LeaveForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: leave_procurement(
            procurement=number, reason=form.cleaned_data["reason"], by=agent, once=form.once
        ),
        to=lambda _number: reverse("procurement:procurements"),
        back=reverse("procurement:procurements"),
        title=_("退出联合采购"),
        lead=_(
            "“%(title)s”由%(body)s牵头。本单位加入的项目和金额一起退出，可以另行采购；理由牵头的单位看得到。"
        )
        % {"title": found.title, "body": found.purchaser.name},
        button=_("退出联合采购"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def method(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the method is chosen: those that are lawful, and why the others are not."""
    found = _to_write(agent, number)
    facts = facts_of(found)
    ground = next((getattr(found, name) for name in GROUNDS if getattr(found, name)), "")
    chosen = f"{found.method}:{ground}" if found.method else "consultation:service_purchase"
    lines, others = methods_for(found, facts)
    form = MethodForm(
        sent(request),
        lines=lines,
        chosen=chosen,
        once=once(request),
        version=found.version,
    )
    return form_page(
        request,
        form,
        lambda: choose_method(
            procurement=number, by=agent, version=form.version, once=form.once, **form.said()
        ),
        back=_page(number),
        to=reverse("procurement:plan", args=[number]) if not found.starts_on else _page(number),
        version_now=lambda: procurement_for(agent, number).version,
        template="procurement/method.html",
        procurement=found,
        refused_methods=others,
        split=split_of(facts),
        budget=facts.get("budget_yuan"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def plan(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the plan is written, with its timetable beside it."""
    found = _to_write(agent, number)
    table, why = timetable_for(found, facts_of(found))
    form = PlanForm(
        sent(request),
        thing=found,
        earliest=earliest_of(table, method_of(found)),
        initial=PlanForm.starting_with(found),
        once=once(request),
        version=found.version,
    )
    return form_page(
        request,
        form,
        lambda: save_procurement(
            procurement=number, by=agent, version=form.version or 0, values=form.values(), once=form.once
        ),
        back=_page(number),
        to=_page(number),
        done=_("已保存。"),
        version_now=lambda: procurement_for(agent, number).version,
        template="procurement/plan.html",
        procurement=found,
        **timetable_context(table, why),
    )


def earliest_of(table: Timetable | None, method: Method | None) -> dict[str, Any]:
    """The earliest lawful day of each field of the plan that the timetable knows."""
    found: dict[str, Any] = {}
    ends = ENDS | ({"applications_day": method.admission.closes} if method and method.admission else {})
    for step in table.steps if table else ():
        for name, event in ends.items():
            if step.rule.ends == event and step.earliest and step.rule.kind == "least":
                found[name] = max(found.get(name, day_of(step.earliest)), day_of(step.earliest))
    return found


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def money(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of what the procurement spends of each of the body's own projects."""
    found = _to_write(agent, number)
    own = {each.project_id: each for each in found.shares.all() if each.project.purchaser_id == agent.body.pk}
    others = [each for each in procurable(agent) if each[0].pk not in own]
    projects: list[tuple[Project, Decimal]] = [
        *((each.project, left_of(each.project) + each.amount) for each in own.values()),
        *others,
    ]
    form = BeginForm(
        sent(request),
        projects=projects,
        initial={"title": found.title} | {f"amount-{key}": each.amount for key, each in own.items()},
        once=once(request),
        version=found.version,
    )
    return form_page(
        request,
        form,
        lambda: save_procurement(
            procurement=number,
            by=agent,
            version=form.version or 0,
            values={"title": form.cleaned_data["title"]},
            amounts=form.amounts(),
            once=form.once,
        ),
        back=_page(number),
        done=_("已保存。"),
        version_now=lambda: procurement_for(agent, number).version,
        title=_("哪个项目出多少钱"),
        lead=_("合起来就是采购预算；不能超过每个项目批准的金额。别的单位的项目由那个单位自己加入。"),
        button=_("保存"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def lots(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of the lots."""
    found = _to_write(agent, number)
    form = LotsForm(sent(request), lots=found.lots.all(), once=once(request), version=found.version)
    return form_page(
        request,
        form,
        lambda: save_procurement(
            procurement=number,
            by=agent,
            version=form.version or 0,
            values={},
            lots=form.lots(),
            once=form.once,
        ),
        back=_page(number),
        done=_("已保存。"),
        version_now=lambda: procurement_for(agent, number).version,
        title=_("分包"),
        lead=_("不分包就都空着。分包的，各包预算之和等于采购预算。"),
        button=_("保存"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def judgement(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a judgement that nothing but a person can make."""
    found = _to_write(agent, number)
    start = {"fact": request.GET.get("fact", "")}
    form = JudgeForm(sent(request), initial=start, once=once(request), version=found.version)
    return form_page(
        request,
        form,
        lambda: judge(
            procurement=number, by=agent, version=form.version, once=form.once, **form.cleaned_data
        ),
        back=_page(number),
        done=_("已记下，连同您的姓名和日期。"),
        version_now=lambda: procurement_for(agent, number).version,
        title=_("作一项判断"),
        lead=_(
            "只有这几项要靠人判断，其余的都从办理里来。判断记下姓名、日期和理由；再判断一次，以最后一次为准。"
        ),
        button=_("记下"),
    )


def _to_write(agent: Agent, number: int) -> Any:
    """The procurement whose plan the agent may write now. Raises NotFound, NotAllowed, Refusal."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.WRITE_PROCUREMENT, found):
        raise NotAllowed(f"只有{found.purchaser.name}能编制这次采购的方案", "请由牵头的采购人办理")
    PROCUREMENT.after("write", found)
    return found


def _page(number: int) -> str:
    return reverse("procurement:procurement", args=[number])
