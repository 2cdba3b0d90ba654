"""The arguments of procurement's addresses, and many of what its lists show."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from goufu import wall_clock
from goufu.documents.actions import attach_document
from goufu.documents.store import store
from goufu.documents.tests.papers import pdf
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.writing import put
from goufu.procurement.actions.answering import answer_challenge
from goufu.procurement.actions.challenging import enter_challenge
from goufu.procurement.actions.complaining import accept_complaint, ask_supplement, enter_complaint
from goufu.procurement.actions.drawing import keep_experts
from goufu.procurement.actions.filing import keep_template
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.parties import receive_copy, send_copies
from goufu.procurement.actions.planning import choose_method, draft_procurement
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.models import (
    Bid,
    CameBy,
    Challenge,
    ChallengeState,
    ComplaintState,
    CoPurchaser,
    Custodian,
    Delegation,
    DelegationState,
    Envelope,
    FileTemplate,
    Letter,
    Notice,
    NoticeState,
    Opening,
    PanelMember,
    PaperReading,
    Participation,
    ParticipationMember,
    Party,
    PartyState,
    Procurement,
    ProcurementState,
    Question,
    Quotation,
    Rehearsal,
    Response,
    SavedSearch,
    Sealing,
    Seat,
    UnopenedLetter,
)
from goufu.procurement.sealed.sheets import new_sheet
from goufu.procurement.tests import framework_addresses
from goufu.procurement.tests.challenged import DECIDE
from goufu.procurement.tests.framework_addresses import many_frameworks, of_frameworks
from goufu.registry.models import Body
from goufu.registry.tests.county import County, a_provider, an_agency
from goufu.sealing.keys import new_key, rehearsal
from goufu.sealing.sheet import fingerprint
from goufu.sealing.suites import AGE

YEAR = 2027


def a_project(county: County) -> Project:
    """An approved project without the money: what is asked here is who may."""
    drafted = draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR})
    put(drafted, ProjectState.APPROVED, county.officer, county.treasurer, amount=Decimal(60000))
    return drafted


def a_procurement(county: County) -> dict[str, Any]:
    project = a_project(county)
    made = draft_procurement(title=project.title, amounts={project.pk: Decimal(50000)}, by=county.officer)
    choose_method(procurement=made.pk, method="consultation", ground="service_purchase", by=county.officer)
    return {"number": made.pk}


def a_running_procurement(county: County) -> dict[str, Any]:
    found = a_procurement(county)
    running = {
        "state": ProcurementState.RUNNING,
        "begun_by": county.lead.person,
        "begun_at": wall_clock.now(),
    }
    Procurement.objects.filter(pk=found["number"]).update(**running)
    return found


def a_response(county: County, bidder: Body | None = None) -> dict[str, Any]:
    made = Response.objects.create(
        procurement_id=a_running_procurement(county)["number"],
        bidder=bidder or county.nursing,
        quotation=Quotation.FIRST,
        came_by=CameBy.PAPER,
        opened_at=wall_clock.now(),
        person=county.officer.person,
        recorded_at=wall_clock.now(),
    )
    return {"number": made.pk}


def a_letter(county: County) -> dict[str, Any]:
    """To the provider of the cast, who hasn't received it."""
    made = Letter.objects.create(
        response_id=a_response(county, a_provider(county))["number"],
        is_award=False,
        number="TZ-1",
        text="没有成交",
        day=wall_clock.today(),
        person=county.officer.person,
        at=wall_clock.now(),
    )
    return {"kind": "letter", "number": made.pk}


def a_member(county: County) -> dict[str, Any]:
    made = PanelMember.objects.create(
        procurement_id=a_running_procurement(county)["number"],
        number=1,
        seat=Seat.EXPERT,
        name="吴专家",
        employer="云南大学",
    )
    return {"number": made.pk}


def a_deposit(county: County) -> dict[str, Any]:
    """One whose bidder has withdrawn, which may go back at once."""
    made = Participation.objects.create(
        procurement_id=a_running_procurement(county)["number"],
        bidder=a_provider(county),
        deposit=Decimal(5_000),
        deposit_form="guarantee",
        deposit_reference="BH-1",
        state="withdrawn",
        taken_by=county.officer.person,
        taken_at=wall_clock.now(),
        withdrawn_by=county.officer.person,
        withdrawn_at=wall_clock.now(),
    )
    return {"number": made.pk}


def a_procurement_with_a_timetable(county: County) -> dict[str, Any]:
    found = a_procurement(county)
    Procurement.objects.filter(pk=found["number"]).update(starts_on=wall_clock.today())
    return found


def a_delegation_that_is(state: DelegationState) -> Callable[[County], dict[str, Any]]:
    """A delegation to the county's agency; one in force has papers that wait for their receipt."""

    def arguments(county: County) -> dict[str, Any]:
        officer, lead, now = county.officer.person, county.lead.person, wall_clock.now()
        is_held = state == DelegationState.IN_FORCE
        signed = {} if state == DelegationState.DRAFT else {"signed_by": lead, "signed_at": now}
        held = {
            "taken_by": lead,
            "taken_at": now,
            "handed_by": lead,
            "handed_at": now,
            "handed_list": "方案 1份",
        }
        made = Delegation.objects.create(
            procurement_id=a_procurement(county)["number"],
            agency=an_agency(county),
            duties=["file"],
            starts_on=wall_clock.today(),
            ends_on=wall_clock.today(),
            payer="nobody",
            state=state,
            drafted_by=officer,
            drafted_at=now,
            **signed,
            **(held if is_held else {}),
        )
        return {"number": made.pk}

    return arguments


