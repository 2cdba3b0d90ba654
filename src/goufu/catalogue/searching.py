"""Entries of the catalogue in force in the search of the head."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu import wall_clock
from goufu.catalogue.models import EditionEntry
from goufu.catalogue.queries import central_edition, edition_for
from goufu.catalogue.queries.lists import search
from goufu.core.search import SHOWN, Found, Hit, filtered
from goufu.registry.agents import Agent


def entries(agent: Agent | None, text: str) -> Found | None:
    """By code, name, description and item, of the edition that applies to the agent's body, or to nobody: the central one."""
    today = wall_clock.today()
    edition = edition_for(agent.body, today) if agent else central_edition(today)
    if edition is None:
        return None
    found = search(edition, text)
    hits = [_hit(each) for each in found[:SHOWN]]
    return Found(_("目录条目"), hits, len(found), filtered("catalogue:start", q=text), 40)


def _hit(entry: EditionEntry) -> Hit:
    return Hit(f"{entry.code} {entry.name}", reverse("catalogue:entry", args=[entry.pk]))
