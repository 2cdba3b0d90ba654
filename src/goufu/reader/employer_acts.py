"""Acts of an employer: the purchaser chooses, dismisses or exchanges persons, or sets their pay.

Each function reads a clause and gives who acts: "purchaser", "" where nobody is named, None where the clause says no such act.
"""

from __future__ import annotations

from collections.abc import Iterable

from goufu.reader import words
from goufu.reader.clause import Clause
from goufu.reader.parties import PROVIDER, PURCHASER
from goufu.reader.patterns import pattern
from goufu.reader.sentences import Sentence
from goufu.reader.tokens import Token, alternation

Actor = str | None
_AFTER_DECISION = frozenset(("", *words.lists()["before_persons_decided_on"]))
_CLOSES = pattern("$|{after_decided}|、|,|的?标准")  # nothing else is decided on
_STUDIED = pattern("[^,;]{0,8}?{studied_things}")
_OPINION = pattern("{mere_opinions}")
_ASKED = pattern("(?:{asking_for}|说明(?:理由|原因|情况)[^,;]{0,4}(?:要求|请))[^,;]{0,12}$")
_OFFICIAL = pattern(
    "(?<!工资)待遇[^,;]{0,6}由{benefit_offices}|(?<!工资)待遇[^,;]{0,10}{by_the_rules}"
    "|(?:依规|依法|公示)[^,;]{0,10}(?<!工资)待遇|是否停发|停不停发"
    "|{benefit_offices}[^,;]{0,14}(?<![工酬])(?<!工资)待遇"
    "|(?:{benefits}|申[领请]|入[住学园托院]|补[贴助])[^,;]{0,2}(?:资格|名额|名单)"
    "|(?:是否|责令|施工|工地)停工|停工令|罚款[^,;]{0,4}(?:由|等)[^,;]{0,10}{fining_offices}"
    "|(?:限流|撤离)[命指]令|救助(?!站|员|队)"
)
_OFFICIAL_MATTER = pattern("{official_matters}")
_PRIZES = pattern("{contests}[^。]*奖金|奖金[^。]{0,20}(?:获奖|选手|参赛|举报人)|举报奖金")
# of those who are called on or brought something, not of persons who work: “按局里审定的名单配送慰问信”
_LIST_OF_SERVED = pattern("(?:按照?|依照?|根据|凭)[^,;]{0,12}名单[^。]{0,16}{done_to_served}")
_SERVED = frozenset(words.lists()["chosen_served"])
_HAS = pattern(r"(?:有|提出?)[^,;]{0,6}$")
_WISH = pattern(r"[^,;]{0,8}?(?:意见|建议|请求|申请)")
# 处分建议由委托部门研究, 退还费用
_NO_PERSON = pattern(alternation([*words.lists()["papers_of_acts"], *words.lists()["returned_things"]]))
# a thing goes back to whom it came from: “处方没有签名的退回医师补签”
_RETURNED = pattern("[^,;]{1,6}?(?:补[签填正充写录]|重[做写填拍测译新]|{corrected_papers})")
_DEMANDS = pattern(r"(?:要求|通知|请)[^,;]{0,8}$")
_PRESSED = pattern("{at_will}|{pressing}|应当?无")
_AT_WILL = pattern("{at_will}")
# posts of an organ's own, for which the provider only holds the examination: “命题由机构完成,聘用谁由用人单位研究确定”
_EXAMINATION = pattern("{examinations}")
_PROVIDERS_STAFF = pattern(
    "{provided_staff}"
    r"|(?:{firms_named}|企业|第三方|承接\w{1,2}|我\w)[^,;。由]{0,4}(?:派|报|推荐|选送|招|的)[^,;。由]{0,6}(?:人员|员|师|人选|领班|助理)"
)
_DISMISSING = frozenset(words.lists()["dismissing"])
_TOPICS = frozenset(("sent_staff", "pay", "attendance", "commanding", "rulebooks", "other_persons"))


def by_purchaser(clause: Clause, tokens: Iterable[Token]) -> Actor:
    """The purchaser, where it does one of the words and no negation denies that."""
    is_done = any(clause.actor_of(token) == PURCHASER and not clause.denies(token) for token in tokens)
    return PURCHASER if is_done else None


