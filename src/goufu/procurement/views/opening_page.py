"""The page of the opening: what everybody there sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goufu import wall_clock
from goufu.core.pages import needs
from goufu.core.permissions import Permission
from goufu.documents.models import Document, Origin
from goufu.journal.models import Entry
from goufu.procurement.actions.joining import still_short
from goufu.procurement.actions.late_bids import undecided
from goufu.procurement.actions.opening_record import DONE
from goufu.procurement.models import (
    Custodian,
    EnvelopeState,
    GivenPeel,
    Opening,
    OpeningState,
    Procurement,
    Quotation,
)
from goufu.procurement.papers.minutes import KIND as MINUTES
from goufu.procurement.papers.minutes import minutes_name
from goufu.procurement.papers.signing import scan_of
from goufu.procurement.queries.sealed import (
    envelopes_of_opening,
    in_order,
    opening_for,
    scans_of,
    unopened_letters,
)
from goufu.procurement.sealed.envelopes import WHOLE, envelopes_of, kind_title
from goufu.procurement.sealed.law import opinion_of_unopened
from goufu.procurement.sealed.quotations import opening_of, until_of
from goufu.procurement.sealed.scans import may_check_scans
from goufu.procurement.sealed.sheets import custodian_of, sealing_of
from goufu.procurement.sealed.standing import Arrival, arrival_of, paper_that_goes_back
from goufu.procurement.views.keys import lines_of
from goufu.procurement.views.procurements import law_context
from goufu.registry.agents import Agent

TONES: dict[str, str] = {
    EnvelopeState.WAITING: "info",
    EnvelopeState.SEALED: "info",
    EnvelopeState.JOINED: "info",
    EnvelopeState.OPENED: "ok",
    EnvelopeState.SHOWN: "ok",
    EnvelopeState.FAILED: "stop",
    EnvelopeState.RETURNED: "warn",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A bidder in the table of a lot: its envelopes by kind, and the price that was read out."""

    number: int
    bidder: str
    lot: str
    envelopes: list[tuple[str, Any]]
    price: Any

    @property
    def first(self) -> Any:
        return next(each for _kind, each in self.envelopes if each)


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of the ceremony: of the bids, or of the final quotations once their moment has come."""
    found = opening_for(agent, number)
    now = _due_now(found)
    is_earlier = now == Quotation.FINAL and request.GET.get("of") == Quotation.FIRST
    context = _context(found, agent, Quotation.FIRST if is_earlier else now)
    return render(request, "procurement/opening.html", context | {"has_earlier": now == Quotation.FINAL})


def _due_now(found: Procurement) -> Quotation:
    until = until_of(found, Quotation.FINAL)
    return Quotation.FINAL if until is not None and wall_clock.now() > until else Quotation.FIRST


def _context(found: Procurement, agent: Agent, quotation: Quotation) -> dict[str, Any]:
    opening = opening_of(found, quotation)
    envelopes = envelopes_of_opening(opening) if opening else []
    scans = scans_of(agent, envelopes)
    for each in envelopes:
        each.scans = scans.get(each.bid_id, [])
        each.may_check = bool(each.scans) and not each.scan_check and may_check_scans(agent, found, each)
    may_host = agent.may_on(Permission.HOLD_OPENING, found)
    mine, sealing = custodian_of(found, agent.person.pk), sealing_of(found)
    waiting = [each for each in envelopes if each.state == EnvelopeState.WAITING]
    unread = in_order(opening, envelopes) if opening else []
    sealed = [each for each in envelopes if each.state == EnvelopeState.SEALED]
    is_joined = opening is not None and opening.state == OpeningState.JOINED
    failed = [each for each in envelopes if each.state == EnvelopeState.FAILED]
    used = _used(opening, [each for each in envelopes if each.state != EnvelopeState.RETURNED])
    is_due = may_host and opening is None and _is_due(found, quotation)
    late = list(undecided(found, quotation)) if is_due else []
    present = list(opening.present.select_related("person", "body")) if opening else []
    return {
        "procurement": found,
        "is_final": quotation == Quotation.FINAL,
        "opens_at": until_of(found, quotation) if quotation == Quotation.FINAL else found.opens_at,
        "opening": opening,
        "now": wall_clock.now(),
        "sealing": sealing,
        "walk": _walk(opening, envelopes),
        "rows": _rows(found, envelopes),
        "kinds": [kind_title(each) for each in _kinds(found, envelopes)],
        "lines": [
            (
                each,
                each.custodian.pk in used,
                next((one.at for one in present if one.person_id == each.custodian.person_id), None),
            )
            for each in lines_of(found)
        ],
        "minutes": list(opening.minutes.all()) if opening else [],
        "present": present,
        "watching": sum(each.role == "bidder" for each in present),
        "others": [each for each in present if each.role != "bidder"],
        "is_present": any(each.person_id == agent.person.pk for each in present),
        "downloads": _downloads(opening) if opening else [],
        "may_host": may_host,
        "may_begin": is_due and not late,
        "may_peel": mine is not None and opening is not None and _lacks_part_of(mine, opening, waiting),
        "may_join": may_host
        and opening is not None
        and opening.state == OpeningState.BEGUN
        and not still_short(opening),
        "is_enough": sealing is not None
        and bool(waiting)
        and all(each.given >= sealing.needed for each in waiting),
        "next": (unread[0], _(kind_title(unread[0].bid.kind)))
        if may_host and unread and not sealed
        else None,
        "sealed": len(sealed),
        "next_paper": _next_paper(sealed, agent, may_host=may_host, may_check=may_host or mine is not None)
        if is_joined
        else None,
        "may_unwrap": is_joined,
        "late": late,
        "unopened": unopened_letters(opening) if opening and may_host else [],
        "unopened_paper": _unopened_paper(found, quotation) if opening and may_host else [],
        "unread": len(unread),
        "may_close": may_host
        and opening is not None
        and opening.state == OpeningState.JOINED
        and all(each.state in DONE for each in envelopes)
        and not any(each.lacks_scan for each in envelopes),
        "failed": failed,
        **_law_of(failed),
        **(_minutes(found, quotation) if agent.may_on(Permission.SEE_PROCUREMENTS, found) else {}),
        "sees": agent.may_on(Permission.SEE_PROCUREMENTS, found),
    }


def _next_paper(sealed: list[Any], agent: Agent, *, may_host: bool, may_check: bool) -> dict[str, Any] | None:
    """The paper that this person can do something with now: check what another has typed, or read out the next."""
    for each in sealed if may_check else []:
        if each.reading and each.reading.person_id != agent.person.pk:
            return {"envelope": each, "address": "procurement:check_paper", "is_check": True}
    unread = next((each for each in sealed if each.reading is None), None)
    if may_host and unread:
        return {"envelope": unread, "address": "procurement:read_paper", "is_check": False}
    return None


def _minutes(found: Procurement, quotation: Quotation) -> dict[str, Any]:
    """The minutes as a paper, and the scan of it as it was signed by hand."""
    rows = Document.objects.filter(subject_kind="procurement", subject_number=found.pk, kind=MINUTES)
    papers = list(rows.order_by("pk"))
    name = minutes_name(found, quotation)
    issued = [each for each in papers if each.origin == Origin.ISSUED and each.name == name]
    paper = issued[-1] if issued else None
    return {"paper": paper, "signed": scan_of(paper, papers) if paper else None}


def _unopened_paper(found: Procurement, quotation: Quotation) -> list[tuple[Any, bool, Any]]:
    """The paper that is no envelope of the opening: whether it came late, and how it went back."""
    return [
        (each, arrival_of(each) == Arrival.LATE, getattr(each, "hand_back", None))
        for each in paper_that_goes_back(found)
        if each.round == quotation and not hasattr(each, "envelope")
    ]


def _law_of(failed: list[Any]) -> dict[str, Any]:
    """What the law says of all envelopes that could not be opened."""
    said = [law_context(opinion_of_unopened(each)) for each in failed]
    return {
        "blocking": [card for each in said for card in each["blocking"]],
        "to_review": [card for each in said for card in each["to_review"]],
        "passed": sum(each["passed"] for each in said),
    }


def _is_due(found: Procurement, quotation: Quotation) -> bool:
    until = until_of(found, quotation)
    return until is not None and wall_clock.now() > until


def _used(opening: Opening | None, envelopes: list[Any]) -> set[int]:
    """The custodians whose keys have opened something."""
    if opening is None or not envelopes:
        return set()
    rows = GivenPeel.objects.filter(envelope__opening=opening, fault="")
    return set(rows.values_list("custodian", flat=True))


def _lacks_part_of(custodian: Custodian, opening: Opening, waiting: list[Any]) -> bool:
    """Whether a waiting envelope lacks the custodian's part: a wrong passphrase, or a key for some of them, may be made good."""
    if opening.state != OpeningState.BEGUN or not waiting:
        return False
    given = GivenPeel.objects.filter(envelope__in=waiting, custodian=custodian, fault="")
    return given.count() < len(waiting)


