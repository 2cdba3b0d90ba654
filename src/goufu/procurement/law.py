"""What the law says of a stored procurement, its facts, and its timetable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.opinion import Opinion, facts_of_records
from goufu.law.answers import Answer
from goufu.law.clock import DateOutOfRange
from goufu.law.load import load_rulebook
from goufu.law.model import Severity, Value
from goufu.law.versions import version_of
from goufu.planning.actions.deciding import WAIVED_BY
from goufu.procurement.cases.history import Case as ChallengeCase
from goufu.procurement.cases.history import clocks_of
from goufu.procurement.cases.suspending import Suspension, spans_of
from goufu.procurement.choices import STAGE
from goufu.procurement.choosing import Situation
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method
from goufu.procurement.models import Occurrence, Procurement, RuleWaiver
from goufu.procurement.notices import NoticeKind, load_notices
from goufu.procurement.past.days import past_of
from goufu.procurement.sealed.sheets import REHEARSED, REHEARSED_AGAIN, sealing_of
from goufu.procurement.timing.counting import WORKDAYS, Moment, at_least, day_of
from goufu.procurement.timing.pausing import paused
from goufu.procurement.timing.timetable import timetable
from goufu.procurement.timing.told import Case, Refused, Timetable

BEGINNING = "started"
REVIEW, APPLICATION = "review", "application"  # stages after which notices tell of what happened
WAIVABLE = (
    Severity.BLOCK,
    Severity.WARN,
)  # also where an unverified number makes a doubt of it; what a person reviews isn't waived
OF_KEYS = frozenset({REHEARSED, REHEARSED_AGAIN})  # only where bids are received sealed here


def opinion_of(procurement: Procurement) -> Opinion:
    """The opinion of all rules of the stage on the procurement as it is stored, with those of its waivers that hold today."""
    opinion = Opinion.of_record(STAGE, procurement.pk)
    if not opinion.has_unmet:
        return opinion
    waived = frozenset(waiver.rule for waiver, holds in waivers_of(procurement) if holds)
    return replace(opinion, waived=waived) if waived else opinion


def waivable(opinion: Opinion) -> list[Answer]:
    """The rules that are not met and that somebody may waive, as the rulebook says. An approval of the method is given, not waived."""
    approvals = {each.approval.rule for each in load_methods().methods.values() if each.approval}
    return [
        each
        for each in opinion.failed
        if each.rule.severity in WAIVABLE and each.rule.waiver in WAIVED_BY and each.rule.id not in approvals
    ]


def waivers_of(procurement: Procurement, day: date | None = None) -> list[tuple[RuleWaiver, bool]]:
    """Its waivers, newest first, and whether each holds on that day, by default today: its rule reads as it did, its term is not over."""
    book, day = load_rulebook(), day or wall_clock.today()

    def holds(waiver: RuleWaiver) -> bool:
        rule = book.rules.get(waiver.rule)
        reads_alike = rule is not None and version_of(rule, book) == waiver.rule_version
        return reads_alike and waiver.day <= day and (waiver.until is None or day <= waiver.until)

    rows = RuleWaiver.objects.filter(procurement=procurement).select_related("person", "body")
    return [(each, holds(each)) for each in rows]


def facts_of(procurement: Procurement) -> dict[str, Value]:
    """The facts that the law reads of the procurement, by name; those that are not given are left out."""
    return facts_of_all([procurement])[procurement.pk]


def facts_of_all(procurements: Collection[Procurement]) -> dict[int, dict[str, Value]]:
    """The same of several, by their numbers; one query."""
    return facts_of_records(STAGE, [each.pk for each in procurements])


def situation_of(procurement: Procurement, facts: dict[str, Value]) -> Situation:
    """When and where is bought, and what is known of it, for the choice of a method."""
    day = procurement.starts_on or wall_clock.today()
    return Situation(day, str(facts["place"]), facts, str(facts.get("level", "")))


def method_of(procurement: Procurement) -> Method | None:
    """The method as data; None where none is chosen yet."""
    return load_methods().methods.get(procurement.method)


def timetable_of(
    procurement: Procurement,
    facts: dict[str, Value],
    occurrences: Iterable[Occurrence],
    suspensions: Iterable[Suspension] = (),
) -> Timetable | None:
    """The timetable as it stands now, with its suspensions; None without a method or a day to begin.

    Raises told.Refused, DateOutOfRange.
    """
    if not procurement.method or procurement.starts_on is None:
        return None
    events, method = load_methods().events, method_of(procurement)
    days = days_of(occurrences)
    chosen: dict[str, Moment] = {name: day for name, day in days.items() if events[name].by_clock}
    for name, planned in (
        ("file_closed", procurement.file_until),
        (method.admission.closes if method and method.admission else "", procurement.applications_until),
        ("bid_deadline", procurement.bid_deadline_at),
        ("opened", procurement.opens_at),
    ):
        if name and planned is not None:
            is_day = past_of(procurement) is not None  # of what ran elsewhere no time is known
            chosen[name] = day_of(planned) if is_day else planned
    case = Case(
        procurement.method,
        procurement.starts_on,
        str(facts["place"]),
        facts,
        chosen,
        {name: day for name, day in days.items() if not events[name].by_clock},
        str(facts.get("level", "")),
    )
    made = paused(timetable(case, wall_clock.now()), spans_of(suspensions))
    if sealing_of(procurement) is not None:
        return made
    return replace(made, steps=tuple(each for each in made.steps if each.rule.ends not in OF_KEYS))


def timetable_for(
    procurement: Procurement,
    facts: dict[str, Value],
    cases: Iterable[ChallengeCase] = (),
    suspensions: Sequence[Suspension] = (),
) -> tuple[Timetable | None, str]:
    """The timetable with its suspensions and the clocks of these challenges and complaints, or a sentence on why there is none."""
    try:
        table = timetable_of(procurement, facts, procurement.occurrences.all(), suspensions)
    except (Refused, DateOutOfRange) as refused:
        return None, str(refused)
    if table is None:
        return None, _("选了采购方式、写了打算开始的日子，时间表就排出来。")
    return with_cases(table, cases), ""


def with_cases(table: Timetable, cases: Iterable[ChallengeCase]) -> Timetable:
    """The timetable with the clocks of its challenges and complaints."""
    clocks = [step for case in cases for step in clocks_of(case, table.today)]
    return replace(table, steps=(*table.steps, *clocks))


def days_of(occurrences: Iterable[Occurrence]) -> dict[str, Moment]:
    """When each event happened, or is set to: as its last record says. They come in the order of their numbers.

    What a later event annuls is left out until it happens again.
    """
    events = load_methods().events
    days: dict[str, Moment] = {}
    for each in occurrences:
        for annulled in events[each.event].annuls:
            days.pop(annulled, None)
        days[each.event] = each.moment or each.day
    return days


def asks_for_file(procurement: Procurement) -> bool:
    """Whether there is a procurement file in its method."""
    method = method_of(procurement)
    return method is not None and any("file" in stage.papers for stage in method.stages)


def begins(kind: NoticeKind) -> bool:
    """Whether the activity of a procurement begins with a notice of this kind."""
    firsts = load_methods().events[BEGINNING].first_of
    return any(event in firsts for event in kind.events)


def kinds_of(method: Method) -> list[NoticeKind]:
    """The kinds of notices of the method until bids, or applications, are reviewed, in their order; none of one without notices."""
    names: list[str] = []
    for stage in method.stages:
        if stage.name in (REVIEW, APPLICATION):
            break
        names += stage.notices
    if names:  # what is announced can be corrected and ended
        names += [kind for kind, each in load_notices().kinds.items() if each.is_about_another]
    kinds = load_notices()
    found = [kinds[name] for name in dict.fromkeys(names)]
    return [each for each in found if each.events or each.is_about_another]


def expiries(method: Method, kind: NoticeKind, day: date, situation: Situation) -> dict[str, date]:
    """The days that the clock sets when a notice of the kind appears on that day: the end of its period.

    The period counts in working days from the day after, as its rule does.
    """
    book = load_methods().book
    found = {}
    for step in method.steps:
        if step.begins in kind.events and step.kind == "least" and kind.period and step.number == kind.period:
            parameter = book.parameters[step.number]
            if value := parameter.at(day, situation.government, situation.place):
                found[step.ends] = at_least(day, int(value.value), parameter.unit or WORKDAYS).day
    return found
