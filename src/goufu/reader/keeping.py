"""What a contract leaves with whom it belongs: learned doubts that its grammar clears.

The model of clauses sees words and not who acts, so a clause by which the organ decides and the provider only carries papers
looks like its opposite. A doubt of powers is cleared where only organs decide, or the provider is denied it; one of
labour where the provider does all that an employer does; one of guarantees where the purchaser only denies them. One act of
the other side, or of nobody, leaves the doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from goufu.reader import words
from goufu.reader.bounds import is_by_organ, is_last_word, lacks_anything
from goufu.reader.clause import Clause
from goufu.reader.parties import PROVIDER, PURCHASER, WHO
from goufu.reader.patterns import pattern
from goufu.reader.sentences import all_clauses
from goufu.reader.tokens import Token, Vocabulary

POWERS = (
    "force", "deciding", "issuing", "deciding_rights", "granting", "making", "certifying", "restraining", "levying", "approving",
)  # fmt: skip
EMPLOYING = ("choosing", "exchange", "pay", "attendance", "commanding", "granting_leave", "pay_setting")
PROMISING = ("debt_promise", "security", "buying_back", "debt_assurance")
PERSONS = ("sent_staff",)
_NEAR = 4  # signs between who stays out and the negation: 一概, 从来
_DENYING = ("negation", "no_negation")
_LISTS = words.lists()
_HANDED_ON = pattern("{handed_on}")
# what the provider does about its own persons: “乙方派出的司机如有酒驾,公司须停其出车”
_OWN_PERSONS = pattern(
    r"(?:{firms_named}|承接\w{1,2}){sent_by_provider}的[^,;。]{1,6}(?:如|若|有|违|出现|被)"
)
_DENIED_NAME = pattern("{names_denied}以?[^,;。]{0,8}名义")
# who is only named as the one that was asked, or what ends: “受委托律师代写草稿”, “服务期不再延长”
_SERVES = pattern(
    "受(?:委托|托)的?{commissioned}|[不非](?:代表|代替|视为|等同)|(?:服务期|合同|协议)[^,;。]{0,4}不再"
)
_HANDED_BACK = frozenset(_LISTS["handed_back"])
_PLAIN_PAYMENT = frozenset(_LISTS["plain_payments"])
_WHATEVER = pattern("{whatever}")
# the organ's own money comes back to it: “未使用完的余额交还采购单位”; where debts or losses are spoken of it doesn't count
_RETURNED = pattern(
    "{organs_money}[^,;。]{0,24}?{handed_back}|{handed_back}[^,;。]{0,12}?{organs_money}"
    "|{handed_back}(?:至|到|给|入|了)?(?:县级?|区级?|市级?|本级|同级|指定的?)?{public_accounts}"
)
_PAID_IN = pattern(
    "[^,;。]{0,6}?{paid_in}(?![^,;。]{0,6}(?:公司|企业|乙方|机构))[^,;。]{0,6}{public_accounts}"
)
_LOSSES = pattern("{losses}")
# what an expert finds by his own science decides nothing where an organ decides beside it
_FINDING = pattern("{expert_findings}[^,;。]{0,8}(?:由|经)[^,;。]{0,8}{experts}")
_FURTHER = pattern("[并且后](?:由|可|有权|直接)|有权|责令")  # what is done on the finding
_APART = pattern(
    "与[^,;。]{2,12}(?:没有|毫无|无|不发生|不存在)(?:任何|半点)?(?:关系|牵扯|瓜葛|关联|关(?!联)|涉|干(?!预))"
)
_EXCEPT = pattern("除[^,;。]{1,8}外")  # “除甲方以外,任何人不得安排其工作”
_THEIR_MATTER = pattern(
    r"(?:系|是|属于?|纯属|均为|都是)[^,;。]{0,4}(?:{firms_named}|用人单位|雇主|企业|承接\w{1,2})[^,;。]{0,10}(?:事|关系|问题|内务|事务)"
)
# the provider acts by what an organ has issued: “凭交警开具的拖移单作业”
_BY_SLIP = pattern(
    "{looking_at_slips}[^,;。]{0,10}?(?:{deciding_organs}|{ends_of_organs})[^,;。]{0,4}?{issued}[^,;。]{0,8}?{slips}"
)
# it doesn't do its own work where that is dangerous, and tells the organ
_REFUSES = pattern("{refusing}(?:为其|向其|提供|继续)?{own_services}(?=[^。]{0,20}?{telling_about_it})")
# who decides isn't said: “局里如何复核没有交代”
_UNTOLD = pattern("没有?[交写说提规约]|未[作述明写说提规约]|{left_untold}|是否[^,;。]*还是|[含模]糊")
_DECIDING = pattern("[决认裁判审核]定|定[^期时点]|定$|{deciding_signs}|的(?:事|活)")
_VOCABULARIES = {
    kind: Vocabulary((*WHO, *acts, *_DENYING))
    for kind, acts in (
        ("power", POWERS),
        ("labour", (*EMPLOYING, *PERSONS)),
        ("guarantee", PROMISING),
    )
}


def stays(kind: str, text: str) -> bool:
    """Whether all that a stretch of a contract says of a kind stays with whom it belongs."""
    judged = [*_JUDGES[kind](text)]
    return bool(judged) and all(judged)


def without_left_matters(text: str) -> str:
    """A need without the clauses by which an organ decides, or the provider has no power for something."""
    left = [clause for clause in all_clauses(text, _VOCABULARIES["power"]) if _is_left(clause)]
    for clause in reversed(left):
        text = text[: clause.start] + text[clause.end + 1 :]
    return text


def _is_left(clause: Clause) -> bool:
    if _HANDED_ON.search(clause.words) or _UNTOLD.search(clause.words):
        return False
    if lacks_anything(clause) or _is_all_denied(clause):
        return True
    return is_by_organ(clause) and not clause.is_negated and _DECIDING.search(clause.words) is not None


def _is_all_denied(clause: Clause) -> bool:
    """Whether a clause only denies powers: “保安既不能罚款也不能扣秤”."""
    acts = [*clause.of(*POWERS)]
    return bool(acts) and all(_denies(clause, act) and clause.actor_of(act) != PURCHASER for act in acts)


def gives_last_word(text: str) -> bool:
    """Whether a contract makes the word of somebody else than an organ final, or has the organ look no more."""
    return any(is_last_word(clause) for clause in all_clauses(text, _VOCABULARIES["power"]))


def decides(text: str) -> bool:
    """Whether the provider is said to decide anything that an organ might have to."""
    return any(
        clause.actor_of(act) == PROVIDER and not clause.denies(act)
        for clause in all_clauses(text, _VOCABULARIES["power"])
        for act in clause.of(*POWERS)
    )


def _powers(text: str) -> Iterator[bool]:
    if _HANDED_ON.search(_SERVES.sub("", _DENIED_NAME.sub("", text))):
        yield False
    if _OWN_PERSONS.search(text) or _comes_back(text):
        yield True
    for clause in all_clauses(text, _VOCABULARIES["power"]):
        by_organ = is_by_organ(clause)
        if by_organ:
            yield True
        elif any(party.who == PROVIDER and party.is_strong for party in clause.parties) and is_last_word(
            clause
        ):
            yield False
        carried_out = _carried_out(clause)
        if carried_out:
            yield True
        finding = _FINDING.search(text, clause.start, clause.end)
        yield from (
            by_organ
            or (_denies(clause, act) and clause.actor_of(act) != PURCHASER)
            or _is_paid_in(clause, act)
            for act in clause.of(*POWERS)
            if not any(start <= act.start < end for start, end in carried_out)
            and not (finding and not _FURTHER.search(text, finding.end(), act.start))
        )


def _carried_out(clause: Clause) -> list[tuple[int, int]]:
    """Where a clause says that the provider acts by an organ's slip, or refuses its own work and reports that."""
    return [
        *(found.span() for found in _BY_SLIP.finditer(clause.text, clause.start, clause.end)),
        *(
            found.span()
            for found in _REFUSES.finditer(clause.text, clause.start)
            if found.end() <= clause.end
        ),
    ]


