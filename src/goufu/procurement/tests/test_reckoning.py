"""The reckoning by worked examples, and by what holds whatever the numbers are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goufu.procurement.reckoning.low_prices import Against, LowLimits, compared, mean_of
from goufu.procurement.reckoning.points import (
    Scale,
    deviations,
    mean_points,
    price_points,
    rounded,
)
from goufu.procurement.reckoning.prices import (
    Declared,
    Deductions,
    Precedence,
    Written,
    corrected,
    deducted,
    deduction_for,
)
from goufu.procurement.reckoning.ranking import Contender, Formula, Tie, ranked

D = Decimal
STATED = Deductions(small=D(10), joint=D(5), least_share=D(30))
NO_LIMITS = LowLimits(None, None, None, None)
IN_2026 = LowLimits(D(50), D(50), D(45), D(100))


@pytest.mark.parametrize(
    ("written", "price", "by"),
    [
        (Written(D(100)), D(100), ()),
        (Written(D(100), in_bid=D(90)), D(100), (Precedence.SHEET,)),
        (Written(None, in_bid=D(90)), D(90), ()),
        (Written(D(100), in_words=D(110)), D(110), (Precedence.WORDS,)),
        (Written(D(100), units=D(120)), D(120), (Precedence.UNITS,)),
        (Written(D(100), units=D(1000), is_misplaced=True), D(100), (Precedence.MISPLACED,)),
        (
            Written(D(100), D(90), D(110), D(120)),
            D(120),
            (Precedence.SHEET, Precedence.WORDS, Precedence.UNITS),
        ),
        (Written(D(100), in_words=D(110), units=D(110)), D(110), (Precedence.WORDS,)),
    ],
)
def test_what_disagrees_is_corrected_in_the_order_of_the_article(
    written: Written, price: D, by: tuple[Precedence, ...]
) -> None:
    found = corrected(written)
    assert (found.price, found.by) == (price, by)
    assert found.needs_confirmation == (bool(by) and price != written.sheet)


@pytest.mark.parametrize(
    ("declared", "percent"),
    [
        (Declared("small", True), 10),
        (Declared("micro", True), 10),
        (Declared("small", False), 0),  # nothing declared
        (Declared("medium", True), 0),
        (Declared("large", False, "prison_enterprise"), 10),
        (Declared("", False, "disability_welfare"), 10),
        (Declared("medium", False, "", D(30)), 5),
        (Declared("medium", False, "", D("29.99")), 0),
        (Declared("small", True, "", D(100), all_small=True), 10),  # a consortium of small enterprises alone
    ],
)
def test_a_deduction_goes_to_whom_it_is_due(declared: Declared, percent: int) -> None:
    assert deduction_for(declared, STATED) == percent
    assert deduction_for(declared, Deductions(D(10), D(5), D(30), is_reserved=True)) == 0


def test_the_exam_question_on_low_prices() -> None:
    """Ceiling 100, bids 41, 78, 80, 89: only 45 % of the ceiling is above 41 (law.md §4.7)."""
    prices = {1: D(41), 2: D(78), 3: D(80), 4: D(89)}
    found = {each.against: (each.limit, each.is_low) for each in compared(prices, IN_2026)[1]}
    assert found == {
        Against.MEAN: (Fraction(36), False),
        Against.SECOND: (Fraction(39), False),
        Against.CEILING: (Fraction(45), True),
    }
    assert low_ones(prices, IN_2026) == {1}


def low_ones(prices: dict[int, Decimal], limits: LowLimits) -> set[int]:
    """The bidders that must be asked to explain their price."""
    return {
        bidder for bidder, found in compared(prices, limits).items() if any(each.is_low for each in found)
    }


def test_a_price_at_the_limit_is_not_low() -> None:
    assert low_ones({1: D(45), 2: D(60), 3: D(70)}, IN_2026) == set()
    assert low_ones({1: D("44.99"), 2: D(60), 3: D(70)}, IN_2026) == {1}
    assert low_ones({1: D(50), 2: D(100), 3: D(150)}, LowLimits(D(50), D(50), None, None)) == set()
    assert low_ones({1: D(41)}, NO_LIMITS) == set()


def test_a_table_by_hand() -> None:
    """Three bidders, weight 10: prices 900 000 (small, 10 % off), 840 000, 1 000 000."""
    small = Declared("small", True)
    contenders = [
        Contender(1, Written(D(900_000)), small, {7: {1: D(50), 2: D(30)}, 8: {1: D(52), 2: D("29.5")}}),
        Contender(2, Written(D(840_000)), Declared(), {7: {1: D(45), 2: D(30)}, 8: {1: D(46), 2: D(31)}}),
        Contender(3, Written(D(1_000_000)), Declared(), {7: {1: D(55), 2: D(28)}, 8: {1: D(54), 2: D(28)}}),
    ]
    found = ranked(contenders, Formula(True, D(10), STATED, NO_LIMITS))
    assert found.base == D(810_000)  # 900 000 less 10 %
    said = {each.bidder: (each.technical, each.price_points, each.total, each.rank) for each in found.places}
    assert said == {
        1: (D("80.75"), D("10.00"), D("90.75"), 1),
        3: (D("82.50"), D("8.10"), D("90.60"), 2),
        2: (D("76.00"), D("9.64"), D("85.64"), 3),  # 810 000 ÷ 840 000 × 10 = 9.642857
    }


def test_between_equals_the_lower_price_then_the_better_offer() -> None:
    def contender(bidder: int, price: int, technical: str) -> Contender:
        return Contender(bidder, Written(D(price)), Declared(), {1: {1: D(technical)}})

    formula = Formula(True, None, Deductions(), NO_LIMITS, [Tie.PRICE])
    equal = ranked([contender(1, 100, "80"), contender(2, 90, "80"), contender(3, 90, "80")], formula)
    assert [(each.bidder, each.rank, each.is_tied) for each in equal.places] == [
        (2, 1, True),
        (3, 1, True),
        (1, 3, False),
    ]
    assert [each.bidder for each in equal.first] == [2, 3]
    assert price_points(D(90), D(90), D(20)) + D(60) == price_points(D(100), D(90), D(20)) + D(62)
    better = Formula(True, D(20), Deductions(), NO_LIMITS, [Tie.TECHNICAL])
    found = ranked([contender(1, 90, "60"), contender(2, 100, "62")], better)
    assert [(each.bidder, each.rank) for each in found.places] == [(2, 1), (1, 2)]


def test_by_the_lowest_price_the_deducted_price_counts() -> None:
    contenders = [
        Contender(1, Written(D(100)), Declared("small", True)),
        Contender(2, Written(D(95))),
        Contender(3, Written(None)),
    ]
    found = ranked(contenders, Formula(False, None, STATED, NO_LIMITS))
    assert [(each.bidder, each.scored, each.rank) for each in found.places] == [
        (1, D("90.00"), 1),
        (2, D("95.00"), 2),
        (3, None, 3),
    ]


def test_points_stand_on_the_scale() -> None:
    scale = Scale(D(30), [(D(0), D(11)), (D(12), D(19)), (D(20), D(25)), (D(26), D(30))])
    assert [scale.allows(D(each)) for each in ("0", "11", "11.5", "26", "30", "30.01", "-1", "27.005")] == [
        True, True, False, True, True, False, False, False,
    ]  # fmt: skip
    assert Scale(D(10)).allows(D("9.99"))
    assert not any(Scale(D(10)).allows(D(each)) for each in ("NaN", "sNaN", "Infinity", "1e400", "1e-400"))


def test_scores_that_stand_far_apart_are_named() -> None:
    marks = {1: {1: D(28), 2: D(8)}, 2: {1: D(27), 2: D(8)}, 3: {1: D(12), 2: D(6)}}
    [found] = deviations(marks, {1: D(30), 2: D(10)}, D(30))
    assert (found.expert, found.factor, found.middle) == (3, 1, D("27.00"))


money = st.decimals(min_value=1, max_value=10**9, places=2)
share = st.decimals(min_value=0, max_value=100, places=2)
standings = st.builds(
    Declared,
    st.sampled_from(["", "micro", "small", "medium", "large"]),
    st.booleans(),
    st.sampled_from(["", "prison_enterprise", "other"]),
    st.none() | share,
)
points = st.decimals(min_value=0, max_value=90, places=2)


@st.composite
def fields_of(draw: st.DrawFn) -> list[Contender]:
    count = draw(st.integers(1, 6))
    return [
        Contender(
            number,
            Written(draw(money)),
            draw(standings),
            {expert: {1: draw(points)} for expert in range(1, 4)},
        )
        for number in range(1, count + 1)
    ]


@settings(max_examples=30)
@given(fields_of(), st.booleans(), st.permutations(range(6)))
def test_a_ranking_holds_whatever_the_numbers_are(
    contenders: list[Contender], is_weighted: bool, order: list[int]
) -> None:
    formula = Formula(
        is_weighted, D(10) if is_weighted else None, STATED, IN_2026, [Tie.PRICE, Tie.TECHNICAL]
    )
    found = ranked(contenders, formula)
    assert sorted(each.bidder for each in found.places) == sorted(each.bidder for each in contenders)
    assert [each.rank for each in found.places] == sorted(each.rank for each in found.places)
    assert found.places[0].rank == 1
    assert found.base == min(each.scored for each in found.places if each.scored is not None)
    for each in found.places:
        assert each.scored is not None and each.correction.price is not None
        assert each.scored <= each.correction.price
        if each.price_points is not None:
            assert 0 <= each.price_points <= 10
            # The tolerance of the rule award.price-points.
            error = each.price_points * each.scored - D(10) * found.base
            assert abs(error) <= D("0.005") * each.scored
        if each.scored == found.base and is_weighted:
            assert each.price_points == 10
    shuffled = [contenders[place] for place in order if place < len(contenders)]
    assert ranked(shuffled, formula) == found


@settings(max_examples=30)
@given(st.dictionaries(st.integers(1, 9), money, min_size=1))
def test_low_is_strictly_below_the_exact_limit(prices: dict[int, D]) -> None:
    limits = LowLimits(D(50), D(50), D(45), D(1000))
    mean = mean_of(prices)
    assert mean is not None
    for bidder, found in compared(prices, limits).items():
        by = {each.against: each.is_low for each in found}
        assert by[Against.MEAN] == (2 * Fraction(prices[bidder]) < mean)
        assert by[Against.CEILING] == (100 * prices[bidder] < 45 * 1000)


@settings(max_examples=30)
@given(st.fractions(min_value=0, max_value=1000))
def test_halves_are_rounded_up(value: Fraction) -> None:
    assert abs(Fraction(rounded(value)) - value) <= Fraction(1, 200)
    assert rounded(Fraction(1, 200)) == D("0.01")
    assert mean_points({1: {1: D("0.01")}, 2: {1: D("0.00")}}) == D("0.01")


@settings(max_examples=40)
@given(money, share)
def test_a_deducted_price_is_to_the_fen(price: D, percent: D) -> None:
    found = deducted(price, percent)
    assert abs(found - price * (100 - percent) / 100) <= D("0.005")
