"""What the law says of a question, a challenge and a complaint: its facts out of what was recorded, and the opinion on them."""

from __future__ import annotations

from datetime import date

from goufu import wall_clock
from goufu.core.opinion import Opinion
from goufu.law import clock
from goufu.law.model import Value
from goufu.procurement.actions.appealing import baseless_count
from goufu.procurement.actions.case_record import case_of, case_of_party, parties_of
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.history import due_of
from goufu.procurement.models import AbuseListing, Challenge, Complaint, Question
from goufu.procurement.timing.counting import day_of

STAGE = "award"
FALSE = "award.false-complaints"
ANSWERED = "award.question-answer"
# The facts of the stage that questions, challenges and complaints tell, besides the days that cases.toml names.
OF_CASES = (
    *("question_received_on", "question_answered_on"),
    *("harm_known_on", "challenged_on", "answer_due_on", "excluded_workdays"),
    *("suspended_from", "suspended_until", "baseless_complaint_count", "is_listed_for_complaints"),
)


def told() -> set[str]:
    """The facts of the stage that stored questions, challenges and complaints tell."""
    days = {fact.partition(".")[2] for kind in load_cases().kinds.values() for fact in kind.facts}
    return days | {*OF_CASES}


def opinion_of_question(question: Question) -> Opinion:
    """The opinion of the rule on when it was answered."""
    return Opinion.of_facts(STAGE, facts_of_question(question), rules=(ANSWERED,))


def opinion_of_challenge(challenge: Challenge) -> Opinion:
    """The opinion of the rules on its period and its answer."""
    rules = ("award.challenge-in-time", "award.challenge-answer")
    return Opinion.of_facts(STAGE, facts_of_challenge(challenge), rules=rules)


def opinion_of_complaint(complaint: Complaint) -> Opinion:
    """The opinion of the rules on its periods, the suspension and the list of abusers."""
    rules = {each.rule for each in load_cases().clocks.values() if each.of != "challenge" and each.rule}
    rules |= {FALSE, "award.complaint-in-time"}
    return Opinion.of_facts(STAGE, facts_of_complaint(complaint), rules=sorted(rules))


def facts_of_question(question: Question) -> dict[str, Value]:
    """What the rule reads of the question, but for who asked; while it waits the day of the answer is left out."""
    received = {"question_received_on": question.came_on}
    answered = {"question_answered_on": day_of(question.answered_at)} if question.answered_at else {}
    return {**_common(question), **received, **answered}


def facts_of_challenge(challenge: Challenge) -> dict[str, Value]:
    """What the rules read of the challenge; what hasn't happened is left out."""
    case, today = case_of(challenge), wall_clock.today()
    due = due_of(case, "challenge_answer", today)
    found: dict[str, Value | None] = {
        **_common(challenge),
        "provider": challenge.challenger.name,
        "harm_known_on": challenge.known_on,
        "challenged_on": challenge.challenged_on,
        "challenge_received_on": challenge.received_on,
        "challenge_answered_on": case.days.get("answered"),
        "answer_due_on": due.day if due else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def facts_of_complaint(complaint: Complaint) -> dict[str, Value]:
    """What the rules read of the complaint, with what they read of the challenge before it."""
    case, today = case_of(complaint), wall_clock.today()
    happened = {**case.days, **_days_of_parties(complaint, today)}
    days = {
        fact.partition(".")[2]: happened[name]
        for name, kind in load_cases().kinds.items()
        for fact in kind.facts
        if name in happened and name not in ("received", "suspended", "resumed")
    }
    before = facts_of_challenge(complaint.challenge) if complaint.challenge else {}
    counted_from = case.days.get("review_annulled", complaint.received_on)
    found: dict[str, Value | None] = {
        **before,
        **_common(complaint),
        **days,
        **_suspension(complaint),
        "provider": complaint.complainant.name,
        "complained_on": complaint.complained_on,
        "complaint_received_on": counted_from,
        "excluded_workdays": case.paused(counted_from, today),
        "baseless_complaint_count": baseless_count(complaint),
        "is_listed_for_complaints": AbuseListing.objects.filter(complaint=complaint).exists(),
    }
    return {name: value for name, value in found.items() if value is not None}


def _days_of_parties(complaint: Complaint, today: date) -> dict[str, date]:
    """When the last copy went out; and of the respondents the days of the one that took, or takes, the longest to answer."""
    parties = [(each, case_of_party(each).days) for each in parties_of(complaint)]
    copied = [days["copied"] for _party, days in parties if "copied" in days]
    waited = [
        (clock.workdays(days["copy_received"], days.get("replied", today)), number, days)
        for number, (party, days) in enumerate(parties)
        if party.is_respondent and "copy_received" in days
    ]
    slowest = max(waited)[2] if waited else {}
    found = {name: slowest[name] for name in ("copy_received", "replied") if name in slowest}
    return found | ({"copied": max(copied)} if copied else {})


def _suspension(complaint: Complaint) -> dict[str, Value]:
    """The first day of the last suspension, and the last: that on which it was lifted, or is to end."""
    rows = sorted(complaint.steps.all(), key=lambda step: step.pk)
    last = next((each for each in reversed(rows) if each.kind == "suspended"), None)
    if last is None or last.until is None:
        return {}
    lifted = next((each.day for each in rows if each.kind == "resumed" and each.pk > last.pk), last.until)
    return {"suspended_from": last.day, "suspended_until": min(lifted, last.until)}


def _common(thing: Question | Challenge | Complaint) -> dict[str, Value]:
    procurement = thing.procurement
    body = procurement.purchaser
    found: dict[str, Value] = {
        "on_date": wall_clock.today(),
        "place": body.place.code,
        "level": body.level,
        "purchaser": body.name,
        "project": procurement.number,
        "title": procurement.title,
    }
    return found | ({"method": procurement.law_method} if procurement.law_method else {})