def speaks_of_staff(clause: Clause, sentence: Sentence) -> bool:
    """Whether the provider's persons are spoken of, in the clause or, unless it names others, in the sentence."""
    return clause.has("sent_staff", "posts") or (
        not clause.has("other_persons") and "sent_staff" in sentence.kinds
    )


def names_others_only(clause: Clause) -> bool:
    """Whether persons are named who aren't the provider's, such as those served, and none who are; in the clause or before.

    人员 alone are those of whom the clause before has spoken: “为优抚对象提供体检,人员名单由…确定”.
    """
    if clause.has("other_persons"):
        return not clause.has("sent_staff")
    before = clause.before
    if (
        before is None
        or not before.has("other_persons")
        or before.has("sent_staff", "commanding", "no_command", "pay")
    ):
        return False
    return all(token.word == "人员" for token in clause.of("sent_staff"))


def is_official(clause: Clause) -> bool:
    """Whether an organ does its own duty to others: “待遇停发由中心依规办理”, “是否立案、罚款由执法中队决定”."""
    if clause.has("sent_staff", "posts"):
        return False
    return _OFFICIAL.search(clause.words) is not None or (
        not clause.has("pay") and _OFFICIAL_MATTER.search(clause.words) is not None
    )


def is_recruiting(clause: Clause, sentence: Sentence) -> bool:
    """Whether an organ chooses whom it employs itself, after an examination that somebody holds for it."""
    if clause.has("pay", "attendance") or _PROVIDERS_STAFF.search(
        sentence.text, sentence.start, sentence.end
    ):
        return False
    return _EXAMINATION.search(sentence.text, sentence.start, sentence.end) is not None


def _chooses_served(clause: Clause) -> bool:
    """Whether those are chosen whom the service is for: “学员由各街镇选派”."""
    others = [token.word for token in clause.of("other_persons")]
    return bool(others) and not clause.has("sent_staff") and not _SERVED.isdisjoint(others)


def _is_contract(clause: Clause, token: Token) -> bool:
    """Whether the contract with the provider itself is signed: “文旅局与社会组织签约”."""
    return token.word == "签约" and any(
        party.who == PROVIDER and party.is_oblique and party.end == token.start for party in clause.parties
    )


def hiring(clause: Clause, sentence: Sentence) -> Actor:
    """Choosing persons: “经我局面试”, “人员名单由街道确定”."""
    if not (speaks_of_staff(clause, sentence) or "admission" in sentence.kinds or "pay" in sentence.kinds):
        return None
    if _chooses_served(clause) or (
        not clause.has("sent_staff") and _LIST_OF_SERVED.match(sentence.text, clause.start, sentence.end)
    ):
        return None
    chooser = by_purchaser(
        clause, (token for token in clause.of("choosing") if not _is_contract(clause, token))
    )
    if chooser or names_others_only(clause):
        return chooser
    return by_purchaser(
        clause, (token for token in clause.of("deciding") if _decides_on_persons(clause, token))
    )


def exchange(clause: Clause, sentence: Sentence) -> Actor:
    """Dismissing, sending back, approving each exchange."""
    if not speaks_of_staff(clause, sentence) and "exchange_of_staff" not in sentence.kinds:
        return None
    if clause.has("exchanged_things") and not clause.has("sent_staff"):
        return None
    acts = [
        token
        for token in clause.of("exchange")
        if not (
            _NO_PERSON.match(clause.text, token.end)
            or _RETURNED.match(clause.text, token.end, clause.end)
            or _is_only_asked(clause, sentence, token)
        )
    ]
    if any(_dismisses(clause, token) for token in acts):
        return PURCHASER
    return _approves_exchange(clause, sentence)


def pay(clause: Clause, sentence: Sentence) -> Actor:
    """Setting pay: “工资标准由我局核定”, “按甲方工资政策调整”."""
    if any(not (clause.denies(token) or _is_studied(clause, token)) for token in clause.of("equal_pay")):
        return ""
    if not clause.has("pay") or names_others_only(clause):
        return None
    is_of_prizes = all(token.word == "奖金" for token in clause.of("pay"))
    if is_of_prizes and _PRIZES.search(sentence.text, sentence.start, sentence.end):
        return None
    if clause.has("pay_setting") and any(
        party.who == PURCHASER and party.owns_pay for party in clause.parties
    ):
        return PURCHASER
    if clause.has("both_parties"):
        return None
    return by_purchaser(clause, _not_relative(clause, clause.of("pay_setting")))


