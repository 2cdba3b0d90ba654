"""The pages of keys: who holds them, making one in the browser, the sealing sheet, the rehearsal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
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
from goufu.procurement.actions.keys import (
    answer_rehearsal,
    give_key,
    make_sheet,
    plan_keys,
    rehearse_again,
)
from goufu.procurement.forms.keys import KeysForm, PeelForm, PublicKeyForm
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Custodian, Procurement, ProcurementState, Rehearsal
from goufu.procurement.queries.sealed import announced_sheet, with_keys_for
from goufu.procurement.sealed.sheets import (
    REHEARSED,
    REHEARSED_AGAIN,
    answers_wanted,
    custodian_of,
    is_rehearsed,
    is_waiting_for,
    sealing_of,
)
from goufu.registry.agents import Agent
from goufu.ui.forms import Form


@dataclass(frozen=True, slots=True)
class Line:
    """A custodian on the page: when he has opened test envelopes, whether he has opened the last one, and whether it waits for him."""

    custodian: Custodian
    days: list[Any]
    has_answered: bool
    is_awaited: bool


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a procurement's keys."""
    found = with_keys_for(agent, number)
    return render(request, "procurement/keys.html", _context(found, agent))


def _context(found: Procurement, agent: Agent) -> dict[str, Any]:
    sealing, rehearsal = sealing_of(found), last_rehearsal(found)
    mine = custodian_of(found, agent.person.pk)
    may_write = agent.may_on(Permission.HOLD_OPENING, found)
    return {
        "procurement": found,
        "sealing": sealing,
        "lines": lines_of(found),
        "rehearsal": rehearsal,
        "wanted": answers_wanted(rehearsal, sealing, len(found.custodians.all()))
        if rehearsal and sealing
        else 0,
        "is_rehearsed": is_rehearsed(found, REHEARSED),
        "mine": mine,
        "may_plan": may_write and found.is_planned,
        "may_give": mine is not None and found.is_planned,
        "may_answer": bool(mine and rehearsal and not _has_answered(mine, rehearsal)),
        "may_rehearse": (may_write or mine is not None) and is_time_to_rehearse(found),
        "is_again": is_rehearsing_again(found),
        "all_given": sealing is not None and all(each.public for each in found.custodians.all()),
        "sees": agent.may_on(Permission.SEE_PROCUREMENTS, found),
    }


def last_rehearsal(found: Procurement) -> Rehearsal | None:
    return max(found.rehearsals.all(), key=lambda each: each.pk, default=None)


def is_rehearsing_again(found: Procurement) -> bool:
    """Whether the envelope of the rehearsal before the opening is there, and waits for its custodians or was opened."""
    last = last_rehearsal(found)
    return last is not None and last.event == REHEARSED_AGAIN


def _has_answered(custodian: Custodian, rehearsal: Rehearsal) -> bool:
    return any(each.custodian_id == custodian.pk for each in rehearsal.answers.all())


def lines_of(found: Procurement) -> list[Line]:
    """The custodians with what they have proved."""
    last = last_rehearsal(found)
    return [
        Line(
            each,
            [
                answer.at
                for rehearsal in found.rehearsals.all()
                for answer in rehearsal.answers.all()
                if answer.custodian_id == each.pk
            ],
            last is not None and _has_answered(each, last),
            last is None or is_waiting_for(each, last),
        )
        for each in found.custodians.all()
    ]