def a_draft_of_somebody_else(county: County) -> dict[str, Any]:
    """A draft of a delegation that nobody who looks has written."""
    found = a_delegation_that_is(DelegationState.DRAFT)(county)
    Delegation.objects.filter(pk=found["number"]).update(drafted_by=county.treasurer.person)
    return found


def a_template(county: County) -> dict[str, Any]:
    made = keep_template(part="demand", name="上门护理", text="每周两次。", by=county.officer)
    return {"number": made.pk}


def a_notice_that_is(state: NoticeState) -> Callable[[County], dict[str, Any]]:
    def arguments(county: County) -> dict[str, Any]:
        made = draft_notice(procurement=a_procurement(county)["number"], kind="intention", by=county.officer)
        if state == NoticeState.PUBLISHED:
            Notice.objects.filter(pk=made.pk).update(
                state=state,
                number=f"{county.place.code}-{made.pk}",
                content=[{"field": "title", "title": "项目名称", "text": "失能老人上门护理服务"}],
                digest="0" * 64,
                published_by=county.lead.person,
                published_at=wall_clock.now(),
            )
        return {"number": made.pk}

    return arguments


def an_open_procurement(county: County) -> dict[str, Any]:
    """One whose notice is out, and in which one can take part."""
    number = a_procurement(county)["number"]
    now, later = wall_clock.now(), wall_clock.now() + timedelta(days=9)
    Procurement.objects.filter(pk=number).update(
        state=ProcurementState.RUNNING, begun_at=now, begun_by=county.lead.person, bid_deadline_at=later
    )
    Notice.objects.create(
        procurement_id=number,
        kind="consultation",
        state=NoticeState.PUBLISHED,
        number=f"{county.place.code}-{number}-CS",
        content=[{"field": "title", "title": "项目名称", "text": "失能老人上门护理服务"}],
        digest="0" * 64,
        drafted_by=county.officer.person,
        drafted_at=now,
        published_by=county.lead.person,
        published_at=now,
    )
    return {"number": number}


def a_file_to_fetch(county: County) -> dict[str, Any]:
    number = an_open_procurement(county)["number"]
    made = attach_document(
        by=county.officer,
        subject=("procurement", number),
        kind="file",
        file_name="采购文件.pdf",
        chunks=[pdf()],
    )
    return {"number": number, "document": made.pk}


def a_notice_with_the_file(county: County) -> dict[str, Any]:
    """A published result that says that the procurement file is attached."""
    found = a_file_to_fetch(county)
    made = Notice.objects.create(
        procurement_id=found["number"],
        kind="result",
        state=NoticeState.PUBLISHED,
        number=f"{county.place.code}-{found['number']}-JG",
        content=[{"field": "file", "title": "采购文件", "text": "见附件"}],
        digest="0" * 64,
        drafted_by=county.officer.person,
        drafted_at=wall_clock.now(),
        published_by=county.lead.person,
        published_at=wall_clock.now(),
    )
    return {"number": made.pk, "document": found["document"]}


def a_participation(county: County) -> dict[str, Any]:
    made = Participation.objects.create(
        procurement_id=an_open_procurement(county)["number"],
        bidder=a_provider(county),
        taken_by=county.officer.person,
        taken_at=wall_clock.now(),
    )
    return {"number": made.pk}


def an_application(county: County) -> dict[str, Any]:
    """To an open tender whose prequalification has closed, and nobody has examined."""
    found = a_participation(county)
    made = Participation.objects.get(pk=found["number"])
    now = wall_clock.now()
    Procurement.objects.filter(pk=made.procurement_id).update(
        method="open_tender",
        law_method="open_tender",
        has_prequalification=True,
        applications_until=now - timedelta(hours=1),
    )
    return found


def a_membership(county: County) -> dict[str, Any]:
    """Of a provider in the consortium of another body."""
    taken = Participation.objects.create(
        procurement_id=an_open_procurement(county)["number"],
        bidder=county.nursing,
        taken_by=county.officer.person,
        taken_at=wall_clock.now(),
    )
    made = ParticipationMember.objects.create(
        participation=taken, body=a_provider(county), share_percent=Decimal(40)
    )
    return {"number": made.pk}


def a_question(county: County) -> dict[str, Any]:
    made = Question.objects.create(
        procurement_id=an_open_procurement(county)["number"],
        asker=a_provider(county),
        asked_by=county.officer.person,
        asked_at=wall_clock.now(),
        text="护理员的经验按哪一天计算？",
    )
    return {"number": made.pk}


def a_saved_search(county: County) -> dict[str, Any]:
    made, _is_new = SavedSearch.objects.get_or_create(
        body=a_provider(county),
        words="护理",
        defaults={"saved_by": county.officer.person, "saved_at": wall_clock.now()},
    )
    return {"number": made.pk}


def many_open_procurements(county: County, count: int) -> None:
    for _each in range(count):
        an_open_procurement(county)


def many_procurements(county: County, count: int) -> None:
    for _each in range(count):
        a_procurement(county)


def many_notices(county: County, count: int) -> None:
    for _each in range(count):
        a_notice_that_is(NoticeState.PUBLISHED)(county)


def many_approved_projects(county: County, count: int) -> None:
    for _each in range(count):
        a_project(county)


def _text(**more: Any) -> dict[str, Any]:
    return {"matters": "评分有误", "request": "更正结果", "grounds": "磋商文件第三章", **more}


