"""What changed between two editions."""

from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from goufu.catalogue.models import Edition, EditionEntry, EditionKind
from goufu.catalogue.queries.comparing import What, compare
from goufu.registry.tests.county import County

CODES = ["A", "A01", "A02", "A0101", "A0102", "A0201", "A0202"]
Names = dict[str, str]


@pytest.fixture
def pair(county: County) -> tuple[Edition, Edition]:
    given_up = {
        "state": "withdrawn",
        "withdrawn_by": county.lead.person,
        "withdrawn_at": timezone.now(),
        "withdrawal_reason": "今年不再编制",
    }
    made = [
        Edition.objects.create(
            owner=county.civil, kind=EditionKind.DEPARTMENT, title="目录", number=n, **given_up
        )
        for n in (1, 2)
    ]
    return made[0], made[1]


def fill(edition: Edition, names: Names) -> None:
    edition.entries.all().delete()
    whole = {code: name for code, name in names.items() if len(code) < 3 or code[:-2] in names}
    whole = {code: name for code, name in whole.items() if len(code) < 5 or code[:-2] in whole}
    EditionEntry.objects.bulk_create(EditionEntry(edition=edition, code=c, name=n) for c, n in whole.items())


def test_each_change_has_its_kind(
    pair: tuple[Edition, Edition], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    before, after = pair
    fill(before, {"A": "公共", "A01": "甲", "A02": "乙", "A0101": "子", "A0102": "丑", "A0201": "寅"})
    fill(after, {"A": "公共", "A01": "甲类", "A02": "乙", "A0101": "子", "A0202": "寅", "B": "辅助"})
    after.entries.filter(code="A02").update(description="新的说明")
    with django_assert_max_num_queries(2):
        found = compare(before, after)
    assert [(change.what, change.code) for change in found.changes] == [
        (What.RENAMED, "A01"),
        (What.REMOVED, "A0102"),
        (What.CHANGED, "A02"),
        (What.MOVED, "A0202"),
        (What.ADDED, "B"),
    ]
    assert found.unchanged == 2
    assert found.counts[What.MOVED] == 1


names = st.fixed_dictionaries(
    {"A": st.just("公共")}, optional={c: st.sampled_from("甲乙丙") for c in CODES[1:]}
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=names, new=names)
def test_the_changes_account_for_every_entry(pair: tuple[Edition, Edition], old: Names, new: Names) -> None:
    before, after = pair
    fill(before, old)
    fill(after, new)
    found = compare(before, after)
    lost, won = found.counts[What.REMOVED], found.counts[What.ADDED]
    changed = len(found.changes) - lost - won
    assert before.entries.count() == found.unchanged + changed + lost
    assert after.entries.count() == found.unchanged + changed + won
    assert not compare(after, after).changes
