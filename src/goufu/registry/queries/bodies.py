"""Queries of bodies, as far as the agent may see them."""

from __future__ import annotations

import re

from django.db.models import Count, Q, QuerySet

from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.queries.designations import named

MOST_SUGGESTED = 20
NUMBER = re.compile(r"№\s*(\d{1,18})\s*$")


def bodies(agent: Agent) -> QuerySet[Body]:
    return (
        Body.objects.filter(visible(agent, Permission.SEE_BODIES, Body.SCOPE_FIELDS))
        .select_related("place", "office")
        .order_by("path")
    )


def body(agent: Agent, pk: int) -> Body:
    """The body. Raises NotFound, also where the agent may not see it."""
    found = bodies(agent).select_related("place__successor", "parent", "office").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def branch(agent: Agent, parent: Body | None) -> QuerySet[Body]:
    """The active bodies directly below `parent`; without one, the topmost bodies that the agent may see."""
    seen = bodies(agent).filter(is_active=True)
    if parent:
        found = seen.filter(parent=parent)
    else:
        above = Body.objects.filter(visible(agent, Permission.SEE_BODIES, Body.SCOPE_FIELDS))
        found = seen.exclude(parent__in=above.values("pk"))
    return found.annotate(
        below=Count("children", filter=Q(children__is_active=True), distinct=True)
    ).order_by("name", "pk")


def ancestors(agent: Agent, body: Body) -> list[Body]:
    """The ancestors from the top down, as far as the agent may see them."""
    numbers = [int(each) for each in body.path.strip("/").split("/")[:-1]]
    return list(bodies(agent).filter(pk__in=numbers))


def finance_offices(agent: Agent) -> QuerySet[Body]:
    return bodies(agent).filter(is_finance_office=True, is_active=True).order_by("name", "pk")


def suggested(agent: Agent, text: str, *, offices: bool = False) -> QuerySet[Body]:
    """The active bodies whose present or former names contain the words, at most MOST_SUGGESTED, as suggestions."""
    found = finance_offices(agent) if offices else bodies(agent).filter(is_active=True)
    return found.filter(named(text)).order_by("name", "pk")[:MOST_SUGGESTED]


def as_suggestion(body: Body) -> str:
    """The text of a body in a suggestion field; with its number, since names may be equal."""
    return f"{body.name} №{body.pk}"


def chosen(agent: Agent, text: str, *, field: str) -> Body:
    """The body that was chosen, or whose full name or credit code was typed. Raises Refusal when none or several match."""
    name = text.strip()
    number = NUMBER.search(name)
    typed = Q(pk=int(number[1])) if number else Q(name__folded=name) | Q(credit_code=name.upper())
    found = list(bodies(agent).filter(typed)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(f"有不止一个单位叫“{text}”", "请从列出的单位里选", field=field)
    raise Refusal(f"没有找到“{text}”这个单位", "请填写单位全称，或者从列出的单位里选", field=field)
