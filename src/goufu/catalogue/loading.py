"""Loading of the central catalogue from the data files, as a published edition of the Ministry of Finance."""

from __future__ import annotations

from django.db import transaction

from goufu.catalogue import entries as data
from goufu.catalogue.models import Edition, EditionEntry, EditionKind, EditionState
from goufu.journal import actions as journal
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
    ministry = _ministry()
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
    EditionEntry.objects.bulk_create(_copy(entry, edition) for entry in central.entries)
    edition.state = EditionState.PUBLISHED
    edition.valid_from = edition.published_on = central.edition.valid_from
    edition.save(update_fields=["state", "valid_from", "published_on"])
    journal.record(
        "catalogue.edition.loaded",
        by=journal.SYSTEM,
        subject=("edition", edition.pk),
        facts={"title": edition.title, "added": len(central.entries)},
    )
    return edition, True


def _ministry() -> Body:
    """The finance office of the central level; created when it is not registered yet."""
    found = Body.objects.filter(place__code=CENTRE, is_finance_office=True).order_by("pk").first()
    if found:
        return found
    place, _made = Place.objects.get_or_create(
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
    return ministry


def _copy(entry: data.GuidanceEntry, edition: Edition) -> EditionEntry:
    return EditionEntry(
        edition=edition,
        code=entry.code,
        name=entry.name,
        items=list(entry.items),
        is_consulted=None,
        is_expert_reviewed=None,
    )
