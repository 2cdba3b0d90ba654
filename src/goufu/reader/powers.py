"""Powers in a need: who punishes, seizes, levies, decides about rights or restrains persons (article 10, item 2).

A verb of force (扣押) says a power, and so do pairs of a verb and what it is about: a ruling that is made (开具罚单), a right
that is decided on (核定救助金额), a person restrained (限制外出), a levy collected (征收税款). It is no power handed out where an
organ acts, where the clause only helps or suggests (协助, 线索), where the word names papers (处罚案卷), where it is denied,
or only tells the case (“应当处罚的”), and where it is a penalty of the contract itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from operator import add

from goufu.reader import words
from goufu.reader.bounds import is_last_word, is_left_to_organ, is_left_to_provider, lacks, may_ask
from goufu.reader.clause import Clause
from goufu.reader.parties import PROVIDER, PURCHASER, WHO, Party
from goufu.reader.patterns import pattern
from goufu.reader.sentences import all_clauses, sentences
from goufu.reader.tokens import Token, Vocabulary, any_of

# of each pair: the lists of its verbs and of what they are about
PAIRS = (
    ("issuing", "rulings"), ("deciding_rights", "rights"), ("restraining", "restrained"), ("levying", "levies"),
    ("granting", "grants"), ("certifying", "certificates"), ("making", "decisions"),
)  # fmt: skip
FORCE = "force"
PENALTIES = frozenset(words.lists()["contract_penalties"])  # a contract may know them, too
_LISTS = words.lists()
# the rarer side of each pair: no power is said without one of their words
_TELLING = frozenset(
    (FORCE, "rulings", "rights", "restraining", "levies", "granting", "certifying", "making")
)
_OTHERS = (
    "own_decision",
    "delegating",
    "helping",
    "papers",
    "handling",
    "suffered",
    "negation",
    "no_negation",
    "no_powers",
)
_VOCABULARY = Vocabulary((*WHO, FORCE, *(name for pair in PAIRS for name in pair), *_OTHERS))
_SIGNS = pattern(
    f"[{''.join(_LISTS['power_signs'])}]"
)  # a table of signs is searched many times faster than words
_TELLING_WORDS = {word for name in sorted(_TELLING) for word in _LISTS[name]}
_WORDS = pattern(any_of(_TELLING_WORDS))


def _beside_neighbours(words_said: Collection[str]) -> re.Pattern[str]:
    """One sign of each word, beside a neighbour that it has in a word: most signs of a need stand in other words.

    They are the signs of power and, of a word that holds none, its first one. Each has a short branch of its own, which
    is searched ten times faster than the words.
    """
    signs = {sign for word in words_said for sign in _SIGNS.findall(word) or word[0]}
    pairs = sorted({pair for word in words_said for pair in map(add, word, word[1:])})
    branches = []
    for sign in sorted(signs):
        after = "".join(pair[1] for pair in pairs if pair[0] == sign)
        before = "".join(pair[0] for pair in pairs if pair[1] == sign)
        follows = [f"[{after}]"] if after else []
        precedes = [f"(?<=[{before}]{sign})"] if before else []
        branches.append(f"{sign}(?:{'|'.join(follows + precedes)})")
    return re.compile("|".join(branches))


_NEIGHBOURS = _beside_neighbours(_TELLING_WORDS)
# a share of the fines or levies is a reason to exact them
_SHARE = pattern(
    "按[^,。;]{0,6}{fines_taken}[^,。;]{0,8}(?:%|比例|提成)"
    "|罚(?:没|款)?收入[^,。;]{0,6}(?:返还|分成|提成|比例)"
)
# what is done to people is left to whoever serves: “采取适当措施”, “视情处理”, “再报局里知悉”
_OPEN_SIGN = pattern(any_of(_LISTS["open_signs"]))
_OPEN_OR_ASKED = pattern(any_of((*_LISTS["open_signs"], *_LISTS["official_questions"])))
_LEFT_OPEN = pattern(
    "采取(?:必要|适当|相应|一定)的?(?:措施|手段)|(?:视情况?|酌情)(?:予以|作出|进行|加以)?{open_acts}"
    "|(?:列入|转入|纳入)重点(?:名单|关注|监管)|予以发证|事后[^,;。]{0,10}补报|再报[^,;。]{0,6}知悉"
    "|先行{first_acts}|处置后(?:报|告)|处置不了的?再报|再报告|原则上[^,;。]{0,8}{granted_as_proposed}"
    "|[的者][^,;。]{0,4}(?:依规|按规定|跟进)[^,;。]{0,3}处理"
)
_ASKED_OF_OTHERS = pattern("(?:由|报|交|经)[^,;。]{0,10}{ends_of_organs}|{asked_of_others}")
_CLAUSE_BEFORE = pattern(r"[^,;。]*$")
_AND = pattern("{going_on}")
_NAME = pattern(
    "法(?!人|院|官)|局|类|科(?!以)|前|点(?!名)|庭"
)  # the word is part of a name: 行政处罚法, 审批局, 收容点
_SOFTWARE = pattern("{software}")
_CASES = pattern("{told_cases}$")  # told of: “反映查处案件情况”
_ON = pattern("[对给与和][^,;送交报由经]*$")
_AGENT = pattern("(?:由|交|报|请|凭|归)[^,;]{0,8}$")
# 移送卫生监督所,由其决定; 其 is whoever was handed it
_BY_IT = pattern("(?:后)?(?:由其|由他们)")
_HANDED_TO = pattern("(?:{handed_over}|报送?|交由?)[^,;]{1,10}{ends_of_organs}(?:处理|比对|核查|审核)?后?$")
_STAYS = pattern("仍(?:旧|然)?(?:在|由|归|属)[^,;]{0,8}{ends_of_organs}")
_PRICE = pattern(r"\d+(?:\.\d+)?元|\d+分|%")
_WARNS = pattern("(?:对|就|围绕)[^,;]*事项[^,;]{0,6}(?:提示|意见|说明)$")  # what is advised on
_CHARGED = ("负责", "承担", "办理", "从事")  # 负责本镇河道采砂许可: where, not who
_NEAR = 10  # signs between a verb and what it is about
_STAFF = pattern("{sent_staff}")
_JOINED = frozenset(_LISTS["joined_before"])  # no 查扣 in 检查扣分


def says_no_power(need: str) -> bool:
    """Whether a need holds no word of all by which `powers` finds anything."""
    if may_say_power(need):
        return False
    return not (_OPEN_OR_ASKED.search(need) and (_OPEN_SIGN.search(need) or may_ask(need)))


def may_say_power(need: str) -> bool:
    """Whether a need holds a word that a power is about."""
    return (
        _SIGNS.search(need) is not None
        and _NEIGHBOURS.search(need) is not None
        and _WORDS.search(need) is not None
    )


def powers(need: str) -> tuple[str, str]:
    """The clause in which the provider plainly decides in an organ's place, and the one that raises a doubt, "" for none."""
    sure, doubt = "", _left_to_provider(need)
    if not _SIGNS.search(need):
        return sure, doubt or _left_open(need)
    said = sentences(need, _VOCABULARY, _TELLING, _WORDS) if may_say_power(need) else ()
    for sentence in said:
        for clause in sentence.clauses:
            for token in _exercised(clause):
                if _is_own(clause) and clause.actor_of(token) == PROVIDER:
                    sure = sure or clause.words
                doubt = doubt or clause.words
    if not doubt and (share := _SHARE.search(need)):
        doubt = share.group()
    return sure, "" if sure else doubt or _left_open(need)


