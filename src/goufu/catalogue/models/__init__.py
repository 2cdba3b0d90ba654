"""The models of guidance catalogues: editions, entries, comments and expert reviews."""

from __future__ import annotations

from goufu.catalogue.models.central_lists import CentralList, CentralListItem
from goufu.catalogue.models.consultation import NO_COMMENTS, Comment, ExpertReview
from goufu.catalogue.models.editions import PUBLIC, WRITABLE, Edition, EditionKind, EditionState
from goufu.catalogue.models.entries import EditionEntry, ServiceClass

__all__ = [
    "NO_COMMENTS",
    "PUBLIC",
    "WRITABLE",
    "CentralList",
    "CentralListItem",
    "Comment",
    "Edition",
    "EditionEntry",
    "EditionKind",
    "EditionState",
    "ExpertReview",
    "ServiceClass",
]