def _is_studied(clause: Clause, token: Token) -> bool:
    """Whether what the word says is only looked into: “了解同工同酬落实情况”."""
    return clause.tells_of(token) or _STUDIED.match(clause.text, token.end, clause.end) is not None


def _not_relative(clause: Clause, tokens: Iterable[Token]) -> Iterable[Token]:
    """The words that don't end a relative clause: 确认 in “甲方确认的计划” decides nothing here."""
    return (token for token in tokens if not clause.text.startswith("的", token.end))


def _decides_on_persons(clause: Clause, token: Token) -> bool:
    """Whether persons are what is decided on: named right after the word, or before it without another topic between."""
    following = next((other for other in clause.tokens if other.start >= token.end), None)
    names_persons = following is not None and not following.kinds.isdisjoint(("sent_staff", "admission"))
    if following and names_persons and clause.text[token.end : following.start] in _AFTER_DECISION:
        return True
    if clause.text.startswith("的", token.end):
        return False
    if clause.has("admission") and not clause.has("pay", "attendance"):
        return True
    if not _CLOSES.match(clause.text, token.end, clause.end):
        return False
    topics = [one for one in clause.tokens if one.end <= token.start and not one.kinds.isdisjoint(_TOPICS)]
    return bool(topics) and "sent_staff" in topics[-1].kinds


def _dismisses(clause: Clause, token: Token) -> bool:
    if clause.denies(token):
        return False
    if clause.actor_of(token) == PURCHASER:
        return True
    return (_is_demanded(clause, token) or _is_judged(clause.before)) and not clause.has("exchange_reason")


def asks_for_exchange(clause: Clause, sentence: Sentence) -> bool:
    """Whether the clause only asks the provider for another person."""
    return any(_is_only_asked(clause, sentence, token) for token in clause.of("exchange"))


def _is_only_asked(clause: Clause, sentence: Sentence, token: Token) -> bool:
    """Whether the purchaser may only ask, so that the provider decides: “可提出更换请求,由乙方另派”."""
    if token.word in _DISMISSING:
        return False
    if _has_reason(clause) and _DEMANDS.search(clause.text, clause.start, token.start):
        return _AT_WILL.search(sentence.text, clause.start, sentence.end) is None
    if _PRESSED.search(sentence.text, clause.start, sentence.end):
        return False
    return bool(
        _ASKED.search(clause.text, clause.start, token.start)
        or (
            _HAS.search(clause.text, clause.start, token.start)
            and _WISH.match(clause.text, token.end, clause.end)
        )
    )


def _has_reason(clause: Clause) -> bool:
    """Whether a fact, not the purchaser's mere opinion, is the reason: “因态度恶劣被投诉查实的,采购人可要求换人”."""
    before = clause.before
    told = [one for one in (clause, before) if one and one.has("exchange_reason")]
    return bool(told) and not any(one and _OPINION.search(one.words) for one in (clause, before))


def _is_judged(clause: Clause | None) -> bool:
    """Whether the purchaser's mere opinion of a person is what the next clause follows from: “甲方认为不合适的人员”."""
    if clause is None or clause.subject != PURCHASER or not clause.has("sent_staff"):
        return False
    return _OPINION.search(clause.words) is not None and not (
        clause.is_negated or clause.has("exchange_reason")
    )


def _is_demanded(clause: Clause, token: Token) -> bool:
    """Whether the purchaser demands it of the provider: “甲方有权随时要求乙方更换人员”."""
    demanded = any(party.is_demanded and party.end <= token.start for party in clause.parties)
    is_by_purchaser = any(party.who == PURCHASER and not party.is_oblique for party in clause.parties)
    return demanded and (is_by_purchaser or clause.inherited == PURCHASER)


def _approves_exchange(clause: Clause, sentence: Sentence) -> Actor:
    """Approval of an exchange that another clause may name: “未经甲方同意，乙方不得更换人员”."""
    approvals = _not_relative(clause, clause.of("approving"))
    if "exchange" in sentence.kinds and any(clause.actor_of(token) == PURCHASER for token in approvals):
        return PURCHASER
    return None
