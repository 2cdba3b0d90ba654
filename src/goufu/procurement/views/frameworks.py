"""The pages of framework agreements: the list, one of them, its beginning, those who join, and the shortlist before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.form_pages import form_page, sent
from goufu.core.opinion import cards
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.agreeing import conclude_framework
from goufu.procurement.actions.applying import (
    apply_to_join,
    is_closed_framework,
)
from goufu.procurement.actions.awarding import report_of
from goufu.procurement.actions.shortlisting import at_most, ranked, shortlist
from goufu.procurement.actions.supplementing import conclude_supplement
from goufu.procurement.choices import second_stages
from goufu.procurement.forms.frameworks import ApplyForm, ConcludeSupplementForm, ShortlistForm, TermsForm
from goufu.procurement.models import ApplicationState, FrameworkState, Supplement
from goufu.procurement.queries.frameworks import (
    application_for,
    framework_for,
    frameworks,
    member_for,
)
from goufu.procurement.queries.procurements import procurement_for, sees_cases_and_agreements
from goufu.procurement.review.law import AwardLaw
from goufu.procurement.transitions import FRAMEWORK, PROCUREMENT
from goufu.procurement.views.context import own_procurement
from goufu.procurement.views.framework_next import without_framework
from goufu.procurement.views.framework_page import FRAMEWORK_BADGES, context_of
from goufu.procurement.views.reviewing import waiting_lots
from goufu.registry.agents import Agent
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet
from goufu.ui.lists import list_page
from goufu.ui.tables import (
    ChoiceColumn,
    DateColumn,
    MoneyColumn,
    NumberColumn,
    StateColumn,
    Table,
    TextColumn,
)


class FrameworkFilter(FilterSet):
    q = Contains(["procurement__title", "procurement__number"], label=gettext_lazy("名称或者编号"))
    state = ChoiceFilter(label=gettext_lazy("状态"), choices=FrameworkState.choices)
    way = ChoiceFilter(label=gettext_lazy("第二阶段的方式"), choices=second_stages)


class FrameworkTable(Table):
    title = gettext_lazy("框架协议")
    name = ChoiceColumn(
        accessor="procurement__title",
        verbose_name=gettext_lazy("框架协议"),
        address="procurement:framework",
        orderable=False,
    )
    purchaser = TextColumn(
        accessor="procurement__purchaser__name", verbose_name=gettext_lazy("签订的采购人"), orderable=False
    )
    way = TextColumn(accessor="get_way_display", verbose_name=gettext_lazy("第二阶段的方式"), orderable=False)
    in_it = NumberColumn(verbose_name=gettext_lazy("供应商"), orderable=False)
    taken = MoneyColumn(verbose_name=gettext_lazy("已选用"), orderable=False)
    total_limit = MoneyColumn(verbose_name=gettext_lazy("成交总额上限"), orderable=False)
    ends_on = DateColumn(verbose_name=gettext_lazy("最后一天"), orderable=False)
    state = StateColumn(verbose_name=gettext_lazy("状态"), kinds=FRAMEWORK_BADGES, orderable=False)

    class Meta(Table.Meta):
        empty_text = gettext_lazy("本区划的采购人签订的框架协议列在这里。")


@require_safe
@needs()
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of agreements, with what was called off against the limit."""
    if not sees_cases_and_agreements(agent):
        raise NotFound
    return list_page(
        request, FrameworkTable, frameworks(agent), FrameworkFilter, "procurement/frameworks.html"
    )


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of an agreement."""
    return render(request, "procurement/framework.html", context_of(framework_for(agent, number), agent))


@require_safe
@needs()
def member(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """A provider stands on its agreement's page."""
    return redirect("procurement:framework", member_for(agent, number).framework_id)


