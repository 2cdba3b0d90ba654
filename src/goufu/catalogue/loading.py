"""Loading of the central catalogue from the data files, as a published edition of the Ministry of Finance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from goufu import wall_clock
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
    """The edition, and whether it was loaded just now.

    It is marked as unverified until it has been compared with the original. The data don't say whether comments were
    requested and experts consulted, so these facts are None. Where an earlier program has loaded one with other entries, it
    stays as it was until yesterday, and the data's follows it as the next edition; where the ministry's own people have made
    editions, nothing is changed.
    """
    ministry, made = _ministry()
    before = Edition.objects.filter(owner=ministry, kind=EditionKind.LEVEL).order_by("-number").first()
    if before is None:
        return _loaded(ministry, data.load_catalogue().edition.valid_from, made), True
    today = wall_clock.today()
    if not _is_outdated(before, today):
        return before, False
    before.state, before.valid_until = EditionState.SUPERSEDED, today - timedelta(days=1)
    before.version += 1
    before.save(update_fields=["state", "valid_until", "version"])
    return _loaded(ministry, today, [], before), True


def _is_outdated(edition: Edition, today: date) -> bool:
    """Whether the edition in force was loaded by an earlier program, whose data had other entries."""
    is_ours = edition.state == EditionState.PUBLISHED and edition.published_by_id is None
    is_earlier = edition.valid_from is not None and edition.valid_from < today
    wanted = {entry.code: entry.name for entry in data.load_catalogue().entries}
    return is_ours and is_earlier and edition.names != wanted


def _loaded(
    ministry: Body, valid_from: date, made: Sequence[Model], before: Edition | None = None
) -> Edition:
    """A new edition of the data, in force from that day on. made: rows to be told with it; before: the edition that it ends."""
    central = data.load_catalogue()
    edition = Edition.objects.create(
        owner=ministry,
        kind=EditionKind.LEVEL,
        title=central.edition.title,
        number=before.number + 1 if before else 1,
        is_verified=central.edition.verified,
        provenance=central.edition.provenance,
    )
    entries = EditionEntry.objects.bulk_create(_copy(entry, edition) for entry in central.entries)
    edition.state = EditionState.PUBLISHED
    edition.valid_from = edition.published_on = valid_from
    edition.save(update_fields=["state", "valid_from", "published_on"])
    told = ToldRows()
    for row in (*made, edition, *entries):
        told.created(row)
    facts: dict[str, Any] = {"title": edition.title, "added": len(central.entries)}
    if before:
        told.changed(before, ["state", "valid_until", "version"])
        facts["ended"] = str(before)
    tell("catalogue.edition.loaded", subject=("edition", edition.pk), rows=told, facts=facts)
    return edition


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
