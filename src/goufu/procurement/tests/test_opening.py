"""The opening: nothing before its time, keys of two of three, joined before one is read, and minutes of what came of each envelope."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from goufu.core.errors import NotFound, Refusal
from goufu.core.roles import Role
from goufu.documents.actions import write_paper
from goufu.documents.models import Document
from goufu.documents.store import store
from goufu.procurement.actions.attending import attend, download_envelope
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.actions.joining import give_peels, join_keys
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.participating import DECLARED, take_part
from goufu.procurement.actions.receiving import receive
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.unsealing import read_envelope, show_files
from goufu.procurement.models import Bid, HandedInBy, Opening, Procurement, Response
from goufu.procurement.sealed.ceremony import Quoted, label_of, outside_of, quoted
from goufu.procurement.tests.bidding import (
    DEADLINE,
    Receiving,
    at,
    bidder,
    both_kinds,
    brought,
    quotation,
    receiving,
    sealed_for,
    send,
)
from goufu.procurement.tests.keyholders import Holder
from goufu.procurement.tests.standing import standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent, body
from goufu.sealing.contents import SealedFile, list_digest
from goufu.sealing.encoding import sm3
from goufu.sealing.errors import SealError
from goufu.sealing.peel import peel

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, found = standing(receiving)
SignIn = Callable[[Agent], Client]
IN_TIME = DEADLINE - timedelta(days=1)
DUE = DEADLINE + timedelta(minutes=5)


def peels_of(opening: Opening, holder: Holder) -> str:
    """What the holder's browser gives for all envelopes that wait."""
    lines = []
    for each in opening.envelopes.filter(state="waiting").select_related(
        "bid__procurement", "bid__bidder", "bid__lot"
    ):
        line: dict[str, str] = {"bid": str(each.bid.token)}
        try:
            given = peel(outside_of(each.bid), holder.key.secret, label_of(each.bid))
            line["peel"] = given.as_bytes().decode()
        except SealError as error:
            line["fault"] = error.what
        lines.append(json.dumps(line))
    return "\n".join(lines)


def begun(found: Receiving, county: County, *with_keys: int) -> Opening:
    """The opening has begun, and these custodians have used their keys."""
    opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
    for number in with_keys:
        holder = found.holders[number]
        give_peels(opening=opening.pk, peels=peels_of(opening, holder), by=holder.agent)
    return opening


def all_read(opening: Opening, county: County) -> list[str]:
    join_keys(opening=opening.pk, by=county.officer)
    for each in opening.envelopes.all():
        read_envelope(envelope=each.pk, by=county.officer)
    return [each.state for each in opening.envelopes.all()]


def test_two_of_three_open_what_nobody_could_read_and_the_prices_stand(
    county: County, found: Receiving
) -> None:
    with at(IN_TIME):
        for number, price in enumerate(("500000.00", "480000.50")):
            both_kinds(found.procurement, bidder(county, number), price)
    with at(DUE):
        opening = begun(found, county, 1, 2)  # the purchaser's custodian has lost his key
        assert all_read(opening, county) == ["opened"] * 4
        close_opening(opening=opening.pk, by=county.officer)
    assert [each.price for each in Response.objects.all()] == [Decimal("500000.00"), Decimal("480000.50")]
    contents = Document.objects.filter(kind="content")
    assert {each.name for each in contents} == {"quotation.json", "方案.txt"}
    minutes = Document.objects.get(kind="opening_minutes")
    assert minutes.number == "539999-2026-KB-0001"
    word = write_paper(
        by=county.officer, subject=("procurement", found.procurement.pk), kind="opening_minutes_word"
    )
    assert (word.number, word.said) == (minutes.number, minutes.said)
    texts = "\n".join(each.text for each in opening.minutes.all())
    assert "收到 2 家的 4 个信封，没有迟到的" in texts and "480,000.50 元" in texts
    assert "opened" in {each.event for each in found.procurement.occurrences.all()}