def seized_by_provider(text: str) -> str:
    """The clause in which the provider, named right before it as who acts, seizes, fines or removes, or an empty text.

    What it does to its own persons is no power: “员工违纪的,由乙方责令改正”.
    """
    if not may_say_power(text):
        return ""
    for sentence in sentences(text, _VOCABULARY, _TELLING, _WORDS):
        if _STAFF.search(text, sentence.start, sentence.end):
            continue
        for clause in sentence.clauses:
            if any(FORCE in token.kinds and _is_right_before(clause, token) for token in _exercised(clause)):
                return clause.words
    return ""


def _is_right_before(clause: Clause, token: Token) -> bool:
    return any(
        party.who == PROVIDER and party.is_strong and party.end == token.start for party in clause.parties
    )


def _is_own(clause: Clause) -> bool:
    """Whether who acts is said to decide by himself, or to have the last word."""
    return clause.has("own_decision") or is_last_word(clause)


def _left_to_provider(need: str) -> str:
    """The clause that leaves it to who serves to answer what only an organ may, "" where none does."""
    if not may_ask(need):
        return ""
    return next(
        (clause.words for clause in all_clauses(need, _VOCABULARY) if is_left_to_provider(clause)), ""
    )


def _left_open(need: str) -> str:
    """What is done to people at the provider's own discretion, "" where nothing is or an organ is named."""
    if not _OPEN_SIGN.search(need):
        return ""
    for found in _LEFT_OPEN.finditer(need):
        before = _CLAUSE_BEFORE.search(need, max(0, found.start() - _NEAR * 3), found.start())
        if before is None or not _ASKED_OF_OTHERS.search(before.group()):
            return found.group()
    return ""


def _exercised(clause: Clause) -> Iterator[Token]:
    """The words of a clause that say a power which no organ is said to exercise."""
    for verb, last in _said(clause):
        if not (
            _is_denied(clause, verb) or _is_paper(clause, verb, last) or _is_by_organ(clause, verb)
        ) and not (_is_help(clause, verb) or _is_of_contract(clause, verb)):
            yield verb