def _kinds(found: Procurement, envelopes: list[Any]) -> list[str]:
    known = envelopes_of(found.method)
    order = known.all if known else ()
    return [kind for kind in (*order, WHOLE) if any(each.bid.kind == kind for each in envelopes)]


def _rows(found: Procurement, envelopes: list[Any]) -> list[Row]:
    kinds = _kinds(found, envelopes)
    by_bidder: dict[tuple[int, int], dict[str, Any]] = {}
    for each in envelopes:
        key = (each.bid.lot.number if each.bid.lot else 0, each.number)
        by_bidder.setdefault(key, {})[each.bid.kind] = each
    rows = []
    for (lot, number), mine in sorted(by_bidder.items()):
        first = next(iter(mine.values()))
        price = next((each.price for each in mine.values() if each.price is not None), None)
        title = _("第 %(lot)d 包") % {"lot": lot} if lot else ""
        rows.append(
            Row(
                number,
                first.bid.bidder.name,
                title,
                [(kind_title(kind), _toned(mine.get(kind))) for kind in kinds],
                price,
            )
        )
    return rows


def _toned(envelope: Any) -> Any:
    if envelope is not None:
        envelope.tone = TONES[envelope.state]
    return envelope


def _walk(opening: Opening | None, envelopes: list[Any]) -> dict[str, Any]:
    done = sum(each.state in DONE for each in envelopes)
    opened = _("打开 %(done)d / %(all)d") % {"done": done, "all": len(envelopes)} if envelopes else _("打开")
    words = [
        _("宣布开始"),
        _("用钥匙"),
        _("合钥匙"),
        opened,
        _("结束，出具记录"),
    ]
    here = 1
    if opening is not None:
        here = {OpeningState.BEGUN: 2, OpeningState.JOINED: 4}.get(OpeningState(opening.state), 6)
        if opening.state == OpeningState.JOINED and done == len(envelopes):
            here = 5
    return {"steps": [{"word": each, "url": ""} for each in words], "here": here}


def _downloads(opening: Opening) -> list[Any]:
    numbers = [str(each) for each in opening.envelopes.values_list("bid", flat=True)]
    return list(
        Entry.objects.filter(action="procurement.bid.downloaded", object_type="bid", object_id__in=numbers)
    )
