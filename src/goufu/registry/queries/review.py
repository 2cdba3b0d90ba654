"""The accounts that the yearly review looks at: never used, long unused, without a role, or with too many rights."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.by_role import by_role
from goufu.core.composed import Param
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


@by_role
def unused(agent: Any) -> QuerySet[Person]:
    """The open accounts that nobody has used for long, as far as the agent may see people; given `unused_since`."""
    never, long = (Param(name, DateTimeField()) for name in ("never", "long"))
    rows = people(agent).prefetch_related(None).filter(is_active=True)
    return rows.filter(_is_never_used(never) | _is_long_unused(long)).order_by("created_at", "pk")


def unused_since() -> dict[str, datetime]:
    """Since when an account must not have been used to be among `unused`."""
    now = wall_clock.now()
    return {"never": now - NEVER_USED_AFTER, "long": now - LONG_UNUSED_AFTER}


def _is_never_used(since: Any) -> Q:
    return Q(last_login=None, created_at__lt=since)


def _is_long_unused(since: Any) -> Q:
    return Q(last_login__lt=since)


def to_review(agent: Agent) -> QuerySet[Person]:
    """The open accounts with a reason, as far as the agent may see people; each reason is an annotation of its name."""
    today, since = wall_clock.today(), unused_since()
    of_person = Appointment.objects.filter(person=OuterRef("pk"))
    held = of_person.filter(days__contains=today)
    purchasing, finance = (
        Exists(held.filter(role__in=roles))
        for roles in ((Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD), (Role.FINANCE_OFFICER,))
    )
    bodies = held.values("person").annotate(count=Count("body", distinct=True))
    flags = {
        "is_never_used": _is_never_used(since["never"]),
        "is_long_unused": _is_long_unused(since["long"]),
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
