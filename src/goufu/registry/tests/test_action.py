"""The order of an action: what is refused leaves nothing behind, and what is done is told."""

from __future__ import annotations

from uuid import uuid4

import pytest

from goufu.core.action import action, history
from goufu.core.errors import AlreadyDone, NotAllowed, NotFound, OutOfOrder, Refusal, Stale
from goufu.core.models import FormToken
from goufu.core.permissions import Permission
from goufu.journal.models import Entry
from goufu.registry.models import Body
from goufu.registry.tests.county import County


def rename(body: Body, name: str, county: County, version: int | None = None) -> Body:
    with action("registry.body.renamed", Permission.KEEP_BODIES, by=county.system) as act:
        locked = act.lock(Body.objects, body.pk, version=version)
        return act.change(locked, name=name)


def test_what_was_done_is_told_with_what_was_before(county: County) -> None:
    rename(county.civil, "云岭县民政和养老局", county)
    entry = history(county.civil).get()
    assert (entry.action, entry.person_name, entry.body_name) == (
        "registry.body.renamed",
        "系统员",
        "云岭县财政局",
    )
    assert entry.facts == {"body.name": ["云岭县民政局", "云岭县民政和养老局"]}


def test_a_stale_page_is_told_who_was_there_first(county: County) -> None:
    rename(county.civil, "民政一局", county, version=1)
    with pytest.raises(Stale, match="系统员"):
        rename(county.civil, "民政二局", county, version=1)
    county.civil.refresh_from_db()
    assert county.civil.name == "民政一局"


def test_who_may_see_is_told_no_and_who_may_not_sees_nothing(county: County) -> None:
    with (
        pytest.raises(NotAllowed, match="不能办") as refused,
        action("x", Permission.KEEP_BODIES, by=county.officer) as act,
    ):
        act.lock(Body.objects, county.civil.pk)
    assert "系统管理员" in refused.value.remedy
    with pytest.raises(NotFound), action("x", Permission.KEEP_BODIES, by=county.officer) as act:
        act.lock(Body.objects, county.education.pk)
    assert not Entry.objects.exists()


def test_a_form_sent_twice_is_done_once(county: County) -> None:
    token = uuid4()
    with action("registry.body.renamed", Permission.KEEP_BODIES, by=county.system, once=token) as act:
        act.change(act.lock(Body.objects, county.civil.pk), name="民政一局")
    with (
        pytest.raises(AlreadyDone) as done,
        action("registry.body.renamed", Permission.KEEP_BODIES, by=county.system, once=token) as act,
    ):
        act.change(act.lock(Body.objects, county.civil.pk), name="民政二局")
    assert (done.value.object_type, done.value.object_id) == ("body", str(county.civil.pk))
    assert Entry.objects.count() == FormToken.objects.count() == 1


def test_a_refused_form_may_be_sent_again(county: County) -> None:
    token = uuid4()
    with pytest.raises(Refusal), action("x", Permission.KEEP_BODIES, by=county.system, once=token) as act:
        act.change(act.lock(Body.objects, county.civil.pk), name="")
    with action("x", Permission.KEEP_BODIES, by=county.system, once=token) as act:
        act.change(act.lock(Body.objects, county.civil.pk), name="民政一局")
    assert Entry.objects.count() == 1


def test_a_constraint_speaks_in_its_own_sentence(county: County) -> None:
    with (
        pytest.raises(Refusal, match="18位") as refused,
        action("x", Permission.KEEP_BODIES, by=county.system) as act,
    ):
        act.change(act.lock(Body.objects, county.civil.pk), credit_code="11530000OOOOOOOOOO")
    assert not Entry.objects.exists()
    assert refused.value.remedy


@pytest.mark.parametrize("wrong", ["change first", "ask before lock", "nothing done"])
def test_steps_out_of_order_are_a_fault(county: County, wrong: str) -> None:
    with pytest.raises(OutOfOrder), action("x", Permission.KEEP_BODIES, by=county.system) as act:
        if wrong == "change first":
            act.change(county.civil, name="x")
        elif wrong == "ask before lock":
            act.ask(lambda: None)
        else:
            act.lock(Body.objects, county.civil.pk)
    assert not Entry.objects.exists()
