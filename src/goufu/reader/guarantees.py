"""Guarantees: the purchaser, or a public company for it, answers for debts, capital or returns of the provider.

A guarantee needs a word of debt or return in the sentence, and a clause in which the purchaser pays, makes up, buys back,
pledges or promises it; or a fixed form such as 安慰函; or a security given for the provider. Bonds for performance, damages
and denials are none. What else the purchaser does about a loan, and what may be a difference of the price, is a doubt.
"""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.clause import Clause
from goufu.reader.parties import PROVIDER, PURCHASER
from goufu.reader.patterns import pattern
from goufu.reader.reading import Signal
from goufu.reader.returns import made_whole, pays_for_nothing
from goufu.reader.sentences import DEBT, Sentence
from goufu.reader.tokens import Token

GUARANTEE, DOUBT = "guarantee", "debt_doubt"
_LISTS = words.lists()
_LOANS = frozenset(_LISTS["loans"])
_WEAK_DEBTS = frozenset(_LISTS["weak_debts"])
_WEAK_PROMISES = frozenset(_LISTS["weak_promises"])
_DEBT_PASSES = pattern(
    r"从\w{0,3}{public_purses}\w{0,10}(?:扣划|划扣|划付|扣收)"
    "|{risk_funds}[里中内]?[^,;]{0,6}(?:扣还|代偿|偿还|还|划)给?[^,;]{0,4}{repaid_to}"
    r"|(?:转为|视同|视为|变为)(?:{public_purses}|我\w|本\w+)\w{0,4}债务"
)
_MONEY_LENT = pattern("{money_lent}|投资(?={said_of_investment})|(?<![承分负共])担保")
_BUDGETED = pattern(r"(?:列|纳|编)入?[^,;]{0,8}预算|预算[^,;]{0,6}(?:安排|列支)|预留")
# a difference of the price, not of a return
_BY_QUANTITY = pattern("{by_quantity}")
# interest on a price that is paid late: “逾期按贷款市场报价利率付息”
_LATE_INTEREST = pattern(
    "逾期[^,;]{0,8}(?:利率|LPR|万分之|千分之)[^,;]{0,8}(?:付|计|支付|给付|偿付)(?:利?息|违约金)"
)
_OF_LATENESS = frozenset(("逾期",))
# a return that is assured to the provider, which somebody else promises: “确保社会资本拿到不低于七厘的年回报”
_RETURN_ASSURED = pattern("[^,;]{0,4}{getting_returns}[^,;]{0,14}{returns_assured}")
_STUDIED = pattern("{studied_things}")
_HELPS = pattern(r"[仅只](?:负责|是|限于)?{only_helping}")
_OWN_DEBT = pattern(
    "自己(?:的|发的|借的|举借的|欠的)?[^,;]{0,6}(?:{paying_own_debt}|还(?!款|是|有))|自[偿还](?!款)"
)
_FOR_PROVIDER = pattern("[为替给代]{for_whom_pledged}")
_TO_LENDER = pattern(
    "(?:向|至|给)[^,;]{0,4}{lending_houses}(?:银行|机构|公司|人|商|行)[^,;]{0,8}(?:支付|付款|划转|汇|偿)"
)


def guarantee_signals(sentence: Sentence) -> list[Signal]:
    """The clauses of a sentence that guarantee, each as a signal; where none does, the first that raises a doubt."""
    if sentence.kinds.isdisjoint(DEBT):
        return []
    if whole := made_whole(sentence):
        return [_signal(GUARANTEE, clause) for clause in whole]
    if _only_damages(sentence) or _is_own_debt(sentence):
        return []
    found = [
        clause
        for clause in sentence.clauses
        if _guarantees(clause, sentence) and not (_is_interest_subsidy(clause) or _only_tells(clause))
    ]
    if found and not _may_be_price(sentence):
        return [_signal(GUARANTEE, clause) for clause in found]
    if found:
        doubts = [] if _BY_QUANTITY.search(sentence.text, sentence.start, sentence.end) else found
    else:
        doubts = [] if _is_disclaimed(sentence) else [one for one in sentence.clauses if _touches_debt(one)]
        doubts = doubts or pays_for_nothing(sentence)
    return [_signal(DOUBT, clause) for clause in doubts[:1]]


def _may_be_price(sentence: Sentence) -> bool:
    """Whether the only debts that are spoken of may be a difference of the price."""
    debts = _words_of(sentence)
    return bool(debts) and debts <= _WEAK_DEBTS and "security" not in sentence.kinds


def _signal(name: str, clause: Clause) -> Signal:
    return Signal(name, PURCHASER, clause.words, clause.start, clause.end)


def _words_of(sentence: Sentence) -> set[str]:
    return {token.word for clause in sentence.clauses for token in clause.of("debt")}


def _only_damages(sentence: Sentence) -> bool:
    """Whether only damages or late payment are spoken of, and no loan or return of the provider."""
    if "fixed_guarantee" in sentence.kinds:
        return False
    if _LATE_INTEREST.search(sentence.text, sentence.start, sentence.end):
        return _words_of(sentence) <= _WEAK_DEBTS | _OF_LATENESS
    return "lawful_promise" in sentence.kinds and _words_of(sentence) <= _WEAK_DEBTS


def _is_own_debt(sentence: Sentence) -> bool:
    """Whether the purchaser pays back what it owes itself: “债务由政府自己偿还,与公司无涉”."""
    named = [party for clause in sentence.clauses for party in clause.parties if not party.is_oblique]
    if any(party.who == PROVIDER for party in named):
        return False
    return any(clause.acting == PURCHASER and _OWN_DEBT.search(clause.words) for clause in sentence.clauses)


