"""Queries of the edition that applied to a body on a day, with the reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, F, Func, Q, Value
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.catalogue.models import PUBLIC, Edition, EditionEntry, EditionKind
from goufu.registry.models import Body
from goufu.registry.models.places import CENTRE

_PLACES = ("place__code", "place__parent__code", "place__parent__parent__code")


@dataclass(frozen=True, slots=True)
class Applied:
    """The edition that applied, None when there was none, and the reason in a sentence."""

    edition: Edition | None
    why: str


def in_force(day: date) -> Q:
    """The filter for editions in force on the day; first and last day included."""
    return Q(state__in=PUBLIC, valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gte=day))


def applied_to(body: Body, day: date) -> Applied:
    """The edition that applied to the body on that day, with the reason; two queries.

    It is the body's own edition, else that of the nearest body above it, else that of the level that pays for it, else
    that of the nearest place above, the central one last.
    """
    number = Func(Value(body.pk), Value(day), function="catalogue_edition_for")  # migration 0004
    nearest = Edition.objects.filter(pk=number).select_related("owner__place").first()
    return Applied(nearest, _why(body, nearest))


def edition_for(body: Body, day: date) -> Edition | None:
    """The edition that applied to the body on that day; None when no catalogue had been published for it."""
    return applied_to(body, day).edition


def entry_for(body: Body, code: str, day: date) -> EditionEntry | None:
    """The entry of that code in the edition that applied to the body on that day; None when there is none."""
    edition = edition_for(body, day)
    return EditionEntry.objects.select_related("edition").filter(edition=edition, code=code).first()


def entry_names(bodies: Collection[int], codes: Collection[str], day: date) -> dict[int, dict[str, str]]:
    """What these codes are called in the edition that applied to each body on that day, by code; two queries."""
    number = Func(F("pk"), Value(day), function="catalogue_edition_for", output_field=BigIntegerField())
    applied = dict(Body.objects.filter(pk__in=bodies).values_list("pk", number))
    names: dict[int | None, dict[str, str]] = {edition: {} for edition in applied.values()}
    found = EditionEntry.objects.filter(edition__in=filter(None, names), code__in=codes).order_by()
    for edition, code, name in found.values_list("edition", "code", "name"):
        names[edition][code] = name
    return {body: names[edition] for body, edition in applied.items()}


def day_in(year: int) -> date:
    """Today, or the nearest day in that year: the day whose catalogue applies to what is planned for the year."""
    return min(max(wall_clock.today(), date(year, 1, 1)), date(year, 12, 31))


def base_for(owner: Body, kind: str, day: date) -> Edition | None:
    """The edition within which one of this owner must stay on that day, or which a province overlays; two queries."""
    places = places_of(owner)[0 if kind == EditionKind.DEPARTMENT else 1 :]
    found = Edition.objects.filter(
        in_force(day), kind=EditionKind.LEVEL, owner__place__code__in=places
    ).select_related("owner__place")
    return min(
        found, key=lambda edition: (places.index(edition.owner.place.code), edition.owner_id), default=None
    )


def central_edition(day: date) -> Edition | None:
    """The central level's edition in force on the day, for people who work for no body; None when there is none."""
    return (
        Edition.objects.filter(in_force(day), kind=EditionKind.LEVEL, owner__place__code=CENTRE)
        .select_related("owner__place")
        .order_by("owner_id")
        .first()
    )


def places_of(body: Body) -> list[str]:
    """The codes of the place whose finance office pays for the body and of the places above, the centre last."""
    [codes] = Body.objects.filter(pk=body.office_id or body.pk).values_list(*_PLACES)
    return list(dict.fromkeys([*filter(None, codes), CENTRE]))


def _why(body: Body, edition: Edition | None) -> str:
    if edition is None:
        return _("这一天还没有适用于本单位的目录。")
    if edition.kind == EditionKind.DEPARTMENT:
        if edition.owner_id == body.pk:
            return _("这是本单位自己的部门目录。")
        return _("本单位没有自己的目录，用上级单位%(owner)s的部门目录。") % {"owner": edition.owner}
    if edition.owner.place.code == places_of(body)[0]:
        return _("没有部门目录，用%(place)s的本级目录。") % {"place": place_word(edition)}
    return _("没有部门目录，本级也没有目录，用%(place)s的目录。") % {"place": place_word(edition)}


def place_word(edition: Edition) -> str:
    """The name of the edition's level as people write it."""
    place = edition.owner.place
    return _("中央") if place.code == CENTRE else place.name
