"""Every kind of paper has an example here, which the program writes as PDF and as Word: whole, nothing empty, nothing wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.documents.blocks import day_in_words
from goufu.documents.papers import Paper
from goufu.documents.subjects import subject_of
from goufu.documents.tests.office import shown_by_an_office
from goufu.documents.tests.test_papers import squeezed
from goufu.documents.tests.test_papers_in_word import text_of, text_of_pdf
from goufu.journal.naming import kind_of
from goufu.procurement.actions.answering import refuse_challenge
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.challenging import withdraw_challenge
from goufu.procurement.actions.complaining import (
    ask_supplement,
    refer_complaint,
    refuse_complaint,
    supplement,
)
from goufu.procurement.actions.deciding import approve_method, ask_approval, record_event
from goufu.procurement.actions.emergency import file_emergency, record_effects, review_emergency
from goufu.procurement.actions.filing import save_file
from goufu.procurement.actions.handling import resume_procurement, suspend_procurement, withdraw_complaint
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.file_templates import PARTS, field_of, filled
from goufu.procurement.models import Letter, Notice, UnopenedLetter
from goufu.procurement.notices import load_notices
from goufu.procurement.papers.case_letters import load_letters
from goufu.procurement.papers.file_content import slots_of
from goufu.procurement.papers.issued import papers_of
from goufu.procurement.papers.issued import text_of as plain_text_of
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, both_kinds, receiving
from goufu.procurement.tests.challenged import (
    DAY,
    DECIDE,
    answered,
    challenged,
    complained,
    copied,
    provider,
    under_way,
)
from goufu.procurement.tests.delegating import agency, drafted
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, running
from goufu.procurement.tests.quoting import UNTIL, called, opened_finally, quote
from goufu.procurement.tests.reviewing import REVIEWED, reported, signed
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.talking import begun, talked
from goufu.procurement.tests.test_approval import ASKED, large, treasurer_of_the_city
from goufu.procurement.tests.test_emergency import FIGURES, SIGNED, TEXT, awarded
from goufu.procurement.tests.test_ending import LATER, end
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent

__all__ = ["county", "large", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing()
Things = Iterator[tuple[Agent, Model]]

# Kinds that nobody attaches now and that aren't written either: what a side gives in while its case is open.
GIVEN_IN = {"evidence", "party_evidence", "service"}
WRONG = re.compile(r"None|True|False|Decimal|datetime|[{}<>]|……|\(\)|（）|，，|。。|：。")
A4 = {(595, 842), (842, 595)}  # in points, upright or across
EMPTY_LABEL = re.compile(r"[^，。；]{1,16}：")


@dataclass(frozen=True)
class Example:
    """Things of which papers are written, each as somebody sees it, and the kinds of papers that are written of them."""

    make: Callable[[County], Things]
    kinds: set[str]


def both(*kinds: tuple[str, str]) -> set[str]:
    return {code for each in kinds for code in each}


def letters(*names: str) -> set[str]:
    return both(*(load_letters()[name].kinds for name in names))


def a_procurement(county: County) -> Things:
    """Its file, as the program proposes it, is fixed, its notices are published; an agency is to sign."""
    with on(BEGIN - timedelta(days=35)):
        made = planned(county)
        proposed = field_of(made.title)
        slots = slots_of(made)
        texts: dict[str, Any] = {
            part: re.sub("【[^】]*】", "每月两次", filled(proposed.texts[part], slots)) for part in PARTS
        }
        save_file(procurement=made.pk, by=county.officer, **texts)
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)
    yield county.officer, made
    yield county.officer, Notice.objects.get(kind="consultation")
    yield county.officer, drafted(county, made, agency(county).body)


def a_method_that_was_asked_for(county: County) -> Things:
    made = large.__wrapped__(county)  # type: ignore[attr-defined]
    with on(ASKED):
        ask_approval(procurement=made.pk, by=county.officer)
        approve_method(procurement=made.pk, by=treasurer_of_the_city(county), note="请严格控制预算。")
        yield county.officer, made


def a_review(county: County) -> Things:
    made = running(county)
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        award(procurement=made.pk, response=report.placings.get(rank=1).response_id, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
        yield county.officer, made
        yield county.officer, Letter.objects.filter(is_award=True)[0]
        yield county.officer, Letter.objects.filter(is_award=False)[0]


def an_opening_of_final_quotations(county: County) -> Things:
    found = called(county)
    with at(UNTIL - timedelta(minutes=1)):
        quote(found, 0, "470000.00")
    with at(UNTIL + timedelta(minutes=1)):
        opened_finally(found, county)
        yield county.officer, found.procurement


def an_opening_of_too_few(county: County) -> Things:
    found = receiving(county, is_tender=True)
    with at(DEADLINE - timedelta(days=1)):
        both_kinds(found.procurement, bidder(county))
    due = found.procurement.opens_at
    assert due
    with at(due + timedelta(minutes=5)):
        begin_opening(procurement=found.procurement.pk, by=county.officer)
        yield county.officer, UnopenedLetter.objects.get()


def an_emergency(county: County) -> Things:
    made = awarded(county)
    with on(SIGNED):
        record_event(procurement=made.pk, event="contract_signed", day=SIGNED, by=county.officer)
        record_effects(procurement=made.pk, figures=FIGURES, by=county.officer)
        file_emergency(procurement=made.pk, text=TEXT, day=SIGNED, by=county.officer)
    with on(SIGNED + DAY):
        review_emergency(
            procurement=made.pk, finding="in_order", text="看了需求、报价和合同", by=county.treasurer
        )
    yield county.officer, made


def talks_that_end(county: County) -> Things:
    made = begun(county, "emergency", "disaster")
    with on(LATER):
        talked(county, made, 1, "480000")
        end(made, county.lead, "emergency_over")
    yield county.officer, made


def challenges(county: County) -> Things:
    made, day = running(county), date(2026, 12, 7)
    yield county.officer, answered(county, challenged(county, made, day), day)
    late = challenged(county, made, date(2026, 12, 20), name="云岭县众安护理中心")
    back = challenged(county, made, day, name="云岭县安泰护理中心")
    whose = agent("安泰中心经办人", back.challenger, Role.PROVIDER_AGENT)
    with on(date(2026, 12, 20)):
        refuse_challenge(challenge=late.pk, reason="超过七个工作日提出", by=county.lead)
        withdraw_challenge(challenge=back.pk, reason="不再坚持这件事", by=whose)
    yield county.officer, late
    yield county.officer, back


def complaints(county: County) -> Things:
    made = under_way(county, "file")
    day, office = made.received_on, county.treasurer
    others = [
        complained(county, answered(county, challenged(county, made.procurement, date(2026, 12, 7), name=name), date(2026, 12, 8)), day)
        for name in ("云岭县众安护理中心", "云岭县安泰护理中心")
    ]  # fmt: skip
    parties = copied(county, made)
    with on(day):
        suspend_procurement(complaint=made.pk, days=10, reason="评审标准是不是违法还没有查清", by=office)
        ask_supplement(complaint=others[0].pk, text="没有写投诉人的地址和联系人", by=office)
        refer_complaint(complaint=others[1].pk, examined_on=day, reason="属于市财政局管辖", by=office)
    with on(day + DAY):
        supplement(complaint=others[0].pk, day=day + DAY, by=office)
        refuse_complaint(
            complaint=others[0].pk, examined_on=day + DAY, reason="没有在答复期满以后投诉", by=office
        )
        resume_procurement(complaint=made.pk, reason="已经查清，可以继续", by=office)
        withdraw_complaint(complaint=made.pk, reason="和采购人说清楚了", by=provider(county))
    for each in (made, *others, *parties.values()):
        yield office, each


def a_decision(county: County) -> Things:
    made = under_way(county, "file")
    parties = copied(county, made)
    with on(made.received_on + DAY):
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
    yield county.treasurer, made
    yield county.treasurer, parties["purchaser"]


EXAMPLES = (
    Example(
        a_procurement,
        both(
            ("notice", "notice_word"),
            ("file_paper", "file_word"),
            ("agreement_paper", "agreement_word"),
        ),
    ),
    Example(a_method_that_was_asked_for, both(("method_reply", "method_reply_word"))),
    Example(
        a_review,
        both(("written_report", "written_report_word"), ("letter_paper", "letter_word")),
    ),
    Example(an_opening_of_final_quotations, {"opening_minutes_word", "final_minutes_word"}),
    Example(an_opening_of_too_few, both(("letter_paper", "letter_word"))),
    Example(
        an_emergency,
        both(
            ("written_report", "written_report_word"),
            ("lane_filing", "lane_filing_word"),
            ("lane_review", "lane_review_word"),
        ),
    ),
    Example(talks_that_end, both(("ending_record", "ending_word"))),
    Example(
        challenges,
        both(("answer_paper", "answer_word")) | letters("challenge_refusal", "challenge_withdrawal"),
    ),
    Example(
        complaints,
        letters(
            *("supplement", "refusal", "referral", "copy", "withdrawal"),
            *("suspension", "suspension_told", "resumption", "resumption_told"),
        ),
    ),
    Example(a_decision, both(("decision_paper", "decision_word")) | letters("copy")),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.make.__name__)
def test_what_it_writes_is_whole_as_pdf_and_as_word(county: County, example: Example, tmp_path: Path) -> None:
    kinds: set[str] = set()
    papers: list[Paper] = []
    known = set().union(*(each.kinds for each in EXAMPLES)) | GIVEN_IN
    for by, thing in example.make(county):
        subject = subject_of(by, kind_of(thing), thing.pk)
        assert {each.code for each in subject.kinds if each.attach is None} <= known, "has no example here"
        kinds |= {each.kind for each in subject.papers}
        papers += subject.papers
    assert kinds == example.kinds
    assert all(map(is_whole, papers))
    opens_in_an_office(papers, tmp_path)


def test_every_kind_of_notice_is_whole(county: County, tmp_path: Path) -> None:
    """Each with all fields that it may have: what a field says is tested where it is filled."""
    made, fields = running(county), load_notices().fields
    papers: list[Paper] = []
    for name, kind in load_notices().kinds.items():
        content = [
            {"field": each, "title": fields[each].title, "text": f"{fields[each].title}的内容"}
            for each in kind.order
        ]
        notice = Notice(
            procurement=made, kind=name, number="539999-2026-GG-0099", content=content, digest="0" * 64,
            published_at=wall_clock.now(),
        )  # fmt: skip
        papers += papers_of(notice)
        assert kind.title in plain_text_of(notice)
    assert all(map(is_whole, papers))
    opens_in_an_office(papers, tmp_path)


def is_whole(paper: Paper) -> bool:
    """Whether its file says its headings, tables, number and day, and no part of what it says is empty or wrong."""
    said, written = paper.words()["blocks"], paper.write()
    file = (text_of if paper.format == "Word" else text_of_pdf)(written.content)
    assert said[0]["kind"] == "title" and len(said) > 1, paper.kind
    assert f"编号：{squeezed(paper.number)}" in file and written.said in file, paper.kind
    assert squeezed(day_in_words(paper.day)) in file or f"{paper.day}" in file, (paper.kind, "no day")
    for block in said:
        texts = list(texts_of(block))
        for text in texts:
            assert text.strip() and not WRONG.search(text), (paper.kind, block)
            for line in text.split("\n"):
                assert block["kind"] != "text" or (line.strip() and not EMPTY_LABEL.fullmatch(line)), (
                    paper.kind,
                    line,
                )
            assert block["kind"] == "text" or squeezed(text) in file, (paper.kind, text)
    assert not WRONG.search(file), paper.kind
    return True


def opens_in_an_office(papers: Iterable[Paper], folder: Path) -> None:
    """Asserts that LibreOffice opens each Word file and shows all that the paper says, on paper of A4."""
    words = {f"{place}": paper for place, paper in enumerate(papers) if paper.format == "Word"}
    files = {name: paper.write().content for name, paper in words.items()}
    for name, shown in shown_by_an_office(files, folder).items():
        text = squeezed("".join(page.extract_text() for page in shown.pages))
        missing = [each for each in said_in(words[name]) if squeezed(each) not in text]
        assert not missing, (words[name].kind, missing)
        assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in shown.pages} <= A4


def said_in(paper: Paper) -> Iterable[str]:
    """The texts of its blocks as they stand between two ends of a page."""
    return [
        line for block in paper.words()["blocks"] for text in texts_of(block) for line in text.split("\n")
    ]


def texts_of(block: dict[str, Any]) -> Iterable[str]:
    """What stands in it; what is left for a seal or a signature by hand is no text."""
    match block["kind"]:
        case "rows":
            return [text for row in block["rows"] for text in row]
        case "sheet":
            return [*block["head"], *(text for row in block["rows"] for text in row if text.strip("　\n"))]
        case "signed":
            return block["lines"]  # type: ignore[no-any-return]
        case _:
            return [block["text"]]
