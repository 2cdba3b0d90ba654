"""The accounts that the yearly review looks at: never used, long unused, without a role, or with too many rights."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Person
from goufu.registry.queries.people import people

NEVER_USED_AFTER = timedelta(days=30)
LONG_UNUSED_AFTER = timedelta(days=90)
MANY_BODIES = 3

# By the name of the annotation that is true of the account.
REASONS = {
    "is_never_used": gettext_lazy("登记30天以上，从没有登录"),
    "is_long_unused": gettext_lazy("90天以上没有登录"),
    "has_no_role": gettext_lazy("没有岗位，账号还开着"),
    "is_on_both_sides": gettext_lazy("又办采购，又办财政"),
    "has_many_bodies": gettext_lazy("在三个以上单位有岗位"),
}


def unused(agent: Agent) -> QuerySet[Person]:
    """The open accounts that nobody has used for long, as far as the agent may see people."""
    now = wall_clock.now()
    return people(agent).filter(_is_never_used(now) | _is_long_unused(now), is_active=True)


def _is_never_used(now: datetime) -> Q:
    return Q(last_login=None, created_at__lt=now - NEVER_USED_AFTER)


def _is_long_unused(now: datetime) -> Q:
    return Q(last_login__lt=now - LONG_UNUSED_AFTER)


def to_review(agent: Agent) -> QuerySet[Person]:
    """The open accounts with a reason, as far as the agent may see people; each reason is an annotation of its name."""
    now, today = wall_clock.now(), wall_clock.today()
    of_person = Appointment.objects.filter(person=OuterRef("pk"))
    held = of_person.filter(days__contains=today)
    purchasing, finance = (
        Exists(held.filter(role__in=roles))
        for roles in ((Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD), (Role.FINANCE_OFFICER,))
    )
    bodies = held.values("person").annotate(count=Count("body", distinct=True))
    flags = {
        "is_never_used": _is_never_used(now),
        "is_long_unused": _is_long_unused(now),
        "has_no_role": ~Exists(of_person.filter(Q(days__contains=today) | Q(days__startswith__gt=today))),
        "is_on_both_sides": Q(purchasing) & Q(finance),
        "has_many_bodies": Exists(bodies.filter(count__gte=MANY_BODIES)),
    }
    assert flags.keys() == REASONS.keys()
    rows = people(agent).filter(is_active=True)
    for name, flag in flags.items():
        rows = rows.annotate(**{name: Q(flag)})
    reasons = Q()
    for name in flags:
        reasons |= Q(**{name: True})
    return rows.filter(reasons)
