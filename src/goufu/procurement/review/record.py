"""A review as its record tells it: who responded, who passed, what each expert gave, and the ranking reckoned of that.

Pages, the panel's report and `goufu award recompute` read the same; nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from goufu.core.errors import Refusal
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    Caution,
    Envelope,
    EnvelopeState,
    Examination,
    Explanation,
    Factor,
    Lot,
    PanelMember,
    Part,
    Procurement,
    Quotation,
    Response,
    Score,
)
from goufu.procurement.reckoning.low_prices import Compared, compared
from goufu.procurement.reckoning.points import Deviation, Marks, deviations
from goufu.procurement.reckoning.ranking import Contender, Ranking, ranked
from goufu.procurement.review.bids import ReviewedBid, examinations_of, explanation_of
from goufu.procurement.review.measures import Measures
from goufu.procurement.sealed.quotations import are_over, are_sealed, call_of

DEVIATION = "score_deviation_percent"

LEAST = "valid_suppliers_min"

EARLIER = "更正以前的登记："

RANKED, FAILED = "ranked", "failed"


def lot_of(procurement: Procurement, number: int | None) -> Lot | None:
    """The lot with that number; None for a procurement without lots, which is reviewed as a whole. Raises Refusal."""
    lots: dict[int | None, Lot | None] = {each.pk: each for each in procurement.lots.all()}
    if number not in (lots or {None}):
        raise Refusal("这次采购没有这个包", "分了包的选明是哪个包，没有分包的不选", field="lot")
    return lots.get(number)


class Review(Measures):
    """The review of a procurement, or of one lot, as it now is. It asks a handful of queries."""

    @cached_property
    def members(self) -> list[PanelMember]:
        """Who sits on the panel now."""
        return list(self.procurement.panel.filter(left_at=None))

    @property
    def head(self) -> PanelMember | None:
        return next((each for each in self.members if each.is_head), None)

    @cached_property
    def finals_sealed(self) -> bool:
        """Whether they are sent sealed, and opened here."""
        return self.wants_final and are_sealed(self.procurement)

    @cached_property
    def finals_over(self) -> bool:
        """Whether their opening has ended."""
        return self.finals_sealed and are_over(self.procurement)

    @cached_property
    def _unreadable(self) -> dict[int, Envelope]:
        """By bidder, the final quotations that could not be opened."""
        if not self.finals_over:
            return {}
        rows = Envelope.objects.filter(
            opening__procurement=self.procurement,
            opening__round=Quotation.FINAL,
            bid__lot=self.lot,
            state=EnvelopeState.FAILED,
        ).select_related("bid")
        return {each.bid.bidder_id: each for each in rows}

    @cached_property
    def bids(self) -> list[ReviewedBid]:
        """The bids in the order in which they were opened; of what was entered twice the last counts."""
        rows = (
            Response.objects.filter(procurement=self.procurement, lot=self.lot)
            .select_related("bidder__place")
            .prefetch_related("members__body")
            .order_by("pk")
        )
        first: dict[int, Response] = {}
        final: dict[int, Response] = {}
        for each in rows:
            (final if each.quotation == Quotation.FINAL else first)[each.bidder_id] = each
        numbers = [each.pk for each in (*first.values(), *final.values())]
        examined: dict[int, dict[str, Examination]] = {}
        for row in Examination.objects.filter(response__in=numbers).order_by("pk"):
            examined.setdefault(row.response_id, {})[row.part] = row
        explained = {each.response_id: each for each in Explanation.objects.filter(response__in=numbers)}
        marks = self._marks(numbers)
        return [
            ReviewedBid(
                each,
                last := final.get(each.bidder_id),
                examinations_of(examined, each, last),
                explanation_of(explained, each, last),
                marks.get(each.pk, {}),
            )
            for each in first.values()
        ]

    def _marks(self, numbers: Iterable[int]) -> dict[int, dict[int, dict[int, Decimal]]]:
        """By response and member, the last points of each factor; objective ones are the head's, for everybody."""
        given: dict[int, dict[int, dict[int, Decimal]]] = {}
        for row in Score.objects.filter(response__in=numbers).order_by("pk"):
            given.setdefault(row.response_id, {}).setdefault(row.member_id, {})[row.factor_id] = row.points
        objective = {each.pk for each in self.factors if each.is_objective}
        head = self.head.pk if self.head else 0
        for members in given.values():
            checked = {key: points for key, points in members.get(head, {}).items() if key in objective}
            for member in self.members:
                own = members.get(member.pk, {})
                kept = {key: points for key, points in own.items() if key not in objective}
                members[member.pk] = kept | checked
        return given

    @cached_property
    def cautions(self) -> dict[int, list[Caution]]:
        """By bidder, what the house knew against it when the opening began or it was entered, for those who examine: it decides nothing.

        Of a response that was entered again those of each entry, each once, the last entry's first.
        """
        found: dict[int, dict[str, Caution]] = {}
        of_this = Q(opening__procurement=self.procurement) | Q(response__procurement=self.procurement)
        for each in Caution.objects.filter(of_this, lot=self.lot).order_by("-response", "pk"):
            found.setdefault(each.bidder_id, {}).setdefault(each.text, each)
        return {bidder: list(said.values()) for bidder, said in found.items()}

    def told_of(self, bid: ReviewedBid) -> list[tuple[str, str]]:
        """Each caution on the bid as a sentence, with its article; it says where only an earlier entry gave cause for it."""
        return [
            (f"{EARLIER if each.response_id not in (None, bid.pk) else ''}{each.text}", each.article)
            for each in self.cautions.get(bid.response.bidder_id, ())
        ]

    def bid(self, number: int) -> ReviewedBid | None:
        return next((each for each in self.bids if each.pk == number), None)

    @property
    def all_finished(self) -> bool:
        """Whether everybody has handed in; before that nobody is shown what another gave."""
        return bool(self.members) and all(each.finished_at for each in self.members)

    def because(self, bid: ReviewedBid) -> str:
        """Why the bid is out; empty for one that is in, or is not examined yet."""
        for part in (Part.QUALIFICATION, Part.CONFORMITY, Part.PRICE):
            found = bid.examined.get(part)
            if found and not found.has_passed:
                return f"{Part(part).label}不通过：{found.reason}"
        if bid.explanation and bid.explanation.is_accepted is False:
            return f"不能证明报价合理：{bid.explanation.reason}"
        if self._is_without_final(bid):
            failed = self._unreadable.get(bid.response.bidder_id)
            if failed:
                return f"最后报价打不开：{failed.why}。{failed.get_cause_display()}"
            return "没有提交最后报价，视为退出"
        return ""

    def _is_without_final(self, bid: ReviewedBid) -> bool:
        """Whether others' final quotations are there and this one's isn't, of those that were called for."""
        if not self.lacks_final(bid) or (self.finals_sealed and not self.is_called(bid)):
            return False
        return self.finals_over or any(each.final for each in self.bids)

    @cached_property
    def _called(self) -> frozenset[int]:
        """The bidders that were called last for their final quotations."""
        call = call_of(self.procurement)
        return frozenset(call.called.filter(lot=self.lot).values_list("bidder", flat=True) if call else ())

    def is_called(self, bid: ReviewedBid) -> bool:
        """Whether the bid was in the last call of final quotations."""
        return bid.response.bidder_id in self._called

    @property
    def uncalled(self) -> list[ReviewedBid]:
        """Valid bids that the last call of sealed final quotations doesn't name: nobody has asked them."""
        if not self.finals_sealed or self.outcome == FAILED:
            return []
        return [each for each in self.valid if not self.is_called(each)]

    def lacks_final(self, bid: ReviewedBid) -> bool:
        """Whether the bid still wants a final quotation."""
        return self.wants_final and bid.final is None

    def has_left(self, bid: ReviewedBid) -> bool:
        """Whether the bidder sent no final quotation and has thereby left: its deposit goes back now."""
        unreadable = bid.response.bidder_id in self._unreadable
        return self.finals_over and self._is_without_final(bid) and not unreadable

    def awaits_final(self, bid: ReviewedBid) -> bool:
        """Whether it may still come, although others' are there: nobody has handed in, and the bid passed what was examined."""
        if self.finals_over:
            return False
        is_in = all(each.has_passed for each in bid.examined.values())
        return is_in and self.lacks_final(bid) and not any(each.finished_at for each in self.members)

    @property
    def wanted_parts(self) -> tuple[Part, ...]:
        """Where no panel reviews, the purchaser examines the qualification alone."""
        return (Part.QUALIFICATION, Part.CONFORMITY) if self.method.panel else (Part.QUALIFICATION,)

    def unexamined(self, bid: ReviewedBid) -> list[Part]:
        """The examinations that a bid still needs; after one that it failed there is no next."""
        if self.because(bid):
            return []
        parts = [each for each in self.wanted_parts if each not in bid.examined]
        if not parts and bid.correction.needs_confirmation and Part.PRICE not in bid.examined:
            parts.append(Part.PRICE)
        return parts

    @property
    def valid(self) -> list[ReviewedBid]:
        """Those that passed every examination so far."""
        return [
            each
            for each in self.bids
            if not self.because(each) and all(part in each.examined for part in self.wanted_parts)
        ]

    @property
    def examined(self) -> bool:
        """Whether all examinations are made."""
        return bool(self.bids) and not any(self.unexamined(each) for each in self.bids)

    @cached_property
    def low(self) -> dict[int, tuple[Compared, ...]]:
        """The prices of those that passed conformity, as they were bid, against the limits."""
        passed = [
            each for each in self.bids if (found := each.examined.get(Part.CONFORMITY)) and found.has_passed
        ]
        prices = {each.pk: each.correction.price for each in passed if each.correction.price is not None}
        return compared({key: price for key, price in prices.items() if price is not None}, self.limits)

    @property
    def to_explain(self) -> list[ReviewedBid]:
        """Bids with an abnormally low price that nobody has been asked about."""
        return [
            each
            for each in self.bids
            if any(found.is_low for found in self.low.get(each.pk, ()))
            and each.explanation is None
            and not self.because(each)
        ]

    @property
    def pending(self) -> list[ReviewedBid]:
        """Bids whose explanation is not decided yet."""
        return [each for each in self.bids if each.explanation and each.explanation.is_accepted is None]

    @property
    def ranking(self) -> Ranking:
        """The ranking of those that passed; the bidders in it are numbers of responses."""
        return ranked(
            [Contender(each.pk, each.written, each.declared, self.marks_of(each)) for each in self.valid],
            self.formula,
        )

    def marks_of(self, bid: ReviewedBid) -> Marks:
        """What the present members gave."""
        return {each.pk: bid.marks.get(each.pk, {}) for each in self.members}

    def unscored(self, member: PanelMember, bid: ReviewedBid) -> list[Factor]:
        """The factors that the member has still to give points for."""
        given = bid.marks.get(member.pk, {})
        return [
            each
            for each in self.factors
            if each.pk not in given and (not each.is_objective or member.is_head)
        ]

    @property
    def far_apart(self) -> list[tuple[ReviewedBid, Deviation]]:
        """Points that stand far from the others', for the head to look at."""
        most = {each.pk: each.points for each in self.factors}
        subjective = {each.pk for each in self.factors if not each.is_objective}
        percent = Decimal(load_methods().settings[DEVIATION].value)
        found = []
        for bid in self.valid:
            marks = {
                member: {key: points for key, points in given.items() if key in subjective}
                for member, given in self.marks_of(bid).items()
            }
            found += [(bid, each) for each in deviations(marks, most, percent)]
        return found

    @property
    def outcome(self) -> str:
        """What becomes of it with so many left: ranked, or failed as the method says."""
        count, least = len(self.valid), self.parameter(LEAST) or Decimal(3)
        if count >= least:
            return RANKED
        if self.method.fallback is None:
            return RANKED if count else FAILED
        choices = self.facts | {"two_supplier_ground": self.two_ground}
        return RANKED if self.method.fallback.with_left(min(count, 2), choices) == "continue" else FAILED
