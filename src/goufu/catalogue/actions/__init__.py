"""Every change of a catalogue, one function a verb."""

from __future__ import annotations

from goufu.catalogue.actions.consulting import (
    ask_opinions,
    finish_consultation,
    give_opinion,
    record_expert_review,
    settle_opinion,
)
from goufu.catalogue.actions.drafting import Start, draft_edition, withdraw_edition
from goufu.catalogue.actions.entries import Imported, add_entry, change_entry, import_entries, remove_entry
from goufu.catalogue.actions.publishing import publish_edition, return_edition

__all__ = [
    "Imported",
    "Start",
    "add_entry",
    "ask_opinions",
    "change_entry",
    "draft_edition",
    "finish_consultation",
    "give_opinion",
    "import_entries",
    "publish_edition",
    "record_expert_review",
    "remove_entry",
    "return_edition",
    "settle_opinion",
    "withdraw_edition",
]
