"""Deletion of what bids leave on the disk: pieces for procurements that have ended, and what a killed opening has read."""

from __future__ import annotations

import shutil

from goufu.documents.store import days_ago, store
from goufu.procurement.models import Procurement, ProcurementState
from goufu.procurement.sealed.reception import forget_others

OPENED = "opening-"  # how a folder begins into which an envelope is opened


def sweep() -> None:
    """Deletes them. No envelope takes a day to be read: an older folder was left by a kill, and its bid lies there in clear."""
    running = Procurement.objects.filter(state=ProcurementState.RUNNING)
    forget_others({*running.values_list("pk", flat=True)})
    moment = days_ago(1)
    for each in store().folder.glob(f"{OPENED}*"):
        if each.stat().st_mtime < moment:
            shutil.rmtree(each, ignore_errors=True)