def is_time_to_rehearse(found: Procurement) -> bool:
    """Whether it is the last day before the opening."""
    if found.state != ProcurementState.RUNNING or found.opens_at is None or sealing_of(found) is None:
        return False
    hours = load_methods().settings["key_rehearsal_hours"].value
    return found.opens_at - timedelta(hours=hours) <= wall_clock.now() <= found.opens_at


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def plan(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a purchaser says who holds the keys."""
    found = _to_write(agent, number)
    form = KeysForm(sent(request), procurement=found, once=once(request), version=found.version)
    return form_page(
        request,
        form,
        lambda: plan_keys(procurement=number, by=agent, version=form.version, once=form.once, **form.said()),
        back=_page(number),
        done=_("已保存。请各位保管人做钥匙，交公钥。"),
        version_now=lambda: with_keys_for(agent, number).version,
        title=_("设保管人"),
        lead=_(
            "保管人来自不同的单位，各做一把钥匙，够了人数一起才能打开投标。谁也不能单独打开，系统管理员也不能。"
        ),
        button=_("保存"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def sheet(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the sealing sheet is made."""
    found = _to_write(agent, number)
    return _confirmed(
        request,
        found,
        lambda form: make_sheet(procurement=number, by=agent, once=form.once),
        _("做封标说明"),
        _("封标说明写明采购、包、信封种类和各位保管人的公钥，摘要写进公告。同时做一个演练信封。"),
        _("做好了。请各位保管人演练：打开演练信封。"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_KEY)
def again(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the test envelope of the last day is made."""
    found = with_keys_for(agent, number)
    if not agent.may_on(Permission.HOLD_OPENING, found) and not custodian_of(found, agent.person.pk):
        raise NotAllowed("由采购人或者保管人发起演练", "请告诉他们")
    return _confirmed(
        request,
        found,
        lambda form: rehearse_again(procurement=number, by=agent, once=form.once),
        _("开启前再演练"),
        _("做一个新的演练信封。够打开投标的几位保管人各打开一次，证明钥匙还在、口令还记得。"),
        _("做好了。请保管人打开演练信封。"),
    )


def _confirmed(
    request: HttpRequest, found: Procurement, act: Any, title: str, lead: str, done: str
) -> HttpResponse:
    form = Form(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: act(form),
        back=_page(found.pk),
        done=done,
        title=title,
        lead=lead,
        button=title,
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_KEY)
def give(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a custodian makes his key and gives its public half."""
    found = with_keys_for(agent, number)
    custodian = _mine(found, agent)
    form = PublicKeyForm(sent(request), once=once(request), version=custodian.version)
    return form_page(
        request,
        form,
        lambda: give_key(
            procurement=number,
            public=form.cleaned_data["public"],
            by=agent,
            version=form.version,
            once=form.once,
        ),
        back=_page(number),
        to=_page(number),
        done=_("已收到公钥。请把钥匙文件备份好，和口令分开放。"),
        version_now=lambda: _mine(with_keys_for(agent, number), agent).version,
        template="procurement/give_key.html",
        procurement=found,
        custodian=custodian,
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_KEY)
def answer(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a custodian opens the test envelope."""
    found = with_keys_for(agent, number)
    custodian = _mine(found, agent)
    form = PeelForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: answer_rehearsal(
            procurement=number, peel=form.cleaned_data["peel"], by=agent, once=form.once
        ),
        back=_page(number),
        done=_("演练成功：钥匙在手，口令记得。"),
        template="procurement/answer_rehearsal.html",
        procurement=found,
        custodian=custodian,
        rehearsal=last_rehearsal(found),
    )


@require_safe
@needs(Permission.HOLD_KEY)
def envelope(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The last test envelope, for custodians."""
    found = with_keys_for(agent, number)
    _mine(found, agent)
    rehearsal = last_rehearsal(found)
    if rehearsal is None:
        raise NotFound
    return as_file(
        bytes(rehearsal.envelope),
        f"{found.number}-rehearsal-{rehearsal.number}.gbid",
        "application/octet-stream",
    )


@require_safe
def sheet_file(request: HttpRequest, number: int) -> HttpResponse:
    """The sealing sheet as a file: everybody's once the procurement has begun."""
    found = announced_sheet(getattr(request, "agent", None) or None, number)
    return as_file(found.sheet.encode(), f"{found.procurement.number}.gsheet.json", "application/json")


def as_file(data: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _mine(found: Procurement, agent: Agent) -> Custodian:
    mine = custodian_of(found, agent.person.pk)
    if mine is None:
        raise NotAllowed("您不是这次采购的保管人", "请由列出的保管人办理")
    return mine


def _to_write(agent: Agent, number: int) -> Procurement:
    found: Procurement = with_keys_for(agent, number)
    if not agent.may_on(Permission.HOLD_OPENING, found):
        raise NotAllowed(f"只有{found.purchaser.name}能设这次采购的保管人", "请由牵头的采购人办理")
    return found


def _page(number: int) -> str:
    return reverse("procurement:keys", args=[number])
