"""Actions on guidance catalogues, one function per verb."""

from __future__ import annotations

from goufu.catalogue.actions.central_lists import import_central_list
from goufu.catalogue.actions.consulting import (
    finish_consultation,
    give_comment,
    record_expert_review,
    request_comments,
    settle_comment,
)
from goufu.catalogue.actions.drafting import DraftStart, draft_edition, withdraw_edition
from goufu.catalogue.actions.entries import Imported, add_entry, change_entry, import_entries, remove_entry
from goufu.catalogue.actions.publishing import publish_edition, return_edition

__all__ = [
    "DraftStart",
    "Imported",
    "add_entry",
    "change_entry",
    "draft_edition",
    "finish_consultation",
    "give_comment",
    "import_central_list",
    "import_entries",
    "publish_edition",
    "record_expert_review",
    "remove_entry",
    "request_comments",
    "return_edition",
    "settle_comment",
    "withdraw_edition",
]
