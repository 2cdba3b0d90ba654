"""Sentences of a text and their clauses.

A sentence ends at 。；！？, a clause also at a comma, colon or bracket. What has no punctuation for long is read in several
clauses or sentences, which hand on who acts and of what was spoken. So the time that a text takes grows with its length and
no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goufu.reader.clause import Clause
from goufu.reader.negations import without_double_negations
from goufu.reader.own_staff import with_staff
from goufu.reader.parties import CONTRACTING, with_houses
from goufu.reader.patterns import pattern
from goufu.reader.tokens import Token, Vocabulary

LABOUR = frozenset((
    "sent_staff", "pay", "attendance", "hours", "admission", "exchange_of_staff", "seniority", "dispatching",
    "posts", "unclear_dispatching", "licences", "supplying_only", "vacancies", "person_prices", "on_the_spot",
    "requirements",
))  # fmt: skip
DEBT = frozenset((
    "debt", "debt_object", "fixed_guarantee", "security", "buying_back", "stakes", "earnings", "whatever",
))  # fmt: skip
_OTHERS = (
    "negation", "no_negation", "lender", "other_persons", "choosing", "deciding", "exchange", "exchange_reason", "no_pay",
    "pay_setting", "equal_pay", "no_attendance", "sameness", "obeying", "commanding", "no_command", "rulebooks",
    "taking_over", "existing", "no_dispatching", "looking_at", "lawful_acts", "no_debt",
    "borrowed_identity", "sending", "invested_price", "soft_dispatching", "setting_up", "inspecting", "approving",
    "granting_leave", "obeying_only", "exchanged_things", "debt_promise", "debt_assurance", "performance_bond",
    "lawful_promise", "lawful_money_acts",
)  # fmt: skip
_VOCABULARY = Vocabulary((*CONTRACTING, *sorted(LABOUR), *sorted(DEBT), *_OTHERS))
_WANTED = LABOUR | DEBT
LONGEST_CLAUSE, LONGEST_SENTENCE = 300, 1_000  # signs; three times what people write
_SENTENCE = pattern(r"[^。;!?]+")
_CLAUSE = pattern(r"(?:[^,:()]|(?<=\d),(?=\d{3})|(?<=\d):(?=\d))+")


class Sentence:
    """A sentence: its place in the text, its clauses, and the lists of which it holds words.

    One that goes on from a stretch before knows the words of that, too.
    """

    __slots__ = ("clauses", "end", "kinds", "start", "text")

    def __init__(self, clauses: list[Clause], before: frozenset[str] = frozenset()) -> None:
        first, last = clauses[0], clauses[-1]
        self.text, self.start, self.end, self.clauses = first.text, first.start, last.end, clauses
        self.kinds = before.union(*[clause.kinds for clause in clauses])


def sentences(
    text: str,
    vocabulary: Vocabulary = _VOCABULARY,
    wanted: frozenset[str] = _WANTED,
    telling: re.Pattern[str] | None = None,
) -> Iterator[Sentence]:
    """The sentences of a text in its normal form that hold a word of the lists wanted: those of labour and debt.

    A pattern of telling words spares looking into the sentences that hold none.
    """
    said = without_double_negations(text)
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        if telling and not telling.search(text, start, end):
            continue
        tokens = _tokens(vocabulary, said, start, end)
        if "员" in text[start:end]:
            tokens = with_staff(text, start, end, tokens)
        if any(not token.kinds.isdisjoint(wanted) for token in tokens):
            yield from _in_stretches(_clauses(text, start, end, tokens))


def all_clauses(text: str, vocabulary: Vocabulary) -> Iterator[Clause]:
    """The clauses of a text in its normal form, whatever they say, with the words of a vocabulary."""
    said = without_double_negations(text)
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        yield from _clauses(text, start, end, _tokens(vocabulary, said, start, end))


def _in_stretches(clauses: list[Clause]) -> Iterator[Sentence]:
    """The clauses of a sentence as one, or as several that hand on of what was spoken where it is long beyond measure."""
    first = 0
    known: frozenset[str] = frozenset()
    for at, clause in enumerate(clauses):
        if clause.end - clauses[first].start > LONGEST_SENTENCE:
            stretch = Sentence(clauses[first:at], known)
            known = stretch.kinds
            yield stretch
            first = at
    if clauses:
        yield Sentence(clauses[first:], known)


def _tokens(vocabulary: Vocabulary, text: str, start: int, end: int) -> list[Token]:
    """The words of a sentence in their order, with the providers that are named by what they do."""
    return with_houses(text, start, end, vocabulary.tokens(text, start, end))


def _clauses(text: str, start: int, end: int, tokens: list[Token]) -> list[Clause]:
    clauses: list[Clause] = []
    before = None
    at = 0
    for found in _CLAUSE.finditer(text, start, end):
        first, last = found.span()
        while first < last:
            most = first + LONGEST_CLAUSE
            upto = at
            while upto < len(tokens) and tokens[upto].start < last and tokens[upto].end <= most:
                upto += 1
            is_cut = upto < len(tokens) and tokens[upto].start < min(last, most)
            stop = tokens[upto].start if is_cut else min(last, most)
            before = Clause(text, first, stop, tokens[at:upto], before)
            clauses.append(before)
            at, first = upto, stop
    return clauses