def _begun(county: County) -> int:
    """A procurement whose activity has begun."""
    number: int = a_procurement(county)["number"]
    now = wall_clock.now()
    Procurement.objects.filter(pk=number).update(state="running", begun_at=now, begun_by=county.lead.person)
    return number


def a_challenge_that_is(state: ChallengeState) -> Callable[[County], dict[str, Any]]:
    def arguments(county: County) -> dict[str, Any]:
        return {"number": _challenge(county, state).pk}

    return arguments


def _challenge(county: County, state: ChallengeState) -> Challenge:
    today, by = wall_clock.today(), county.officer
    made = enter_challenge(
        procurement=_begun(county),
        challenger=a_provider(county).name,
        challenged_on=today,
        received_on=today,
        way="hand",
        values=_text(standing="bidder", against="result"),
        by=by,
    )
    if state == ChallengeState.ANSWERED:
        answer_challenge(
            challenge=made.pk, outcome="no", consequence="go_on", text="经查，评分无误。", by=county.lead
        )
    return made


def a_complaint_that_is(state: ComplaintState) -> Callable[[County], dict[str, Any]]:
    def arguments(county: County) -> dict[str, Any]:
        before, today = _challenge(county, ChallengeState.ANSWERED), wall_clock.today()
        made = enter_complaint(
            procurement=before.procurement_id,
            complainant=before.challenger.name,
            challenge=before.pk,
            complained_on=today,
            received_on=today,
            way="hand",
            values=_text(),
            by=county.treasurer,
        )
        if state == ComplaintState.SUPPLEMENT:
            ask_supplement(complaint=made.pk, text="没有写明联系人", by=county.treasurer)
        if state in (ComplaintState.ACCEPTED, ComplaintState.DECIDED):
            accept_complaint(complaint=made.pk, by=county.treasurer)
        if state == ComplaintState.DECIDED:
            decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
        return {"number": made.pk}

    return arguments


def a_party_that_is(state: PartyState) -> Callable[[County], dict[str, Any]]:
    """The purchaser, as a party to a complaint against it."""

    def arguments(county: County) -> dict[str, Any]:
        found = a_complaint_that_is(ComplaintState.ACCEPTED)(county)["number"]
        today, office = wall_clock.today(), county.treasurer
        send_copies(complaint=found, bodies=[county.civil.pk], day=today, by=office)
        made = Party.objects.get(complaint=found, body=county.civil)
        if state == PartyState.RECEIVED:
            receive_copy(party=made.pk, day=today, way="hand", by=office)
        if state == PartyState.DECIDED:
            decide_complaint(complaint=found, by=office, **DECIDE)
        return {"number": made.pk}

    return arguments


def many_parties(county: County, count: int) -> None:
    for _each in range(count):
        a_party_that_is(PartyState.SENT)(county)


def a_begun_procurement(county: County) -> dict[str, Any]:
    return {"number": _begun(county)}


def a_notice_that_began(county: County) -> dict[str, Any]:
    number = _begun(county)
    made = Notice.objects.create(
        procurement_id=number,
        kind="consultation",
        state=NoticeState.PUBLISHED,
        number=f"{county.place.code}-{number}-QD",
        content=[],
        digest="0" * 64,
        drafted_by=county.officer.person,
        drafted_at=wall_clock.now(),
        published_by=county.lead.person,
        published_at=wall_clock.now(),
    )
    return {"number": made.pk}


def many_challenges(county: County, count: int) -> None:
    for _each in range(count):
        _challenge(county, ChallengeState.RECEIVED)


def many_complaints(county: County, count: int) -> None:
    for _each in range(count):
        a_complaint_that_is(ComplaintState.ACCEPTED)(county)


def a_procurement_with_keys(county: County) -> dict[str, Any]:
    """Its custodians have given their keys; the sheet is made."""
    found, now = a_procurement(county), wall_clock.now()
    later = now + timedelta(days=1)
    Procurement.objects.filter(pk=found["number"]).update(bid_deadline_at=later, opens_at=later)
    sealing = Sealing.objects.create(procurement_id=found["number"])
    for each in (county.officer, county.teacher, county.treasurer):
        public = new_key(AGE).public
        Custodian.objects.create(
            procurement_id=found["number"],
            person=each.person,
            body=each.body,
            side="centre",
            public=public,
            fingerprint=fingerprint(public),
            given_at=now,
        )
    sheet = new_sheet(Procurement.objects.get(pk=found["number"]))
    sealing.sheet, sealing.sheet_digest, sealing.made_at = sheet.as_bytes().decode(), sheet.digest(), now
    sealing.save()
    envelope = io.BytesIO()
    rehearsal(sheet, 1, envelope, now)
    Rehearsal.objects.create(
        procurement_id=found["number"],
        number=1,
        event="keys_rehearsed",
        envelope=envelope.getvalue(),
        made_at=now,
        person=county.officer.person,
    )
    return found


def one_that_receives_bids(county: County) -> dict[str, Any]:
    found = a_procurement_with_keys(county)
    Procurement.objects.filter(pk=found["number"]).update(
        state="running", begun_at=wall_clock.now(), begun_by=county.lead.person
    )
    return found


def an_opening(county: County) -> dict[str, Any]:
    """It has begun, and one envelope waits."""
    found, now = one_that_receives_bids(county), wall_clock.now()
    opening = Opening.objects.create(
        procurement_id=found["number"],
        state="begun",
        begun_at=now,
        begun_by=county.officer.person,
        until=now + timedelta(hours=2),
    )
    Envelope.objects.create(opening=opening, bid=_a_bid(county, found["number"]), number=1)
    return found