def _is_paid_in(clause: Clause, act: Token) -> bool:
    """Whether the word only names money that goes to the treasury: “罚款缴入国库”."""
    return _PAID_IN.match(clause.text, act.end, clause.end) is not None


def _comes_back(text: str) -> bool:
    """Whether money of the organ comes back to it, and no debt or loss is spoken of."""
    return _RETURNED.search(text) is not None and not _LOSSES.search(text)


def _labour(text: str) -> Iterator[bool]:
    clauses = [*all_clauses(text, _VOCABULARIES["labour"])]
    for clause, after in zip(clauses, [*clauses[1:], None], strict=True):
        if _EXCEPT.fullmatch(clause.words) and any(party.who == PURCHASER for party in clause.parties):
            yield False
        if _stays_out(clause) or _is_their_matter(clause):
            yield True
            continue
        strong = [party.who for party in clause.parties if party.is_strong]
        if strong:
            yield strong[0] == PROVIDER
        elif clause.has(*PERSONS) and clause.acting == PURCHASER and not clause.is_negated:
            yield False
        is_topic = (
            after is not None
            and _names_topic(clause)
            and (_stays_out(after) or _is_their_matter(after) or after.has(*EMPLOYING) or _has_agent(after))
        )
        yield from (
            _is_employers(clause, act)
            for act in clause.of(*EMPLOYING)
            if clause.actor_of(act) or not is_topic
        )


