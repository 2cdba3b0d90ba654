"""What makes the provider's investment, return or loan whole with the purchaser's money, by whatever name.

Five forms, each read in a sentence: the purchaser pays so that the provider gets its investment back; it pays a lender
whatever the service is worth; the price rises until a return is reached; what is earned too little is made up; the provider's
own debts or payments are taken over. Prices by quantity, damages, and what both parties negotiate are none.
"""

from __future__ import annotations

import re

from goufu.reader import words
from goufu.reader.parties import PROVIDER, PURCHASER
from goufu.reader.sentences import Clause, Sentence
from goufu.reader.tokens import alternation

_LISTS = words.lists()
_THEY = (
    r"(?:乙方|其|该公司|承接\w{1,2}|供应商|服务[方商]|项目公司|运营[方商]|运营公司|中标\w{1,2}"
    r"|(?:社会)?投资[人方]|社会资本方?)"
)
_STAKE = alternation(_LISTS["stakes"])
_SAVED = alternation(_LISTS["saved"])
# so that the provider gets its money back: “以确保其收回建设投入”
_PURPOSE = re.compile(
    rf"(?:确保|保证|保障|使得?|以便|便于|满足|支持|用于"
    rf"|直[至到]){_THEY}[^,;]{{0,12}}?(?:{_SAVED}[^,;]{{0,8}}{_STAKE}|{_STAKE}[^,;]{{0,6}}{_SAVED}"
    rf"|保本|不亏|还本|还贷|还款|偿还|偿债|偿付|兑付|盈利)"
)
_PAYS = re.compile(alternation(_LISTS["paying"]))
_WHATEVER = re.compile(
    r"无论|不论|不管|无条件|不可抗辩|不得抗辩|放弃抗辩|不以[^,;]{0,6}抗辩|不得以[^,;]{0,14}(?:为由"
    r"|理由)|(?:与|同)[^,;]{0,12}(?:无关|没有关系|没关系|不挂钩|脱钩)|不得因[^,;]{0,16}(?:扣|减|拒|停"
    r"|延)|不与[^,;]{0,12}挂钩|不受[^,;]{0,12}影响|不因[^,;]{0,16}(?:而|扣|减|免|拒|停)"
)
_PERFORMANCE = re.compile(alternation(_LISTS["performance"]))
_OF_PRICE = re.compile("增减|价格|市场")  # a fixed price is no payment for nothing
_LENT = re.compile(alternation(_LISTS["lending"]))
_RISES = re.compile(
    r"(?:单价|服务费|价格|费用|标准|票价|付费|支付额)[^,;]{0,8}(?:上调|提高|调增|上浮|增加|递增|调升)"
    r"|(?:上调|提高|调增|上浮|增加)[^,;]{0,6}(?:单价|服务费|价格|费用|标准|票价|付费)"
)
_EARNED = alternation(_LISTS["earnings"])
_TOO_LITTLE = rf"(?:{alternation(_LISTS['too_little'])}|未能[^,;]{{0,4}}收回)"
_SHORT = re.compile(
    rf"{_EARNED}[^,;]{{0,16}}?{_TOO_LITTLE}|{_TOO_LITTLE}[^,;]{{0,10}}?{_EARNED}"
    rf"|(?:补足|补齐|补够|补平|弥补|贴补)[^,;]{{0,8}}{_EARNED}|(?:最低|保底)[^,;]{{0,4}}{_EARNED}|收不抵支|入不敷出"
)
_MADE_UP = re.compile(
    "补|付给|编入|编进|给多少|折算|兜|返还|贴|上调|调增|列入|列支|安排[^,;]{0,8}(?:资金|预算|财政|专款)"
)
_SETTLED = re.compile(
    "分担|消化|平衡|承担|解决"
)  # of the provider's loss only where the provider or its project is named
_ITS_LOSS = re.compile(rf"{_THEY}|项目|差额|缺口|亏损")
_SERVED = re.compile(
    "家庭|人均|农户|老人|居民|村民|学员|学生|患者|人员|困难|自付|低保|保费|贴息"
)  # whose income it is
_OWED = re.compile(
    rf"{_THEY}[^,;]{{0,4}}(?:尚欠|所欠|欠|对外|未还|未付|到期)[^,;]{{0,12}}(?:银行|贷款|借款|债|租金"
    rf"|机构|本息|信托|公司)"
    rf"|为{_THEY}[^,;]{{0,16}}(?:支付|付款|偿付|偿还|履行|清偿|债务|借款|贷款|租金)[^,;]{{0,8}}(?:承担"
    rf"|负|提供)[^,;]{{0,8}}(?:责任|义务|保证|信用|支持)"
)
# at what was put in, with a return on it: “按实际出资加每年7%资金成本买断”, “按投入总额加固定收益率支付”
_PUT_IN = r"(?:出资|投入|投资|成本|本金|原值|净值|账面)"
_BOUGHT_AT = re.compile(
    rf"(?:按|以|依)[^,;]{{0,14}}{_PUT_IN}[^,;]{{0,16}}(?:买断|收回|回收|接收|接管|承接|购入|赎买|收购)"
    rf"|(?:按|以|依)[^,;]{{0,10}}{_PUT_IN}[^,;]{{0,14}}(?:加|及|和|\+)[^,;]{{0,10}}(?:收益|利息|利率"
    rf"|回报|资金成本|年息)"
)
_OF_MEASURE = re.compile(rf"的?(?:实际|前期|累计|全部)?{_PUT_IN}")  # no actor: “按乙方投入总额”
_OF_CONTRACT = ("服务费", "合同价", "购买服务资金", "预算", "财政", "税收")  # which the purchaser pays
_BORNE = re.compile(
    rf"(?:(?:投资[人方]|出资人|社会资本方?|资金方)的(?:钱|资金|款项?)|固定收益|投资收益|本金|本息|利息"
    rf"|回报|亏损|贷款|借款|{_THEY}的?(?:全部|前期)?(?:投资|投入))[^,;]{{0,4}}由"
)
# the provider's loan is settled or signed for: “弥补乙方的融资成本”, “共同在借据上签名”
_SETTLES = re.compile(
    rf"(?:弥补|冲抵|抵补|覆盖|承担|负担|偿还|归还|补偿){_THEY}的?[^,;]{{0,4}}(?:融资成本|贷款|借款"
    rf"|债务|利息|本息|投资成本|亏损|欠款)"
)
_SIGNED_FOR = re.compile(
    "(?:共同|一并|一起)[^,;]{0,10}(?:借据|借款合同|贷款合同|融资合同)|(?:借据|借款合同|贷款合同"
    "|融资合同)[^,;]{0,8}(?:共同|一并)"
)
# when the provider's loan is due: “乙方融资到期日前,由财政拨至…”
_DUE = re.compile(
    rf"{_THEY}[^,;]{{0,6}}(?:融资|贷款|借款|债务|债券)[^,;]{{0,6}}(?:到期|还款日|付息日|还款计划|偿还时间)"
)
# a least return, whoever is to see to it: “不少于投资额8%的净收益”
_LEAST = re.compile(rf"{_THEY}[^,;]{{0,8}}(?:不少于|不低于|至少|最低)[^,;]{{0,14}}(?:收益|回报|利润)")
_NEGOTIATED = re.compile("协商|另行商定|不予|不得支付|不再支付|扣减|扣除|暂停支付|暂停付款|终止支付")


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
    if not _PAYS.search(words_of):
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
