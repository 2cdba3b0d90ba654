"""The lists of what is bought centrally, to be asked without the database."""

from __future__ import annotations

from collections import defaultdict

from goufu.catalogue.central import HeldList, HeldLists
from goufu.catalogue.models import CentralList, CentralListItem


def held_lists() -> HeldLists:
    """The lists of all places, with what they cover. Two queries."""
    items = defaultdict(list)
    for number, prefix in CentralListItem.objects.order_by().values_list("list_id", "prefix"):
        items[number].append(prefix)
    return HeldLists(
        HeldList(str(each), each.prefix, each.level, each.valid_from, items[each.pk])
        for each in CentralList.objects.order_by("pk")
    )
