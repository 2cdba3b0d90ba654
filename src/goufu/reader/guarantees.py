"""Guarantees: the purchaser, or a public company for it, answers for debts, capital or returns of the provider.

A guarantee needs a word of debt or return in the sentence, and a clause in which the purchaser pays, makes up, buys back,
pledges or promises it; or a fixed form such as 安慰函. Bonds for performance, damages and denials are none.
"""

from __future__ import annotations

import re

from goufu.reader.reading import Signal
from goufu.reader.sentences import PROVIDER, PURCHASER, Clause, Sentence
from goufu.reader.tokens import Token

_CREDITOR_TAKES = re.compile(r"从\w{0,3}(?:甲方|采购人|购买主体|财政|政府)\w{0,10}(?:扣划|划扣|划付|扣收)")
_PAYABLE = frozenset(
    (
        "还款",
        "本息",
        "本金",
        "利息",
        "贷款",
        "借款",
        "融资",
        "债务",
        "回报",
        "投资款",
        "投资回报",
        "差额",
        "缺口",
        "还贷",
    )
)
_WEAK_PROMISES = frozenset(
    (
        "承担",
        "负责",
        "补偿",
        "补贴",
        "兜",
        "付清",
        "结清",
        "归还",
        "保函",
        "承诺函",
        "垫付",
        "背书",
        "兑付",
        "付息",
        "托管账户",
        "溢价",
        "代缴",
        "接手",
    )
)


def guarantee_signals(sentence: Sentence) -> list[Signal]:
    """The clauses of a sentence that guarantee, each as a signal."""
    if sentence.kinds.isdisjoint(("debt", "fixed_guarantee")) or _only_damages(sentence):
        return []
    return [
        Signal("guarantee", PURCHASER, clause.words, clause.start, clause.end)
        for clause in sentence.clauses
        if _guarantees(clause, sentence)
    ]


def _only_damages(sentence: Sentence) -> bool:
    """Whether only damages or late payment are spoken of, and no loan or return of the provider."""
    if "lawful_promise" not in sentence.kinds or "fixed_guarantee" in sentence.kinds:
        return False
    return _words_of(sentence, "debt") <= {"利息", "付息", "差额", "亏损", "利润", "欠款"}


def _guarantees(clause: Clause, sentence: Sentence) -> bool:
    if any(
        not clause.denies(token) and clause.actor_of(token) != PROVIDER
        for token in clause.of("fixed_guarantee")
    ):
        return True
    if _CREDITOR_TAKES.search(clause.words):
        return True
    if "debt" not in sentence.kinds:
        return False
    return any(
        _promises(clause, sentence, token)
        for token in clause.of("debt_promise", "debt_assurance", "budgeting")
    )


def _promises(clause: Clause, sentence: Sentence, token: Token) -> bool:
    if clause.denies(token) or clause.actor_of(token) != PURCHASER:
        return False
    if "budgeting" in token.kinds:
        return not _PAYABLE.isdisjoint(_words_of(sentence, "debt"))
    if "debt_promise" in token.kinds and token.word not in _WEAK_PROMISES:
        return not (clause.has("performance_bond") and not clause.has("debt"))
    if "debt_promise" in token.kinds:
        return clause.has("debt") or _owes_before(clause, sentence)
    return _assures(clause, token)


def _assures(clause: Clause, token: Token) -> bool:
    """Whether what is assured or paid is a debt or return: “保证投资本金不受损失”."""
    return any(other.start >= token.end for other in clause.of("debt_object"))


def _owes_before(clause: Clause, sentence: Sentence) -> bool:
    """Whether an earlier clause of the sentence names the debt that “承担” or “负责” takes up."""
    return any(other.has("debt") for other in sentence.clauses if other.start < clause.start)


def _words_of(sentence: Sentence, kind: str) -> set[str]:
    return {token.word for clause in sentence.clauses for token in clause.of(kind)}