def _names_topic(clause: Clause) -> bool:
    """Whether a clause begins with what is spoken of, and says of nobody that he acts: “技术员请假的”."""
    first = clause.tokens[0].start if clause.tokens else clause.end
    return first - clause.start <= 1 and not clause.parties


def _has_agent(clause: Clause) -> bool:
    """Whether somebody is marked as who acts: “…,由公司完成”."""
    return any(party.is_strong for party in clause.parties)


def _is_others(clause: Clause) -> bool:
    """Whether somebody whom no list names is said to do nothing: “水司不点名”."""
    negations = [*clause.of("negation"), *clause.plain_negations]
    return any(2 <= no.start - clause.start <= _NEAR for no in negations)


def _is_employers(clause: Clause, act: Token) -> bool:
    """Whether the provider does what an employer does, or the purchaser doesn't."""
    actor = clause.actor_of(act)
    if clause.denies(act):
        return actor == PURCHASER or (not clause.parties and _is_others(clause))
    return actor == PROVIDER and _is_named(clause)


def _is_their_matter(clause: Clause) -> bool:
    """Whether the clause says that something is a matter of the employer: “系用人单位与劳动者之间的事”."""
    return _THEIR_MATTER.search(clause.text, clause.start, clause.end) is not None


def _stays_out(clause: Clause) -> bool:
    """Whether the purchaser is said to do nothing: “我镇从不表态”, “机关事务中心一概不问”, “与甲方没有关系”."""
    if apart := _APART.search(clause.text, clause.start, clause.end):
        inside = [party.who for party in clause.parties if apart.start() <= party.start < apart.end()]
        return PROVIDER not in inside
    negations = [*clause.of("negation"), *clause.plain_negations]
    return clause.acting == PURCHASER and any(
        party.who == PURCHASER and not party.is_agent and 0 <= no.start - party.end <= _NEAR
        for party in clause.parties
        for no in negations
    )


def _guarantees(text: str) -> Iterator[bool]:
    if _WHATEVER.search(text):
        yield False
    comes_back = _comes_back(text)
    if comes_back:
        yield True
    for clause in all_clauses(text, _VOCABULARIES["guarantee"]):
        for act in clause.of(*PROMISING):
            if act.word not in _PLAIN_PAYMENT and not (comes_back and act.word in _HANDED_BACK):
                yield clause.actor_of(act) in (PURCHASER, "") and _denies(clause, act)


_JUDGES: dict[str, Callable[[str], Iterator[bool]]] = {
    "power": _powers,
    "labour": _labour,
    "guarantee": _guarantees,
}


def _denies(clause: Clause, act: Token) -> bool:
    """Whether a negation of the act itself stands before it, none of another thing: “拒绝出示证件的路人”."""
    if clause.denies_plainly(act.start, act.end):
        return True
    return clause.denies(act) and any(
        no.start < act.start and "的" not in clause.text[no.end : act.start] for no in clause.of("negation")
    )


def _is_named(clause: Clause) -> bool:
    """Whether the provider is named as who acts, or begins the clause."""
    return any(
        party.who == PROVIDER and (party.is_agent or party.start == clause.start) for party in clause.parties
    )