def _a_bid(county: County, procurement: int, bidder: Body | None = None, **more: Any) -> Bid:
    """A bid of the civil affairs bureau's unit, or of that bidder."""
    with store().draft([b"sealed"]) as draft:
        store().keep(draft)
    Body.objects.filter(pk=county.nursing.pk).update(credit_code=f"{procurement:018}")
    return Bid.objects.create(
        number=f"R-{procurement}",
        procurement_id=procurement,
        bidder=bidder or county.nursing,
        kind="price",
        sequence=1,
        way="web",
        digest=draft.digest,
        size_bytes=draft.size_bytes,
        received_at=wall_clock.now(),
        recorded_at=wall_clock.now(),
        person=county.officer.person,
        **more,
    )


def a_bid_to_withdraw(county: County) -> dict[str, Any]:
    """A provider's, before the deadline."""
    found = one_that_receives_bids(county)
    _a_bid(county, found["number"], a_provider(county))
    return found


def an_opened_bid(county: County) -> dict[str, Any]:
    return {"token": Bid.objects.get(procurement=an_opening(county)["number"]).token}


def an_envelope(county: County) -> dict[str, Any]:
    found = an_opening(county)
    return found | {"envelope": Envelope.objects.get(opening__procurement=found["number"]).pk}


def _paper(county: County, number: int, **more: Any) -> Bid:
    return Bid.objects.create(
        number=f"P-{number}",
        procurement_id=number,
        bidder=county.nursing,
        kind="technical",
        sequence=1,
        way="paper",
        size_bytes=0,
        pieces=1,
        wrapping="intact",
        brought_by="王递交",
        received_at=wall_clock.now(),
        recorded_at=wall_clock.now(),
        person=county.officer.person,
        **more,
    )


def a_sealed_paper(county: County) -> dict[str, Any]:
    """Paper whose opening goes on; the keys are joined, and one has typed what was read out."""
    found = an_envelope(county)
    Opening.objects.filter(procurement=found["number"]).update(state="joined")
    made = Envelope.objects.get(pk=found["envelope"])
    paper = _paper(county, found["number"])
    one = Envelope.objects.create(opening=made.opening, bid=paper, number=1, state="sealed")
    PaperReading.objects.create(
        envelope=one,
        opened_by="李拆封",
        checked_by="周某",
        name=county.nursing.name,
        person=county.officer.person,
        at=wall_clock.now(),
    )
    return found | {"envelope": one.pk}


def a_scanned_paper(county: County) -> dict[str, Any]:
    """Paper that was opened, and scanned by a deputy."""
    found = a_sealed_paper(county)
    Envelope.objects.filter(pk=found["envelope"]).update(
        state="opened", files=[{"name": "响应文件.pdf", "size": 1, "digest": "0" * 64}]
    )
    return found


def a_papers_token(county: County) -> dict[str, Any]:
    found = a_sealed_paper(county)
    return {"number": found["number"], "bid": Bid.objects.get(envelope=found["envelope"]).token}


def late_paper(county: County) -> dict[str, Any]:
    """Paper that came after the deadline."""
    found = one_that_receives_bids(county)
    made = _paper(county, found["number"], is_late=True)
    return found | {"token": made.token}


def a_doubtful_bid(county: County) -> dict[str, Any]:
    """A bid that only the correction of a clock made late, after the deadline."""
    found = one_that_receives_bids(county)
    Procurement.objects.filter(pk=found["number"]).update(
        bid_deadline_at=wall_clock.now() - timedelta(minutes=1)
    )
    sent = _a_bid(county, found["number"], is_late=True, is_doubtful=True)
    return found | {"token": sent.token}


