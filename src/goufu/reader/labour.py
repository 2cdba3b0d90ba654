"""Labour signals: what shows that the purchaser employs the persons whom the provider sends.

An act is a decision of an employer (hiring, dismissing, approving an exchange, setting pay); a control is a sign of daily
command (attendance, orders, taking over the present staff, a price by person). Both count only where the purchaser acts
or, for the last two, whoever acts. A weak sign (a number of persons, a place, an age, an amount of pay) only adds to others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from goufu.reader import words
from goufu.reader.parties import PROVIDER, PURCHASER
from goufu.reader.reading import Signal
from goufu.reader.sentences import LABOUR, Clause, Sentence
from goufu.reader.tokens import Token, alternation

ACTS = frozenset(("hiring", "exchange", "pay"))
CONTROLS = frozenset(
    ("attendance", "command", "taking_over", "unit_price", "licence", "supply_only", "vacancy", "identity")
)
WEAK = frozenset(("headcount", "place", "requirements", "pay_amount"))
DISPATCH = "dispatch"

_NUMBER = r"(?:\d+|[一二两三四五六七八九十百]+)"
_STAFF = alternation(words.lists()["sent_staff"])
_PAID = r"(?:结算|计费|计价|计算|支付|付费|核算|据实)"
_UNIT_PRICE = re.compile(
    rf"{_NUMBER}人[×X*]|每人每(?:月|年)|每人/(?:月|年)|人均每?月"
    r"|人均\w{0,6}[\d.]+万?元"
    r"|元[/每·]?人?[/每·]?(?:人[/·每]?(?:月|年)|(?:月|年)[/·每]?人)|每(?:名|位|人|岗)\w{0,8}?每(?:月|年)\w{0,6}[\d,.]+元"
    rf"|按(?:实际)?(?:在岗|到岗|出勤|派驻|用工)?人(?:头|数)\w{{0,4}}{_PAID}|按实际人数|按人头"
    r"|缺(?:岗|勤|员)?(?:1|一)人|每缺(?:岗|勤|员|少)?(?:1|一)(?:人|名)|(?:增加|减少|增减|每增|每减)\w{0,4}[一1](?:名|人)|岗位单价|人月单价"
    r"|(?:在岗|到岗|实有)人数[×X*乘]"
    rf"|按(?:席位|座席|坐席|窗口|岗位)(?:数|数量|个数)?\w{{0,3}}{_PAID}"
    r"|(?:工资|人员经费|人员费用)\w{0,6}实报实销|每(?:席|窗口|岗位?)每(?:月|年)"
)
_HEADCOUNT = re.compile(
    rf"{_STAFF}\w{{0,6}}?(?<!\d){_NUMBER}余?(?:名|人|个|位)(?!次|以上|员)"
    rf"|(?<![\d第]){_NUMBER}余?(?:名|人|位|个)(?!次|员以)\w{{0,6}}?{_STAFF}"
    rf"|(?<![\d第]){_NUMBER}(?:个|名)?(?:岗位|名额|个岗|席)"
    rf"|(?:派驻|常驻|驻场|增补|配足|用人)\w{{0,6}}?{_NUMBER}(?:名|人)"
)
_PAY_AMOUNT = re.compile(rf"{alternation(words.lists()['pay'])}\w{{0,8}}?[\d,.]+(?:万)?元")
_MARK_LENGTH = 3  # of the longest mark before a name: “统一由”
_PAY_ITEMS = re.compile(r"五险|社保|公积金|年终奖|补贴|奖金|福利")
_HOURS_OF_SERVICE = re.compile(
    r"每人每(?:月|年)[^,;]{0,6}(?:服务|小时|次|课时|节)|每(?:名|位)(?:老人|服务对象)"
)


def labour_signals(sentence: Sentence) -> list[Signal]:
    """The labour signals of a sentence, one of each name at most for each clause."""
    found: list[Signal] = []
    if sentence.kinds.isdisjoint(LABOUR):
        return found
    for clause in sentence.clauses:
        for name, needed, reads in _READERS:
            if clause.kinds.isdisjoint(needed):
                continue
            token = reads(clause, sentence)
            if token is not None:
                found.append(_signal(name, token[1], clause))
    return found


def weigh(signals: Iterable[Signal]) -> tuple[str, str, str]:
    """The clauses that say dispatch, disguised labour, and a doubt of it, "" where none does.

    Dispatch is only what says it plainly. Two acts, an act with a control, or two controls are disguised labour, and so is
    an act with a weak sign; they are strong evidence, yet the law knows them as signs only, so none makes a dispatch.
    One act or control alone, or a number of persons with another weak sign, is a doubt.
    """
    first: dict[str, str] = {}
    for signal in signals:
        first.setdefault(signal.name, signal.clause)
    real = [name for name in first if name in ACTS or name in CONTROLS]
    weak = [name for name in first if name in WEAK]
    dispatch = first.get(DISPATCH, "")
    is_sure = (
        len(real) > 1 or bool(weak and ACTS & set(real)) or ("unit_price" in real and "headcount" in weak)
    )
    if is_sure:
        return dispatch, "，".join(dict.fromkeys(first[name] for name in real + weak)), ""
    if real:
        return dispatch, "", first[real[0]]
    return dispatch, "", first["headcount"] if "headcount" in weak and len(weak) > 1 else ""


Found = tuple[Token, str] | tuple[None, str] | None


def _signal(name: str, actor: str, clause: Clause) -> Signal:
    return Signal(
        name, actor if actor in (PURCHASER, PROVIDER) else "", clause.words, clause.start, clause.end
    )


def _by_purchaser(clause: Clause, tokens: Iterable[Token]) -> Found:
    """The first of the words that the purchaser does and no negation denies."""
    for token in tokens:
        if clause.actor_of(token) == PURCHASER and not clause.denies(token):
            return token, PURCHASER
    return None


def _speaks_of_staff(clause: Clause, sentence: Sentence) -> bool:
    if clause.has("sent_staff"):
        return True
    return not clause.has("other_persons") and "sent_staff" in sentence.kinds


def _hiring(clause: Clause, sentence: Sentence) -> Found:
    """Choosing persons: “经我局面试”, “人员名单由街道确定”."""
    if not (_speaks_of_staff(clause, sentence) or "admission" in sentence.kinds):
        return None
    strong = _by_purchaser(clause, clause.of("choosing"))
    if strong or (clause.has("other_persons") and not clause.has("sent_staff")):
        return strong
    return _by_purchaser(
        clause, (token for token in clause.of("deciding") if _decides_on_persons(clause, sentence, token))
    )


def _decides_on_persons(clause: Clause, sentence: Sentence, token: Token) -> bool:
    """Whether persons are what is decided on: named right after the word, or before it without another verb between."""
    following = next((other for other in clause.tokens if other.start >= token.end), None)
    if (
        following
        and following.kinds & {"sent_staff", "admission"}
        and clause.text[token.end : following.start]
        in ("", "的", "后", "后方可", "合格后方可", "合格的", "合格后")
    ):
        return True
    if clause.text.startswith("的", token.end):
        return False
    if clause.has("admission") and not clause.has("pay", "attendance"):
        return True
    before = [
        other
        for other in clause.tokens
        if other.end <= token.start
        and other.kinds & {"sent_staff", "pay", "attendance", "commanding", "rulebooks", "other_persons"}
    ]
    return bool(before) and "sent_staff" in before[-1].kinds


def _exchange(clause: Clause, sentence: Sentence) -> Found:
    """Dismissing, sending back, approving each exchange."""
    if not _speaks_of_staff(clause, sentence) and "exchange_of_staff" not in sentence.kinds:
        return None
    return _dismissal(clause) or _approved_exchange(clause, sentence)


def _dismissal(clause: Clause) -> Found:
    for token in clause.of("exchange"):
        if clause.denies(token):
            continue
        if clause.actor_of(token) == PURCHASER:
            return token, PURCHASER
        if _is_demanded(clause, token) and not clause.has("exchange_reason"):
            return token, PURCHASER
    return None


def _is_demanded(clause: Clause, token: Token) -> bool:
    """Whether the purchaser demands it of the provider: “甲方有权随时要求乙方更换人员”."""
    demanded = [party for party in clause.parties if party.is_demanded and party.end <= token.start]
    names_purchaser = any(party.who == PURCHASER and not party.is_oblique for party in clause.parties)
    return bool(demanded) and (names_purchaser or clause.inherited == PURCHASER)


def _approved_exchange(clause: Clause, sentence: Sentence) -> Found:
    """Approval of an exchange that another clause may name: “未经甲方同意，乙方不得更换人员”."""
    if "exchange" not in sentence.kinds:
        return None
    for token in clause.of("deciding"):
        if clause.text.startswith("的", token.end) or clause.actor_of(token) != PURCHASER:
            continue
        if token.word in (
            "同意",
            "批准",
            "许可",
            "认可",
            "核准",
            "审批",
            "确认",
            "审核",
            "签字",
            "签批",
            "准许",
            "首肯",
            "点头",
            "允许",
            "决定",
            "确定",
        ):
            return token, PURCHASER
    return None


def _pay(clause: Clause, sentence: Sentence) -> Found:
    """Setting pay: “工资标准由我局核定”."""
    if clause.has("equal_pay") and not any(clause.denies(token) for token in clause.of("equal_pay")):
        return None, ""
    if not clause.has("pay"):
        return None
    if clause.has("pay_setting") and any(
        party.who == PURCHASER and party.owns_pay for party in clause.parties
    ):
        return None, PURCHASER
    if clause.has("both_parties"):
        return None
    return _by_purchaser(
        clause, (token for token in clause.of("pay_setting") if not clause.text.startswith("的", token.end))
    )


def _attendance(clause: Clause, sentence: Sentence) -> Found:
    """Keeping attendance and shifts, or the purchaser's own hours."""
    if clause.has("other_persons") and not clause.has("sent_staff"):
        return None
    own = _by_purchaser(clause, clause.of("attendance"))
    if own:
        return own
    if clause.has("attendance", "hours") and clause.has("sameness") and clause.names_purchaser:
        return None, PURCHASER
    if clause.has("attendance") and re.search(
        r"(?:在|到|至|去|向)\w{0,3}(?:甲方|局|科室|机关|单位|部门)\w{0,6}(?:打卡|签到|考勤|请假|坐班|刷脸|指纹|上班)",
        clause.words,
    ):
        return None, PURCHASER
    return _granted_leave(clause, sentence)


