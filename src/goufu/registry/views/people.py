"""Pages of people: the list, a person's page, enrolment and changes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.core.form_pages import form_page, sent, shown_once
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.actions import people as actions
from goufu.registry.agents import Agent
from goufu.registry.forms import EnrolForm, PersonForm
from goufu.registry.models import Person
from goufu.registry.queries import people as queries
from goufu.registry.queries.review import to_review
from goufu.registry.tables import PeopleFilter, PeopleTable, ReviewFilter, ReviewTable
from goufu.ui.lists import list_page


@require_safe
@needs(Permission.SEE_PEOPLE)
def people(request: HttpRequest, agent: Agent) -> HttpResponse:
    first_step = {"url": reverse("registry:enrol"), "action": _("登记一个人")}
    may = agent.may(Permission.KEEP_PEOPLE)
    context = {"first_step": first_step if may else None, "may_enrol": may}
    return list_page(
        request, PeopleTable, queries.people(agent), PeopleFilter, "registry/people.html", context
    )


@require_safe
@needs(Permission.SEE_PEOPLE)
def review(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The accounts that somebody should look at, for the yearly review."""
    return list_page(request, ReviewTable, to_review(agent), ReviewFilter, "registry/review.html")


@require_safe
@needs(Permission.SEE_PEOPLE)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    person = queries.person(agent, number)
    other = person != agent.person
    context = {
        "person": person,
        "appointments": queries.career(agent, person),
        "lent": queries.lent_by(agent, person),
        "sees_history": queries.sees_everybody(agent),
        "today": wall_clock.today(),
        "may_keep": agent.may(Permission.KEEP_PEOPLE),
        "may_keep_other": other and agent.may(Permission.KEEP_PEOPLE),
        "may_appoint": other and agent.may(Permission.APPOINT),
        "may_unmask": agent.may(Permission.UNMASK),
        "once": once(request),
    }
    return render(request, "registry/person.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_PEOPLE)
def enrol(request: HttpRequest, agent: Agent) -> HttpResponse:
    form = EnrolForm(sent(request), agent=agent, once=once(request))

    def answer(made: tuple[Person, str]) -> HttpResponse:
        person, password = made
        context = {"person": person, "password": password, "has_no_role": True}
        return shown_once(render(request, "registry/password_once.html", context))

    return form_page(
        request,
        form,
        lambda: actions.enrol_person(**form.cleaned_data, by=agent, once=form.once),
        back=reverse("registry:people"),
        to=lambda number: reverse("registry:person", args=[number]),
        title=_("登记一个人"),
        button=pgettext("to do", "登记"),
        answer=answer,
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_PEOPLE)
def change(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    person = queries.person(agent, number)
    form = PersonForm.of(person, sent(request), once=once(request), version=person.version)
    return form_page(
        request,
        form,
        lambda: actions.change_person(
            person=number, version=form.version or 0, by=agent, once=form.once, **form.values
        ),
        back=reverse("registry:person", args=[number]),
        done=_("已经保存"),
        title=_("修改%(name)s的资料") % {"name": person.name},
        button=_("保存"),
        version_now=lambda: queries.person(agent, number).version,
    )