_DRAFT, _PUBLISHED = a_notice_that_is(NoticeState.DRAFT), a_notice_that_is(NoticeState.PUBLISHED)
_STEPS = (
    "take-in",
    "leave-out",
    "ask-approval",
    "approve-method",
    "refuse-method",
    "record-approval",
    "begin",
    "record",
    "withdraw",
)
_FOLLOWING = (
    *(
        "review",
        "enter_response",
        "settle",
        "applications",
        "enter_application",
        "tell_applicants",
        "invitations",
        "list_candidates",
        "draw_invited",
        "commit_draw",
        "draw",
        "seat",
        "codes",
        "reopen_review",
        "credit",
        "receive_report",
        "award",
        "letters",
    ),
)
_OF_A_SEAT = ("panel_score", "panel_examine", "panel_application", "panel_price", "panel_file")
ARGUMENTS = {
    **dict.fromkeys(
        [f"procurement:{name}" for name in ("announced", "take_part", "ask", "enter_question")],
        an_open_procurement,
    ),
    "procurement:fetch_file": a_file_to_fetch,
    **dict.fromkeys([f"procurement:{name}" for name in ("participation", "leave")], a_participation),
    "procurement:examine_application": an_application,
    "procurement:notice_attachment": a_notice_with_the_file,
    **dict.fromkeys(("procurement:decline_membership", "api:decline-membership"), a_membership),
    **dict.fromkeys([f"procurement:{name}" for name in ("question", "answer")], a_question),
    "procurement:forget_search": a_saved_search,
    "api:forget-search": a_saved_search,
    **dict.fromkeys(
        [f"api:{name}" for name in ("announced", "open-own", "take-part", "ask-question", "enter-question")],
        an_open_procurement,
    ),
    "api:fetch-file": a_file_to_fetch,
    **dict.fromkeys(["api:participation", "api:leave-participation"], a_participation),
    **dict.fromkeys(["api:question", "api:answer-question"], a_question),
    "api:open-sheet": one_that_receives_bids,
    "api:withdraw-bid": a_bid_to_withdraw,
    "api:receipt": an_opened_bid,
    **dict.fromkeys(
        (
            *(
                f"procurement:{name}"
                for name in (
                    *("procurement", "method", "plan", "money", "lots", "judgement", "new_notice"),
                    *("scoring", "edit_scoring"),
                )
            ),
            *(f"procurement:{name}" for name in ("file", "edit_file", "keep_template")),
            *("procurement:waive", "api:waive-procurement"),
            *(f"procurement:{verb}" for verb in _STEPS),
            *(f"api:{verb}-procurement" for verb in _STEPS),
            *(
                "api:procurement",
                "api:draft-notice",
                *("api:methods", "api:method", "api:plan", "api:judgement"),
                *("api:file", "api:file-begin", "api:timetable", "api:opinion"),
                "api:scoring",
                "api:join",
                "api:leave-joint",
                "procurement:leave_joint",
            ),
        ),
        a_procurement,
    ),
    **dict.fromkeys(
        (
            f"procurement:{name}"
            for name in (
                "keys",
                "plan_keys",
                "make_sheet",
                "rehearse_again",
                "give_key",
                "answer_rehearsal",
                "rehearsal",
                "sheet",
            )
        ),
        a_procurement_with_keys,
    ),
    **dict.fromkeys(
        (
            f"procurement:{name}"
            for name in (
                *("bid", "offline", "withdraw_bid", "begin_opening"),
                *("counter", "receive_stick", "receive_paper", "take_back"),
            )
        ),
        one_that_receives_bids,
    ),
    **dict.fromkeys(
        (f"procurement:{name}" for name in ("read_paper", "check_paper", "scan_paper")),
        a_sealed_paper,
    ),
    "procurement:check_scan": a_scanned_paper,
    "procurement:decide_late": a_doubtful_bid,
    "procurement:hand_back": late_paper,
    **dict.fromkeys(
        (f"api:counter-{name}" for name in ("paper", "paper-back", "back", "late")), one_that_receives_bids
    ),
    **dict.fromkeys((f"api:opening-{name}" for name in ("paper", "paper-check", "scans-check")), an_opening),
    "api:opening-paper-scans": a_papers_token,
    **dict.fromkeys(
        ("procurement:receive_letter", "procurement:serve_letter", "api:receive-letter", "api:serve-letter"),
        a_letter,
    ),
    "api:service": a_running_procurement,
    "procurement:piece": lambda county: one_that_receives_bids(county) | {"digest": "0" * 64},
    "api:bid": lambda county: one_that_receives_bids(county) | {"digest": "0" * 64},
    **dict.fromkeys(
        (
            f"procurement:{name}"
            for name in (
                "opening",
                "attend",
                "peel",
                "outsides",
                "join_keys",
                "read_envelope",
                "close_opening",
            )
        ),
        an_opening,
    ),
    "procurement:show_files": an_envelope,
    **dict.fromkeys(
        (f"procurement:{name}" for name in ("receipt", "receipt_file", "envelope")), an_opened_bid
    ),
    **dict.fromkeys((f"procurement:{name}" for name in _FOLLOWING), a_running_procurement),
    **dict.fromkeys((f"procurement:{name}" for name in _OF_A_SEAT), a_response),
    "api:panel-file": lambda county: {"document": 0},
    **dict.fromkeys(
        (f"api:keys{name}" for name in ("", "-plan", "-give", "-sheet", "-again", "-answer")),
        a_procurement_with_keys,
    ),
    "api:opening-begin": one_that_receives_bids,
    **dict.fromkeys(
        (f"api:opening{name}" for name in ("", "-outsides", "-attend", "-peel", "-join", "-read", "-close")),
        an_opening,
    ),
    **dict.fromkeys(
        (
            f"api:{name}"
            for name in (
                *(
                    "review",
                    "response",
                    "draw-commit",
                    "draw",
                    "seat",
                    "codes",
                    "applications-enter",
                    "applications-examine",
                    "applications-tell",
                    "invitations-list",
                    "invitations-draw",
                ),
                *("report-received", "review-again", "award", "letters", "talks", "credit"),
            )
        ),
        a_running_procurement,
    ),
    "api:qualify": a_response,
    **dict.fromkeys(("api:replace-member", "api:leave-member", "api:elect-head"), a_member),
    "api:return-deposit": a_deposit,
    **dict.fromkeys(
        (
            f"{kind}:{verb}{more}"
            for verb in (
                "end",
                "record-result",
                "end-past",
                "strike-past",
                "file-emergency",
                "review-emergency",
                "record-effects",
            )
            for kind, more in (("procurement", ""), ("api", "-procurement"))
        ),
        a_running_procurement,
    ),
    "procurement:qualify": a_response,
    "procurement:panel_send_back": a_member,
    **dict.fromkeys((f"procurement:{name}" for name in ("replace", "member_leaves", "elect_head")), a_member),
    "procurement:return_deposit": a_deposit,
    "procurement:drop_template": a_template,
    "api:drop-file-template": a_template,
    "procurement:join": lambda county: {"number": a_project(county).pk},
    "procurement:calendar": a_procurement_with_a_timetable,
    **dict.fromkeys(
        (
            *(f"procurement:{name}" for name in ("edit_notice", "publish", "discard")),
            *("api:publish-notice", "api:discard-notice", "api:notice", "api:notice-text"),
        ),
        _DRAFT,
    ),
    **dict.fromkeys(
        (
            "procurement:notice",
            *(f"procurement:notice_{name}" for name in ("pdf", "word", "text")),
            "procurement:receive",
            "procurement:appear",
            "api:receive-notice",
            "api:appear-notice",
        ),
        _PUBLISHED,
    ),
}
_CHALLENGED, _ANSWERED = map(a_challenge_that_is, (ChallengeState.RECEIVED, ChallengeState.ANSWERED))
_RECEIVED, _MENDING, _ACCEPTED, _DECIDED = map(
    a_complaint_that_is,
    (
        ComplaintState.RECEIVED,
        ComplaintState.SUPPLEMENT,
        ComplaintState.ACCEPTED,
        ComplaintState.DECIDED,
    ),
)
_VERBS: dict[str, tuple[Callable[[County], dict[str, Any]], tuple[str, ...]]] = {
    "challenge": (
        _CHALLENGED,
        ("answer-challenge", "weigh-challenge", "refuse-challenge", "withdraw-challenge"),
    ),
    "challenge answered": (_ANSWERED, ("serve-answer",)),
    "complaint": (
        _RECEIVED,
        ("accept-complaint", "ask-supplement", "refuse-complaint", "refer-complaint", "withdraw-complaint"),
    ),
    "complaint mending": (_MENDING, ("supplement",)),
    "complaint accepted": (
        _ACCEPTED,
        ("decide-complaint", "suspend", "resume", "proceed-complaint", "send-copies", "join-complaint"),
    ),
    "complaint decided": (
        _DECIDED,
        ("publish-decision", "decision-appeared", "annul-decision", "list-abuse"),
    ),
    "party": (a_party_that_is(PartyState.SENT), ("receive-copy",)),
    "party received": (a_party_that_is(PartyState.RECEIVED), ("answer-copy",)),
    "party decided": (a_party_that_is(PartyState.DECIDED), ("receive-decision", "record-appeal")),
}
for _kind, (_arguments, _verbs) in _VERBS.items():
    for _verb in _verbs:
        ARGUMENTS[f"procurement:{_verb}"] = _arguments
        ARGUMENTS[f"api:{_verb}-{_kind.split()[0]}"] = _arguments
