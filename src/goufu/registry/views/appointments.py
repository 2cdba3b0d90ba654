"""Pages for appointments by security administrators and for delegations."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goufu import wall_clock
from goufu.core.errors import NotFound
from goufu.core.form_pages import form_page, post_button, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.roles import Role
from goufu.core.work import groups_of
from goufu.registry.actions import appointments as actions
from goufu.registry.actions import leaving
from goufu.registry.agents import Agent, agents_of
from goufu.registry.forms import AppointForm, DelegateForm, EndAppointmentForm, HandOverForm
from goufu.registry.models import Person
from goufu.registry.queries import people as queries


@require_http_methods(["GET", "POST"])
@needs(Permission.APPOINT)
def appoint(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    person = queries.person(agent, number)
    initial = {"first_day": wall_clock.today(), "body": person.enrolled_with}
    form = AppointForm(sent(request), agent=agent, once=once(request), initial=initial)
    back = reverse("registry:person", args=[number])

    def act() -> object:
        said = form.cleaned_data
        return actions.appoint(
            person=number,
            body=said["body"].pk,
            role=Role(said["role"]),
            first_day=said["first_day"],
            last_day=said["last_day"],
            by=agent,
            once=form.once,
        )

    title = _("授予%(name)s岗位") % {"name": person.name}
    lead = _("系统、安全、审计三种管理员和业务岗位，必须由不同的人担任。")
    done = _("已经授予岗位")
    return form_page(request, form, act, back=back, title=title, button=_("授予"), lead=lead, done=done)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPOINT)
def hand_over(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a person's roles are handed over; it counts what waits for the person now."""
    person = queries.person(agent, number)
    today = wall_clock.today()
    form = HandOverForm(
        sent(request),
        people=queries.with_roles(
            queries.who_may_take_over(person, today).exclude(pk=agent.person.pk), today
        ),
        once=once(request),
        version=person.version,
        initial={"last_day": today},
    )
    return form_page(
        request,
        form,
        lambda: leaving.hand_over(person=number, by=agent, version=form.version, once=form.once, **form.said),
        back=reverse("registry:person", args=[number]),
        title=_("交接%(name)s的工作") % {"name": person.name},
        button=_("交接"),
        lead=_("岗位连同在办的事一起交给接替的人，账号和令牌过了最后一天就停用。") + _open_work(person),
        done=_("已经交接"),
        version_now=lambda: queries.person(agent, number).version,
    )


def _open_work(person: Person) -> str:
    """What waits in the person's roles today, counted by kind; others with the same roles may do it too.

    The business itself is not told to administrators.
    """
    waiting: Counter[str] = Counter()
    for each in agents_of(person, wall_clock.today()):
        for group in groups_of(each):
            waiting[group.title] += group.count
    if not waiting:
        return _("现在没有等这个人办的事。")
    said = " · ".join(f"{title} {count}" for title, count in waiting.items())
    return _("这个人的岗位上现在等着办的（是全单位的，同岗位的人都能办）：%(open)s。") % {"open": said}


@require_http_methods(["GET", "POST"])
@needs(Permission.APPOINT)
def end(request: HttpRequest, agent: Agent, number: int, appointment: int) -> HttpResponse:
    person = queries.person(agent, number)
    found = queries.career(agent, person).filter(pk=appointment).first()
    if found is None:
        raise NotFound
    initial = {"last_day": wall_clock.today()}
    form = EndAppointmentForm(sent(request), once=once(request), version=found.version, initial=initial)
    back = reverse("registry:person", args=[number])

    def act() -> None:
        actions.end_appointment(
            appointment=appointment,
            last_day=form.cleaned_data["last_day"],
            version=form.version,
            by=agent,
            once=form.once,
        )

    said = {"name": person.name, "body": found.body.name, "role": found.get_role_display()}
    title = _("停止%(name)s在%(body)s的%(role)s岗位") % said
    return form_page(
        request,
        form,
        act,
        back=back,
        title=title,
        button=_("停止"),
        done=_("已经停止"),
        version_now=lambda: queries.career(agent, person).get(pk=appointment).version,
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.DELEGATE)
def delegate(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page for delegating, with the list of existing delegations."""
    today = wall_clock.today()
    form = DelegateForm(
        sent(request),
        once=once(request),
        roles=queries.own_roles(agent, today),
        people=list(queries.colleagues(agent, today)),
        initial={"last_day": today + timedelta(days=7)},
    )

    def act() -> object:
        said = form.cleaned_data
        return actions.delegate(
            role=Role(said["role"]), to=int(said["to"]), last_day=said["last_day"], by=agent, once=form.once
        )

    lead = _("出差、休假时，把自己在本单位的岗位委托给一位同事，到期自动收回。做的事记在办事人名下。")
    lent = queries.lent_by(agent, agent.person).filter(body=agent.body)
    return form_page(
        request,
        form,
        act,
        back=reverse("accounts:account"),
        to=reverse("registry:delegations"),
        done=_("已经委托"),
        title=_("委托岗位"),
        button=_("委托"),
        lead=lead,
        lent=lent,
        today=today,
        withdraw_once=once(request),
    )


@require_POST
@needs(Permission.DELEGATE)
def withdraw(request: HttpRequest, agent: Agent, appointment: int) -> HttpResponse:
    return post_button(
        request,
        lambda: actions.withdraw(appointment=appointment, by=agent, once=once(request)),
        to=reverse("registry:delegations"),
        done=_("已经收回"),
    )