def _granted_leave(clause: Clause, sentence: Sentence) -> Found:
    if not clause.has("attendance") and not ("attendance" in sentence.kinds and clause.has("deciding")):
        return None
    if clause.subject == PROVIDER and not clause.names_purchaser:
        return None
    return _by_purchaser(
        clause,
        (token for token in clause.of("deciding") if token.word in ("同意", "批准", "许可", "审批", "准许")),
    )


def _command(clause: Clause, sentence: Sentence) -> Found:
    """Command over persons: “服从甲方调度”, “由我局统一管理”."""
    if not _speaks_of_staff(clause, sentence):
        return None
    provider_serves = clause.subject == PROVIDER and not clause.has("sent_staff")
    if _decided_by_purchaser(clause) or _ruled_by_purchaser(clause):
        return None, PURCHASER
    if (
        not provider_serves
        and clause.names_purchaser
        and any(one.word != "接受" for one in clause.of("obeying"))
    ):
        return _by_purchaser(clause, clause.of("obeying", "commanding")) or _obeys(clause)
    if clause.has("obeying") and clause.has("commanding") and clause.names_purchaser and not provider_serves:
        return _by_purchaser(clause, clause.of("commanding"))
    if clause.has("sent_staff") or (clause.inherited == PURCHASER and not clause.parties):
        return _by_purchaser(clause, clause.of("commanding"))
    return _by_purchaser(
        clause,
        (token for token in clause.of("commanding") if token.word != "管理" and clause.names_purchaser),
    )


