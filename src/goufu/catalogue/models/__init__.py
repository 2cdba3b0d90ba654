"""What is stored of guidance catalogues: editions, their entries, the opinions asked and the expert reviews."""

from __future__ import annotations

from goufu.catalogue.models.consultation import ExpertReview, Opinion
from goufu.catalogue.models.editions import PUBLIC, WRITABLE, Edition, Kind, State
from goufu.catalogue.models.entries import EditionEntry, ServiceClass

__all__ = [
    "PUBLIC",
    "WRITABLE",
    "Edition",
    "EditionEntry",
    "ExpertReview",
    "Kind",
    "Opinion",
    "ServiceClass",
    "State",
]
