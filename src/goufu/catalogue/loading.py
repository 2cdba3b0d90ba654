"""Loading of the central catalogue from the data files, as a published edition of the Ministry of Finance."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Model

from goufu.catalogue import entries as data
from goufu.catalogue.models import Edition, EditionEntry, EditionKind, EditionState
from goufu.journal.told import ToldRows
from goufu.journal.told_entries import tell
from goufu.registry.models import Body, Place
from goufu.registry.models.places import CENTRE

MINISTRY = "财政部"
CENTRE_NAME = "全国"
CENTRE_SINCE = 1980  # the first year of the list of places


@transaction.atomic
def load_central() -> tuple[Edition, bool]:
    """The edition, and whether it was loaded just now; an existing one is not changed.

    It is marked as unverified until it has been compared with the original. The data don't say whether comments were
    requested and experts consulted, so these facts are None.
    """
    central = data.load_catalogue()
    ministry, made = _ministry()
    if there := Edition.objects.filter(owner=ministry, kind=EditionKind.LEVEL).order_by("number").first():
        return there, False
    edition = Edition.objects.create(
        owner=ministry,
        kind=EditionKind.LEVEL,
        title=central.edition.title,
        number=1,
        is_verified=central.edition.verified,
        provenance=central.edition.provenance,
    )
    entries = EditionEntry.objects.bulk_create(_copy(entry, edition) for entry in central.entries)
    edition.state = EditionState.PUBLISHED
    edition.valid_from = edition.published_on = central.edition.valid_from
    edition.save(update_fields=["state", "valid_from", "published_on"])
    told = ToldRows()
    for row in (*made, edition, *entries):
        told.created(row)
    tell(
        "catalogue.edition.loaded",
        subject=("edition", edition.pk),
        rows=told,
        facts={"title": edition.title, "added": len(central.entries)},
    )
    return edition, True


def _ministry() -> tuple[Body, list[Model]]:
    """The finance office of the central level, and the rows that were made for it when it was not registered yet."""
    found = Body.objects.filter(place__code=CENTRE, is_finance_office=True).order_by("pk").first()
    if found:
        return found, []
    place, is_new = Place.objects.get_or_create(
        code=CENTRE,
        listed_until=None,
        defaults={"name": CENTRE_NAME, "level": "central", "listed_from": CENTRE_SINCE},
    )
    ministry = Body.objects.create(
        name=MINISTRY, kind="state_organ", level="central", place=place, is_finance_office=True
    )
    ministry.path = f"/{ministry.pk}/"
    ministry.office = ministry
    ministry.save(update_fields=["path", "office"])
    return ministry, [place, ministry] if is_new else [ministry]


def _copy(entry: data.GuidanceEntry, edition: Edition) -> EditionEntry:
    return EditionEntry(
        edition=edition,
        code=entry.code,
        name=entry.name,
        items=list(entry.items),
        is_consulted=None,
        is_expert_reviewed=None,
    )