ARGUMENTS |= {
    "procurement:challenge": _CHALLENGED,
    "api:challenge": _CHALLENGED,
    "procurement:file_complaint": _ANSWERED,
    "procurement:complaint": _ACCEPTED,
    "procurement:party": a_party_that_is(PartyState.RECEIVED),
    "api:party": a_party_that_is(PartyState.RECEIVED),
    "api:complaint": _ACCEPTED,
    "procurement:enter_challenge": a_begun_procurement,
    "procurement:enter_complaint": a_begun_procurement,
    "procurement:file_challenge": a_notice_that_began,
}
_DRAFTED, _OFFERED, _HELD = map(
    a_delegation_that_is, (DelegationState.DRAFT, DelegationState.OFFERED, DelegationState.IN_FORCE)
)
for _verb, _made in {
    "correct-delegation": a_draft_of_somebody_else,
    "sign-delegation": _DRAFTED,
    "take-delegation": _OFFERED,
    "decline-delegation": _OFFERED,
    "end-delegation": _OFFERED,
    "hand-over-papers": _HELD,
    "receive-papers": _HELD,
}.items():
    ARGUMENTS[f"procurement:{_verb}"] = ARGUMENTS[f"api:{_verb}-delegation"] = _made
ARGUMENTS |= {
    "procurement:delegation": _OFFERED,
    "api:delegation": _OFFERED,
    "procurement:delegate": a_procurement,
}
ARGUMENTS |= of_frameworks(a_running_procurement)
SENT = {
    "api:decline-membership": lambda county: {"reason": "没有和它签过联合协议"},
    "api:draft-procurement": lambda county: {
        "title": "上门护理",
        "shares": [{"project": a_project(county).pk, "amount": "50000"}],
    },
    "api:method": lambda county: {"method": "consultation", "ground": "service_purchase"},
    "api:plan": lambda county: {"version": 2, "contact": "李经办"},
    "api:judgement": lambda county: {
        "fact": "standards_uniform",
        "holds": False,
        "reason": "各片区标准不一样",
    },
    "api:file": lambda county: {"demand": "", "qualification": "", "contract": ""},
    "api:file-templates": lambda county: {"part": "demand", "name": "上门", "text": "每周两次。"},
    "api:notice-text": lambda county: {"version": 1, "typed": {}},
    "api:take-part": lambda county: {
        "meets_conditions": True,
        "is_not_debarred": True,
        "has_no_conflict": True,
    },
    "api:ask-question": lambda county: {"text": "护理员的经验按哪一天计算？"},
    "api:enter-question": lambda county: {
        "asker": "一家供应商",
        "received_on": str(wall_clock.today()),
        "text": "护理员的经验按哪一天计算？",
    },
    "api:answer-question": lambda county: {"answer": "按取得证书之日起计算。", "changes_file": False},
    "api:searches": lambda county: {"words": "护理"},
    "api:experts": lambda county: {
        "as_of": str(wall_clock.today()),
        "experts": [{"code": "YN1", "name": "专家", "employer": "大学", "fields": ["养老服务"]}],
    },
    "api:draft-delegation": lambda county: {
        "procurement": a_procurement(county)["number"],
        "agency": an_agency(county).pk,
        "duties": ["file"],
        "starts_on": str(wall_clock.today()),
        "ends_on": str(wall_clock.today()),
        "payer": "nobody",
    },
    "api:correct-delegation-delegation": lambda county: {
        "agency": an_agency(county).pk,
        "duties": ["file", "notices"],
        "starts_on": str(wall_clock.today()),
        "ends_on": str(wall_clock.today()),
        "payer": "nobody",
    },
    "api:hand-over-papers-delegation": lambda county: {"papers": "方案 1份"},
    "api:file-challenge": lambda county: _text(
        procurement=Notice.objects.get(pk=a_notice_that_began(county)["number"]).procurement_id,
        standing="bidder",
        against="result",
    ),
    "api:enter-challenge": lambda county: _text(
        procurement=_begun(county),
        standing="bidder",
        against="result",
        challenger=a_provider(county).name,
        challenged_on=str(wall_clock.today()),
        received_on=str(wall_clock.today()),
        way="hand",
    ),
    "api:file-complaint": lambda county: _text(challenge=_challenge(county, ChallengeState.ANSWERED).pk),
    "api:enter-complaint": lambda county: _text(
        procurement=_begun(county),
        complainant=a_provider(county).name,
        complained_on=str(wall_clock.today()),
        received_on=str(wall_clock.today()),
        way="hand",
    ),
    "api:answer-challenge-challenge": lambda county: {
        "outcome": "no",
        "consequence": "go_on",
        "text": "经查，评分无误。",
    },
    "api:weigh-challenge-challenge": lambda county: {"may_affect_result": False},
    "api:serve-answer-challenge": lambda county: {"day": str(wall_clock.today()), "way": "post"},
    "api:supplement-complaint": lambda county: {"day": str(wall_clock.today())},
    "api:refuse-complaint-complaint": lambda county: {"examined_on": str(wall_clock.today())},
    "api:refer-complaint-complaint": lambda county: {"examined_on": str(wall_clock.today())},
    "api:decide-complaint-complaint": lambda county: DECIDE,
    "api:suspend-complaint": lambda county: {"days": 30},
    "api:proceed-complaint-complaint": lambda county: {"kind": "excluded", "day": str(wall_clock.today())},
    "api:send-copies-complaint": lambda county: {"bodies": [county.civil.pk], "day": str(wall_clock.today())},
    "api:receive-copy-party": lambda county: {"day": str(wall_clock.today()), "way": "hand"},
    "api:answer-copy-party": lambda county: {"text": "程序符合规定", "day": str(wall_clock.today())},
    "api:receive-decision-party": lambda county: {"day": str(wall_clock.today()), "way": "hand"},
    "api:record-appeal-party": lambda county: {"kind": "lawsuit", "day": str(wall_clock.today())},
    "api:join-complaint-complaint": lambda county: {"leader": 0},
    "api:decision-appeared-complaint": lambda county: {
        "day": str(wall_clock.today()),
        "address": "https://www.ccgp-yunnan.gov.cn/1",
    },
    "api:annul-decision-complaint": lambda county: {"day": str(wall_clock.today())},
    "api:list-abuse-complaint": lambda county: {"months": 12},
    "api:take-in-procurement": lambda county: {"name": "没有的单位"},
    "api:leave-out-procurement": lambda county: {"body": 0},
    "api:enter-past": lambda county: {
        "title": "上门护理",
        "ran_at": "纸质办理",
        "shares": [{"project": a_project(county).pk, "amount": "50000"}],
        "method": "consultation",
        "ground": "service_purchase",
        "days": {"notice_published": str(wall_clock.today())},
    },
    "api:panel-sit": lambda county: {"number": "", "code": ""},
    "api:join": lambda county: {"project": 0, "amount": "1.00"},
    "api:leave-joint": lambda county: {"reason": "另行采购"},
    "api:keys-plan": lambda county: {"custodians": [], "needed": 2},
    "api:keys-give": lambda county: {"public": ""},
    "api:keys-answer": lambda county: {"peel": ""},
    "api:opening-peel": lambda county: {"peels": ""},
    "api:counter-paper": lambda county: {
        "credit_code": "",
        "kind": "price",
        "pieces": 1,
        "wrapping": "intact",
        "brought_by": "王递交",
    },
    "api:counter-back": lambda county: {"receipt": "", "given_to": ""},
    "api:counter-late": lambda county: {"bid": str(UUID(int=0)), "counts": True, "reason": "校时记录"},
    "api:opening-paper": lambda county: {"bid": str(UUID(int=0)), "opened_by": "", "checked_by": ""},
    "api:opening-paper-check": lambda county: {"bid": str(UUID(int=0))},
    "api:opening-scans-check": lambda county: {"bid": str(UUID(int=0)), "digest": "", "pages": 1},
    "api:counter-paper-back": lambda county: {"bid": str(UUID(int=0)), "given_to": ""},
    "api:response": lambda county: {
        "credit_code": "",
        "opened_at": wall_clock.now().isoformat(),
        "minutes_on": str(wall_clock.today()),
    },
    "api:applications-enter": lambda county: {"credit_code": "91530000MA6K00000X"},
    "api:applications-examine": lambda county: {"application": 0, "has_passed": True},
    "api:invitations-list": lambda county: {"candidates": [], "wanted": 3},
    "api:draw-commit": lambda county: {"of": 0, "wanted": []},
    "api:credit": lambda county: {"day": wall_clock.today().isoformat(), "found": []},
    "api:seat": lambda county: {"seat": "expert", "name": "吴专家", "employer": "云南大学"},
    "api:review-again": lambda county: {"ground": ""},
    "api:award": lambda county: {"response": 0},
    "api:talks": lambda county: {
        "response": 0,
        "price": "1.00",
        "held_on": str(wall_clock.today()),
        "people": "李经办",
        "has_declared": True,
        "text": "谈好了",
    },
    "api:qualify": lambda county: {"has_passed": True},
    "api:return-deposit": lambda county: {"day": str(wall_clock.today())},
    "api:bid": lambda county: {"list": ""},
    "api:draft-notice": lambda county: {"kind": "intention"},
    "api:record-approval-procurement": lambda county: {
        "office": "云南省财政厅",
        "level": "province",
        "number": "云财采批〔2026〕3号",
        "day": str(wall_clock.today()),
    },
    "api:waive-procurement": lambda county: {"reasons": {"procurement.tender-wait": "等不及"}},
    "api:file-emergency-procurement": lambda county: {"text": "灾后买的", "day": str(wall_clock.today())},
    "api:review-emergency-procurement": lambda county: {"finding": "in_order", "text": "看了合同"},
    "api:record-effects-procurement": lambda county: {"source": "签到表"},
    "api:end-procurement": lambda county: {"cause": "need_gone", "reason": "安置点撤了，不再需要"},
    "api:record-procurement": lambda county: {"event": "intention_published", "day": str(wall_clock.today())},
    "api:receive-notice": lambda county: {"day": str(wall_clock.today())},
    "api:appear-notice": lambda county: {
        "day": str(wall_clock.today()),
        "address": "https://www.ccgp-yunnan.gov.cn/1",
    },
}

