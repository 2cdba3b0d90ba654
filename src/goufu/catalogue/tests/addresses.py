"""The arguments of the catalogue's addresses: an edition that the civil affairs bureau drafts and asks about."""

from __future__ import annotations

from typing import Any

from goufu.catalogue.actions import Start, ask_opinions, draft_edition
from goufu.catalogue.loading import load_central
from goufu.catalogue.models import Edition, Kind
from goufu.registry.tests.county import TODAY, County


def a_draft(county: County) -> Edition:
    load_central()
    return draft_edition(owner=county.civil, kind=Kind.DEPARTMENT, start=Start.BASE, by=county.lead, on=TODAY)


def an_edition(county: County, **more: Any) -> dict[str, Any]:
    return {"number": a_draft(county).pk} | more


def an_entry(county: County) -> dict[str, Any]:
    entry = a_draft(county).entries.first()
    assert entry
    return {"number": entry.pk}


def an_opinion(county: County) -> dict[str, Any]:
    """That the civil affairs bureau asks of the education bureau."""
    [made] = ask_opinions(
        edition=a_draft(county).pk, bodies=[county.education], due_on=TODAY, by=county.lead, on=TODAY
    )
    return {"number": made.pk}


ARGUMENTS = {
    "catalogue:step": lambda county: an_edition(county, verb="withdraw"),
    "catalogue:entry": an_entry,
    "catalogue:change": an_entry,
    "catalogue:opinion": an_opinion,
    **dict.fromkeys(
        ("catalogue:edition", "catalogue:comparison", "catalogue:export", "catalogue:bring", "catalogue:add"),
        an_edition,
    ),
}
