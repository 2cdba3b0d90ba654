"""What applied to a body on a day, and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from goufu.catalogue.models import Edition, EditionKind
from goufu.catalogue.queries import applied_to, edition_for, suggest_entries
from goufu.catalogue.tests.conftest import Publish
from goufu.registry.tests.county import TODAY, County


def test_the_central_catalogue_applies_where_nobody_made_another(central: Edition, county: County) -> None:
    applied = applied_to(county.nursing, TODAY)
    assert applied.edition == central
    assert "中央" in applied.why


def test_nothing_applied_before_the_two_classes(central: Edition, county: County) -> None:
    assert edition_for(county.civil, date(2020, 2, 29)) is None
    assert edition_for(county.civil, date(2020, 3, 1)) == central
    assert "没有" in applied_to(county.civil, date(2020, 2, 29)).why


def test_the_nearest_edition_applies(publish: Publish, county: County) -> None:
    level = publish(county.finance, county.treasurer, kind=EditionKind.LEVEL)
    assert edition_for(county.nursing, TODAY) == level
    own = publish(county.civil, county.lead)
    assert edition_for(county.civil, TODAY) == edition_for(county.nursing, TODAY) == own
    assert "云岭县民政局" in applied_to(county.nursing, TODAY).why
    assert edition_for(county.education, TODAY) == level


def test_a_successor_applies_from_its_first_day(publish: Publish, county: County) -> None:
    first = publish(county.civil, county.lead)
    start = TODAY + timedelta(days=30)
    second = publish(county.civil, county.lead, start="last", valid_from=start)
    assert edition_for(county.civil, start - timedelta(days=1)) == first
    assert edition_for(county.civil, start) == second


def test_two_queries_find_it(
    publish: Publish, county: County, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish(county.civil, county.lead)
    with django_assert_max_num_queries(2):
        applied_to(county.nursing, TODAY)


@pytest.mark.parametrize(
    ("title", "code"), [("失能老人上门护理服务", "A0402"), ("办公楼物业管理服务", "B1102")]
)
def test_entries_are_suggested_out_of_what_applies(
    publish: Publish, county: County, title: str, code: str
) -> None:
    own = publish(county.civil, county.lead)
    first = suggest_entries(title, county.civil, TODAY)[0]
    assert (first.entry.code, first.entry.edition) == (code, own)
    assert first.words


def test_no_suggestion_where_nothing_applied(county: County) -> None:
    assert suggest_entries("养老服务", county.civil, TODAY) == []
