"""Deletion of budget files that were compared and never imported."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from goufu import wall_clock
from goufu.documents.store import store
from goufu.documents.sweep import KEPT_DAYS
from goufu.funds.models import BudgetFile
from goufu.journal.told import ToldRows
from goufu.journal.told_entries import tell


def sweep() -> None:
    """Deletes the rows of files that were not imported in time, and whose content documents.sweep has deleted."""
    before = wall_clock.now() - timedelta(days=KEPT_DAYS)
    swept = []
    for file in BudgetFile.objects.filter(imported_at=None, received_at__lt=before):
        if not store().has(file.digest):
            swept.append(file.pk)
    if swept:
        with transaction.atomic():
            BudgetFile.objects.filter(pk__in=swept).delete()
            told = ToldRows()
            told.removed(BudgetFile, swept)
            tell(
                "funds.budget_file.swept", subject=("budgetfile", ""), rows=told, facts={"files": len(swept)}
            )