SENT |= framework_addresses.SENT


def many_delegations(county: County, count: int) -> None:
    arguments = a_delegation_that_is(DelegationState.OFFERED)
    for _number in range(count):
        arguments(county)


def many_memberships(county: County, count: int) -> None:
    for _number in range(count):
        a_membership(county)


def many_own_questions(county: County, count: int) -> None:
    for _number in range(count):
        a_question(county)


def many_participations(county: County, count: int) -> None:
    for _number in range(count):
        a_participation(county)


def many_searches(county: County, count: int) -> None:
    there = SavedSearch.objects.count()
    for number in range(there, there + count):
        SavedSearch.objects.create(
            body=a_provider(county),
            words=f"护理{number}",
            saved_by=county.officer.person,
            saved_at=wall_clock.now(),
        )


def many_receipts(county: County, count: int) -> None:
    for _number in range(count):
        _a_bid(county, one_that_receives_bids(county)["number"], a_provider(county))


def many_letters(county: County, count: int) -> None:
    for _number in range(count):
        made = Response.objects.get(pk=a_response(county, a_provider(county))["number"])
        Letter.objects.create(
            response=made,
            is_award=False,
            number=f"TZ-{made.pk}",
            text="没有成交",
            day=wall_clock.today(),
            person=county.officer.person,
            at=wall_clock.now(),
        )


