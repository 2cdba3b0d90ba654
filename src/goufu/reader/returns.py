"""What makes the provider's investment, return or loan whole with the purchaser's money, by whatever name.

Five forms, each read in a sentence: the purchaser pays so that the provider gets its investment back; it pays a lender
whatever the service is worth; the price rises until a return is reached; what is earned too little is made up; the provider's
own debts or payments are taken over. Prices by quantity, damages, and what both parties negotiate are none.
"""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.clause import Clause
from goufu.reader.parties import PROVIDER, PURCHASER
from goufu.reader.patterns import pattern
from goufu.reader.sentences import Sentence

_LISTS = words.lists()


_THEY = r"(?:{investors}|承接\w{1,2}|中标\w{1,2})"
# so that the provider gets its money back: “以确保其收回建设投入”
_PURPOSE = pattern(
    f"{{purposes}}{_THEY}[^,;]{{0,12}}?(?:{{saved}}[^,;]{{0,8}}{{stakes}}|{{stakes}}[^,;]{{0,6}}{{saved}}|{{made_good}})"
)
_PAYS = pattern("{paying}")
_WHATEVER = pattern(
    "{whatever_alone}|不以[^,;]{0,6}抗辩|不得以[^,;]{0,14}(?:为由|理由)|(?:与|同)[^,;]{0,12}{unconnected}"
    "|不得因[^,;]{0,16}(?:扣|减|拒|停|延)|不与[^,;]{0,12}挂钩|不受[^,;]{0,12}影响"
    "|不因[^,;]{0,16}(?:而|扣|减|免|拒|停)"
)
_PERFORMANCE = pattern("{performance}")
_OF_PRICE = pattern("{of_price}")  # a fixed price is no payment for nothing
_LENT = pattern("{lending}")
_RISES = pattern("{prices}[^,;]{0,8}{rising}|{made_to_rise}[^,;]{0,6}{raised_prices}")
_TOO_LITTLE = "(?:{too_little}|未能[^,;]{0,4}收回)"
_SHORT = pattern(
    f"{{earnings}}[^,;]{{0,16}}?{_TOO_LITTLE}|{_TOO_LITTLE}[^,;]{{0,10}}?{{earnings}}"
    "|{making_up}[^,;]{0,8}{earnings}|{least_of_returns}[^,;]{0,4}{earnings}|{short_anyhow}"
)
_MADE_UP = pattern("{given_for_shortfall}|安排[^,;]{0,8}{arranged_money}")
# of the provider's loss only where the provider or its project is named
_SETTLED = pattern("{settled}")
_ITS_LOSS = pattern(f"{_THEY}|{{its_loss}}")
_SERVED = pattern("{served_incomes}")  # whose income it is
_OWED = pattern(
    f"{_THEY}[^,;]{{0,4}}{{owing}}[^,;]{{0,12}}{{owed_to}}"
    f"|为{_THEY}[^,;]{{0,16}}{{answered_for}}[^,;]{{0,8}}(?:承担|负|提供)[^,;]{{0,8}}{{answering}}"
)
# at what was put in, with a return on it: “按实际出资加每年7%资金成本买断”, “按投入总额加固定收益率支付”
_BOUGHT_AT = pattern(
    "(?:按|以|依)[^,;]{0,14}{put_in}[^,;]{0,16}{taken_back}"
    r"|(?:按|以|依)[^,;]{0,10}{put_in}[^,;]{0,14}(?:加|及|和|\+)[^,;]{0,10}{on_top}"
)
_OF_MEASURE = pattern(r"的?(?:实际|前期|累计|全部)?{put_in}")  # no actor: “按乙方投入总额”
_OF_CONTRACT = _LISTS["contract_money"]
_BORNE = pattern(
    f"(?:(?:投资[人方]|出资人|社会资本方?|资金方)的{{investor_money}}|{{borne}}|{_THEY}的?(?:全部|前期)?(?:投资|投入))[^,;]{{0,4}}由"
)
# the provider's loan is settled or signed for: “弥补乙方的融资成本”, “共同在借据上签名”
_SETTLES = pattern(f"{{settling}}{_THEY}的?[^,;]{{0,4}}{{its_debts}}")
_SIGNED_FOR = pattern("{signed_together}[^,;]{0,10}{loan_papers}|{loan_papers}[^,;]{0,8}(?:共同|一并)")
# when the provider's loan is due: “乙方融资到期日前,由财政拨至…”
_DUE = pattern(f"{_THEY}[^,;]{{0,6}}{{due_debts}}[^,;]{{0,6}}{{due}}")
# a least return, whoever is to see to it: “不少于投资额8%的净收益”
_LEAST = pattern(f"{_THEY}[^,;]{{0,8}}{{no_less}}[^,;]{{0,14}}{{returns}}")
_NEGOTIATED = pattern("{negotiated}")


