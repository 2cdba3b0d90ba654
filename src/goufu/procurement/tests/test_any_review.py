"""Whatever is tried in whatever order after the deadline: the state is one of the states, and the record gives what was reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.core.errors import Refusal
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.examining import ask_explanation, decide_explanation, examine
from goufu.procurement.actions.marking import hand_in, save_scores, send_back
from goufu.procurement.actions.planning import choose_method
from goufu.procurement.actions.reopening import reopen_review
from goufu.procurement.actions.reviewing import conclude, sign_report
from goufu.procurement.actions.sitting import declare, give_codes, sit_down
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.law import days_of
from goufu.procurement.models import (
    Award,
    Part,
    Procurement,
    ProcurementState,
    Quotation,
    ReviewReport,
)
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.record import Review
from goufu.procurement.review.rounds import reports_of
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.tests.procuring import (
    BEGIN,
    announced,
    approved_project,
    judged,
    on,
    planned,
    running,
    with_scoring,
)
from goufu.procurement.tests.reviewing import REVIEWED, drawn, fresh, responded
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
PRICES = ("560000", "240000", "575000", "550000")
Verb = Callable[[Procurement, County, int], object]


def _seats(made: Procurement) -> list[SeatAgent]:
    found = [fresh(each) for each in made.panel.filter(left_at=None)]
    if not found:
        raise Refusal("没有评审小组")
    return found


def _any_bid(made: Procurement, index: int) -> int:
    bids = Review(made).bids
    if not bids:
        raise Refusal("没有响应")
    return bids[index % len(bids)].pk


def _examine(made: Procurement, county: County, index: int) -> object:
    """By whoever comes first: the side that may not is refused."""
    part = Part.CONFORMITY if index % 2 else Part.QUALIFICATION
    by = county.officer if index % 3 == 0 else _seats(made)[0]
    reason = "没有社会保险证明" if index % 7 == 0 else ""
    return examine(
        response=_any_bid(made, index // 2), part=part, has_passed=not reason, reason=reason, by=by
    )


def _examine_all(made: Procurement, county: County, index: int) -> object:
    review, head = Review(made), _seats(made)[0]
    by_purchaser = bool(review.method.qualification and review.method.qualification.word == "purchaser")
    for bid in review.bids:
        for part in review.unexamined(bid):
            by = county.officer if by_purchaser and part == Part.QUALIFICATION else head
            examine(response=bid.pk, part=part, has_passed=True, by=by)
    return None


def _explain(made: Procurement, county: County, index: int) -> object:
    head = _seats(made)[0]
    number = _any_bid(made, index)
    if index % 2:
        return ask_explanation(response=number, minutes=30, by=head)
    return decide_explanation(
        response=number, text="成本表", is_accepted=index % 4 == 0, reason="成本表不可信", by=head
    )


def _sit(made: Procurement, county: County, index: int) -> object:
    for _member, code in give_codes(procurement=made.pk, by=county.officer):
        declare(by=SeatAgent(sit_down(number=made.number, code=code)))
    return None


def _score_all(made: Procurement, county: County, index: int) -> object:
    for seat in _seats(made):
        review = Review(made)
        for bid in review.valid:
            points = {
                each.pk: min(each.points, Decimal(5 + index)) for each in review.unscored(seat.member, bid)
            }
            save_scores(response=bid.pk, points=points, by=seat)
        hand_in(by=seat)
    return None


def _award(made: Procurement, county: County, index: int) -> object:
    reason = "第一名书面放弃成交" if index % 3 == 0 else ""
    by = county.officer if index % 5 == 0 else county.lead
    return award(procurement=made.pk, response=_any_bid(made, index), reason=reason, by=by)


def _sign_all(made: Procurement, county: County, index: int) -> object:
    for seat in _seats(made):
        sign_report(by=seat)
    return None


VERBS: dict[str, Verb] = {
    "draw": lambda made, county, index: drawn(county, made),
    "respond": lambda made, county, index: responded(county, made, PRICES[: 1 + index % 4]),
    "quote": lambda made, county, index: responded(county, made, PRICES[: 1 + index % 4], Quotation.FINAL),
    "sit": _sit,
    "examine": _examine,
    "examine all": _examine_all,
    "explain": _explain,
    "score all": _score_all,
    "send back": lambda made, county, index: send_back(
        member=_seats(made)[-1].member.pk, reason="分值写错了行", by=_seats(made)[0]
    ),
    "conclude": lambda made, county, index: conclude(seen=True, by=_seats(made)[index % 3 and -1]),
    "sign": lambda made, county, index: sign_report(by=_seats(made)[index % len(_seats(made))]),
    "sign all": _sign_all,
    "again": lambda made, county, index: reopen_review(
        procurement=made.pk, ground="score_out_of_proportion", reason="有一家打得畸低", by=county.officer
    ),
    "receive": lambda made, county, index: receive_report(procurement=made.pk, by=county.officer),
    "award": _award,
    "letters": lambda made, county, index: send_letters(procurement=made.pk, by=county.officer),
    "terminate": lambda made, county, index: announced(
        made, "termination", county, reason="有效响应不足三家，采购终止"
    ),
}
# Mostly forward, so that many walks come to an award; with anything in between.
FORWARD = (
    *("draw", "respond", "sit", "examine all", "explain", "explain", "quote", "score all", "conclude"),
    *("sign all", "receive", "award", "letters"),
)
NOISE = st.lists(st.tuples(st.sampled_from([*VERBS]), st.integers(0, 20)), max_size=3)
WALKS = st.lists(st.tuples(st.integers(0, 12), NOISE), min_size=len(FORWARD), max_size=len(FORWARD))


def tender(county: County) -> Procurement:
    """An open tender whose notice has appeared."""
    before = BEGIN - timedelta(days=45)
    deadline = BEGIN + timedelta(days=15)
    with on(before):
        made = planned(county, approved_project(county), begins=before + timedelta(days=35))
        choose_method(procurement=made.pk, method="open_tender", by=county.officer)
        Procurement.objects.filter(pk=made.pk).update(
            bid_deadline_at=made.bid_deadline_at and made.bid_deadline_at + timedelta(days=10),
            opens_at=made.opens_at and made.opens_at + timedelta(days=10),
        )
        judged(with_scoring(made, county.officer), county)
        announced(made, "intention", county, before)
    with on(before + timedelta(days=35)):
        announced(made, "tender", county, before + timedelta(days=35))
    found = Procurement.objects.get(pk=made.pk)
    assert found.bid_deadline_at and found.bid_deadline_at.date() <= deadline
    return found


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS, is_tender=st.booleans())
def test_any_order_of_a_review_leaves_what_the_record_gives(
    county: County, walk: list[tuple[int, list[tuple[str, int]]]], is_tender: bool
) -> None:
    with transaction.atomic():
        made = tender(county) if is_tender else running(county)
        steps = [
            step
            for verb, (index, noise) in zip(FORWARD, walk, strict=True)
            for step in ((verb, index), *noise)
        ]
        with on(REVIEWED):
            for verb, index in steps:
                _try(verb, made, county, index)
                _sound(made)
            assert list(differences(Procurement.objects.get(pk=made.pk))) == []
        transaction.set_rollback(True)


def _try(verb: str, made: Procurement, county: County, index: int) -> None:
    try:
        with transaction.atomic():
            VERBS[verb](made, county, index)
    except Refusal:
        pass


def _sound(made: Procurement) -> None:
    found = Procurement.objects.get(pk=made.pk)
    assert found.state in (ProcurementState.RUNNING, ProcurementState.TERMINATED)
    happened = days_of(found.occurrences.all())
    awards = Award.objects.filter(procurement=found).count()
    assert awards <= 1
    assert ("awarded" in happened) == bool(awards)
    if "letter_sent" in happened:
        assert awards
    *earlier, last = [None, *ReviewReport.objects.filter(procurement=found).order_by("pk")]
    assert all(each is None or each.rereview for each in earlier)
    if "review_ended" in happened:
        assert last and last.signatures.count() == found.panel.filter(left_at=None).count()
    if awards:
        assert reports_of(found).get().outcome == "ranked"
        assert all(each.signed_at for each in found.panel.filter(left_at=None))
    assert all(each.declared_at for each in found.panel.filter(finished_at__isnull=False))