def _obeys(clause: Clause) -> Found:
    """Obedience to the purchaser in whatever matter: “服从局里的纪律要求”."""
    obedience = [token for token in clause.of("obeying") if token.word != "接受" and not clause.denies(token)]
    if obedience and any(
        party.who == PURCHASER and party.start >= obedience[0].end for party in clause.parties
    ):
        return obedience[0], PURCHASER
    return None


def _decided_by_purchaser(clause: Clause) -> bool:
    """Whether a clause leaves something about the persons to the purchaser, by whatever verb: “人员的…由科室…”."""
    if clause.has("lawful_acts", "negation", "both_parties"):
        return False
    strong = [party for party in clause.parties if party.who == PURCHASER and party.is_strong]
    if not strong or clause.has("sent_staff", "pay", "attendance"):
        return bool(strong)
    goes_on = strong[0].start - clause.start <= _MARK_LENGTH
    return goes_on and clause.before is not None and clause.before.has("sent_staff")


def _ruled_by_purchaser(clause: Clause) -> bool:
    """Whether the purchaser's own rules reward, punish or grade the persons: “奖罚按我中心管理办法执行”."""
    if not (
        clause.has("rulebooks")
        and clause.has("sent_staff")
        and clause.has("exchange", "pay", "attendance", "choosing")
    ):
        return False
    return any(party.who == PURCHASER and party.is_agent for party in clause.parties)


