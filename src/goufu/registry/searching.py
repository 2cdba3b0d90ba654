"""Bodies and people in the search of the head."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from goufu.core.permissions import Permission
from goufu.core.search import Found, Hit, filtered, found_among
from goufu.registry.agents import Agent
from goufu.registry.body_tables import BodyFilter
from goufu.registry.models import Body, Person
from goufu.registry.names import PinyinOrder
from goufu.registry.queries.bodies import bodies as bodies_seen
from goufu.registry.queries.people import people as people_seen
from goufu.registry.tables import PeopleFilter


def bodies(agent: Agent | None, text: str) -> Found | None:
    """By present and former names and codes."""
    if agent is None or not agent.may(Permission.SEE_BODIES):
        return None
    seen = bodies_seen(agent)
    matching = BodyFilter({"q": text}, seen).qs
    by_name = seen.order_by(PinyinOrder("name"), "pk")
    return found_among(
        pgettext_lazy("list", "单位"), by_name, matching, _body, filtered("registry:bodies", q=text), 20
    )


def people(agent: Agent | None, text: str) -> Found | None:
    """By names and user names."""
    if agent is None or not agent.may(Permission.SEE_PEOPLE):
        return None
    seen = people_seen(agent)
    matching = PeopleFilter({"q": text}, seen).qs
    return found_among(_("人员"), seen, matching, _person, filtered("registry:people", q=text), 30)


def _body(body: Body) -> Hit:
    said = [body.place.name, body.credit_code or "", "" if body.is_active else str(_("停用"))]
    return Hit(body.name, reverse("registry:body", args=[body.pk]), " · ".join(filter(None, said)))


def _person(person: Person) -> Hit:
    held = gettext("；").join(str(each) for each in person.held)  # type: ignore[attr-defined]
    return Hit(person.name, reverse("registry:person", args=[person.pk]), held)
