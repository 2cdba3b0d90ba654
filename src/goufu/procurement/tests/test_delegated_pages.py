"""Pages of an agency: each opens with the duty that it belongs to, and with no other."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from goufu.core.duties import Duty
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.documents.actions import attach_document
from goufu.documents.tests.papers import pdf
from goufu.procurement.actions.delegating import correct_delegation, sign_delegation, take_delegation
from goufu.procurement.actions.filing import drop_template, keep_template, save_file
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.models import Delegation, FileTemplate, Notice, Procurement
from goufu.procurement.papers.issued import agreements_of
from goufu.procurement.tests.delegating import FEE, FIRST, LAST, Agency, agency, delegated, drafted
from goufu.procurement.tests.procuring import BEGIN, on, planned, running
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, body, county, sign_in

__all__ = ["county"]
BEFORE = BEGIN - timedelta(days=35)
PAGES = {
    "edit_file": Duty.FILE,
    "edit_scoring": Duty.FILE,
    "new_notice": Duty.NOTICES,
    "plan_keys": Duty.OPENING,
}
RUNNING_PAGES = {
    "review": Duty.REVIEW,
    "commit_draw": Duty.REVIEW,
    "seat": Duty.REVIEW,
    "enter_response": Duty.REVIEW,
    "enter_challenge": Duty.CHALLENGES,
}


@pytest.fixture
def firm(county: County) -> Agency:
    return agency(county)


def answers(made: Procurement, firm: Agency, pages: dict[str, Duty], held: Delegation) -> list[str]:
    """What is answered otherwise than it should be, with the one duty and with all others."""
    client, wrong = sign_in(firm.clerk), []
    for name, duty in pages.items():
        address = f"{reverse(f'procurement:{name}', args=[made.pk])}?kind=intention"
        for duties, expected in (([duty], 200), ([each for each in Duty.values if each != duty], 403)):
            Delegation.objects.filter(pk=held.pk).update(duties=duties)
            if (found := client.get(address).status_code) != expected:
                wrong.append(f"{name} with {duties}: {found}")
    return wrong


def test_a_page_of_the_plan_opens_with_its_duty_alone(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        assert answers(made, firm, PAGES, delegated(county, made, firm)) == []


def test_a_page_of_the_activity_opens_with_its_duty_alone(county: County, firm: Agency) -> None:
    made = running(county)
    with on(BEGIN + timedelta(days=2)):
        assert answers(made, firm, RUNNING_PAGES, delegated(county, made, firm)) == []


def test_what_is_the_purchaser_s_opens_to_no_agency(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        delegated(county, made, firm)
        client = sign_in(firm.clerk)
        for name in ("method", "plan", "money", "lots", "judgement", "delegate"):
            assert client.get(reverse(f"procurement:{name}", args=[made.pk])).status_code in (403, 404)


def test_the_blue_button_is_whose_turn_it_is(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        page = reverse("procurement:procurement", args=[made.pk])
        word = "起草政府采购意向公告"
        assert f">{word}</a>" in sign_in(county.officer).get(page).content.decode()
        delegated(county, made, firm)
        said = sign_in(county.officer).get(page).content.decode()
        assert (
            f"已委托{firm.body.name}办理：{word}。" in said
            and f">{word}</a>" not in said.split("gf-other")[0]
        )
        assert f">{word}</a>" in sign_in(firm.clerk).get(page).content.decode()
        Delegation.objects.update(duties=[Duty.FILE])
        assert f"由采购人办理：{word}。" in sign_in(firm.clerk).get(page).content.decode()


def test_who_drafted_a_notice_is_told_whom_to_ask_in_place_of_a_button(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        delegated(county, made, firm)
        notice = draft_notice(procurement=made.pk, kind="intention", by=firm.clerk)
        page, publish = (reverse(f"procurement:{name}", args=[notice.pk]) for name in ("notice", "publish"))
        drafter = sign_in(firm.clerk).get(page).content.decode()
        assert f'href="{publish}"' not in drafter
        assert "起草公告的是您自己，不能由您发布、开始；请本单位的另一位采购负责人来办。" in drafter
        assert f'<a class="gf-btn" href="{publish}">' in sign_in(firm.second).get(page).content.decode()
        writing = sign_in(firm.clerk).get(reverse("procurement:edit_notice", args=[notice.pk]))
        assert reverse("procurement:plan", args=[made.pk]) not in writing.content.decode()


def test_no_agency_is_proposed_to_the_purchaser(county: County, firm: Agency) -> None:
    with on(BEFORE):
        page = sign_in(county.officer).get(reverse("procurement:delegate", args=[planned(county).pk]))
        assert '<option value="" selected>—</option>' in page.content.decode()
        assert f'<option value="{firm.body.pk}">' in page.content.decode()


def test_both_see_the_delegation_and_the_agency_no_draft(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        found = drafted(county, made, firm.body)
        page = reverse("procurement:delegation", args=[found.pk])
        assert sign_in(firm.clerk).get(page).status_code == 404
        assert "协议已经上传" in sign_in(county.officer).get(page).content.decode()
        assert "签署委托" in sign_in(county.lead).get(page).content.decode()
        sign_delegation(delegation=found.pk, by=county.lead)
        assert "接受委托" in sign_in(firm.clerk).get(page).content.decode()
        assert sign_in(county.officer).post(f"{page}take-delegation/").status_code == 403
        take_delegation(delegation=found.pk, by=firm.clerk)
        assert "接受委托" not in sign_in(firm.clerk).get("/").content.decode()


def test_a_fee_without_its_standard_is_refused_at_the_field(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        said = {
            "agency": firm.body.pk,
            "duties": [Duty.FILE],
            "payer": "winner",
            "starts_on": FIRST,
            "ends_on": LAST,
        }
        address = reverse("procurement:delegate", args=[made.pk])
        answer = sign_in(county.officer).post(address, said)
        assert answer.status_code == 422 and 'href="#id_fee_text"' in answer.content.decode()
        assert sign_in(county.officer).post(address, said | {"payer": "nobody"}).status_code == 302


def test_a_form_asks_the_delegation_too(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        held = delegated(county, made, firm, [Duty.NOTICES])
        draft_notice(procurement=made.pk, kind="intention", by=firm.clerk)
        notice = Notice.objects.get()
        Delegation.objects.filter(pk=held.pk).update(duties=[Duty.FILE])
        client = sign_in(firm.second)
        assert (
            client.post(
                reverse("procurement:discard", args=[notice.pk]), {"reason": "写错了，重来"}
            ).status_code
            == 403
        )


def test_who_wrote_a_draft_corrects_it_on_its_page_until_it_is_signed(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        found = drafted(county, made, firm.body, duties=["file"], fee=Decimal(9_000))
        page = reverse("procurement:delegation", args=[found.pk])
        step = reverse("procurement:correct-delegation", args=[found.pk])
        officer, lead = sign_in(county.officer), sign_in(county.lead)
        assert step in officer.get(page).content.decode()
        assert step not in lead.get(page).content.decode()
        shown = officer.get(step).content.decode()
        assert all(each in shown for each in (firm.body.name, FEE, str(FIRST), "9,000"))
        sent = {
            "agency": firm.body.pk,
            "duties": ["file", "notices"],
            "starts_on": str(FIRST),
            "ends_on": str(LAST),
            "payer": "winner",
            "fee_text": FEE,
            "fee": "8000",
            "version": found.version,
            "once": str(uuid4()),
        }
        wrong = officer.post(step, sent | {"ends_on": str(FIRST - timedelta(days=1))})
        assert wrong.status_code == 422 and "最后一天不能早于第一天" in wrong.content.decode()
        assert officer.post(step, sent).status_code == 302
        found = Delegation.objects.get(pk=found.pk)
        assert (found.duties, found.fee) == (["file", "notices"], Decimal(8000))
        assert officer.post(step, sent | {"fee": "7000", "once": str(uuid4())}).status_code == 409  # stale
        with pytest.raises(NotAllowed, match="李经办起草的"):
            corrected(found, county.lead)
        with pytest.raises(NotFound):
            corrected(found, firm.clerk)
    with on(BEFORE + timedelta(days=1)):
        agreed_anew(county, found)
        sign_delegation(delegation=found.pk, by=county.lead)
        with pytest.raises(Refusal, match="采购人已签"):
            corrected(found, county.officer)


def agreed_anew(county: County, found: Delegation) -> None:
    attach_document(
        subject=("delegation", found.pk),
        kind="agreement",
        file_name="重新签订的协议.pdf",
        chunks=[pdf("重新签订")],
        by=county.officer,
    )


def test_a_corrected_draft_wants_an_agreement_of_its_own(county: County, firm: Agency) -> None:
    with on(BEFORE):
        found = drafted(county, planned(county), firm.body)
        number = agreements_of(found)[0].number
        other = body("云岭另一家代理有限公司", county.place, kind="enterprise", agency_kind="private")
    with on(BEFORE + timedelta(days=1)):
        found = corrected(found, county.officer, other.pk)
        assert found.agency == other and agreements_of(found)[0].number != number
        with pytest.raises(Refusal, match="是委托更正以前签的"):
            sign_delegation(delegation=found.pk, by=county.lead)
        page = sign_in(county.lead).get(reverse("procurement:delegation", args=[found.pk])).content.decode()
        assert "是委托更正以前签的" in page
        again = corrected(found, county.officer, other.pk)
        assert (again.revision, again.version) == (
            found.revision,
            found.version,
        )  # the same again is no change
    with on(BEFORE + timedelta(days=2)):
        agreed_anew(county, found)
        assert sign_delegation(delegation=found.pk, by=county.lead).state == "offered"


def corrected(found: Delegation, by: Agent, agency: int | None = None) -> Delegation:
    return correct_delegation(
        delegation=found.pk,
        agency=agency or found.agency_id,
        duties=["file"],
        starts_on=FIRST,
        ends_on=LAST,
        payer="nobody",
        by=by,
    )


def test_an_agency_keeps_templates_of_its_own(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        delegated(county, made, firm, [Duty.FILE])
        clerk, officer = sign_in(firm.clerk), sign_in(county.officer)
        save_file(
            procurement=made.pk, demand="{项目名称}：每周两次。", qualification="", contract="", by=firm.clerk
        )
        assert "存为模板" in clerk.get(reverse("procurement:file", args=[made.pk])).content.decode()
        keep = reverse("procurement:keep_template", args=[made.pk])
        assert clerk.post(keep, {"part": "demand", "name": "居家护理"}).status_code == 302
        kept = FileTemplate.objects.get()
        assert kept.body == firm.body
        listed = reverse("procurement:templates")
        assert "居家护理" in clerk.get(listed).content.decode()
        assert "居家护理" not in officer.get(listed).content.decode()
        edit = f"{reverse('procurement:edit_file', args=[made.pk])}?template=own-{kept.pk}"
        assert f"{made.title}：每周两次。" in clerk.get(edit).content.decode()
        drop = reverse("procurement:drop_template", args=[kept.pk])
        assert [each.get(drop).status_code for each in (clerk, officer)] == [200, 404]
        theirs = keep_template(part="demand", name="本局的", text="每月一次。", by=county.officer)
        with pytest.raises(NotFound):
            drop_template(template=theirs.pk, by=firm.clerk)
        assert sign_in(firm.second).post(drop).status_code == 302
        assert not FileTemplate.objects.get(pk=kept.pk).is_used
