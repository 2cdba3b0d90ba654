"""Labour signals: what shows that the purchaser employs the persons whom the provider sends.

An act is a decision of an employer (hiring, dismissing, approving an exchange, setting pay); a control is a sign of daily
command (attendance, orders) or of employment (taking over the present staff, a price by person). A weak sign (a number of
persons, a place, an age, an amount of pay) only adds to others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from goufu.reader import employer_acts, employer_control, headcounts
from goufu.reader.clause import Clause
from goufu.reader.dispatch import dispatch
from goufu.reader.employer_acts import Actor
from goufu.reader.reading import Signal
from goufu.reader.sentences import LABOUR, Sentence

DISPATCH, HEADCOUNT, UNIT_PRICE = "dispatch", "headcount", "unit_price"
Reads = Callable[[Clause, Sentence], Actor]
# of each signal: its name, the lists of which a clause must hold a word, and what reads it
ACTS: tuple[tuple[str, tuple[str, ...], Reads], ...] = (
    ("hiring", ("choosing", "deciding"), employer_acts.hiring),
    ("exchange", ("exchange", "approving"), employer_acts.exchange),
    ("pay", ("pay", "equal_pay"), employer_acts.pay),
)
CONTROLS: tuple[tuple[str, tuple[str, ...], Reads], ...] = (
    ("attendance", ("attendance", "hours", "granting_leave"), employer_control.attendance),
    ("command", ("commanding",), employer_control.command),
    ("taking_over", ("seniority", "taking_over", "existing"), employer_control.taking_over),
    ("licence", ("licences",), employer_control.licence),
    ("sending", ("sending",), employer_control.sending),
    ("supply_only", ("supplying_only",), employer_control.supply_only),
    ("vacancy", ("vacancies",), employer_control.vacancy),
    ("identity", ("borrowed_identity",), employer_control.identity),
    (UNIT_PRICE, ("person_prices",), headcounts.unit_price),
    ("fixed_pay", ("pay",), headcounts.fixed_pay),
)
WEAK_SIGNS: tuple[tuple[str, tuple[str, ...], Reads], ...] = (
    (HEADCOUNT, ("sent_staff", "admission", "on_the_spot", "person_prices"), headcounts.headcount),
    ("place", ("on_the_spot",), headcounts.place),
    ("requirements", ("requirements",), headcounts.requirements),
    ("pay_items", ("pay",), headcounts.pay_items),
)
SUBJECTION = "command"  # by whatever verb: counts where a clause says no act or control of its own
_ALL = (
    *ACTS,
    *CONTROLS,
    (DISPATCH, ("dispatching", "unclear_dispatching", "sending"), dispatch),
    *WEAK_SIGNS,
)
_STEERING = frozenset(("hiring", "exchange", "pay", "attendance", SUBJECTION))
_RECRUITING = frozenset(("hiring", SUBJECTION))
_ACT_NAMES = frozenset(name for name, _, _ in ACTS)
_REAL_NAMES = _ACT_NAMES | {name for name, _, _ in CONTROLS}
WEAK = frozenset(name for name, _, _ in WEAK_SIGNS)


def labour_signals(sentence: Sentence) -> list[Signal]:
    """The labour signals of a sentence, at most one of each name for each clause."""
    found: list[Signal] = []
    if sentence.kinds.isdisjoint(LABOUR):
        return found
    for clause in sentence.clauses:
        said = list(_signals(clause, sentence))
        if not any(signal.name in _REAL_NAMES for signal in said):
            actor = employer_control.subjection(clause, sentence)
            said += [_signal(SUBJECTION, actor, clause)] if actor else []
        if said and employer_acts.is_official(clause):
            said = [signal for signal in said if signal.name not in _STEERING]
        elif any(signal.name in _RECRUITING for signal in said) and employer_acts.is_recruiting(
            clause, sentence
        ):
            said = [signal for signal in said if signal.name not in _RECRUITING]
        found += said
    return found


def _signals(clause: Clause, sentence: Sentence) -> Iterator[Signal]:
    for name, needed, reads in _ALL:
        if not clause.kinds.isdisjoint(needed):
            actor = reads(clause, sentence)
            if actor is not None:
                yield _signal(name, actor, clause)


def _signal(name: str, actor: str, clause: Clause) -> Signal:
    return Signal(name, actor, clause.words, clause.start, clause.end)


def employment(signals: Iterable[Signal]) -> tuple[str, str, str]:
    """The clauses that say dispatch, disguised labour, and a doubt of it, "" where none does.

    Dispatch is only what says it plainly. Two acts, an act with a control, or two controls are disguised labour, and so are
    an act with a weak sign and a price by person with a number of persons. That is strong evidence, yet the law knows such
    signs as signs only, so they ask for a person and never make a dispatch. One act or control alone, or a number of persons
    with another weak sign, is a doubt.
    """
    first: dict[str, str] = {}
    for signal in signals:
        first.setdefault(signal.name, signal.clause)
    real = [name for name in first if name in _REAL_NAMES]
    weak = [name for name in first if name in WEAK]
    said = first.get(DISPATCH, "")
    if len(real) > 1 or (weak and _ACT_NAMES & set(real)) or (UNIT_PRICE in real and HEADCOUNT in weak):
        return said, "，".join(dict.fromkeys(first[name] for name in real + weak)), ""
    if real:
        return said, "", first[real[0]]
    return said, "", first[HEADCOUNT] if HEADCOUNT in weak and len(weak) > 1 else ""
