"""Queries of present and former places. They are visible to everybody who is signed in."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.rows import numbered
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Place
from goufu.registry.models.places import CENTRE
from goufu.registry.place_data import OPEN

MOST_FOUND = 50


def place(pk: int) -> Place:
    """The place. Raises NotFound."""
    return numbered(Place.objects.select_related("parent__parent__parent", "successor"), pk)


def current_places() -> QuerySet[Place]:
    return Place.objects.filter(listed_until=None)


def provinces() -> QuerySet[Place]:
    return current_places().filter(level="province").select_related("parent").order_by("code")


def place_on(code: str, year: int) -> Place | None:
    """The place of that code in the table of that year; None when there is none."""
    return (
        Place.objects.annotate(last=Coalesce("listed_until", OPEN))
        .filter(code=code, listed_from__lte=year, last__gte=year)
        .order_by("-listed_from")
        .first()
    )


def children(parent: Place) -> QuerySet[Place]:
    """The places directly below that are in use; for a place that has ended, all that it had."""
    below = Place.objects.filter(parent=parent)
    return below.filter(listed_until=None) if parent.is_current else below


def path(place: Place) -> list[Place]:
    """The places from the province down to the place itself; the nation is left out unless it is the place."""
    steps = [place]
    while steps[0].parent and steps[0].parent.code != CENTRE:
        steps.insert(0, steps[0].parent)
    return steps


def history(place: Place) -> QuerySet[Place]:
    """All places that the code has named, oldest first."""
    return Place.objects.filter(code=place.code).select_related("successor").order_by("listed_from")


def find_places(text: str, *, ended: bool = False) -> QuerySet[Place]:
    """The places that match each word by name, parent's name or beginning of the code; those in use first."""
    found = Place.objects.select_related("parent__parent__parent", "successor")
    for word in text.split():
        found = found.filter(
            Q(name__contains=word) | Q(code__startswith=word) | Q(parent__name__contains=word)
        )
    if not ended:
        found = found.filter(listed_until=None)
    return found.order_by(F("listed_until").desc(nulls_first=True), "code")


def place_in_use(code: str, *, field: str = "place") -> Place:
    """The place that the code names today. Raises Refusal, which names the successor of one that has ended."""
    last = Place.objects.filter(code=code).select_related("successor").order_by("-listed_from").first()
    if last is None:
        raise Refusal(
            f"没有代码是 {code} 的行政区划", "请核对六位代码；新设的区划由系统管理员登记", field=field
        )
    if last.is_current:
        return last
    raise Refusal(*ended_in_words(last), field=field)


def as_suggestion(place: Place) -> str:
    """The text of a place in a suggestion field: code, places above, name."""
    above = "".join(each.name for each in path(place)[:-1])
    return f"{place.code} {above}{place.name}"


def chosen(text: str, *, field: str = "place") -> Place:
    """The place by a leading code, or by its full name after words of places above. Raises Refusal."""
    if text[:6].isascii() and text[:6].isdigit() and not text[6:7].isdigit():
        return place_in_use(text[:6], field=field)
    found = list(find_places(text).filter(name=text.split()[-1])[:2]) if text.split() else []
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(f"叫“{text}”的区划不止一个", "请填写六位代码，或者从列出的区划里选", field=field)
    raise Refusal(f"没有找到“{text}”这个区划", "请填写六位代码，或者从列出的区划里选", field=field)


def ended_in_words(place: Place) -> tuple[str, str]:
    """The fault and the remedy for a place that has ended; `successor` must be loaded."""
    what = f"{place.name}（{place.code}）{place.listed_until}年以后不再使用"
    heir = last_successor(place)
    if heir is None:
        return what, "现在归哪里，这里没有登记；请按最新区划选择，或者请系统管理员登记"
    return f"{what}，现在是{heir.name}（{heir.code}）", f"请改选{heir.name}"


def last_successor(place: Place) -> Place | None:
    """The last successor of a place that has ended, through several changes; None when none is registered."""
    seen = {place.pk}
    heir = place.successor
    while heir and not heir.is_current and heir.successor_id and heir.pk not in seen:
        seen.add(heir.pk)
        heir = heir.successor
    return heir


def bodies_in_ended_places(agent: Agent) -> QuerySet[Body]:
    """The active bodies whose place has ended, as far as the agent may see them."""
    return (
        Body.objects.filter(visible(agent, Permission.SEE_BODIES, Body.SCOPE_FIELDS))
        .filter(is_active=True, place__listed_until__isnull=False)
        .select_related("place__successor")
        .order_by("place__code", "path")
    )
