"""Procurements and complaints in the search of the head."""

from __future__ import annotations

from collections.abc import Container

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.core.permissions import Permission
from goufu.core.search import Found, Hit, filtered, found_among
from goufu.procurement.cases.suspending import suspended_now
from goufu.procurement.concluded import state_word, with_signed
from goufu.procurement.models import Complaint, Procurement
from goufu.procurement.queries.cases import complaints as complaints_seen
from goufu.procurement.queries.procurements import procurements as procurements_seen
from goufu.registry.agents import Agent


def procurements(agent: Agent | None, text: str) -> Found | None:
    """By a part of the title or of the number."""
    if agent is None or not text or not agent.may(Permission.SEE_PROCUREMENTS):
        return None
    seen = procurements_seen(agent)
    matching = with_signed(seen).filter(Q(title__icontains=text) | Q(number__icontains=text))
    held = suspended_now()
    return found_among(
        _("采购"),
        seen,
        matching,
        lambda each: _hit(each, held),
        filtered("procurement:procurements", q=text),
        15,
    )


def _hit(procurement: Procurement, held: Container[int]) -> Hit:
    said = (procurement.purchaser.name, procurement.number, state_word(procurement, held))
    return Hit(procurement.title, reverse("procurement:procurement", args=[procurement.pk]), " · ".join(said))


def cases(agent: Agent | None, text: str) -> Found | None:
    """Complaints by a part of the number or of a name."""
    if agent is None or not text or not agent.may(Permission.SEE_PROCUREMENTS):
        return None
    seen = complaints_seen(agent)
    matching = seen.filter(Q(number__icontains=text) | Q(complainant__name__icontains=text))
    return found_among(_("投诉"), seen, matching, _case, filtered("procurement:complaints", q=text), 16)


def _case(complaint: Complaint) -> Hit:
    said = (complaint.procurement.title, complaint.get_state_display())
    return Hit(str(complaint), reverse("procurement:complaint", args=[complaint.pk]), " · ".join(said))
