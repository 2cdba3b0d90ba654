"""Queries of bodies, as far as the agent may see them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from goufu.core.composed import Composed, Param
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.registry.agents import Agent
from goufu.registry.credit_codes import compact
from goufu.registry.models import Body, Designation
from goufu.registry.names import PinyinOrder
from goufu.registry.queries.designations import named

MOST_SUGGESTED = 20
# Names may be equal: a suggestion adds the credit code or, of a body without one, the place.
_ADDED = re.compile(r"(?P<code>[0-9A-Za-z]{18})|[^\d（）]+(?P<place>\d{6})")


def bodies(agent: Agent) -> QuerySet[Body]:
    return (
        Body.objects.filter(visible(agent, Permission.SEE_BODIES, Body.SCOPE_FIELDS))
        .select_related("place", "office")
        .order_by("path")
    )


def body(agent: Agent, pk: int) -> Body:
    """The body. Raises NotFound, also where the agent may not see it."""
    found = _BODY.first(pk=pk)
    if found is None or not agent.may_on(Permission.SEE_BODIES, found):
        raise NotFound
    return found


_BODY = Composed(
    lambda: (
        Body.objects.filter(pk=Param("pk", Body._meta.pk))
        .select_related("place__successor", "parent__place", "office__place")
        .order_by()
    )
)


def with_code(code: str) -> Body | None:
    """The body of that credit code, however it was typed, for whoever knows the code; None where nobody has registered it."""
    return Body.objects.filter(credit_code=compact(code)).first()


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
    ).order_by(PinyinOrder("name"), "pk")


def children(body: Body) -> QuerySet[Body]:
    """The active bodies directly below it, of whoever asks."""
    return Body.objects.filter(parent=body, is_active=True)


def clients(office: Body) -> QuerySet[Body]:
    """The other active bodies whose money that finance office manages, of whoever asks."""
    return Body.objects.filter(office=office, is_active=True).exclude(pk=office.pk)


def ancestors(agent: Agent, body: Body) -> list[Body]:
    """The ancestors from the top down, as far as the agent may see them."""
    numbers = [int(each) for each in body.path.strip("/").split("/")[:-1]]
    return list(bodies(agent).filter(pk__in=numbers))


def finance_offices(agent: Agent) -> QuerySet[Body]:
    return bodies(agent).filter(is_finance_office=True, is_active=True).order_by(PinyinOrder("name"), "pk")


def suggested(agent: Agent, text: str, *, offices: bool = False) -> QuerySet[Body]:
    """The active bodies whose present or former names contain the words, at most MOST_SUGGESTED, as suggestions."""
    found = finance_offices(agent) if offices else bodies(agent).filter(is_active=True)
    return found.filter(named(text)).order_by(PinyinOrder("name"), "pk")[:MOST_SUGGESTED]


def as_suggestion(body: Body) -> str:
    """The text of a body in a suggestion field: 云岭县康乐养老服务中心（52539999MJ0000000H）, 云岭县民政局（云岭县539999）."""
    return f"{body.name}（{body.credit_code or f'{body.place.name}{body.place.code}'}）"


@dataclass(frozen=True, slots=True)
class Named:
    """A body as a text names it: the text whole, a name or credit code, and its parts where it reads as a suggestion."""

    text: str
    name: str = ""
    code: str = ""
    place: str = ""

    @classmethod
    def by(cls, typed: str) -> Named:
        text = typed.strip()
        name, _bracket, added = text.removesuffix("）").rpartition("（")
        found = _ADDED.fullmatch(added) if name and text.endswith("）") else None
        return cls(text, name, found["code"] or "", found["place"] or "") if found else cls(text)

    def among(self, bodies: Iterable[Body]) -> list[Body]:
        """Those of the bodies of that name that may be meant: where some have ended and others go on, the others."""
        fit = [
            each
            for each in bodies
            if not self.place or (each.credit_code is None and each.place.code == self.place)
        ]
        return [each for each in fit if each.is_active] or fit


def chosen(agent: Agent, text: str, *, field: str) -> Body:
    """The body that was chosen, or whose full name or credit code was typed. Raises Refusal when none or several match."""
    named = Named.by(text)
    whole = Q(name__folded=named.text) | Q(credit_code=named.text.upper())
    found = Named(named.text).among(bodies(agent).filter(whole))
    if not found and named.name:
        found = named.among(bodies(agent).filter(_suggests(named)))
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(f"有不止一个单位叫“{text.strip()}”", "请从列出的单位里选", field=field)
    raise Refusal(f"没有找到“{text.strip()}”这个单位", "请填写单位全称，或者从列出的单位里选", field=field)


def _suggests(named: Named) -> Q:
    """The filter for the bodies of a suggestion; with a credit code, under a name that the body has or had."""
    if not named.code:
        return Q(name__folded=named.name)
    called = Designation.objects.filter(name__folded=named.name).values("body")
    return Q(credit_code=named.code.upper()) & (Q(name__folded=named.name) | Q(pk__in=called))