def made_whole(sentence: Sentence) -> list[Clause]:
    """The clauses of a sentence by which the purchaser's money makes the provider's investment, return or loan whole."""
    said = sentence.text[sentence.start : sentence.end]
    kinds = sentence.kinds
    pays_all = "whatever" in kinds and _pays_lender_whatever(said)
    forms = [_SHORT] if "earnings" in kinds and _SHORT.search(said) else []
    if not kinds.isdisjoint(("stakes", "debt")):
        pays_all = pays_all or any(one.search(said) for one in (_PURPOSE, _DUE, _LEAST))
        forms += [one for one in (_BOUGHT_AT, _OWED, _BORNE, _SETTLES, _SIGNED_FOR) if one.search(said)]
    if not (pays_all or forms) or _NEGOTIATED.search(_WHATEVER.sub("", said)):
        return []
    if _SIGNED_FOR in forms:
        return [one for one in sentence.clauses if one.names_purchaser and not one.has("negation")][:1]
    paying = [clause for clause in sentence.clauses if _pays(clause)]
    if pays_all:
        return paying[:1]
    return [clause for clause in paying if _makes_up(clause, sentence) or _takes_over(clause)][:1]


def pays_for_nothing(sentence: Sentence) -> list[Clause]:
    """The clauses by which the purchaser pays whatever the service is worth, though no lender is named: a doubt."""
    said = sentence.text[sentence.start : sentence.end]
    if (
        "whatever" not in sentence.kinds
        or _NEGOTIATED.search(_WHATEVER.sub("", said))
        or not _pays_whatever(said)
    ):
        return []
    return [clause for clause in sentence.clauses if _pays(clause)][:1]


def _pays(clause: Clause) -> bool:
    """Whether the purchaser or its budget pays in a clause, or the price rises by itself."""
    words_of = clause.words
    if clause.has("negation") and not _WHATEVER.search(words_of):
        return False
    if _RISES.search(words_of):
        return True
    paid = _PAYS.search(clause.text, clause.start, clause.end)
    if paid is None or clause.denies_plainly(*paid.span()):
        return False
    acting = [
        party
        for party in clause.parties
        if not (party.is_oblique or _OF_MEASURE.match(clause.text, party.end))
    ]
    if acting:
        strong = [party.who for party in acting if party.is_strong]
        return (strong or [acting[0].who])[0] == PURCHASER
    return clause.inherited == PURCHASER or any(one in words_of for one in _OF_CONTRACT)


def _pays_lender_whatever(said: str) -> bool:
    return _LENT.search(said) is not None and _pays_whatever(said)


def _pays_whatever(said: str) -> bool:
    """Whether payment is said to be independent of what is performed."""
    found = _WHATEVER.search(said)
    if found is None:
        return False
    if found.group() == "无条件" or "抗辩" in found.group():
        return True
    of_what = said[found.start() :].partition(",")[0] if len(found.group()) == len("无论") else found.group()
    return _PERFORMANCE.search(of_what) is not None and not _OF_PRICE.search(of_what)


def _makes_up(clause: Clause, sentence: Sentence) -> bool:
    """Whether a clause makes up for what was earned too little, in it or in a clause before."""
    said = sentence.text[sentence.start : clause.end]
    if not _SHORT.search(said) or _SERVED.search(said):
        return False
    if _MADE_UP.search(clause.words) or _RISES.search(clause.words):
        return True
    return _SETTLED.search(clause.words) is not None and _ITS_LOSS.search(said) is not None


def _takes_over(clause: Clause) -> bool:
    """Whether the provider's own debts, payments or investment are taken over."""
    if _BOUGHT_AT.search(clause.words):
        return True
    if clause.has("no_debt") or "贴息" in clause.words:
        return False
    is_borne = (_BORNE.search(clause.words) or _SETTLES.search(clause.words)) is not None
    return is_borne or (clause.subject != PROVIDER and _OWED.search(clause.words) is not None)
