"""What can't be in the demonstration: work at night or on a day off, and steps of a procurement in an order that no law has.

For the database of a demonstration: `goufu manage shell -c "from goufu.demo.tests.lawful_order import faults; print(*faults())"`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from itertools import pairwise

from goufu.journal.models import Entry
from goufu.law.clock import due
from goufu.procurement.models import (
    Bid,
    FileDownload,
    Occurrence,
    Participation,
    Procurement,
    Question,
    Response,
    Score,
)
from goufu.wall_clock import CHINA

OFFICE = time(8), time(18, 30)
# What of a procurement doesn't come before what.
ORDER = (
    *("intention_published", "sole_source_published", "notice_published", "innovation_notice_published"),
    *("prequalification_closed", "applications_closed", "development_file_provided", "file_provided"),
    *("opened", "review_ended", "report_received", "awarded", "letter_sent", "contract_signed"),
)
STEPS = {"人员配备": 2, "类似业绩": 2, "研发人员": 5}  # points of factors that count things


def faults() -> Iterator[str]:
    """A sentence for each."""
    yield from _at_night()
    yield from _out_of_order()
    yield from _late()
    yield from _off_the_scale()


def _at_night() -> Iterator[str]:
    for number, action, at in Entry.objects.values_list("pk", "action", "at").iterator():
        moment = at.astimezone(CHINA)
        if not OFFICE[0] <= moment.time() <= OFFICE[1] or due(moment.date(), 0).day != moment.date():
            yield f"entry {number}, {action}: {moment:%Y-%m-%d %H:%M}"


def _out_of_order() -> Iterator[str]:
    for found in Procurement.objects.order_by("pk"):
        days: dict[str, date] = {each.event: each.day for each in found.occurrences.all()}
        seen = [(days[event], event) for event in ORDER if event in days]
        for (before, first), (after, second) in pairwise(seen):
            if after < before:
                yield f"{found.number}: {second} on {after}, {first} on {before}"
    for each in Occurrence.objects.filter(event="opened").select_related("procurement"):
        deadline = each.procurement.bid_deadline_at
        if deadline and each.day != deadline.astimezone(CHINA).date():
            yield f"{each.procurement.number}: opened on {each.day}, not on the day of the deadline"


def _late() -> Iterator[str]:
    for question in Question.objects.select_related("procurement"):
        deadline = question.procurement.bid_deadline_at
        if deadline and (question.answered_at or question.asked_at) > deadline:
            yield f"question {question.pk} was asked or answered after the deadline"
    taken = Participation.objects.values_list("procurement", "taken_at")
    fetched = FileDownload.objects.values_list("procurement", "at")
    offered = Procurement.objects.filter(file_until__isnull=False).values_list("pk", "file_until")
    until: dict[int, date] = {number: day for number, day in offered if day}
    for number, at in (*taken, *fetched):
        if number in until and at.astimezone(CHINA).date() > until[number]:
            yield f"procurement {number}: took part, or fetched the file, after it was offered"
    for bid in Bid.objects.filter(is_late=False).select_related("procurement"):
        taking = bid.procurement.participations.filter(bidder=bid.bidder, taken_at__lte=bid.received_at)
        if not taking.exists():
            yield f"bid {bid.number} of somebody who doesn't take part"
    for response in Response.objects.select_related("procurement"):
        deadline, ceiling = response.procurement.bid_deadline_at, response.procurement.ceiling
        if deadline and response.opened_at < deadline:
            yield f"response {response.pk} opened before the deadline"
        if response.price and ceiling and response.price > ceiling:
            yield f"response {response.pk} over the ceiling"


def _off_the_scale() -> Iterator[str]:
    for title, points in Score.objects.values_list("factor__title", "points").distinct():
        if points % STEPS.get(title, 1) != Decimal(0):
            yield f"{title}: {points}"
