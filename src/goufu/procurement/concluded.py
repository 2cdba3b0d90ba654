"""How far a procurement has come, in a word: its state; of one that runs: whether it is suspended, or its contract or agreement signed."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goufu.procurement.law import days_of
from goufu.procurement.models import Occurrence, Procurement, ProcurementState
from goufu.procurement.review.events import FRAMEWORK_SIGNED, SIGNED
from goufu.procurement.review.rounds import annulling

STATE_BADGES: dict[str, str] = {
    ProcurementState.PLANNING: "info",
    ProcurementState.RUNNING: "ok",
    ProcurementState.TERMINATED: "warn",
    ProcurementState.WITHDRAWN: "info",
}
SUSPENDED_WORD = _("暂停中")
SIGNED_WORDS: dict[str, Promise] = {SIGNED: _("合同已签"), FRAMEWORK_SIGNED: _("协议已签")}


def stands(event: str) -> Exists:
    """Whether the event has happened in the row's procurement and nothing has undone it since."""
    undone = Occurrence.objects.filter(
        procurement=OuterRef("procurement"), event__in=annulling(event), pk__gt=OuterRef("pk")
    )
    return Exists(Occurrence.objects.filter(~Exists(undone), procurement=OuterRef("pk"), event=event))


def with_signed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The procurements with `signed`: the events of SIGNED_WORDS that stand, for `state_word` in a list."""
    signed: QuerySet[Any] = rows.annotate(**{f"has_{event}": stands(event) for event in SIGNED_WORDS})
    return signed


def state_word(procurement: Procurement, held: Container[int] = ()) -> str:
    """The state in a word; held: the numbers of procurements that are suspended."""
    return state_of(procurement, held)[1]


def state_of(procurement: Procurement, held: Container[int] = ()) -> tuple[str, str]:
    """The state as kind and word; held: as in `state_word`."""
    word: Promise | str = ProcurementState(procurement.state).label
    if procurement.state == ProcurementState.RUNNING:
        if procurement.pk in held:
            return "warn", str(SUSPENDED_WORD)
        if event := _signed(procurement):
            word = SIGNED_WORDS[event]
    return STATE_BADGES[procurement.state], str(word)


def _signed(procurement: Procurement) -> str:
    told = {event: getattr(procurement, f"has_{event}", None) for event in SIGNED_WORDS}
    if None in told.values():
        happened = days_of(procurement.occurrences.all())
        told = {event: event in happened for event in SIGNED_WORDS}
    return next((event for event, stands_ in told.items() if stands_), "")
