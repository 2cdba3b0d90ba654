"""The parties to a complaint: each has its own copy, receipt, days and answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.documents.actions import attach_document, write_paper
from goufu.documents.queries import document
from goufu.documents.tests.papers import pdf
from goufu.procurement.actions.delegating import end_delegation
from goufu.procurement.actions.handling import withdraw_complaint
from goufu.procurement.actions.parties import (
    answer_copy,
    receive_copy,
    send_copies,
)
from goufu.procurement.cases.appeals import ASKED
from goufu.procurement.cases.law import facts_of_complaint, opinion_of_complaint
from goufu.procurement.cases.parties import concerned
from goufu.procurement.models import Complaint, Party
from goufu.procurement.queries.cases import complaint_for, complaints, party_for
from goufu.procurement.tests.challenged import (
    DAY,
    copied,
    provider,
    provider_body,
    with_winner,
)
from goufu.procurement.tests.concerned import STRANGER, agency, asked_of, due, lines, papers_for, winner
from goufu.procurement.tests.delegating import agency as agency_with_two
from goufu.procurement.tests.delegating import delegated
from goufu.procurement.tests.procuring import on
from goufu.procurement.tests.standing import standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent

pytestmark = pytest.mark.django_db
world, own, county, made = standing(with_winner)
SignIn = Callable[[Agent], Client]
PURCHASER = 0  # stands for its number


def test_copies_go_to_all_whom_the_record_knows(county: County, made: Complaint) -> None:
    parties = copied(county, made)
    assert {kind: each.body.name for kind, each in parties.items()} == {
        "complainant": "云岭县福寿居家养老服务中心",
        "purchaser": county.civil.name,
        "agency": agency(county).body.name,
        "supplier": "第1康养服务有限公司",
    }
    with on(made.received_on):
        numbers = set()
        for kind in ("purchaser", "agency", "supplier"):
            subject = ("party", parties[kind].pk)
            paper = write_paper(by=county.treasurer, subject=subject, kind="copy_paper")
            word = write_paper(by=county.treasurer, subject=subject, kind="copy_word")
            assert paper.said == word.said
            numbers.add(paper.number)
            letter = next(
                each for each in papers_for(county.treasurer, parties[kind]) if each.kind == "copy_paper"
            )
            said = str(letter.words())
            assert f"{parties[kind].body.name}：" in said and made.matters in said and "5 个工作日内" in said
            assert "待核对" not in said
        assert len(numbers) == 3
        with pytest.raises(NotFound):  # who complains gets no copy of its own letter
            write_paper(by=county.treasurer, subject=("party", parties["complainant"].pk), kind="copy_paper")


def test_each_party_has_its_own_days_and_answers_for_itself(county: County, made: Complaint) -> None:
    parties, first = copied(county, made), winner(county)
    supplier, today = parties["supplier"], made.received_on
    with on(today + DAY):
        assert asked_of(first) == [("签收投诉书副本", None)]
        with pytest.raises(Refusal, match="签收"):  # nobody answers what it has not received
            answer_copy(party=supplier.pk, text="我公司报价真实", by=first)
        receive_copy(party=supplier.pk, by=first)
        last = date(2026, 12, 23)  # the fifth working day after Wednesday the 16th
        assert asked_of(first) == [("对投诉书面说明", last)]
    with on(today + 4 * DAY):  # the office registers what the post brought to the purchaser
        receive_copy(party=parties["purchaser"].pk, day=today + 3 * DAY, way="post", by=county.treasurer)
        found = lines(county, made)
        assert due(found["purchaser"]) == {"respondent_reply": date(2026, 12, 25)}
        assert due(found["supplier"]) == {"respondent_reply": last} and due(found["agency"]) == {}
        assert (found["purchaser"].received.way, found["supplier"].received.way) == ("post", "program")  # type: ignore[union-attr]
        evidence = attach_document(
            by=first, subject=("party", supplier.pk), kind="party_evidence", file_name="合同.pdf", chunks=[pdf("证据")]
        )  # fmt: skip
        answer_copy(party=supplier.pk, text="我公司报价真实", by=first)
        assert asked_of(first) == [] and due(lines(county, made)["supplier"]) == {}
        assert document(county.treasurer, evidence.pk)
        for other in (provider(county), agency(county)):
            with pytest.raises(NotFound):
                document(other, evidence.pk)
        answer_copy(party=parties["purchaser"].pk, text="程序符合规定", by=county.lead)
        assert Party.objects.get(pk=parties["purchaser"].pk).state == "answered"
        with pytest.raises(Refusal, match="已说明"):
            answer_copy(party=supplier.pk, text="再补充一点说明", by=first)


def test_an_answer_on_paper_has_the_day_on_which_it_came(county: County, made: Complaint) -> None:
    parties, today = copied(county, made), made.received_on
    with on(today + 10 * DAY):
        receive_copy(party=parties["agency"].pk, day=today, way="hand", by=county.treasurer)
        with pytest.raises(Refusal, match="不能早于“收到投诉书副本”"):
            answer_copy(party=parties["agency"].pk, text="照委托办理", day=today - DAY, by=county.treasurer)
        answer_copy(party=parties["agency"].pk, text="照委托办理", day=today + 9 * DAY, by=county.treasurer)
        late = complaint_for(county.treasurer, made.pk)
        assert "award.respondent-reply" in [each.rule.id for each in opinion_of_complaint(late).failed]
        receive_copy(party=parties["purchaser"].pk, day=today, way="hand", by=county.treasurer)
        answer_copy(party=parties["purchaser"].pk, text="程序符合规定", day=today, by=county.treasurer)
        facts = facts_of_complaint(complaint_for(county.treasurer, made.pk))
        assert facts["respondent_replied_on"] == today + 9 * DAY  # of the respondent who took longest


def test_strangers_see_no_party_and_a_party_nothing_of_another(county: County, made: Complaint) -> None:
    parties, first = copied(county, made), winner(county)
    stranger = agent("众安经办人", provider_body(county, STRANGER), Role.PROVIDER_AGENT)
    for other, kinds in (
        (stranger, ("complainant", "purchaser", "agency", "supplier")),
        (first, ("complainant", "purchaser", "agency")),
        (provider(county), ("purchaser", "agency", "supplier")),
        (agency(county), ("complainant", "purchaser", "supplier")),
        (county.lead, ("complainant", "agency", "supplier")),
    ):
        for kind in kinds:
            with pytest.raises(NotFound):
                party_for(other, parties[kind].pk)
            with on(made.received_on), pytest.raises(NotFound):
                receive_copy(party=parties[kind].pk, by=other)
    assert list(complaints(first)) == []
    with pytest.raises(NotFound):
        complaint_for(first, made.pk)
    with on(made.received_on), pytest.raises(NotAllowed):
        receive_copy(party=parties["purchaser"].pk, by=county.officer)


@pytest.mark.parametrize(
    ("bodies", "others", "why"),
    [
        ((), (), "没有选"),
        ((), (STRANGER,), "没有发给被投诉人"),
        ((PURCHASER,), ("云岭县福寿居家养老服务中心",), "是投诉人"),
        ((PURCHASER,), (STRANGER, STRANGER), "已经给"),
        ((PURCHASER,), ("没有登记的公司",), "没有登记"),
        ((-1,), (), "没有编号 -1"),
    ],
)
def test_to_whom_copies_can_not_go(
    county: County, made: Complaint, bodies: tuple[int, ...], others: tuple[str, ...], why: str
) -> None:
    provider_body(county, STRANGER)
    numbers, day = [each or county.civil.pk for each in bodies], made.received_on
    with on(day), pytest.raises(Refusal, match=why):
        send_copies(complaint=made.pk, bodies=numbers, others=others, day=day, by=county.treasurer)
    assert made.parties.count() == 1


def test_the_copy_that_the_office_has_written_is_read_once_it_is_received(
    county: County, made: Complaint
) -> None:
    supplier, first = copied(county, made)["supplier"], winner(county)
    with on(made.received_on):
        kinds = ("copy_paper", "copy_word")
        papers = [
            write_paper(by=county.treasurer, subject=("party", supplier.pk), kind=each) for each in kinds
        ]
        for each in papers:
            with pytest.raises(NotFound):
                document(first, each.pk)
        receive_copy(party=supplier.pk, by=first)
        pdf, word = papers
        assert document(first, pdf.pk)[0] == pdf
        with pytest.raises(NotFound):  # what can be changed is the office's
            document(first, word.pk)
        with pytest.raises(NotFound):
            write_paper(by=first, subject=("party", supplier.pk), kind="copy_word")


def test_who_is_named_that_the_record_knows_is_the_party_that_it_is(county: County, made: Complaint) -> None:
    with on(made.received_on):
        names = [county.civil.name, agency(county).body.name]
        send_copies(complaint=made.pk, bodies=[], others=names, day=made.received_on, by=county.treasurer)
    assert [each.kind for each in made.parties.order_by("position")] == ["complainant", "purchaser", "agency"]


def test_an_agency_that_ran_a_part_before_is_a_respondent_too(county: County, made: Complaint) -> None:
    before = made.procurement.delegation
    assert before
    with on(made.received_on):
        end_delegation(delegation=before.pk, reason="另委托一家代理机构", by=county.lead)
        now = delegated(county, made.procurement, agency_with_two(county, is_central=True), ["file"]).agency
        found = Complaint.objects.get(pk=made.pk)
        named = {body for body, kind in concerned(found) if kind == "agency"}
    assert named == {before.agency, now}


def test_a_supplier_found_later_gets_its_copy_then(county: County, made: Complaint) -> None:
    copied(county, made)
    provider_body(county, STRANGER)
    later = made.received_on + 3 * DAY
    with on(later):
        send_copies(complaint=made.pk, bodies=[], others=[STRANGER, ""], day=later, by=county.treasurer)
        found = complaint_for(county.treasurer, made.pk)
        assert facts_of_complaint(found)["complaint_copied_on"] == later
    assert [each.position for each in made.parties.order_by("pk")] == [0, 1, 2, 3, 4]


def test_when_a_complaint_is_withdrawn_nothing_is_asked_of_its_parties(
    county: County, made: Complaint
) -> None:
    parties, first = copied(county, made), winner(county)
    with on(made.received_on + DAY):
        withdraw_complaint(complaint=made.pk, reason="与采购人谈妥了", by=provider(county))
        assert asked_of(first) == []
        with pytest.raises(Refusal, match="已终止处理"):
            receive_copy(party=parties["supplier"].pk, by=first)
        for each in parties.values():  # and each is told that it has ended
            letter = next(
                paper for paper in papers_for(county.treasurer, each) if paper.kind == "withdrawal_paper"
            )
            assert f"{each.body.name}：" in str(letter.words()) and "本部门终止处理" in str(letter.words())


def test_the_pages_lead_each_party_through(county: County, made: Complaint, signed_in: SignIn) -> None:
    address = f"/procurements/complaints/{made.pk}/"
    with on(made.received_on):
        office = signed_in(county.treasurer)
        page = office.get(address).content.decode()
        assert f'class="gf-btn" href="{address}send-copies/"' in page
        form = office.get(f"{address}send-copies/").context["form"]
        assert [word for _number, word in form.fields["bodies"].choices] == [
            f"{county.civil.name} · 被投诉人（采购人）",
            f"{agency(county).body.name} · 被投诉人（采购代理机构）",
            "第1康养服务有限公司 · 与投诉有关的供应商",
        ]
        sent = {"bodies": form["bodies"].value(), "others": "", "day": f"{made.received_on}"}
        sent["version"] = Complaint.objects.get(pk=made.pk).version
        led = office.post(f"{address}send-copies/", sent)
        assert led.status_code == 302, led.content.decode()
        supplier = made.parties.get(kind="supplier")
        party = f"/procurements/complaints/parties/{supplier.pk}/"
        assert party in office.get(address).content.decode()
        browser = signed_in(winner(county))
        assert party in browser.get("/").content.decode()
        page = browser.get(party).content.decode()
        assert made.matters not in page and "签收以后在这里看" in page
        assert 'name="day"' not in browser.get(f"{party}receive-copy/").content.decode()
        assert browser.post(f"{party}receive-copy/", {"version": supplier.version}).status_code == 302
        page = browser.get(party).content.decode()
        assert made.matters in page and "书面说明" in page
        sent = {"text": "我公司报价真实，没有违法", "version": supplier.version + 1}
        assert browser.post(f"{party}answer-copy/", sent).status_code == 302
        assert "我公司报价真实" in browser.get(party).content.decode()
        assert "我公司报价真实" in office.get(party).content.decode()
        whole = office.get(address).content.decode()
        assert "我公司报价真实" not in whole and "已说明" in whole
        decide = office.get(f"{address}decide-complaint/")
        page = decide.content.decode()
        assert "待核对：申请行政复议的期限、直接提起行政诉讼的期限" in page
        proposed = {name: decide.context["form"][name].value() for name in ASKED}
        assert proposed == {
            "reconsider_at": f"{county.place.name}人民政府",
            "reconsider_days": 60,
            "court": f"{county.place.name}人民法院",
            "lawsuit_months": 6,
        }
