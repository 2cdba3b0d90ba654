"""The purchaser's pages of the panel: who is drawn, seated, replaced, and the one-time codes by which they sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goufu.core.errors import AgainstTheLaw
from goufu.core.form_pages import form_page, post_button, sent, shown_once
from goufu.core.opinion import cards
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.drawing import commit_draw, draw_experts, lists_for, replace_member
from goufu.procurement.actions.seating import elect_head, leave_panel, member_of, representatives, seat_member
from goufu.procurement.actions.sitting import give_codes
from goufu.procurement.choosing import least_panel
from goufu.procurement.forms.review import (
    CodesForm,
    CommitForm,
    DrawForm,
    RepresentativeForm,
    ReturnForm,
    SeatForm,
)
from goufu.procurement.law import facts_of, method_of, situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import PanelMember, Procurement, Seat
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.review.experts import fields_of
from goufu.procurement.review.panels import lacking
from goufu.procurement.views.context import own_procurement
from goufu.registry.agents import Agent
from goufu.ui.forms import Form


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def commit(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the draw is bound."""
    found = own_procurement(agent, number, "seat")
    lists = lists_for(agent)
    newest = lists.first()
    lead = _(
        "程序生成一个随机的种子，先只公布它的摘要；抽取只由种子和名单决定，谁都可以事后照种子重抽一遍。种子只定一次。"
    )
    form = CommitForm(
        sent(request),
        lists=lists,
        fields_offered=fields_of(newest.experts.all()) if newest else [],
        once=once(request),
        version=found.version,
    )
    return review_page(
        request, agent, found, form,
        lambda: commit_draw(procurement=number, by=agent, version=form.version, once=form.once, **form.said()),
        title=_("定抽取专家的种子"),
        lead=f"{lead}{_wanted(found)}",
        button=_("定下种子"),
        done=_("种子定了，摘要写在评审页。接着抽取。"),
    )  # fmt: skip


def _wanted(found: Procurement) -> str:
    """How many the panel needs, in a sentence; empty where that can't be told."""
    method = method_of(found)
    least = least_panel(method, situation_of(found, facts_of(found)), load_methods()) if method else None
    if not isinstance(least, int):
        return ""
    return _("这次评审小组至少 %(count)s 人，采购人代表也算在里面。") % {"count": least}


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def draw(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which experts are drawn."""
    found = own_procurement(agent, number, "seat")
    form = DrawForm(sent(request), once=once(request), version=found.version)
    return review_page(
        request, agent, found, form,
        lambda: draw_experts(procurement=number, by=agent, version=form.version, once=form.once),
        title=_("抽取评审专家"),
        lead=_("只能抽取一次。名单在结果公告以前只有本单位经办人看得到。"),
        button=_("抽取"),
        done=_("已抽取。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def seat(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a representative (`?seat=representative`), or an expert drawn elsewhere, is seated."""
    found = own_procurement(agent, number, "seat")
    more = {"once": once(request), "version": found.version}
    is_expert = request.GET.get("seat") != Seat.REPRESENTATIVE
    form: SeatForm | RepresentativeForm = (
        SeatForm(sent(request), **more)
        if is_expert
        else RepresentativeForm(sent(request), people=representatives(found), **more)
    )
    return review_page(
        request, agent, found, form,
        lambda: seat_member(procurement=number, by=agent, version=form.version, once=form.once, **form.said()),
        title=_("登记别处抽取的专家") if is_expert else _("登记采购人代表"),
        lead=_("在省级专家库抽取的，照抽取记录登记，记录在采购页上传。") if is_expert else _("采购人代表不超过评审小组的三分之一。"),
        button=_("登记"),
        done=_("已登记。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def replace(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a drawn expert is replaced."""
    member = member_of(agent, number)
    form = ReturnForm(sent(request), once=once(request), version=member.version)
    return review_page(
        request, agent, member.procurement, form,
        lambda: replace_member(member=number, by=agent, version=form.version, once=form.once, **form.cleaned_data),
        title=_("补抽专家"),
        lead=_("由同一个种子、同一专业的下一位接替。"),
        button=_("补抽"),
        done=_("已补抽。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def leaves(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a member who was not drawn here leaves."""
    member = member_of(agent, number)
    form = ReturnForm(sent(request), once=once(request), version=member.version)
    return review_page(
        request, agent, member.procurement, form,
        lambda: leave_panel(member=number, by=agent, version=form.version, once=form.once, **form.cleaned_data),
        title=_("登记退出评审"),
        lead=_("不能来、应当回避的，写明原因；接替的人另行登记。"),
        button=_("登记退出"),
        done=_("已登记退出。"),
    )  # fmt: skip


@require_POST
@needs(Permission.HOLD_REVIEW)
def elect(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The button by which the head whom the panel has elected is written down."""
    member = member_of(agent, number)
    return post_button(
        request,
        lambda: elect_head(member=number, by=agent, once=once(request)),
        to=reverse("procurement:review", args=[member.procurement_id]),
        done=_("已登记组长。"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def codes(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The one-time codes on slips of paper, shown only now; to whom is asked first where a code is out already."""
    found = own_procurement(agent, number, "seat")
    members = list(found.panel.select_related("expert").filter(left_at=None))
    if members and (said := lacking(found)):
        raise AgainstTheLaw(cards(said))
    holding = [each for each in members if each.holds_code]
    form = CodesForm(sent(request), members=members, once=once(request))

    def answer(given: list[tuple[PanelMember, str]]) -> HttpResponse:
        panel_url = request.build_absolute_uri(reverse("procurement:panel"))
        context = {"procurement": found, "given": given, "panel_url": panel_url}
        return shown_once(render(request, "procurement/codes.html", context))

    return review_page(
        request, agent, found, form,
        lambda: give_codes(procurement=number, members=form.chosen(), by=agent, once=form.once),
        answer=answer,
        title=_("发登录码"),
        lead=_codes_out(holding),
        button=_("发登录码"),
    )  # fmt: skip


def _codes_out(holding: list[PanelMember]) -> str:
    """How many codes are in use, and what becomes of them."""
    if not holding:
        return _("每位一个，只显示一次；打印出来，当面交给本人。")
    used = sum(1 for each in holding if each.code_used_at)
    return _(
        "已经发出 %(count)d 个登录码，其中 %(used)d 位用它登录了。给谁再发一次，谁的旧码就作废，已经登录的要用新码再登录；没有勾的照旧。"
    ) % {"count": len(holding), "used": used}


def review_page(
    request: HttpRequest,
    agent: Agent,
    found: Procurement,
    form: Form,
    act: Callable[[], object],
    page: str = "procurement:review",
    **words: Any,
) -> HttpResponse:
    """A page with a form that leads back to the review, or to another page of the procurement."""
    back = reverse(page, args=[found.pk])
    return form_page(
        request, form, act, back=back, version_now=lambda: procurement_for(agent, found.pk).version, **words
    )
