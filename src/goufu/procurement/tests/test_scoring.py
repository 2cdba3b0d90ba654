"""The scoring table: a hundred points with a scale each, told to the rules, and fixed with the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from goufu.core.errors import Refusal
from goufu.procurement.actions.scoring import FactorIn, save_scoring
from goufu.procurement.forms.grades import grades_in, is_quantified, span_of
from goufu.procurement.law import facts_of, opinion_of
from goufu.procurement.models import Factor, Procurement, ScoringTable
from goufu.procurement.tests.procuring import BEGIN, FACTORS, on, planned, running
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db


def test_grades_are_written_line_by_line() -> None:
    found = grades_in("26—30 逐项写明人员\n12-25分：缺一项\n\n0~11 缺两项以上", "服务方案")
    assert [(span_of(each), each["indicator"]) for each in found] == [
        ("26—30", "逐项写明人员"),
        ("12—25", "缺一项"),
        ("0—11", "缺两项以上"),
    ]
    with pytest.raises(Refusal, match="没有写分值：方案好"):
        grades_in("方案好", "服务方案")


def test_words_without_an_indicator_quantify_nothing() -> None:
    assert is_quantified(grades_in("5 持证护理员不少于8名", ""))
    assert not is_quantified(grades_in("26—30 优\n20—25 良好\n0—19 一般", ""))
    assert not is_quantified(grades_in("26—30 方案完整、可行，很好", ""))
    assert not is_quantified([])


@pytest.mark.parametrize(
    ("price", "factors", "why"),
    [
        (Decimal(20), FACTORS, "合计 110 分"),
        (Decimal(10), [], "只有价格分"),
        (Decimal(60), [FactorIn("服务方案", Decimal(40))], "没有写档次"),
        (
            Decimal(60),
            [FactorIn("服务方案", Decimal(40), grades=grades_in("0—30 写明人员数", ""))],
            "应当相等",
        ),
        (
            Decimal(60),
            [FactorIn("服务方案", Decimal(40), grades=grades_in("20—40 写明人员数\n0—20 没有写明", ""))],
            "两档重叠",
        ),
    ],
)
def test_what_does_not_add_up_is_refused(
    county: County, price: Decimal, factors: list[FactorIn], why: str
) -> None:
    with on(BEGIN):
        made = planned(county)
        with pytest.raises(Refusal, match=why):
            save_scoring(procurement=made.pk, price_points=price, factors=factors, by=county.officer)


@pytest.mark.makes("procurement.price_scored", "procurement.factors_quantified")
def test_the_rules_are_told_what_the_table_says(county: County) -> None:
    with on(BEGIN):
        made = planned(county)
        facts = facts_of(made)
        assert facts["price_weight_percent"] == 10
        assert (facts["price_scored"], facts["base_price_kind"], facts["factors_quantified"]) == (
            True,
            "lowest",
            True,
        )
        assert "持证护理员每名得3分" in str(facts["scoring_text"])
        plan = FactorIn("服务方案", Decimal(100), grades=grades_in("0—100 每月回访四次以上", ""))
        dear = [FactorIn("服务方案", Decimal(60), grades=grades_in("0—60 优", ""))]
        save_scoring(procurement=made.pk, price_points=Decimal(40), factors=dear, by=county.officer)
        failed = {each.rule.id for each in opinion_of(made).blocking}
        assert facts_of(made)["factors_quantified"] is False
        save_scoring(procurement=made.pk, price_points=Decimal(0), factors=[plan], by=county.officer)
        assert facts_of(made)["price_scored"] is False
    assert {"procurement.consultation-price-weight", "procurement.factors-quantified"} <= failed


def test_nothing_is_announced_without_it_and_it_is_fixed_afterwards(county: County) -> None:
    with on(BEGIN - timedelta(days=35)):
        bare = planned(county)
        save_scoring(procurement=bare.pk, price_points=None, factors=[], by=county.officer)
    with pytest.raises(Refusal, match="还没有写评审标准"):
        announce(county, bare)


def announce(county: County, made: Procurement) -> None:
    from goufu.procurement.tests.procuring import announced

    with on(BEGIN - timedelta(days=35)):
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)


def test_it_is_fixed_when_the_activity_has_begun(county: County) -> None:
    made = running(county)
    with on(BEGIN), pytest.raises(Refusal, match="不能编制方案"):
        save_scoring(procurement=made.pk, price_points=Decimal(10), factors=FACTORS, by=county.officer)
    for change in (
        lambda: Factor.objects.update(points=Decimal(50)),
        lambda: ScoringTable.objects.update(price_points=Decimal(20)),
        lambda: Factor.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="评审标准不能改"), transaction.atomic():
            change()


def test_it_is_written_and_read_on_its_pages(county: County, signed_in: Callable[[Agent], Client]) -> None:
    with on(BEGIN):
        made = planned(county)
        client = signed_in(county.officer)
        page = reverse("procurement:edit_scoring", args=[made.pk])
        form = client.get(page).context["form"]
        sent: dict[str, Any] = {
            name: form[name].value() or "" for name in form.fields if not name.startswith("is_objective")
        }
        sent |= {
            "is_objective-2": "on",
            "points-1": "35",
            "grades-1": "0—35 写明人员、频次",
            "version": form.version,
        }
        answer = client.post(page, sent)
        assert answer.status_code == 422 and "合计 95" in answer.content.decode()
        sent |= {"price_points": "15"}
        assert client.post(page, sent).status_code == 302
        text = client.get(reverse("procurement:scoring", args=[made.pk])).content.decode()
    assert "写明人员、频次" in text and "服务方案" in text
    assert ScoringTable.objects.get(procurement=made).price_points == 15


def test_a_table_that_the_law_is_against_is_said_so_once_it_is_saved(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    with on(BEGIN):
        made = planned(county)
        factors = [FactorIn("服务方案", Decimal(90), grades=grades_in("46—90 好\n0—45 一般", ""))]
        save_scoring(procurement=made.pk, price_points=Decimal(10), factors=factors, by=county.officer)
        client = signed_in(county.officer)
        home = client.get(reverse("procurement:procurement", args=[made.pk])).content.decode()
        table = client.get(reverse("procurement:scoring", args=[made.pk])).content.decode()
    said = "评审因素没有细化量化，分值没有和量化指标对应。"
    assert said in table
    assert home.index(said) < home.index('id="timetable') and home.count(said) == 2