def _is_disclaimed(sentence: Sentence) -> bool:
    """Whether the sentence says that the purchaser doesn't answer."""
    return any(clause.has("negation") and clause.subject == PURCHASER for clause in sentence.clauses)


def _touches_debt(clause: Clause) -> bool:
    """Whether the purchaser does anything about a loan or its interest, by whatever verb, that isn't a lawful act."""
    if clause.has("lawful_money_acts", "negation", "performance_bond", "lawful_promise", "no_debt"):
        return False
    lent = [*clause.of("debt", "security", "debt_promise", "debt_assurance", "buying_back")]
    is_told = not clause.names_purchaser and _STUDIED.search(clause.words) is not None
    if lent and (is_told or all(clause.tells_of(token) or clause.denies(token) for token in lent)):
        return False
    return _is_by_purchaser(clause) and _MONEY_LENT.search(clause.words) is not None


def _is_by_purchaser(clause: Clause) -> bool:
    acting = [party for party in clause.parties if not party.is_oblique]
    if acting:
        return acting[0].who == PURCHASER or any(
            party.who == PURCHASER and party.is_strong for party in acting
        )
    return clause.inherited != PROVIDER and clause.has("debt_promise", "debt_assurance")


def _guarantees(clause: Clause, sentence: Sentence) -> bool:
    if any(
        not clause.denies(token) and clause.promiser_before(token) != PROVIDER
        for token in clause.of("fixed_guarantee")
    ):
        return True
    if _DEBT_PASSES.search(clause.words) or _pledges_for_provider(clause) or _pays_lender(clause):
        return True
    if _buys_back(clause) or _assures_provider(clause):
        return True
    return any(
        _promises(clause, sentence, token) for token in clause.of("debt_promise", "debt_assurance")
    ) or (_is_budgeted(clause, sentence))


def _pledges_for_provider(clause: Clause) -> bool:
    """Whether the purchaser gives security for the provider, whatever the debt: “替乙方设定抵押”."""
    if clause.subject != PURCHASER or clause.is_negated or clause.has("performance_bond"):
        return False
    return clause.has("security") and _FOR_PROVIDER.search(clause.words) is not None


def _buys_back(clause: Clause) -> bool:
    """Whether the purchaser takes the provider's investment back at a price by what was invested."""
    return clause.has("invested_price") and any(
        not clause.denies(token) and clause.promiser_before(token) == PURCHASER
        for token in clause.of("buying_back")
    )


def _assures_provider(clause: Clause) -> bool:
    """Whether a return is assured to the provider by anybody but itself."""
    if clause.inherited == PROVIDER:
        return False
    assured = {token.end for token in clause.of("debt_assurance") if not clause.denies(token)}
    return any(
        party.who == PROVIDER
        and party.start in assured
        and _RETURN_ASSURED.match(clause.text, party.end, clause.end) is not None
        for party in clause.parties
    )


def _pays_lender(clause: Clause) -> bool:
    """Whether the purchaser pays the provider's lender instead of the provider."""
    return (
        clause.subject == PURCHASER and not clause.is_negated and _TO_LENDER.search(clause.words) is not None
    )


def _is_budgeted(clause: Clause, sentence: Sentence) -> bool:
    """Whether the purchaser puts a loan of the provider into its budget."""
    if clause.has("negation") or not _BUDGETED.search(clause.words) or clause.subject == PROVIDER:
        return False
    loans = (token for one in sentence.clauses for token in one.of("debt") if not one.denies(token))
    return any(token.word in _LOANS for token in loans)


def _promises(clause: Clause, sentence: Sentence, token: Token) -> bool:
    if clause.denies(token) or _only_helps(clause) or clause.promiser_before(token) != PURCHASER:
        return False
    if "debt_promise" not in token.kinds:
        return _assures(clause, sentence, token)
    if token.word in _WEAK_PROMISES:
        return any(other is not token for other in clause.of("debt")) or any(
            other.has("debt") for other in sentence.clauses if other.start < clause.start
        )
    return not sentence.kinds.isdisjoint(("debt", "security", "lender")) and not (
        clause.has("performance_bond") and not clause.has("debt")
    )


def _is_interest_subsidy(clause: Clause) -> bool:
    """Whether the interest of people's loans is subsidised, as policies do: “贷款利息由财政按规定贴息”."""
    return "贴息" in clause.words and not any(party.who == PROVIDER for party in clause.parties)


def _only_tells(clause: Clause) -> bool:
    """Whether all words of guarantees in the clause are only studied or told of."""
    said = [*clause.of("fixed_guarantee", "debt_promise", "debt_assurance", "buying_back")]
    return bool(said) and all(clause.tells_of(token) for token in said)


def _only_helps(clause: Clause) -> bool:
    """Whether the purchaser only helps or confirms when the provider borrows: “仅配合办理登记”."""
    return _HELPS.search(clause.text, clause.start, clause.end) is not None


def _assures(clause: Clause, sentence: Sentence, token: Token) -> bool:
    """Whether what is assured or paid is a debt or return: “保证投资本金不受损失”, “本息由甲方支付”."""
    if any(other.start >= token.end and not clause.denies(other) for other in clause.of("debt_object")):
        return True
    is_left_to_purchaser = any(party.who == PURCHASER and party.is_strong for party in clause.parties)
    is_of_loan = clause.has("debt") and not _words_of(sentence).isdisjoint(_LOANS)
    return is_left_to_purchaser and is_of_loan
