"""The keys of a procurement: made where the custodians are, named in the notice, and rehearsed before anything depends on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.journal.models import Entry
from goufu.procurement.actions.keys import (
    Named,
    answer_rehearsal,
    give_key,
    make_sheet,
    plan_keys,
    rehearse_again,
)
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.planning import save_procurement
from goufu.procurement.law import facts_of, timetable_of
from goufu.procurement.models import Notice, Procurement, Share
from goufu.procurement.sealed.sheets import is_rehearsed, sheet_of
from goufu.procurement.tests.delegating import agency, delegated
from goufu.procurement.tests.framing import own_project
from goufu.procurement.tests.keyholders import keyed, peel_of, rehearsed
from goufu.procurement.tests.procuring import BEGIN, PLAN, announced, days, on, planned, publish
from goufu.procurement.timing.told import State
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, body
from goufu.sealing.keys import new_key, public_file
from goufu.sealing.suites import AGE
from goufu.wall_clock import CHINA

pytestmark = pytest.mark.django_db
BEFORE = BEGIN - timedelta(days=35)


def fresh(found: Procurement) -> Procurement:
    return Procurement.objects.get(pk=found.pk)


def with_intention(county: County) -> Procurement:
    made = planned(county)
    announced(made, "intention", county, BEFORE)
    return made


def test_the_notice_waits_for_the_rehearsal_and_carries_the_sheets_digest(county: County) -> None:
    with on(BEFORE):
        made = with_intention(county)
        people = keyed(made, county)
    with on(BEGIN):
        drafted = draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
        with pytest.raises(Refusal, match="没有演练"):
            publish(drafted, county.lead)
        rehearsed(made, people[:2])
        with pytest.raises(Refusal, match="没有演练"):
            publish(drafted, county.lead)
        rehearsed(made, people[2:])
        found = publish(drafted, county.lead)
    [said] = [each["text"] for each in found.content or [] if each["field"] == "keys"]
    assert sheet_of(fresh(made)).digest() in said
    for each in people:
        assert each.key.fingerprint in said
    assert "keys_rehearsed" in {each.event for each in fresh(made).occurrences.all()}


def test_a_key_never_comes_to_the_house(county: County) -> None:
    with on(BEFORE):
        made = planned(county)
        people = keyed(made, county)
        rehearsed(made, people)
    told = "".join(f"{each.facts}" for each in Entry.objects.all())
    for each in people:
        assert each.key.fingerprint in told
        assert each.key.secret.decode() not in told


def test_one_body_alone_may_not_be_able_to_open(county: County) -> None:
    with on(BEFORE):
        made = planned(county)
        named = [
            Named("purchaser", county.officer.person.pk, county.civil.pk),
            Named("centre", county.lead.person.pk, county.civil.pk),
            Named("reserve", county.treasurer.person.pk, county.finance.pk),
        ]
        with pytest.raises(Refusal, match="一个单位的保管人就能打开"):
            plan_keys(procurement=made.pk, custodians=named, needed=2, by=county.officer)
        plan_keys(procurement=made.pk, custodians=named, needed=3, by=county.officer)
        with pytest.raises(Refusal, match="不能要 4 位"):
            plan_keys(procurement=made.pk, custodians=named, needed=4, by=county.officer)
        with pytest.raises(Refusal, match="不在这个单位"):
            other = Named("centre", county.teacher.person.pk, county.civil.pk)
            plan_keys(procurement=made.pk, custodians=[named[0], other], needed=2, by=county.officer)


def test_a_body_and_its_unit_are_one_side(county: County) -> None:
    nurse = agent("孙护理", county.nursing, Role.PURCHASING_OFFICER)
    with on(BEFORE):
        made = planned(county)
        named = [
            Named("purchaser", county.officer.person.pk, county.civil.pk),
            Named("centre", nurse.person.pk, county.nursing.pk),
            Named("reserve", county.treasurer.person.pk, county.finance.pk),
        ]
        with pytest.raises(Refusal, match="一个单位的保管人就能打开投标：云岭县民政局、云岭县养老服务中心"):
            plan_keys(procurement=made.pk, custodians=named, needed=2, by=county.officer)
        plan_keys(procurement=made.pk, custodians=named, needed=3, by=county.officer)


def test_who_joins_or_moves_after_the_sheet_makes_no_side_unseen(county: County) -> None:
    with on(BEFORE):
        made = with_intention(county)
        people = keyed(made, county)
        rehearsed(made, people)
    moved = people[1].agent.body
    before = Body.objects.get(pk=moved.pk)
    Body.objects.filter(pk=moved.pk).update(parent=county.nursing, path=f"{county.nursing.path}{moved.pk}/")
    with on(BEGIN):
        drafted = draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
        with pytest.raises(Refusal, match="一个单位的保管人就能打开"):  # of a unit's unit
            publish(drafted, county.lead)
        Body.objects.filter(pk=moved.pk).update(parent=before.parent, path=before.path)
        Share.objects.create(
            procurement=made, project=own_project(county), amount=1
        )  # as one that joins adds it
        with pytest.raises(Refusal, match="不用别人就能打开投标"):
            publish(drafted, county.lead)


def test_below_one_government_bodies_are_sides_of_their_own(county: County) -> None:
    top = body("云岭县人民政府", county.place)
    for each in (county.civil, county.education, county.finance):
        Body.objects.filter(pk=each.pk).update(parent=top, path=f"{top.path}{each.pk}/")
    with on(BEFORE):
        keyed(planned(county), county)


def test_purchaser_and_agency_don_t_open_without_the_outsider(county: County) -> None:
    with on(BEFORE):
        made = planned(county)
        their = agency(county)
        named = [
            Named("purchaser", county.officer.person.pk, county.civil.pk),
            Named("centre", their.clerk.person.pk, their.body.pk),
            Named("reserve", county.treasurer.person.pk, county.finance.pk),
        ]
        plan_keys(procurement=made.pk, custodians=named, needed=2, by=county.officer)  # no delegation yet
        delegated(county, made, their, ["review"])
        with pytest.raises(Refusal, match="不用别人就能打开投标"):
            plan_keys(procurement=made.pk, custodians=named, needed=2, by=county.officer)
        for each in (county.officer, their.clerk, county.treasurer):
            give_key(procurement=made.pk, public=new_key(AGE).public, by=each)
        with pytest.raises(Refusal, match="不用别人就能打开投标"):
            make_sheet(procurement=made.pk, by=county.officer)
        plan_keys(procurement=made.pk, custodians=named, needed=3, by=county.officer)
        alone = named[:2]  # nobody from outside was named: there is nobody to be left out
        plan_keys(procurement=made.pk, custodians=alone, needed=2, by=county.officer)


def test_only_a_custodian_gives_a_key_and_only_his_own(county: County) -> None:
    with on(BEFORE):
        made = planned(county)
        people = keyed(made, county)
        with pytest.raises(NotFound):
            give_key(procurement=made.pk, public=new_key(AGE).public, by=county.lead)
        with pytest.raises(Refusal, match="每次采购做一把新的"):
            give_key(procurement=made.pk, public=people[1].key.public, by=people[0].agent)
        with pytest.raises(NotAllowed, match="别人的钥匙"):
            answer_rehearsal(procurement=made.pk, peel=peel_of(made, people[1]), by=people[0].agent)
        with pytest.raises(Refusal):
            give_key(procurement=made.pk, public="age1nonsense", by=people[0].agent)
        key = new_key(AGE)
        given = give_key(procurement=made.pk, public=public_file(key).decode(), by=people[0].agent)
        assert given.fingerprint == key.fingerprint


def test_another_key_wants_another_sheet_and_another_rehearsal(county: County) -> None:
    with on(BEFORE):
        made = with_intention(county)
        people = keyed(made, county)
        give_key(procurement=made.pk, public=new_key(AGE).public, by=people[0].agent)
        assert not fresh(made).sealing.sheet
        make_sheet(procurement=made.pk, by=county.officer)
        rehearsed(made, people[1:])
        assert not is_rehearsed(fresh(made), "keys_rehearsed")
        with pytest.raises(Refusal, match="已经演练过"):
            give_key(procurement=made.pk, public=new_key(AGE).public, by=people[1].agent)


def test_a_plan_that_changed_wants_another_sheet_but_no_other_rehearsal(county: County) -> None:
    with on(BEFORE):
        made = with_intention(county)
        people = keyed(made, county)
        rehearsed(made, people)
        later = days(BEGIN)["bid_deadline_at"] + timedelta(days=1)
        values = PLAN | days(BEGIN) | {"bid_deadline_at": later, "opens_at": later}
        save_procurement(procurement=made.pk, by=county.officer, version=fresh(made).version, values=values)
    with on(BEGIN):
        drafted = draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
        with pytest.raises(Refusal, match="方案改过"):
            publish(drafted, county.lead)
        make_sheet(procurement=made.pk, by=county.officer)
        assert publish(Notice.objects.get(pk=drafted.pk), county.lead).is_published


def test_the_part_of_an_older_test_envelope_does_not_count(county: County) -> None:
    with on(BEFORE):
        made = planned(county)
        people = keyed(made, county)
        old = peel_of(made, people[0])
        make_sheet(procurement=made.pk, by=county.officer)
        with pytest.raises(Refusal, match="另一份"):
            answer_rehearsal(procurement=made.pk, peel=old, by=people[0].agent)


def test_the_keys_are_rehearsed_again_in_the_last_day(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    with on(BEFORE):
        made = with_intention(county)
        people = keyed(made, county)
        rehearsed(made, people)
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)
        with pytest.raises(Refusal, match="24 小时以内"):
            rehearse_again(procurement=made.pk, by=county.officer)
    opens = fresh(made).opens_at
    assert opens == datetime(2026, 12, 16, 9, 30, tzinfo=CHINA)
    with on((opens - timedelta(hours=20)).date()):
        table = timetable_of(fresh(made), facts_of(made), made.occurrences.all())
        assert table
        assert table["rehearsal"].state is State.DONE
        assert table["rehearsal_again"].state is State.RUNNING
        officer, page = signed_in(county.officer), f"/procurements/{made.pk}/"
        blue = 'class="gf-btn" href="/procurements/{}/keys/{}">开启前再演练'
        assert blue.format(made.pk, "") in officer.get(page).content.decode()
        assert blue.format(made.pk, "again/") in officer.get(f"{page}keys/").content.decode()
        rehearse_again(procurement=made.pk, by=people[2].agent)  # a custodian of another body may ask for it
        assert "演练信封做好了，等保管人打开" in officer.get(page).content.decode()
        shown = officer.get(f"{page}keys/").content.decode()
        assert "0 位打开，要 2 位" in shown and blue.format(made.pk, "again/") not in shown
        rehearsed(made, people[:1])
        assert not is_rehearsed(fresh(made), "keys_rehearsed_again")
        rehearsed(made, people[1:2])  # two of three: the reserve stays sealed
        assert is_rehearsed(fresh(made), "keys_rehearsed_again")
        table = timetable_of(fresh(made), facts_of(made), made.occurrences.all())
        assert table and table["rehearsal_again"].state is State.DONE


def test_without_the_second_rehearsal_the_timetable_is_red(county: County) -> None:
    with on(BEFORE):
        made = with_intention(county)
        rehearsed(made, keyed(made, county))
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)
    with on(BEGIN + timedelta(days=15), 10):
        table = timetable_of(fresh(made), facts_of(made), made.occurrences.all())
        assert table and table["rehearsal_again"].state is State.OVERDUE


def test_a_method_without_sealed_responses_has_no_keys(county: County) -> None:
    with on(BEFORE):
        made = planned(county)
        Procurement.objects.filter(pk=made.pk).update(method="single_source")
        with pytest.raises(Refusal, match="不用密封"):
            plan_keys(procurement=made.pk, custodians=[], needed=2, by=county.officer)