def _taking_over(clause: Clause, sentence: Sentence) -> Found:
    for token in clause.of("seniority"):
        if not clause.denies(token):
            return token, ""
    if not (clause.has("existing") and clause.has("sent_staff")):
        return None
    for token in clause.of("taking_over"):
        if not clause.denies(token):
            return token, ""
    return None


def _unit_price(clause: Clause, sentence: Sentence) -> Found:
    if not _UNIT_PRICE.search(clause.words):
        return None
    if "other_persons" in sentence.kinds and "sent_staff" not in sentence.kinds:
        return None
    if _HOURS_OF_SERVICE.search(clause.words):
        return None
    return None, ""


def _licence(clause: Clause, sentence: Sentence) -> Found:
    return (None, "") if clause.has("licences") else None


def _supply_only(clause: Clause, sentence: Sentence) -> Found:
    for token in clause.of("supplying_only"):
        if token.word != "代为发放" or clause.has("pay"):
            return token, PROVIDER
    return None


def _vacancy(clause: Clause, sentence: Sentence) -> Found:
    """Persons bought to fill posts of the establishment."""
    if clause.has("negation") or clause.subject == PROVIDER:
        return None
    return None, ""


def _identity(clause: Clause, sentence: Sentence) -> Found:
    """Persons who act under the purchaser's name or in its uniform."""
    if "sent_staff" not in sentence.kinds or clause.has("negation"):
        return None
    for token in clause.of("borrowed_identity"):
        if any(party.who == PURCHASER and party.end <= token.start for party in clause.parties):
            return token, PURCHASER
    return None


def _dispatch(clause: Clause, sentence: Sentence) -> Found:
    """Dispatch said plainly, not denied, and not as what is checked, taught or studied."""
    if clause.has("looking_at"):
        return None
    for token in clause.of("dispatching"):
        if not clause.denies(token) and ("soft_dispatching" not in token.kinds or _sets_up(clause)):
            return token, ""
    return _sent_to_purchaser(clause)


def _sent_to_purchaser(clause: Clause) -> Found:
    """Persons sent to the purchaser to work there: “向乡镇派遣工作人员”, not “派遣人员到场维修”."""
    is_to_purchaser = any(party.who == PURCHASER and party.is_oblique for party in clause.parties)
    for token in clause.of("sending"):
        if token.word == "派遣" and is_to_purchaser and clause.has("sent_staff") and not clause.denies(token):
            return token, ""
    return None


def _sets_up(clause: Clause) -> bool:
    """Whether posts are set up or persons engaged."""
    return clause.has("setting_up") or _HEADCOUNT.search(clause.words) is not None


def _headcount(clause: Clause, sentence: Sentence) -> Found:
    return (None, "") if _HEADCOUNT.search(clause.words) and not clause.has("other_persons") else None


def _place(clause: Clause, sentence: Sentence) -> Found:
    return (None, "") if clause.has("on_the_spot") else None


def _requirements(clause: Clause, sentence: Sentence) -> Found:
    return (None, "") if clause.has("requirements") and not clause.has("other_persons") else None


def _pay_amount(clause: Clause, sentence: Sentence) -> Found:
    if not clause.has("pay") or clause.subject == PROVIDER:
        return None
    return (None, "") if _PAY_AMOUNT.search(clause.words) or _PAY_ITEMS.search(clause.words) else None


# the name of each signal, the lists of which a clause must hold a word, and what reads it
_READERS = (
    ("hiring", ("choosing", "deciding"), _hiring),
    ("exchange", ("exchange", "deciding"), _exchange),
    ("pay", ("pay", "equal_pay"), _pay),
    ("attendance", ("attendance", "hours", "deciding"), _attendance),
    ("command", ("sent_staff", "commanding", "pay", "attendance"), _command),
    ("taking_over", ("seniority", "taking_over"), _taking_over),
    ("unit_price", ("person_prices",), _unit_price),
    ("licence", ("licences",), _licence),
    ("supply_only", ("supplying_only",), _supply_only),
    ("vacancy", ("vacancies",), _vacancy),
    ("identity", ("borrowed_identity",), _identity),
    (DISPATCH, ("dispatching", "sending"), _dispatch),
    ("headcount", ("sent_staff", "admission", "on_the_spot", "person_prices"), _headcount),
    ("place", ("on_the_spot",), _place),
    ("requirements", ("requirements",), _requirements),
    ("pay_amount", ("pay",), _pay_amount),
)