@require_safe
@needs()
def application(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """An application stands on its agreement's page."""
    return redirect("procurement:framework", application_for(agent, number).framework_id)


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_AWARD)
def shortlisted(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the purchaser decides how many are taken into the agreement, lot after lot."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.DECIDE_AWARD, found):
        raise NotAllowed("这次采购由采购人的负责人确定入围供应商", "请那个单位的采购负责人办理")
    PROCUREMENT.after("award", found)
    left = waiting_lots(found) if found.method else []
    if not left:
        raise Refusal("没有要确定入围供应商的", "已经确定的，接着发通知书，公告入围结果")
    placings = ranked(report_of(found, left[0]))
    most = at_most(found, left[0], len(placings))
    law = AwardLaw.of(found, placings)
    form = ShortlistForm(
        sent(request),
        placings=placings,
        most=most,
        doubts=law.doubts,
        once=once(request),
        version=found.version,
    )
    said = {
        "count": len(placings),
        "most": most,
        "lot": f"{left[0].number} {left[0].title}" if left[0] else "",
    }
    return form_page(
        request,
        form,
        lambda: shortlist(
            procurement=number,
            lot=left[0].pk if left[0] else None,
            by=agent,
            version=form.version,
            once=form.once,
            **form.said(),
        ),
        to=reverse("procurement:review", args=[number]),
        back=reverse("procurement:review", args=[number]),
        version_now=lambda: procurement_for(agent, number).version,
        title=_("确定入围供应商 %(lot)s") % said,
        lead=_(
            "合格 %(count)d 家，照淘汰率最多入围 %(most)d 家；从第一名起数，并列的一起要或者一起不要。确定以后不能再改。"
        )
        % said,
        button=_("确定"),
        done=_("已确定入围供应商。"),
        template="procurement/law_form.html",
        law_cards=cards(law.failed),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def conclude(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the agreement on the procurement, or on its next lot, is concluded."""
    found = own_procurement(agent, number, "award")
    left = without_framework(found)
    if not left:
        raise Refusal("已经签订了框架协议", "在协议页上办")
    lot = next((each for each in found.lots.all() if each.pk == left[0]), None)
    form = TermsForm(sent(request), once=once(request), version=found.version)
    form.initial.setdefault("total_limit", lot.amount if lot else found.budget)
    said = {"lot": f"{lot.number} {lot.title}" if lot else ""}
    return form_page(
        request,
        form,
        lambda: conclude_framework(
            procurement=number,
            lot=left[0],
            terms=form.terms(),
            by=agent,
            version=form.version,
            once=form.once,
        ),
        to=lambda made: reverse("procurement:framework", args=[made]),
        back=reverse("procurement:procurement", args=[number]),
        version_now=lambda: procurement_for(agent, number).version,
        title=_("签订框架协议 %(lot)s") % said,
        lead=_(
            "照方案里的期限和第二阶段的方式。签了以后，本区划的采购人都能看到入围供应商和价格，从里面选用；报财政部门备案的最后一天看时间表。"
        ),
        button=_("签订"),
        done=_("已签订，各采购人可以选用。"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.BID)
def join(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a provider applies to join."""
    found = framework_for(agent, number)
    if request.method == "GET":
        FRAMEWORK.after("apply", found)
    is_priced = is_closed_framework(found)
    form = ApplyForm(sent(request), framework=found, is_priced=is_priced, once=once(request))
    return form_page(
        request,
        form,
        lambda: apply_to_join(framework=number, by=agent, once=form.once, **form.cleaned_data),
        to=reverse("procurement:framework", args=[number]),
        back=reverse("procurement:framework", args=[number]),
        title=_("申请加入：%(title)s") % {"title": found},
        lead=_("采购人比较以后确定，结果会列在您的首页。")
        if is_priced
        else _("采购人在规定的工作日以内审核，答复会列在您的首页。"),
        button=_("申请"),
        done=_("已申请。"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_AWARD)
def supplemented(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which it is decided who of those that applied in a supplement is taken in."""
    rows = Supplement.objects.select_related("framework__procurement__purchaser__place")
    found = rows.filter(pk=number).first()
    if found is None or not agent.may_on(Permission.DECIDE_AWARD, found.framework):
        raise NotFound
    if found.until > wall_clock.now():
        raise Refusal("申请还没有截止，以前谁也看不到", "截止以后再比较")
    waiting = list(
        found.applications.filter(state=ApplicationState.RECEIVED)
        .select_related("provider")
        .order_by("price")
    )
    form = ConcludeSupplementForm(sent(request), waiting=waiting, once=once(request), version=found.version)
    return form_page(
        request,
        form,
        lambda: conclude_supplement(
            supplement=number, by=agent, version=form.version, once=form.once, **form.said()
        ),
        to=reverse("procurement:framework", args=[found.framework_id]),
        back=reverse("procurement:framework", args=[found.framework_id]),
        version_now=lambda: int(rows.get(pk=number).version),
        title=_("确定补充征集的结果"),
        lead=_("条件、评审方法和淘汰率和第一次一样。申请截止以后确定；没有入围的各家会看到理由。"),
        button=_("确定"),
        done=_("已确定补充征集的结果。"),
    )