def test_nothing_is_opened_before_its_time_and_late_only_with_a_reason(
    county: County, found: Receiving
) -> None:
    with at(DEADLINE), pytest.raises(Refusal, match="以前不能开启"):
        begin_opening(procurement=found.procurement.pk, by=county.officer)
    with at(DEADLINE + timedelta(hours=3)):
        with pytest.raises(Refusal, match="过了开启的时间段"):
            begin_opening(procurement=found.procurement.pk, by=county.officer)
        opening = begin_opening(procurement=found.procurement.pk, reason="停电", by=county.officer)
        assert "停电" in "".join(each.text for each in opening.minutes.all())
        with pytest.raises(NotFound):
            begin_opening(procurement=found.procurement.pk, by=county.teacher)


def test_why_it_begins_late_is_asked_of_whoever_is_late(
    county: County, found: Receiving, signed_in: SignIn
) -> None:
    with at(IN_TIME):
        both_kinds(found.procurement, bidder(county))
    page = f"/procurements/{found.procurement.pk}/opening/begin/"
    for hours, is_late in ((1, False), (3, True)):
        with at(DEADLINE + timedelta(hours=hours)):
            shown = signed_in(county.officer).get(page).content.decode()
            assert ('name="reason"' in shown) is is_late


def test_one_custodian_is_not_enough(county: County, found: Receiving) -> None:
    with at(IN_TIME):
        both_kinds(found.procurement, bidder(county))
    with at(DUE):
        opening = begun(found, county, 0)
        with pytest.raises(Refusal, match="还不够"):
            join_keys(opening=opening.pk, by=county.officer)
        with pytest.raises(Refusal, match="还没有合"):
            read_envelope(envelope=opening.envelopes.all()[0].pk, by=county.officer)
        give_peels(opening=opening.pk, peels=peels_of(opening, found.holders[2]), by=found.holders[2].agent)
        assert all_read(opening, county) == ["opened"] * 2


def test_no_envelope_is_given_up_while_another_custodian_is_on_his_way(
    county: County, found: Receiving
) -> None:
    with at(IN_TIME):
        both_kinds(found.procurement, bidder(county))
    with at(DUE):
        opening = begun(found, county, 0)
        half, rest = peels_of(opening, found.holders[1]).splitlines()
        fault = json.dumps({"bid": json.loads(rest)["bid"], "fault": "口令不对"})
        give_peels(opening=opening.pk, peels=f"{half}\n{fault}", by=found.holders[1].agent)
        with pytest.raises(Refusal, match="还有 1 个信封"):
            join_keys(opening=opening.pk, by=county.officer)
        give_peels(opening=opening.pk, peels=rest, by=found.holders[1].agent)
        assert all_read(opening, county) == ["opened"] * 2


def test_all_custodians_have_tried_and_nobody_is_waited_for(county: County, found: Receiving) -> None:
    with at(IN_TIME):
        both_kinds(found.procurement, bidder(county))
    with at(DUE):
        opening = begun(found, county, 0)
        for each in found.holders[1:]:
            half, rest = peels_of(opening, each).splitlines()
            fault = json.dumps({"bid": json.loads(rest)["bid"], "fault": "信封坏了"})
            give_peels(opening=opening.pk, peels=f"{half}\n{fault}", by=each.agent)
        join_keys(opening=opening.pk, by=county.officer)
        assert sorted(each.state for each in opening.envelopes.all()) == ["failed", "joined"]


def test_whoever_mistyped_his_passphrase_is_waited_for_until_the_window_ends(
    county: County, found: Receiving
) -> None:
    with at(IN_TIME):
        bid = send(found.procurement, made := bidder(county), sealed_for(found.procurement, made))
    with at(DUE):
        opening = begun(found, county, 0)
        fault = json.dumps({"bid": str(bid.token), "fault": "口令不对"})
        for each in found.holders[1:]:
            give_peels(opening=opening.pk, peels=fault, by=each.agent)
        with pytest.raises(Refusal, match="还有 1 个信封"):
            join_keys(opening=opening.pk, by=county.officer)
    with at(opening.until + timedelta(seconds=1)):
        join_keys(opening=opening.pk, by=county.officer)
        assert opening.envelopes.get().state == "failed"


