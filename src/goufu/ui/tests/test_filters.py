"""Filters above a list: in the address, and what cannot be read is told at its field."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group
from django.forms import BoundField
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from goufu.ui.filters import FilterSet, ModelChoiceFilter
from goufu.ui.tests.demo import ProjectFilter, projects
from goufu.ui.tests.test_lists import names, page

ALL_IN_ENGLISH = ">All<"
pytestmark = pytest.mark.usefixtures("demo", "projects")


def test_each_word_must_stand_somewhere(client: Client) -> None:
    assert [name[-5:] for name in names(page(client, "/?q=老人 （006"))] == ["（006）"]


def test_states_amounts_and_days_narrow_the_list(client: Client) -> None:
    shown = names(page(client, "/?state=已批准"))
    assert len(shown) == 30
    first = Group.objects.order_by("id").first()
    assert first
    least = first.pk * 12345678 / 100
    assert len(names(page(client, f"/?least={least:,.2f}&page=3"))) == 20
    assert names(page(client, "/?since=2027-01-01")) == []


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/?least=1.234", "金额精确到了分以下"),
        ("/?since=明天", "“明天”不是日期"),
        ("/?state=没有", "没有"),
        ("/?q=" + "长" * 201, "gf-wrong"),
    ],
)
def test_what_cannot_be_read_is_told_and_kept(client: Client, address: str, message: str) -> None:
    html = page(client, address)
    form = html.partition("<form")[2].partition("gf-tools")[0]
    assert message in html
    assert 'aria-invalid="true"' in html
    assert form
    assert len(names(html)) == 50  # the filter that is wrong filters nothing


def test_a_wrong_filter_leaves_the_others_at_work(client: Client) -> None:
    assert len(names(page(client, "/?since=明天&state=已批准"))) == 30


def test_folded_filters_unfold_when_they_say_something(client: Client) -> None:
    assert "<details open" not in page(client)
    assert "<details open" in page(client, "/?until=2026-12-31")


def test_unknown_parameters_are_no_fault(client: Client) -> None:
    assert len(names(page(client, "/?nonsense=1&q="))) == 50


def test_filters_can_be_cleared_when_set(client: Client) -> None:
    assert ">清除</a>" not in page(client)
    assert '<a href="/">清除</a>' in page(client, "/?q=老人")


def test_where_no_filter_is_set_the_rows_are_the_same() -> None:
    rows = projects()
    assert ProjectFilter(QueryDict("q=&nonsense=1"), rows).qs is rows
    assert ProjectFilter(QueryDict("q=老人"), rows).qs is not rows


def filters(query: str) -> ProjectFilter:
    return ProjectFilter(QueryDict(query), Group.objects.all())


def test_a_field_without_a_value_is_written_once_for_all_who_read_one_language() -> None:
    shown = str(filters("").in_sight)
    with patch.object(BoundField, "as_field_group", autospec=True) as write:
        assert str(filters("").in_sight) == shown
    assert not write.called
    with override("en"):
        assert ALL_IN_ENGLISH in str(filters("").in_sight)
    assert ALL_IN_ENGLISH not in shown


def test_a_field_whose_choices_have_changed_is_written_anew() -> None:
    def with_another() -> str:
        own = filters("")
        given = own.filters["state"].extra
        given["choices"] = [*given["choices"], ("新", "新状态")]
        return str(own.in_sight)

    assert "新状态" not in str(filters("").in_sight)
    assert "新状态" in with_another()
    assert "新状态" not in str(filters("").in_sight)


def test_what_somebody_typed_is_not_shown_to_the_next() -> None:
    assert "某人写的" in str(filters("q=某人写的").in_sight)
    assert "某人写的" not in str(filters("").in_sight)


class GroupFilter(FilterSet):
    group = ModelChoiceFilter(label="组", queryset=lambda request: Group.objects.order_by("pk"))


def test_what_can_be_chosen_out_of_the_database_is_what_is_there_now(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def shown() -> str:
        with django_assert_num_queries(1):
            return str(GroupFilter(QueryDict(""), Group.objects.all()).in_sight)

    assert "新来的组" not in shown()
    added = Group.objects.create(name="新来的组")
    assert f'value="{added.pk}">新来的组</option>' in shown()
    Group.objects.filter(pk=added.pk).update(name="改了名的组")
    assert ("新来的组" in shown(), "改了名的组" in shown()) == (False, True)