def _said(clause: Clause) -> Iterator[tuple[Token, Token]]:
    """The verbs of power in a clause, each with the last word of what it says."""
    for token in clause.of(FORCE):
        if token.start == 0 or clause.text[token.start - 1 : token.start + 1] not in _JOINED:
            yield token, token
    for verbs, about in PAIRS:
        if clause.has(verbs) and clause.has(about):
            for verb in clause.of(verbs):
                yield from (
                    (verb, max(verb, each, key=lambda token: token.end))
                    for each in clause.of(about)
                    if each is not verb and _gap(verb, each) <= _NEAR
                )


def _gap(one: Token, other: Token) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


def _is_denied(clause: Clause, verb: Token) -> bool:
    if clause.denies(verb) or lacks(clause, verb.start, verb.end):
        return True
    return any(no.start <= verb.end + 2 and no.start >= verb.end for no in clause.of("negation"))


def _is_paper(clause: Clause, verb: Token, last: Token) -> bool:
    """Whether the word only names papers, a case, or what has been done: 处罚案卷, 应当处罚的, 扣押物品的保管."""
    after = clause.text[last.end : clause.end]
    if _NAME.match(clause.text, verb.end) or _NAME.match(after):
        return True
    is_told = after.startswith("的") or (verb is not last and clause.text.startswith("的", verb.end))
    if (
        is_told
        or _CASES.search(clause.words)
        or clause.text[max(clause.start, verb.start - 1) : verb.start] == "被"
    ):
        return True
    if _SOFTWARE.search(after):
        return True
    if any(paper.start == last.end for paper in clause.of("papers")):
        return "issuing" not in verb.kinds
    is_bare = verb is last
    handled = [each for each in clause.of("handling") if each.start >= last.end]
    return is_bare and bool(handled) and not _AND.search(clause.text, last.end, handled[0].start)


def _is_by_organ(clause: Clause, verb: Token) -> bool:
    """Whether an organ acts: named before the verb or as agent behind it, or handed on where nobody is named."""
    if clause.has("delegating"):
        return False
    if _STAYS.search(clause.words) or _is_by_it(clause, verb) or is_left_to_organ(clause):
        return True
    acting = [party for party in clause.parties if party.end <= verb.start and not _is_target(clause, party)]
    named = [*acting[-1:], *(party for party in clause.parties if _is_agent(clause, verb, party))]
    if named:
        return named[-1].who == PURCHASER or _is_of_organ(clause, named[-1])
    return clause.inherited == PURCHASER and not clause.has("own_decision")


def _is_by_it(clause: Clause, verb: Token) -> bool:
    """Whether 其 decides, who is the organ to which the matter was handed: “移送卫生监督所,由其决定是否立案”."""
    by_it = _BY_IT.search(clause.text, clause.start, verb.start)
    if by_it is None:
        return False
    told = clause.before if by_it.start() == clause.start else clause
    end = by_it.start() if told is clause else clause.start - 1
    return told is not None and _HANDED_TO.search(clause.text[told.start : end]) is not None


def _is_of_organ(clause: Clause, party: Party) -> bool:
    """Whether an organ's own experts or persons act: “由住建局专家组作出”."""
    return any(other.who == PURCHASER and other.end == party.start for other in clause.parties)


def _is_target(clause: Clause, party: Party) -> bool:
    """Whether the power is exercised on a party: “对违停业主”; to whom a case is handed on, may act itself."""
    if party.who == PROVIDER and party.is_oblique:
        return True
    if clause.text.endswith(_CHARGED, clause.start, party.start):
        return True
    return _ON.search(clause.text[max(clause.start, party.start - 6) : party.start]) is not None


def _is_agent(clause: Clause, verb: Token, party: Party) -> bool:
    """Whether a party is named behind the verb as who does it: “处罚由交通执法人员实施”."""
    return party.start >= verb.end and _AGENT.search(clause.text[verb.end : party.start]) is not None


def _is_help(clause: Clause, verb: Token) -> bool:
    """Whether the clause helps, informs or suggests: a word of that before the verb, with no 并 between."""
    helps = [each for each in clause.of("helping") if each.end <= verb.start]
    if _WARNS.search(clause.text, clause.start, clause.end):
        return True
    if any(each.start >= verb.end and each.word in ("参考", "建议", "线索") for each in clause.of("helping")):
        return True
    return bool(helps) and not _AND.search(clause.text, helps[-1].end, verb.start)


def _is_of_contract(clause: Clause, verb: Token) -> bool:
    """Whether a penalty is suffered by the provider or is one of the contract: “每次罚款200元”, “受到行政处罚”."""
    if verb.word not in PENALTIES:
        return False
    if any(each.word in ("受到", "受过", "受", "被", "遭") for each in clause.of("suffered")):
        return True
    says_price = _PRICE.search(clause.text, clause.start, clause.end) is not None
    return says_price or any(one.has("suffered") for one in (clause, clause.before) if one)