def test_a_wrong_passphrase_is_no_use_of_the_key_and_the_button_stays(
    county: County, signed_in: SignIn, found: Receiving
) -> None:
    with at(IN_TIME):
        bid = send(found.procurement, made := bidder(county), sealed_for(found.procurement, made))
    with at(DUE):
        opening = begun(found, county)
        holder, page = found.holders[0], reverse("procurement:opening", args=[found.procurement.pk])
        client = signed_in(holder.agent)
        peel_ = f'href="{reverse("procurement:peel", args=[found.procurement.pk])}"'
        fault = json.dumps({"bid": str(bid.token), "fault": "口令不对"})
        give_peels(opening=opening.pk, peels=fault, by=holder.agent)
        assert peel_ in client.get(page).content.decode()
        give_peels(opening=opening.pk, peels=peels_of(opening, holder), by=holder.agent)
        assert peel_ not in client.get(page).content.decode()


def test_what_goes_back_unopened_goes_to_its_bidder_and_to_no_custodian(
    county: County, found: Receiving
) -> None:
    Procurement.objects.filter(pk=found.procurement.pk).update(method="open_tender", law_method="open_tender")
    with at(IN_TIME):
        made = bidder(county)
        bid = both_kinds(found.procurement, made)[0]
    with at(DUE):
        begin_opening(procurement=found.procurement.pk, by=county.officer)
        for each in (*(holder.agent for holder in found.holders), county.officer):
            with pytest.raises(NotFound):
                download_envelope(bid=bid.pk, by=each)
        assert download_envelope(bid=bid.pk, by=made) == bid


def test_fewer_than_three_in_a_tender_and_nothing_is_opened(
    county: County, signed_in: SignIn, found: Receiving
) -> None:
    Procurement.objects.filter(pk=found.procurement.pk).update(method="open_tender", law_method="open_tender")
    with at(IN_TIME):
        for number in range(2):
            both_kinds(found.procurement, bidder(county, number))
    with at(DUE):
        opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
        assert opening.state == "not_opened"
        assert {each.state for each in opening.envelopes.all()} == {"returned"}
        with pytest.raises(Refusal, match="不用钥匙"):
            give_peels(opening=opening.pk, peels="", by=found.holders[0].agent)
        page = reverse("procurement:procurement", args=[found.procurement.pk])
        assert re.search(
            r'class="gf-btn"[^>]*>起草终止公告<', signed_in(county.officer).get(page).content.decode()
        )
        drafted = draft_notice(procurement=found.procurement.pk, kind="termination", by=county.officer)
        shown = signed_in(county.officer).get(page).content.decode()
        assert re.search(rf'class="gf-btn" href="[^"]*/notices/{drafted.pk}/">看公告<', shown)
    assert "不足 3 家" in "".join(each.text for each in opening.minutes.all())
    assert Document.objects.filter(kind="opening_minutes").exists()
    assert not Response.objects.exists()
    assert "opened" not in {each.event for each in found.procurement.occurrences.all()}


def test_three_in_a_tender_are_opened(county: County, found: Receiving) -> None:
    Procurement.objects.filter(pk=found.procurement.pk).update(method="open_tender", law_method="open_tender")
    with at(IN_TIME):
        for number in range(3):
            both_kinds(found.procurement, bidder(county, number))
    with at(DUE):
        assert all_read(begun(found, county, 0, 1), county) == ["opened"] * 6


