"""The pages on which those served choose their provider themselves: a new period, how it stands, and what they chose."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.user_choices import open_choice, record_choices
from goufu.procurement.forms.user_choices import ChoicesForm, PeriodForm
from goufu.procurement.frameworks.standing import is_over, may_use, refuse_over
from goufu.procurement.frameworks.user_choices import (
    left_to_choose,
    money_for,
    provider_of,
    refuse_not_by_users,
    tallies,
)
from goufu.procurement.models import CallOffState, ChoiceMove, UserChoice
from goufu.procurement.queries.frameworks import framework_for, user_choice_for
from goufu.procurement.views.call_offs import usable
from goufu.procurement.views.framework_page import CALL_OFF_BADGES
from goufu.procurement.views.running_step import Next
from goufu.registry.agents import Agent
from goufu.ui.columns import state

SHOWN = 50  # call-offs and changes on the page, the newest


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def new(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a purchaser opens a period."""
    found = framework_for(agent, number)
    if not may_use(agent.body, found.procurement):
        raise NotFound
    refuse_not_by_users(found)
    projects = usable(request, agent, found)
    form = PeriodForm(sent(request), framework=found, projects=projects, once=once(request))
    return form_page(
        request,
        form,
        lambda: open_choice(framework=number, period=form.period(), by=agent, once=form.once),
        to=lambda made: reverse("procurement:user_choice", args=[made]),
        back=reverse("procurement:framework", args=[number]),
        title=_("由服务对象选择"),
        lead=_("%(title)s：供应商由服务对象自主选择，采购人只登记人数。登记一次，占用一次项目的金额。")
        % {"title": found},
        button=_("开始"),
        done=_("已开始，服务对象选了以后登记人数。"),
    )


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a period: who was chosen by how many, and who may still choose."""
    found = user_choice_for(agent, number)
    return render(request, "procurement/user_choice.html", _context(found, agent))


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def record(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which is recorded how many persons chose whom."""
    found = user_choice_for(agent, number)
    if not agent.may_on(Permission.WRITE_PROCUREMENT, found):
        raise NotAllowed("服务对象的选择由选用的采购人登记", "请那个单位的采购经办人办理")
    if request.method == "GET":
        refuse_over(found.framework)
    form = ChoicesForm(sent(request), choice=found, once=once(request))
    back = reverse("procurement:user_choice", args=[number])
    return form_page(
        request,
        form,
        lambda: record_choices(
            userchoice=number, chosen=form.chosen(), day=form.cleaned_data["day"], by=agent, once=form.once
        ),
        to=back,
        back=back,
        title=_("登记服务对象的选择"),
        lead=_("%(title)s：还可以服务 %(left)s 人。写这次新选的人数，各家分别答复；只写人数，不写姓名。")
        % {"title": found.title, "left": left_to_choose(found)},
        button=_("登记"),
        done=_("已登记，等各家答复。"),
    )


def _context(found: UserChoice, agent: Agent) -> dict[str, Any]:
    rows, refused = tallies(found)
    left, money = left_to_choose(found), money_for(found)
    calls = found.call_offs.prefetch_related("offers__member__provider").order_by("-pk")[:SHOWN]
    moves = ChoiceMove.objects.filter(target__choice=found, source__isnull=False).order_by("-pk")
    moves = moves.prefetch_related("source__offers__member__provider", "target__offers__member__provider")
    return {
        "choice": found,
        "framework": found.framework,
        "rows": rows,
        "refused": refused,
        "left": left,
        "money_for": money if money < left else None,
        "chosen": found.persons - left,
        "amount": sum(each.amount for each in (*rows, *([refused] if refused else []))),
        "call_offs": [
            (
                each,
                provider_of(each),
                state(CALL_OFF_BADGES[each.state], _word_of(each)),
            )
            for each in calls
        ],
        "moves": [
            (each, provider_of(each.source), provider_of(each.target))
            for each in moves[:SHOWN]
            if each.source
        ],
        "next": _next(found, agent, left, refused is not None),
    }


def _word_of(call_off: Any) -> str:
    return _("等服务对象改选") if call_off.state == CallOffState.CHOOSING else call_off.get_state_display()


def _next(found: UserChoice, agent: Agent, left: int, is_refused: bool) -> Next:
    if is_over(found.framework) or found.ends_on < wall_clock.today():
        return Next(sentence=_("这一期已经结束。"))
    if not agent.may_on(Permission.WRITE_PROCUREMENT, found):
        return Next(sentence=_("服务对象的选择由选用的采购人登记。"))
    if is_refused:
        waiting = found.call_offs.filter(state=CallOffState.CHOOSING).order_by("pk").first()
        assert waiting is not None
        address = reverse("procurement:change-choice", args=[waiting.pk])
        return Next(_("登记改选"), address, _("有供应商没有接受，请这些服务对象另选一家。"))
    if left:
        address = reverse("procurement:record_choices", args=[found.pk])
        return Next(_("登记选择"), address, _("服务对象选了以后，登记各家的人数。"))
    return Next(sentence=_("这一期的服务对象都选好了。"))
