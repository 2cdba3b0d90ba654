"""Work of the registry: delegations that end, people who wait for a role, and the first bodies and people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu import wall_clock
from goufu.core.by_role import TODAY, by_role
from goufu.core.composed import Composed
from goufu.core.permissions import Permission
from goufu.core.roles import ADMINISTRATORS, Role
from goufu.core.work import MOST, SHOWN, NextStep, WorkGroup, WorkItem
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, FileRequest, FileRequestState, Person
from goufu.registry.queries.people import never_appointed, people, vacancies
from goufu.registry.queries.providers import file_requests
from goufu.registry.queries.review import unused, unused_since

ENDING_DAYS = 14


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """Delegations to the agent that end within ENDING_DAYS days; unused accounts for who may close them; for who
    appoints, roles and people without each other."""
    yield _ending(agent)
    if agent.may(Permission.KEEP_PROVIDERS):
        yield _asked_of_files(agent)
    if agent.may(Permission.KEEP_PEOPLE):
        yield _unused(agent)
    if agent.may(Permission.APPOINT):
        yield _vacant(agent)
        yield _to_appoint(agent)


def next_steps(agent: Agent) -> Iterator[NextStep]:
    """System administrators register bodies, then people; security administrators give them roles."""
    if agent.may(Permission.KEEP_BODIES):
        is_first = not _other_bodies.exist(agent)
        why = (
            _("先登记购买主体和财政部门，也可以从表格导入：预算、目录和项目都属于单位。") if is_first else ""
        )
        yield NextStep(_("登记单位"), reverse("registry:register_body"), 50 if is_first else 70, why)
    if agent.may(Permission.KEEP_PEOPLE):
        is_first = not _USERS.exist()
        why = _("再登记各单位要登录的人；登记以后，由安全管理员授予岗位。") if is_first else ""
        yield NextStep(_("登记人员"), reverse("registry:enrol"), 60, why)
    if agent.may(Permission.APPOINT):
        some_wait = _enrolled.exist(agent)
        yield NextStep(_("授予岗位"), _without_role() if some_wait else reverse("registry:people"), 60)


@by_role
def _other_bodies(agent: Any) -> QuerySet[Body]:
    return Body.objects.exclude(pk=agent.body)


_USERS = Composed(
    lambda: Person.objects.exclude(
        pk__in=Appointment.objects.filter(role__in=ADMINISTRATORS).values("person")
    ).order_by()
)


def _asked_of_files(agent: Agent) -> WorkGroup:
    found, count = _requests.first_of_all(agent, MOST)
    items = [
        WorkItem(
            _("更改档案：%(body)s") % {"body": each.body.name},
            reverse("registry:file_request", args=[each.pk]),
            note=each.text[:60],
            since=timezone.localdate(each.asked_at),
            event=pgettext("on a day", "申请"),
        )
        for each in found
    ]
    return WorkGroup(_("供应商档案"), count, items, _("还有 %(count)d 个更改档案的申请"), reverse("home"))


@by_role
def _requests(agent: Any) -> QuerySet[FileRequest]:
    return file_requests(agent).filter(state=FileRequestState.ASKED).order_by("asked_at", "pk")


def _ending(agent: Agent) -> WorkGroup:
    today = wall_clock.today()
    items = []
    for each in _lent.all(agent):
        last = each.days.upper - timedelta(days=1)
        if (last - today).days <= ENDING_DAYS and each.delegated_by:
            said = {"name": each.delegated_by.name, "role": each.get_role_display()}
            what = _("%(name)s委托的%(role)s到期") % said
            items.append(WorkItem(what, reverse("accounts:account"), due=last))
    rest = _("还有 %(count)d 项委托快到期")
    return WorkGroup(_("委托到期"), len(items), items, rest, reverse("accounts:account"))


@by_role
def _lent(agent: Any) -> QuerySet[Appointment]:
    lent = Appointment.objects.filter(person=agent.person, body=agent.body, days__contains=TODAY)
    return lent.exclude(delegated_by=None).select_related("delegated_by").order_by("days__endswith")


def _unused(agent: Agent) -> WorkGroup:
    """Each account by itself, or all in one line: nobody decides on hundreds one by one from the home page."""
    since = unused_since()
    accounts = unused.first(agent, SHOWN + 1, **since)
    if len(accounts) > SHOWN:
        number = unused.count(agent, **since)
        what = _("看 %(count)d 个很久没有登录的账号要不要停用") % {"count": number}
        return WorkGroup(_("很久没有登录的账号"), number, [WorkItem(what, reverse("registry:review"))])
    items = [
        WorkItem(
            _("看%(name)s的账号要不要停用") % {"name": person.name},
            reverse("registry:person", args=[person.pk]),
            note=person.enrolled_with.name if person.enrolled_with else "",
            since=timezone.localdate(person.last_login or person.created_at),
            event=pgettext("on a day", "登录") if person.last_login else pgettext("on a day", "登记"),
        )
        for person in accounts
    ]
    return WorkGroup(_("很久没有登录的账号"), len(items), items)


def _vacant(agent: Agent) -> WorkGroup:
    first = _vacancies.tuples(agent, MOST)
    bodies = Body.objects.in_bulk({body for body, _role in first}) if first else {}
    items = [
        WorkItem(
            _("%(body)s没有%(role)s") % {"body": bodies[body].name, "role": Role(role).label},
            reverse("registry:body", args=[body]),
            flag=_("没有人办"),
        )
        for body, role in first
    ]
    count = _vacancies.count(agent) if len(first) >= MOST else len(first)
    rest = _("还有 %(count)d 个岗位没有人")
    return WorkGroup(_("没有人的岗位"), count, items, rest, reverse("registry:people"))


def _to_appoint(agent: Agent) -> WorkGroup:
    found, count = _enrolled.first_of_all(agent, MOST)
    items = [
        WorkItem(
            _("给%(name)s授予岗位") % {"name": person.name},
            reverse("registry:person", args=[person.pk]),
            note=person.enrolled_with.name if person.enrolled_with else "",
            since=timezone.localdate(person.created_at),
            event=pgettext("on a day", "登记"),
        )
        for person in found
    ]
    return WorkGroup(_("等岗位的人"), count, items, _("还有 %(count)d 人等岗位"), _without_role())


@by_role
def _vacancies(agent: Any) -> QuerySet[Any]:
    return vacancies(agent, TODAY)


@by_role
def _enrolled(agent: Any) -> QuerySet[Person]:
    return never_appointed(people(agent).prefetch_related(None)).order_by("created_at", "pk")


def _without_role() -> str:
    """The list of the people who were never given a role."""
    return reverse("registry:people", query={"role": "none"})