def test_an_envelope_that_was_changed_on_the_disk_is_found_and_blamed_on_no_bidder(
    county: County, found: Receiving
) -> None:
    with at(IN_TIME):
        first, second = bidder(county, 0), bidder(county, 1)
        bids = [
            send(found.procurement, each, sealed_for(found.procurement, each)) for each in (first, second)
        ]
    with at(DUE):
        opening = begun(found, county, 0, 1)
        path = store()._path(bids[0].digest)
        data = path.read_bytes()
        path.write_bytes(data[:-20] + bytes(20))
        assert all_read(opening, county) == ["failed", "opened"]
        failed = opening.envelopes.all()[0]
        assert failed.cause == "other" and "和收到时的摘要不同" in failed.why
        close_opening(opening=opening.pk, by=county.officer)
    assert "视为撤回" in "".join(each.text for each in opening.minutes.all())


def test_envelopes_that_were_swapped_or_removed_are_found(county: County, found: Receiving) -> None:
    with at(IN_TIME):
        people = [bidder(county, number) for number in range(3)]
        bids = [send(found.procurement, each, sealed_for(found.procurement, each)) for each in people]
    one, two, gone = (store()._path(each.digest) for each in bids)
    with at(DUE):
        opening = begun(found, county, 0, 1)
        data = one.read_bytes()
        one.write_bytes(two.read_bytes())
        two.write_bytes(data)
        gone.unlink()
        assert all_read(opening, county) == ["failed"] * 3
        assert {each.cause for each in opening.envelopes.all()} == {"other"}