def many_unopened_letters(county: County, count: int) -> None:
    for _number in range(count):
        opening = Opening.objects.get(procurement=an_opening(county)["number"])
        UnopenedLetter.objects.create(
            opening=opening,
            bidder=a_provider(county),
            number=f"WK-{opening.pk}",
            text="没有开启",
            day=wall_clock.today(),
            person=county.officer.person,
            at=wall_clock.now(),
        )


def many_templates(county: County, count: int) -> None:
    there = FileTemplate.objects.count()
    for number in range(there, there + count):
        keep_template(part="demand", name=f"上门{number}", text="每周两次。", by=county.officer)


def many_expert_lists(county: County, count: int) -> None:
    expert = {"code": "YN1", "name": "专家", "employer": "大学", "fields": ["养老服务"]}
    for _number in range(count):
        keep_experts(rows=[expert], as_of=wall_clock.today(), by=county.treasurer)


def many_plans_with_others(county: County, count: int) -> None:
    """Plans of the education bureau into which the civil affairs bureau was taken."""
    for _number in range(count):
        lead = a_procurement(county)["number"]
        Procurement.objects.filter(pk=lead).update(purchaser=county.education)
        CoPurchaser.objects.create(
            procurement_id=lead, body=county.civil, person=county.teacher.person, at=wall_clock.now()
        )


MANY = {
    "memberships": many_memberships,
    "questions": many_own_questions,
    "participations": many_participations,
    "saved searches": many_searches,
    "receipts": many_receipts,
    "letters": many_letters,
    "letters of unopened envelopes": many_unopened_letters,
    "templates": many_templates,
    "lists of experts": many_expert_lists,
    "plans with others": many_plans_with_others,
    "delegations": many_delegations,
    "procurements": many_procurements,
    "notices": many_notices,
    "open procurements": many_open_procurements,
    "approved projects": many_approved_projects,
    "challenges": many_challenges,
    "complaints": many_complaints,
    "parts in complaints": many_parties,
    **{
        name: many_frameworks(ARGUMENTS[f"procurement:{page}"])
        for name, page in (
            ("framework agreements", "framework"),
            ("applications to join", "framework_application"),
            ("call-offs", "call_off"),
        )
    },
}
