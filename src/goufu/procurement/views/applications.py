"""The pages of applications to take part: who applied, how each is examined, and that all are told."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu.core.errors import NotFound
from goufu.core.form_pages import form_page, post_button, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.admitting import enter_application, examine_application, tell_applicants
from goufu.procurement.applications import (
    PANEL,
    admission_of,
    applicants,
    found_of,
    is_told,
    lines_of,
    takes_applications,
)
from goufu.procurement.forms.applications import EnterApplicationForm, ExamineApplicationForm
from goufu.procurement.models import Participation, Procurement
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.views.context import own_procurement
from goufu.procurement.views.seated import seated
from goufu.procurement.views.seating import review_page
from goufu.registry.agents import Agent

PAGE = "procurement:applications"


def applications_context(procurement: Procurement) -> dict[str, Any]:
    """How far the applications are: None where the procurement has none."""
    admission = admission_of(procurement)
    if admission is None or procurement.is_planned:
        return {"admission": None}
    lines = lines_of(procurement)
    unexamined = [each for each, found, letter in lines if found is None and letter is None]
    return {
        "admission": admission,
        "is_open": takes_applications(procurement),
        "lines": lines,
        "unexamined": unexamined,
        "is_told": is_told(procurement),
        "by_panel": admission.by == PANEL,
        "admitted": sum(1 for _each, _found, letter in lines if letter and letter.is_admitted),
    }


@require_safe
@needs(Permission.HOLD_REVIEW)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Who applied, with what was found of each; before the last moment nobody is named."""
    found = own_procurement(agent, number)
    context = {
        "procurement": found,
        "may_enter": agent.may_on(Permission.HOLD_OPENING, found),
        **applications_context(found),
    }
    return render(request, "procurement/applications.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def enter(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which an application is entered that somebody brought on paper."""
    found = own_procurement(agent, number, "admit-suppliers", Permission.HOLD_OPENING)
    form = EnterApplicationForm(sent(request), procurement=found, once=once(request), version=found.version)
    return review_page(
        request, agent, found, form,
        lambda: enter_application(procurement=number, by=agent, version=form.version, once=form.once, **form.said()),
        page=PAGE,
        title=_("登记纸质的参与申请"),
        lead=_("申请截止以前交来的才收，和网上申请的一起审查。"),
        button=_("登记申请"),
        done=_("已登记。截止以后一起审查。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def examine(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the purchaser's side records what was found of an application."""
    seen = application_of(number)
    if not agent.may_on(Permission.HOLD_REVIEW, seen.procurement):
        raise NotFound
    return _examination(request, seen, agent, reverse(PAGE, args=[seen.procurement_id]))


@require_http_methods(["GET", "POST"])
@seated
def by_panel(request: HttpRequest, seat: SeatAgent, number: int) -> HttpResponse:
    """The same for the panel's head."""
    seen = application_of(number)
    if seen.procurement_id != seat.member.procurement_id:
        raise NotFound
    return _examination(request, seen, seat, reverse("procurement:panel_home"))


def application_of(number: int) -> Participation:
    """The application, once nobody can apply any more. Raises NotFound."""
    seen = (
        Participation.objects.select_related("procurement__purchaser__place", "bidder")
        .filter(pk=number)
        .first()
    )
    if seen is None or takes_applications(seen.procurement) or not _has_applied(seen):
        raise NotFound
    return seen


def _has_applied(seen: Participation) -> bool:
    return applicants(seen.procurement).filter(pk=seen.pk).exists()


def _examination(request: HttpRequest, seen: Participation, by: Any, back: str) -> HttpResponse:
    form = ExamineApplicationForm(sent(request), found=found_of(seen), once=once(request))
    return form_page(
        request,
        form,
        lambda: examine_application(participation=seen.pk, by=by, once=form.once, **form.cleaned_data),
        to=back,
        back=back,
        title=_("审查申请：%(name)s") % {"name": seen.bidder.name},
        lead=_("照公告写的资格要求审查。告知以前可以改，以最后一次为准。"),
        button=_("记下"),
        done=_("已记下。"),
    )


@require_POST
@needs(Permission.HOLD_REVIEW)
def tell(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The button by which all applicants are told."""
    own_procurement(agent, number)
    return post_button(
        request,
        lambda: tell_applicants(procurement=number, by=agent, once=once(request)),
        to=reverse(PAGE, args=[number]),
        done=_("已告知。通过的可以提交响应文件。"),
    )