def test_what_the_bidder_sealed_wrongly_is_his_doing(county: County, found: Receiving) -> None:
    made = bidder(county)
    with at(IN_TIME):
        data = sealed_for(found.procurement, made)
        head = data.index(b"age-encryption.org/v1", len(data) // 2)
        assert send(found.procurement, made, data[: head + 400] + b"\0" * 40 + data[head + 440 :])
    with at(DUE):
        opening = begun(found, county, 0, 1)
        assert all_read(opening, county) == ["failed"]
        assert opening.envelopes.get().cause == "bidder"
        close_opening(opening=opening.pk, by=county.officer)
    assert "视为撤销" in "".join(each.text for each in opening.minutes.all())


def test_a_peel_of_another_envelope_or_of_another_key_is_refused_by_name(
    county: County, found: Receiving
) -> None:
    with at(IN_TIME):
        people = [bidder(county, number) for number in range(2)]
        bids = [send(found.procurement, each, sealed_for(found.procurement, each)) for each in people]
    with at(DUE):
        opening = begun(found, county)
        lines = [json.loads(line) for line in peels_of(opening, found.holders[0]).splitlines()]
        swapped = "\n".join(
            json.dumps({"bid": str(bid.token), "peel": line["peel"]})
            for bid, line in zip(reversed(bids), lines, strict=True)
        )
        with pytest.raises(Refusal, match=r"2 号.*另一份"):
            give_peels(opening=opening.pk, peels=swapped, by=found.holders[0].agent)
        with pytest.raises(Refusal, match="别人的钥匙"):
            give_peels(
                opening=opening.pk, peels=peels_of(opening, found.holders[1]), by=found.holders[0].agent
            )
        with pytest.raises(NotFound):
            give_peels(opening=opening.pk, peels=peels_of(opening, found.holders[1]), by=county.lead)


def test_after_the_join_no_other_key_changes_what_was_joined(county: County, found: Receiving) -> None:
    with at(IN_TIME):
        send(found.procurement, made := bidder(county), sealed_for(found.procurement, made))
    with at(DUE):
        opening = begun(found, county, 0, 1)
        late = peels_of(opening, found.holders[2])
        join_keys(opening=opening.pk, by=county.officer)
        with pytest.raises(Refusal, match="现在不用钥匙"):
            give_peels(opening=opening.pk, peels=late, by=found.holders[2].agent)


def test_killed_in_the_middle_and_begun_again_nothing_is_lost(
    county: County, monkeypatch: pytest.MonkeyPatch, found: Receiving
) -> None:
    with at(IN_TIME):
        both_kinds(found.procurement, bidder(county))
    with at(DUE):
        opening = begun(found, county, 0, 1)
        join_keys(opening=opening.pk, by=county.officer)
        first, second = opening.envelopes.all()

        def killed(*_given: object, **_more: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("goufu.core.action.Action.close", killed)
            with pytest.raises(KeyboardInterrupt):
                read_envelope(envelope=first.pk, by=county.officer)
        assert not Document.objects.filter(kind="content").exists()
        for each in (first, first, second):  # again, and one of them twice
            assert read_envelope(envelope=each.pk, by=county.officer).state == "opened"
        assert Document.objects.filter(kind="content").count() == 2
        assert not [*store().folder.glob("opening-*")]


def test_whole_but_not_taken_in_is_received_before_the_opening_begins(
    county: County, found: Receiving
) -> None:
    first, second = bidder(county, 0), bidder(county, 1)
    with at(IN_TIME):
        brought(found.procurement, first.body.pk, sealed_for(found.procurement, first))
        brought(found.procurement, second.body.pk, sealed_for(found.procurement, first))  # a rival's
    with at(DUE):
        opening = begun(found, county, 0, 1)
        assert [each.bid.bidder for each in opening.envelopes.all()] == [first.body]
        assert Bid.objects.get().received_at == IN_TIME


def test_nothing_that_came_is_touched_before_the_host_may_begin(county: County, found: Receiving) -> None:
    first, second = bidder(county, 0), bidder(county, 1)
    with at(IN_TIME):
        waiting = brought(found.procurement, first.body.pk, sealed_for(found.procurement, first))
        with pytest.raises(Refusal, match="以前不能开启"):
            begin_opening(procurement=found.procurement.pk, by=county.officer)
        refused = brought(found.procurement, second.body.pk, sealed_for(found.procurement, first))
    with at(DUE):
        with pytest.raises(NotFound):
            begin_opening(procurement=found.procurement.pk, by=county.teacher)
        assert not Bid.objects.exists()
        assert waiting.is_whole
        opening = begun(found, county)
    said = "".join(each.text for each in opening.minutes.all())
    assert f"{second.body.name}送来、摘要 {refused.digest[:16]}… 的一个文件没有收下" in said
    assert refused.is_whole


def test_of_two_that_wait_the_one_that_was_sealed_first_is_received_first(
    county: County, found: Receiving
) -> None:
    made = bidder(county)
    with at(IN_TIME):
        for sequence in (3, 2, 1):
            brought(found.procurement, made.body.pk, sealed_for(found.procurement, made, sequence=sequence))
    with at(DUE):
        opening = begun(found, county)
    assert [each.bid.sequence for each in opening.envelopes.all()] == [3]
    assert Bid.objects.count() == 3


def test_what_was_read_at_the_counter_is_no_bid_that_came_by_itself(county: County, found: Receiving) -> None:
    made = bidder(county)
    with at(IN_TIME):
        own = send(found.procurement, made, sealed_for(found.procurement, made))
        brought(found.procurement, county.officer.body.pk, sealed_for(found.procurement, made, sequence=2))
    with at(DUE):
        opening = begun(found, county)
    assert [each.bid for each in opening.envelopes.all()] == [own]


@pytest.mark.parametrize("state", ["terminated", "running"])
def test_an_opening_goes_no_further_once_its_procurement_ends_or_stands_still(
    county: County, monkeypatch: pytest.MonkeyPatch, state: str, found: Receiving
) -> None:
    with at(IN_TIME):
        send(found.procurement, made := bidder(county), sealed_for(found.procurement, made))
    with at(DUE):
        opening = begun(found, county, 0)
        lines = peels_of(opening, found.holders[1])
        if state == "running":
            monkeypatch.setattr("goufu.procurement.cases.suspending.refuse_suspended", suspended)
        else:
            Procurement.objects.filter(pk=found.procurement.pk).update(
                state=state, end_reason="不再采购", ended_by=county.officer.person, ended_at=DUE
            )
        with pytest.raises(Refusal, match="不能"):
            give_peels(opening=opening.pk, peels=lines, by=found.holders[1].agent)
        for step in (join_keys, close_opening):
            with pytest.raises(Refusal, match="不能"):
                step(opening=opening.pk, by=county.officer)
        opening.envelopes.update(state="joined")
        with pytest.raises(Refusal, match="不能"):
            read_envelope(envelope=opening.envelopes.get().pk, by=county.officer)
        with pytest.raises(Refusal, match="不能"):
            show_files(envelope=opening.envelopes.get().pk, files=[], by=county.officer)


def suspended(*_given: object) -> None:
    raise Refusal("采购暂停，不能继续", "等恢复")


def test_with_two_keys_lost_the_bidder_shows_the_files_of_his_receipt(
    county: County, found: Receiving
) -> None:
    made = bidder(county)
    files = [("quotation.json", quotation("470000.00"))]
    listed = list_digest([SealedFile(name, len(data), sm3(data)) for name, data in files])
    with at(IN_TIME):
        data = sealed_for(found.procurement, made, files=files)
        receive(
            procurement=found.procurement.pk,
            incoming=brought(found.procurement, made.body.pk, data),
            by=made,
            way=HandedInBy.WEB,
            list_digest=listed,
        )
    with at(DUE):
        opening = begun(found, county, 0)
        with pytest.raises(Refusal, match="还不够"):
            join_keys(opening=opening.pk, by=county.officer)
    with at(DUE + timedelta(hours=3)):
        join_keys(opening=opening.pk, by=county.officer)
        [envelope] = opening.envelopes.all()
        assert (envelope.state, envelope.cause) == ("failed", "other")
        with pytest.raises(Refusal, match="重复"):
            show_files(envelope=envelope.pk, files=[(name, [b""]) for name in ("a", "a")], by=county.officer)
        with pytest.raises(Refusal, match="不是回执上"):
            show_files(
                envelope=envelope.pk, files=[("quotation.json", [quotation("1.00")])], by=county.officer
            )
        pieces = [(name, [data[:5], data[5:]]) for name, data in files]
        shown = show_files(envelope=envelope.pk, files=pieces, by=county.officer)
        assert (shown.state, shown.price) == ("shown", Decimal("470000.00"))
        close_opening(opening=opening.pk, by=county.officer)
        with pytest.raises(Refusal, match="已经结束"):
            show_files(envelope=envelope.pk, files=pieces, by=county.officer)
    assert Response.objects.get().price == Decimal("470000.00")


def test_the_button_names_the_envelope_that_it_opens(
    county: County, found: Receiving, signed_in: SignIn
) -> None:
    with at(IN_TIME):
        for number in range(2):
            both_kinds(found.procurement, bidder(county, number))
    with at(DUE):
        opening = begun(found, county, 1, 2)
        join_keys(opening=opening.pk, by=county.officer)
        browser, page = signed_in(county.officer), f"/procurements/{found.procurement.pk}/opening/"
        for named in ("1 号的“资格和技术”", "2 号的“资格和技术”", "1 号的“报价”", "2 号的“报价”"):
            assert f"打开 {named}" in browser.get(page).content.decode()
            browser.post(f"{page}read/")
            bidder_no, kind = named.split("的")
            said = opening.minutes.latest("pk").text
            assert said.startswith(f"打开 {bidder_no}") and kind in said
    assert not opening.envelopes.exclude(state="opened").exists()


def test_who_was_there_stands_in_the_minutes(county: County, found: Receiving) -> None:
    made = bidder(county)
    with at(IN_TIME):
        send(found.procurement, made, sealed_for(found.procurement, made))
    with at(DUE):
        opening = begun(found, county)
        for each in (made, county.auditor, found.holders[2].agent, made):
            attend(opening=opening.pk, by=each)
        roles = {each.person.name: each.role for each in opening.present.all()}
        assert roles == {
            "李经办": "host",
            made.person.name: "bidder",
            "孙监督": "watching",
            "陈财政": "custodian",
        }
        with pytest.raises(NotFound):
            attend(opening=opening.pk, by=bidder(county, 1))


def test_an_opened_bid_says_what_its_bidder_declared_in_taking_part(county: County, found: Receiving) -> None:
    Procurement.objects.filter(pk=found.procurement.pk).update(accepts_consortium=True)
    lead = agent("甲", body("甲公司", county.place, kind="enterprise", size="small"), Role.PROVIDER_AGENT)
    lead.body.credit_code = "91530000MA6K000011"
    lead.body.save()
    other = body("乙公司", county.place, kind="enterprise", size="large")
    declared = dict.fromkeys((*DECLARED, "is_small"), True) | {"own_share_percent": Decimal(60)}
    with at(IN_TIME):
        take_part(
            procurement=found.procurement.pk, declared=declared, members=[(other, Decimal(40))], by=lead
        )
        both_kinds(found.procurement, lead)
    with at(DUE):
        all_read(begun(found, county, 0, 1), county)
        made = Response.objects.get()
        assert (made.declared_size, made.has_declaration, made.small_share_percent) == (
            "small",
            True,
            Decimal(60),
        )
        assert [(each.body, each.share_percent) for each in made.members.all()] == [
            (lead.body, Decimal(60)),
            (other, Decimal(40)),
        ]


def test_of_an_opened_bid_nothing_is_entered_but_what_it_declares(county: County, found: Receiving) -> None:
    own, stranger = bidder(county), bidder(county, 1)
    with at(IN_TIME):
        both_kinds(found.procurement, own)
    with at(DUE):
        all_read(begun(found, county, 0, 1), county)

        def entered(by: Agent, **said: Any) -> Response:
            return enter_response(
                procurement=found.procurement.pk,
                bidder=by.body.pk,
                offer=Offer(**said),
                opened_at=DUE,
                minutes_on=DUE.date(),
                by=county.officer,
            )

        with pytest.raises(Refusal, match="不能登记成别的"):
            entered(own, price=Decimal(1))
        with pytest.raises(Refusal, match="没有打开过"):
            entered(stranger, price=Decimal(1))
        made = entered(own, price=None, price_in_words=Decimal(1), feature="prison_enterprise")
    assert (made.price, made.price_in_words, made.came_by) == (Decimal(500000), None, "sealed")
    assert made.feature == "prison_enterprise"


def test_words_that_say_another_price_are_kept_with_it(tmp_path: Path) -> None:
    said = json.loads(quotation("500000.00"))
    (tmp_path / "quotation.json").write_text(json.dumps(said | {"in_words": "人民币伍拾壹万元零伍分"}))
    assert quoted(tmp_path).in_words == Decimal("510000.05")
    (tmp_path / "quotation.json").write_text(json.dumps(said | {"in_words": "伍拾多万"}))
    assert quoted(tmp_path).in_words is None


@pytest.mark.parametrize(
    "said",
    [
        b"[" * 100_000,
        b'{"format":"goufu-quotation","price":{"a":' + b"[" * 100_000,
        json.dumps({"format": "goufu-quotation", "price": "1000000000000.00"}).encode(),
        json.dumps({"format": "goufu-quotation", "price": "NaN"}).encode(),
        json.dumps({"format": "goufu-quotation", "price": "5", "in_words": "\ud800"}).encode(),
        *(
            json.dumps({"format": "goufu-quotation", "price": said}).encode()
            for said in ("５０", "1_000", "5e5", " 500", 500, 0.5, True)
        ),
    ],
)
def test_a_price_that_nobody_can_read_is_none(tmp_path: Path, said: bytes) -> None:
    (tmp_path / "quotation.json").write_bytes(said)
    assert quoted(tmp_path) == Quoted(None, "报价文件读不懂，由主持人照报价表读出")


def test_the_price_is_read_from_the_one_file_that_has_the_envelopes_own_name(tmp_path: Path) -> None:
    (tmp_path / "quotation-我的.json").write_bytes(quotation("2.00"))  # the bidder's own
    (tmp_path / "quotation-1-price-2.json").write_bytes(quotation("1.00"))
    assert quoted(tmp_path).price == Decimal("1.00")
    (tmp_path / "quotation.json").write_bytes(quotation("2.00"))
    assert quoted(tmp_path) == Quoted(None, "有几个报价文件，由主持人照报价表读出")


@pytest.mark.parametrize("words", ["玖仟亿亿元整", "壹万亿元整", "玖仟玖佰玖拾玖万亿元整", "零元整"])
def test_words_that_say_what_is_no_price_count_for_nothing(tmp_path: Path, words: str) -> None:
    said = json.loads(quotation("500000.00"))
    (tmp_path / "quotation.json").write_text(json.dumps(said | {"in_words": words}))
    assert quoted(tmp_path) == Quoted(Decimal(500000), "大写和小写不一致")


def test_no_bidder_stops_the_opening_with_what_he_sealed(county: County, found: Receiving) -> None:
    hostile = (
        b"[" * 100_000,
        quotation("1000000000000.00"),
        json.dumps({**json.loads(quotation("500000.00")), "in_words": "玖仟玖佰玖拾玖万亿元整"}).encode(),
    )
    with at(IN_TIME):
        for number, said in enumerate(hostile):
            by = bidder(county, number)
            send(
                found.procurement, by, sealed_for(found.procurement, by, "price", [("quotation.json", said)])
            )
    with at(DUE):
        opening = begun(found, county, 1, 2)
        assert all_read(opening, county) == ["opened"] * 3
        close_opening(opening=opening.pk, by=county.officer)
    assert [(each.price, each.price_in_words) for each in Response.objects.all()] == [
        (None, None),
        (None, None),
        (Decimal(500000), None),
    ]


@pytest.mark.parametrize("fault", ["  ", "\u200b\u2060", "\t"])
def test_a_custodian_who_says_nothing_has_not_opened_his_part(
    county: County, fault: str, found: Receiving
) -> None:
    """Else his part would count, the keys be joined without it, and every bid be lost while another custodian is on his way."""
    with at(IN_TIME):
        both_kinds(found.procurement, bidder(county))
    with at(DUE):
        opening = begun(found, county, 1)
        says = "\n".join(
            json.dumps({"bid": str(each.bid.token), "fault": fault}) for each in opening.envelopes.all()
        )
        with pytest.raises(Refusal, match="读不出来"):
            give_peels(opening=opening.pk, peels=says, by=found.holders[0].agent)
        with pytest.raises(Refusal, match="还不够"):
            join_keys(opening=opening.pk, by=county.officer)


def test_what_a_custodian_s_program_never_says_is_refused_in_words(county: County, found: Receiving) -> None:
    with at(IN_TIME):
        both_kinds(found.procurement, bidder(county))
    with at(DUE):
        opening = begun(found, county)
        token, holder = str(opening.envelopes.all()[0].bid.token), found.holders[0]
        strange = (
            "[" * 100_000,
            json.dumps({"bid": token, "fault": "\ud800"}),
            json.dumps({"bid": token, "fault": "a\0b"}),
            json.dumps({"bid": token, "peel": "\ud800"}),
        )
        for each in strange:
            with pytest.raises(Refusal, match="读不懂"):
                give_peels(opening=opening.pk, peels=each, by=holder.agent)
        once = json.dumps({"bid": token, "fault": "口令不对"})
        for _time in range(2):
            give_peels(opening=opening.pk, peels="\n".join([once] * 50), by=holder.agent)
    assert [each.text for each in opening.minutes.filter(text__contains="口令不对")] == [
        "李经办打不开自己的部分：1 号：口令不对"
    ]
