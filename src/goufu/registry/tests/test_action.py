"""The order of an action: what is refused leaves nothing behind, and what is done is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from goufu.core.action import Action, action, history
from goufu.core.errors import AlreadyDone, NotAllowed, NotFound, OutOfOrder, Refusal, Stale
from goufu.core.models import FormToken
from goufu.core.permissions import Permission
from goufu.core.roles import Role
from goufu.journal.models import Entry
from goufu.journal.words import facts_for_people, facts_in_words
from goufu.registry.models import Appointment, Body, Place
from goufu.registry.tests.county import County, body


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
    assert facts_for_people(entry) == {"body.name": ["云岭县民政局", "云岭县民政和养老局"]}


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


def test_a_row_that_is_not_there_is_not_locked(county: County) -> None:
    with pytest.raises(NotFound), action("x", Permission.KEEP_BODIES, by=county.system) as act:
        act.lock(Body.objects, 0)
    with pytest.raises(NotFound), action("x", Permission.KEEP_BODIES, by=county.system) as act:
        locked_civil(act, county)
        act.lock(Body.objects, 0)


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


def units(county: County, count: int) -> list[Body]:
    return [
        body(f"养老院{number}", county.place, office=county.finance, parent=county.civil)
        for number in range(count)
    ]


def locked_civil(act: Action, county: County) -> Body:
    return act.lock(Body.objects, county.civil.pk)


def test_rows_changed_together_are_named_with_their_new_values(county: County) -> None:
    one, other = units(county, 2)
    with action("registry.body.changed", Permission.KEEP_BODIES, by=county.system) as act:
        locked_civil(act, county)
        assert act.update_all(Body.objects.filter(pk__in=[one.pk, other.pk]), agency_code="\u200b 301 ") == 2
    for each in (one, other):
        each.refresh_from_db()
        assert (each.agency_code, each.version) == ("301", 2)
    assert set(Body.objects.exclude(pk__in=[one.pk, other.pk]).values_list("version", flat=True)) == {1}
    entry = history(county.civil).get()
    names = [f"养老院0（第{one.pk}号）", f"养老院1（第{other.pk}号）"]
    assert facts_for_people(entry) == {"body.changed": [{"rows": names, "agency_code": "301"}]}
    [said] = facts_in_words(entry)
    assert (said.title, said.value) == ("一并修改的单位", "养老院0、养老院1（预算单位编码：301）")


def test_what_follows_from_other_fields_is_changed_without_a_word_and_without_a_new_version(
    county: County,
) -> None:
    [unit] = units(county, 1)
    with action("registry.body.moved", Permission.KEEP_BODIES, by=county.system) as act:
        locked_civil(act, county)
        act.update_all(Body.objects.filter(pk=unit.pk), path=Concat(Value("/9"), "path"))
    was = unit.path
    unit.refresh_from_db()
    assert (unit.path, unit.version, facts_for_people(history(county.civil).get())) == (f"/9{was}", 1, {})


def test_of_very_many_rows_the_entry_has_the_number_and_the_queries_are_as_many(county: County) -> None:
    spent = []
    for count in (2, 60):
        numbers = [unit.pk for unit in units(county, count)]
        with action("registry.body.changed", Permission.KEEP_BODIES, by=county.system) as act:
            locked_civil(act, county)
            with CaptureQueriesContext(connection) as queries:
                act.update_all(Body.objects.filter(pk__in=numbers), agency_code="301")
        spent.append(len(queries))
        assert '"name"' not in queries[-1]["sql"]  # read are the columns that are told, not whole rows
        Body.objects.filter(pk__in=numbers).delete()
    entry = history(county.civil).first()
    assert entry is not None
    assert facts_for_people(entry) == {"body.changed": [{"rows": 60, "agency_code": "301"}]}
    assert facts_in_words(entry)[0].value == "60个（预算单位编码：301）"
    assert spent == [4, 3]  # lock, name, write, read; many are not named


def test_a_value_that_the_field_refuses_changes_no_row(county: County) -> None:
    with (
        pytest.raises(Refusal, match="预算单位编码") as refused,
        action("x", Permission.KEEP_BODIES, by=county.system) as act,
    ):
        locked_civil(act, county)
        act.update_all(Body.objects.all(), agency_code="3" * 13)
    assert refused.value.field == "agency_code"
    assert set(Body.objects.values_list("agency_code", flat=True)) == {""}


def test_rows_removed_together_are_named(county: County) -> None:
    held = Appointment.objects.filter(person=county.officer.person)
    [name] = [f"{each}（第{each.pk}号）" for each in held]
    others = Appointment.objects.count() - 1
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        locked_civil(act, county)
        assert act.remove_all(held) == 1
        assert act.remove_all(held) == 0
    assert (held.all().exists(), Appointment.objects.count()) == (False, others)
    entry = history(county.civil).get()
    assert facts_for_people(entry) == {"appointment.removed": [{"rows": [name]}]}
    [said] = facts_in_words(entry)
    assert (said.title, said.value) == ("一并删去的任职", "云岭县民政局 采购经办人")


@pytest.mark.parametrize(("named_by", "said"), [("type", "webauthn"), ("", "authenticator")])
def test_rows_of_another_app_are_named_by_a_code_and_not_by_what_they_say_of_themselves(
    county: County, named_by: str, said: str
) -> None:
    key = Authenticator.objects.create(
        user=county.officer.person, type="webauthn", data={"name": "\u202e手机\x07", "credential": {}}
    )
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        locked_civil(act, county)
        act.remove_all(Authenticator.objects.filter(pk=key.pk), named_by=named_by)
    facts = facts_for_people(history(county.civil).get())
    assert facts == {"authenticator.removed": [{"rows": [f"{said}（第{key.pk}号）"]}]}


def test_an_entry_and_a_refusal_are_chinese_whatever_language_the_page_has(county: County) -> None:
    held = Appointment.objects.filter(person=county.officer.person)
    [row] = held
    with override("en"):
        with action("x", Permission.KEEP_BODIES, by=county.system) as act:
            locked_civil(act, county)
            act.remove_all(held)
            act.log(role=str(Role.PURCHASING_OFFICER.label))
        with (
            pytest.raises(NotAllowed) as refused,
            action("x", Permission.KEEP_BODIES, by=county.officer) as act,
        ):
            act.allow_anywhere()
    facts = history(county.civil).get().facts
    assert facts["role"] == "采购经办人"
    assert facts["appointment.removed"] == [{"rows": [f"云岭县民政局 采购经办人（第{row.pk}号）"]}]
    assert "系统管理员" in refused.value.remedy


def new_place(county: County, number: int) -> Place:
    name = f"\u200b云谷{number}县"
    return Place(
        code=f"53888{number}", name=name, level="county", parent=county.place.parent, listed_from=1980
    )


# What is out of order, and what the fault says.
OUT_OF_ORDER: dict[str, tuple[Callable[[Any, County], object], str]] = {
    "create first": (lambda act, county: act.create(new_place(county, 1)), "CHANGE"),
    "create all first": (lambda act, county: act.create_all([]), "CHANGE"),
    "change first": (lambda act, county: act.change(county.civil, name="x"), "CHANGE"),
    "change all first": (lambda act, county: act.change_all([], ["name"]), "CHANGE"),
    "update first": (lambda act, county: act.update(county.civil, name="x"), "CHANGE"),
    "update all first": (lambda act, county: act.update_all(Body.objects.none(), name="x"), "CHANGE"),
    "remove first": (lambda act, county: act.remove(new_place(county, 1)), "CHANGE"),
    "remove all first": (lambda act, county: act.remove_all(Body.objects.none()), "CHANGE"),
    "log first": (lambda act, county: act.only_log(county.civil), "CHANGE"),
    "ask before lock": (lambda act, county: act.ask(lambda: None), "LAW"),
    "ask after change": (lambda act, county: (changed(act, county), act.ask(lambda: None)), "LAW"),
    "lock after change": (lambda act, county: (changed(act, county), locked_civil(act, county)), "LOCK"),
    "allow after lock": (
        lambda act, county: (locked_civil(act, county), act.allow(county.civil)),
        "PERMISSION",
    ),
    "allow anywhere after lock": (
        lambda act, county: (locked_civil(act, county), act.allow_anywhere()),
        "PERMISSION",
    ),
    "nothing changed first": (lambda act, county: act.nothing_changed(), "LOGGED"),
    "nothing changed after a change": (
        lambda act, county: (changed(act, county), act.nothing_changed()),
        "已有改动",
    ),
    "nothing done": (locked_civil, "什么也没有改"),
    "nothing named": (lambda act, county: (act.allow_anywhere(), act.create_all([])), "什么也没有改"),
}


def changed(act: Action, county: County) -> Body:
    return act.change(locked_civil(act, county), name="民政一局")


@pytest.mark.parametrize("wrong", OUT_OF_ORDER)
def test_steps_out_of_order_are_a_fault(county: County, wrong: str) -> None:
    steps, phase = OUT_OF_ORDER[wrong]
    said = f"{phase} 不能在" if phase.isupper() else phase
    with (
        pytest.raises(OutOfOrder, match=said),
        action("x", Permission.KEEP_BODIES, by=county.system) as act,
    ):
        steps(act, county)
    assert not Entry.objects.exists()


def test_what_is_changed_is_another_version_and_derived_values_are_not_told(county: County) -> None:
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        act.change(locked_civil(act, county), path="/9/")
    county.civil.refresh_from_db()
    assert (county.civil.path, county.civil.version) == ("/9/", 2)
    assert facts_for_people(history(county.civil).get()) == {}


def test_many_rows_are_stored_at_once_and_each_may_have_an_entry_of_its_own(county: County) -> None:
    places = [new_place(county, number) for number in (1, 2)]
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        act.allow_anywhere()
        act.create_all(places)
        act.set_subject(county.civil)
        for place in places:
            act.log_for(place, "registry.place.opened", title=place.name)
    stored = Place.objects.filter(code__startswith="53888").order_by("code")
    assert [each.name for each in stored] == ["云谷1县", "云谷2县"]
    assert [history(each).get().facts for each in stored] == [{"title": "云谷1县"}, {"title": "云谷2县"}]
    assert history(county.civil).get().action == "x"


def test_one_row_is_stored_and_changed_as_many_are(county: County) -> None:
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        act.allow_anywhere()
        act.create_all([new_place(county, 1)])
        act.set_subject(county.civil)
    assert Place.objects.get(code="538881").name == "云谷1县"
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        row = locked_civil(act, county)
        row.agency_code = "301"
        act.change_all([row], ["agency_code"])
    county.civil.refresh_from_db()
    assert (county.civil.agency_code, county.civil.version) == ("301", 2)


def test_many_locked_rows_are_changed_at_once(county: County) -> None:
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        rows = [locked_civil(act, county), act.lock(Body.objects, county.education.pk)]
        for row in rows:
            row.agency_code = "301"
        act.change_all(rows, ["agency_code"])
    for each in (county.civil, county.education):
        each.refresh_from_db()
        assert (each.agency_code, each.version) == ("301", 2)
    assert (history(county.civil).count(), history(county.education).count()) == (1, 0)


def test_the_subject_is_the_first_thing_locked_or_created(county: County) -> None:
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        act.allow_anywhere()
        first, second = (act.create(new_place(county, number)) for number in (1, 2))
    assert (first.name, history(first).count(), history(second).count()) == ("云谷1县", 1, 0)
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        locked_civil(act, county)
        third = act.create(new_place(county, 3))
        act.only_log(third)
    assert (history(county.civil).count(), history(third).count()) == (1, 0)
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        act.allow_anywhere()
        act.only_log(third)
    assert history(third).count() == 1


def test_a_new_row_never_takes_the_place_of_another(county: County) -> None:
    with pytest.raises(IntegrityError), action("x", Permission.KEEP_BODIES, by=county.system) as act:
        act.allow_anywhere()
        other = new_place(county, 1)
        other.pk = county.place.pk
        act.create(other)
    assert Place.objects.get(pk=county.place.pk).name == county.place.name


def test_a_value_that_no_entry_may_hold_is_stored_and_a_part_is_removed(county: County) -> None:
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        found = locked_civil(act, county)
        act.update(found, agency_code="\u200b301")
        held = Appointment.objects.get(person=county.officer.person)
        act.remove(held)
    county.civil.refresh_from_db()
    assert (county.civil.agency_code, county.civil.version) == ("301", 1)
    assert not Appointment.objects.filter(person=county.officer.person).exists()
    assert facts_for_people(history(county.civil).get()) == {}


@pytest.mark.parametrize(("count", "named"), [(20, True), (21, False)])
def test_up_to_twenty_rows_are_named(county: County, count: int, named: bool) -> None:
    numbers = [unit.pk for unit in units(county, count)]
    with action("registry.body.changed", Permission.KEEP_BODIES, by=county.system) as act:
        locked_civil(act, county)
        act.update_all(Body.objects.filter(pk__in=numbers), agency_code="301")
    [said] = history(county.civil).get().facts["body.changed"]
    assert isinstance(said["rows"], list) is named
    assert said["rows"] == count or len(said["rows"]) == count


def test_the_number_of_the_entry_is_known_before(county: County) -> None:
    with action("x", Permission.KEEP_BODIES, by=county.system) as act:
        changed(act, county)
        numbers = {act.entry_number, act.entry_number}
    assert numbers == {history(county.civil).get().pk}


def test_an_action_that_finds_nothing_to_do_leaves_no_entry(county: County) -> None:
    with action("x", Permission.KEEP_BODIES, by=county.system, once=uuid4()) as act:
        act.allow_anywhere()
        act.nothing_changed()
    assert not Entry.objects.exists()


def test_what_is_saved_as_it_was_is_no_new_version_and_leaves_no_entry(county: County) -> None:
    rename(county.civil, county.civil.name, county)
    county.civil.refresh_from_db()
    assert county.civil.version == 1
    assert not Entry.objects.exists()


def test_a_row_whose_parts_change_is_another_version(county: County) -> None:
    with action("registry.body.renamed", Permission.KEEP_BODIES, by=county.system) as act:
        act.change(act.lock(Body.objects, county.civil.pk))
    county.civil.refresh_from_db()
    assert county.civil.version == 2


def test_what_is_told_is_told_although_nothing_was_changed(county: County) -> None:
    with action("registry.body.renamed", Permission.KEEP_BODIES, by=county.system) as act:
        act.change(act.lock(Body.objects, county.civil.pk), name=county.civil.name)
        act.log(reason="核对过")
    assert Entry.objects.get().facts == {"reason": "核对过"}


def test_one_of_two_changes_is_enough_for_an_entry(county: County) -> None:
    with action("registry.body.renamed", Permission.KEEP_BODIES, by=county.system) as act:
        body = act.lock(Body.objects, county.civil.pk)
        act.change(body, kind=body.kind)
        act.change(body, name="民政一局")
        act.change(body, name="民政一局")
    county.civil.refresh_from_db()
    assert county.civil.version == 2
    assert [*facts_for_people(Entry.objects.get())] == ["body.name"]


def test_a_stale_page_of_a_thing_without_a_history_names_nobody(county: County) -> None:
    with pytest.raises(Stale, match="有人"):
        rename(county.civil, "民政二局", county, version=7)
