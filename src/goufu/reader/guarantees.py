"""Guarantees: the purchaser, or a public company for it, answers for debts, capital or returns of the provider.

A guarantee needs a word of debt or return in the sentence, and a clause in which the purchaser pays, makes up, buys back,
pledges or promises it; or a fixed form such as 安慰函. Bonds for performance, damages and denials are none. What else the
purchaser does about a loan of the provider is a doubt.
"""

from __future__ import annotations

import re

from goufu.reader.parties import PROVIDER, PURCHASER
from goufu.reader.reading import Signal
from goufu.reader.sentences import DEBT, Clause, Sentence
from goufu.reader.tokens import Token

_CREDITOR_TAKES = re.compile(r"从\w{0,3}(?:甲方|采购人|购买主体|财政|政府)\w{0,10}(?:扣划|划扣|划付|扣收)")
_FOR_PROVIDER = re.compile(r"[为替给代](?:乙方|承接|供应商|中标|成交|服务商|服务方|项目公司|受托|承包|其)")
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
_LOANS = frozenset(
    (
        "贷款",
        "借款",
        "债务",
        "本息",
        "融资",
        "债券",
        "信托",
        "投资回报",
        "投资收益",
        "投资本金",
        "投资款",
        "还款",
        "银行债务",
        "金融债务",
        "保理",
        "授信",
        "融资款",
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
        "补",
        "负担",
        "分担",
        "负有",
        "为其",
        "代其",
        "替其",
        "资金支持",
        "的保证",
        "共担",
    )
)


def guarantee_signals(sentence: Sentence) -> list[Signal]:
    """The clauses of a sentence that guarantee, each as a signal."""
    if sentence.kinds.isdisjoint(DEBT) or _only_damages(sentence):
        return []
    found = [_signal("guarantee", clause) for clause in sentence.clauses if _guarantees(clause, sentence)]
    if found or _is_disclaimed(sentence):
        return found
    return [_signal("debt_doubt", clause) for clause in sentence.clauses if _touches_debt(clause, sentence)][
        :1
    ]


def _signal(name: str, clause: Clause) -> Signal:
    return Signal(name, PURCHASER, clause.words, clause.start, clause.end)


def _is_disclaimed(sentence: Sentence) -> bool:
    """Whether the sentence says that the purchaser doesn't answer."""
    return any(clause.has("negation") and clause.subject == PURCHASER for clause in sentence.clauses)


def _touches_debt(clause: Clause, sentence: Sentence) -> bool:
    """Whether the purchaser does anything about a loan or its interest, by whatever verb, that isn't a lawful act."""
    if clause.has("lawful_acts", "negation", "performance_bond", "lawful_promise") or not clause.has("debt"):
        return False
    acts = [party.who for party in clause.parties if not party.is_oblique]
    is_by_purchaser = (
        acts[0] == PURCHASER
        if acts
        else clause.inherited != PROVIDER and clause.has("debt_promise", "debt_assurance")
    )
    return is_by_purchaser and not _words_of(sentence, "debt").isdisjoint(_LOANS)


def _only_damages(sentence: Sentence) -> bool:
    """Whether only damages or late payment are spoken of, and no loan or return of the provider."""
    if "lawful_promise" not in sentence.kinds or "fixed_guarantee" in sentence.kinds:
        return False
    return _words_of(sentence, "debt") <= {"利息", "付息", "差额", "亏损", "利润", "欠款"}


def _guarantees(clause: Clause, sentence: Sentence) -> bool:
    if any(
        not clause.denies(token) and clause.promiser_before(token) != PROVIDER
        for token in clause.of("fixed_guarantee")
    ):
        return True
    if _CREDITOR_TAKES.search(clause.words):
        return True
    if _pledges_for_provider(clause):
        return True
    return any(
        _promises(clause, sentence, token)
        for token in clause.of("debt_promise", "debt_assurance", "budgeting")
    )


def _pledges_for_provider(clause: Clause) -> bool:
    """Whether the purchaser gives security for the provider, whatever the debt: “替乙方设定抵押”."""
    if clause.subject != PURCHASER or clause.has("performance_bond", "negation"):
        return False
    return clause.has("security") and _FOR_PROVIDER.search(clause.words) is not None


def _promises(clause: Clause, sentence: Sentence, token: Token) -> bool:
    if clause.denies(token) or clause.promiser_before(token) != PURCHASER:
        return False
    if "budgeting" in token.kinds:
        return not _PAYABLE.isdisjoint(_words_of(sentence, "debt"))
    if "debt_promise" in token.kinds and token.word not in _WEAK_PROMISES:
        return not (clause.has("performance_bond") and not clause.has("debt"))
    if "debt_promise" in token.kinds:
        return clause.has("debt", "debt_object") or _owes_before(clause, sentence)
    return _assures(clause, token)


def _assures(clause: Clause, token: Token) -> bool:
    """Whether what is assured or paid is a debt or return: “保证投资本金不受损失”."""
    return any(other.start >= token.end for other in clause.of("debt_object"))


def _owes_before(clause: Clause, sentence: Sentence) -> bool:
    """Whether an earlier clause of the sentence names the debt that “承担” or “负责” takes up."""
    return any(other.has("debt", "debt_object") for other in sentence.clauses if other.start < clause.start)


def _words_of(sentence: Sentence, kind: str) -> set[str]:
    return {token.word for clause in sentence.clauses for token in clause.of(kind)}
