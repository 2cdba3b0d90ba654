"""The letters of procurement as papers: the result to a bidder, the answer to a challenge, the decision on a complaint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from goufu.core.permissions import Permission
from goufu.documents import blocks
from goufu.documents.blocks import Block
from goufu.documents.papers import Paper, in_both
from goufu.law.load import load_rulebook
from goufu.procurement.cases.appeals import told_by
from goufu.procurement.cases.parties import is_served_elsewhere, respondents, suppliers
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import method_of
from goufu.procurement.models import (
    Challenge,
    ChallengeState,
    Complaint,
    ComplaintDecision,
    Letter,
    Party,
    UnopenedLetter,
)

ANSWER = ("answer_paper", "answer_word")
DECISION = ("decision_paper", "decision_word")
LETTER = ("letter_paper", "letter_word")
UNOPENED = "没有开启的告知书"
TO_COMPLAIN = "complaint_workdays"


def answers_of(challenge: Challenge) -> tuple[Paper, ...]:
    """The purchaser's answer, for who sees the challenge; none of one that isn't answered."""
    if challenge.state != ChallengeState.ANSWERED:
        return ()
    return in_both(
        ANSWER,
        Permission.KEEP_CHALLENGES,
        number=f"{challenge.number}-DF",
        name=f"{challenge.procurement.title}：质疑答复函",
        day=challenge.answer.day,
        words=lambda: {"blocks": [*_answer(challenge)]},
        is_public=True,
    )


def decisions_of(complaint: Complaint, copy: str = "") -> tuple[Paper, ...]:
    """The finance office's last decision, for who sees the complaint, under a red head; none of one that isn't decided.

    What is decided together has one decision, with the complaint that leads. `copy`: what is added to its number for a party.
    """
    lead = complaint.leader or complaint
    decided = [*lead.decisions.all()]
    if not decided:
        return ()
    last = decided[-1]
    return in_both(
        DECISION,
        Permission.DECIDE_COMPLAINT,
        number=f"{complaint.number}-JD{len(decided)}{copy}",
        name=f"{complaint.procurement.title}：投诉处理决定书",
        day=last.day,
        words=lambda: {"head": lead.office.name, "number": last.number, "blocks": [*_decision(lead, last)]},
        is_public=True,
    )


def decisions_for(party: Party) -> tuple[Paper, ...]:
    """The decision as it is served on the party, which has a number of its own for it; none where its body gets it for another part."""
    if is_served_elsewhere(party):
        return ()
    return (
        decisions_of(party.complaint, f"-{party.position}")
        if party.position
        else decisions_of(party.complaint)
    )


def papers_of_letter(letter: Letter) -> tuple[Paper, ...]:
    """What a bidder is told of the result, or of a decision on a complaint, for who sees the letter."""
    return in_both(
        LETTER,
        Permission.DECIDE_COMPLAINT if letter.decision else Permission.HOLD_REVIEW,
        number=letter.number,
        name=f"{letter.response.procurement.title}：{title_of(letter)}",
        day=letter.day,
        words=lambda: {"blocks": [*_letter(letter)]},
        is_public=True,
    )


def papers_of_unopened(letter: UnopenedLetter) -> tuple[Paper, ...]:
    """What a bidder is told whose envelopes went back unopened, for who sees the letter."""
    procurement = letter.opening.procurement
    return in_both(
        LETTER,
        Permission.HOLD_OPENING,
        number=letter.number,
        name=f"{procurement.title}：{UNOPENED}",
        day=letter.day,
        words=lambda: {
            "blocks": [*_told(UNOPENED, letter.number, letter.text, procurement.purchaser.name, letter.day)]
        },
        is_public=True,
    )


def title_of(letter: Letter) -> str:
    """What the letter is called: of a framework agreement one is shortlisted, not awarded."""
    if letter.decision:
        return "投诉处理决定告知书"
    if not letter.is_award:
        return "采购结果告知书"
    return "入围通知书" if is_framework(method_of(letter.response.procurement)) else "中标（成交）通知书"


def _answer(challenge: Challenge) -> Iterator[Block]:
    procurement, answer = challenge.procurement, challenge.answer
    yield blocks.title("质疑答复函")
    yield blocks.addressee(f"{challenge.challenger.name}：")
    yield blocks.text(
        f"你单位对“{procurement.title}”（采购编号 {procurement.number}）的质疑函（{challenge.number}），"
        f"于{blocks.day_in_words(challenge.received_on)}收到，现答复如下："
    )
    yield blocks.heading("一、质疑事项")
    yield blocks.text(challenge.matters)
    yield blocks.heading("二、答复")
    yield blocks.text(answer.text)
    yield blocks.text(f"认定：{answer.get_outcome_display()}。处理：{answer.get_consequence_display()}。")
    yield blocks.heading("三、投诉的权利")
    yield blocks.text(_right_to_complain(challenge))
    yield blocks.signed(procurement.purchaser.name, blocks.day_in_words(answer.day))


def _right_to_complain(challenge: Challenge) -> str:
    """Until when one may complain, by the law of the day of the answer."""
    book, body = load_rulebook(), challenge.procurement.purchaser
    parameter = book.parameters[TO_COMPLAIN]
    value = parameter.at(challenge.answer.day, body.level, body.place.code)
    days = f"在答复期满后{value.value}{parameter.unit}内" if value else "在法定期限内"
    cited = f"（{book.cite(value.article)}）" if value else ""
    return f"对本答复不满意的，可以{days}向本级财政部门投诉{cited}。"


def _decision(lead: Complaint, decided: ComplaintDecision) -> Iterator[Block]:
    procurement, together = lead.procurement, (lead, *lead.joined.select_related("complainant"))
    yield blocks.title("政府采购投诉处理决定书")
    yield blocks.rows(
        [
            ("投诉人", "、".join(each.complainant.name for each in together)),
            ("被投诉人", _all(each.name for one in together for each in respondents(one))),
            *_concerned(together),
            ("采购项目", f"{procurement.title}（{procurement.number}）"),
            ("收到投诉书", "、".join(blocks.day_in_words(each.received_on) for each in together)),
        ]
    )
    yield blocks.heading("一、投诉事项和请求")
    for each in together:
        yield blocks.text(f"{each.complainant.name}：{each.matters}\n请求：{each.request}")
    yield blocks.heading("二、查明的事实")
    yield blocks.text(decided.facts_text)
    yield blocks.heading("三、处理依据和结果")
    yield blocks.text(decided.basis_text)
    yield blocks.text(f"{decided.get_finding_display()}。{decided.get_effect_display()}。")
    if decided.contract_text:
        yield blocks.text(decided.contract_text)
    if told := told_by(decided):
        yield blocks.heading("四、不服本决定怎样办")
        yield blocks.text(told)
    yield blocks.signed(lead.office.name, blocks.day_in_words(decided.day))


def _concerned(together: Sequence[Complaint]) -> Iterator[tuple[str, str]]:
    """The row of the suppliers whom it concerns, where there are any."""
    if names := _all(each.name for one in together for each in suppliers(one)):
        yield "有关供应商", names


def _all(names: Iterable[str]) -> str:
    """The names, each once."""
    return "、".join(dict.fromkeys(names))


def _letter(letter: Letter) -> Iterator[Block]:
    signs = letter.decision.complaint.office if letter.decision else letter.response.procurement.purchaser
    yield from _told(title_of(letter), letter.number, letter.text, signs.name, letter.day)


def _told(title: str, number: str, text: str, signs: str, day: date) -> Iterator[Block]:
    to, _break, said = text.partition("\n")
    yield blocks.title(title)
    yield blocks.under(number)
    yield blocks.addressee(to)
    yield blocks.text(said.strip())
    yield blocks.signed(signs, blocks.day_in_words(day))
