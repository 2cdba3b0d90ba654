"""Persons in a sentence: those whom no list names, and those who are the purchaser's own or named only for what they bring."""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.parties import is_oblique
from goufu.reader.patterns import pattern
from goufu.reader.staff import PLACE, STAFF_ENDING
from goufu.reader.tokens import Token

_GENERIC_STAFF = frozenset(words.lists()["generic_staff"])
_STAFF = frozenset(("sent_staff",))
_STAFF_ENDING = pattern(rf"[\u4e00-\u9fff]{{2}}{STAFF_ENDING}(?!会|额|工|制|村|外)")
_OWN_PERSONS = pattern(r"{assigning}(?:\d+[名位]|[一两二三][名位]|{own_or_special})*$")
_ATTENDING = pattern(r"(?:.{0,2}{attending})|在\w{1,8}(?:维持|协助|配合|旁听)|$")
_ACTING = pattern("可(?!由|以由)|有权")  # 甲方安全员可叫停
_OF_ORGAN = pattern(
    r"由[^,;]{1,8}(?:[局厅委办院校所站队科室镇门位]内|[科股]|在编|组织的)$"
)  # 由局内工作人员, 由审批科工作人员
# who works for a named organ: “经医保局稽核人员查实”, “由环卫站过磅人员签字”
_OF_NAMED_ORGAN = pattern(
    "(?:由|经|待|等|交|报|请|凭|归|受)(?![^,;]*{from_outside})[^,;由经]{0,9}?(?:[^,;由经](?:局|委|厅|办"
    "|所|队|院|站|校方|中心|科|处(?![理置罚分])|镇)|{houses_of_their_own})[^,;的由经]{0,5}$"
)
_LONGEST_NAME = 18  # signs, with what it begins with
_OF_THE_ESTABLISHMENT = words.lists()["of_the_establishment"]
_LISTS = words.lists()
_OWN_STAFFS = pattern("{said_of_staff}")  # about them, not by them
# who looks after a work for an organ, not who does it: “监管人员驻厂抽查”
_INSPECTORS = pattern("(?<![派聘]){inspectors}$")
_INSPECTS = pattern("[^,;的由]{0,8}?{inspecting_on_the_spot}")
_THING = "(?![^,;]{0,10}?{persons_papers})"
# what they bring or have written is meant, not they: “检测员带来的水样由水务局复验”
_BROUGHT = pattern(
    r"(?:[们班队组])?(?:[每按当及现][日天月周季时场批次件]?|按时|当场|逐\w|所|自行|另行"
    rf"|前)?{{bringing}}(?:来|回|上来|进\w{{0,2}}|到\w{{0,3}})?的{_THING}"
    "|的(?:各类|全部|每份|每批)?{brought_things}"
    rf"|[\u4e00-\u9fff]{{0,5}}?(?:所[得见获录拍写填记采测提列报交收拾]的?|(?:得来|(?<![调派借分聘转换])到"
    f"|[得出下回获见])的)(?![过错假班奖]){_THING}"
    rf"|[\u4e00-\u9fff]{{1,4}}的{_THING}[\u4e00-\u9fff]{{0,6}}?{{things_made}}(?=[由经须应报交归先要需按,;]|$)"
)
_BROUGHT_THERE = pattern("{bringing}(?=[,;]|$)")  # 水样由检测员送来
_PLACE = pattern(rf"{PLACE}|处(?![置罚分理])")  # 秘书处


def with_staff(text: str, start: int, end: int, tokens: list[Token]) -> list[Token]:
    """The words of a sentence with persons whom no list names, by their ending: 陪检员, 档案装订员."""
    told = {
        place for token in tokens if "员" in token.word for place in range(token.start + 1, token.end + 1)
    }
    named = [
        Token(found.group(), _STAFF, *found.span())
        for found in _STAFF_ENDING.finditer(text, start, end)
        if found.end() not in told
    ]
    return sorted([*tokens, *named], key=lambda token: token.start) if named else tokens


def without_own_staff(text: str, start: int, end: int, tokens: list[Token]) -> list[Token]:
    """The words of a clause without places called by persons (社工站), and without persons who are the purchaser's own:

    “我局工作人员”, “甲方安排人员配合”. Persons who are named only for what they bring are left out, too.
    """
    kept: list[Token] = []
    for token in tokens:
        if "sent_staff" in token.kinds and (
            _PLACE.match(text, token.end, end) or _only_brings(text, start, end, token)
        ):
            continue
        if "sent_staff" not in token.kinds or not _is_own(text, start, end, kept, token):
            kept.append(token)
        elif kept and not kept[-1].kinds.isdisjoint(("choosing", "deciding", "commanding")):
            kept.pop()  # what the purchaser does with them
    return kept


def _only_brings(text: str, start: int, end: int, token: Token) -> bool:
    """Whether persons are named only for a thing that they bring or have made, which is neither a person nor about one."""
    if _BROUGHT.match(text, token.end, end):
        return True
    if not (text.endswith("由", start, token.start) and _BROUGHT_THERE.match(text, token.end, end)):
        return False
    return not any(word in text[start : token.start] for word in _LISTS["persons_papers"])


def _is_own(text: str, start: int, end: int, before: list[Token], token: Token) -> bool:
    if text.find("由", start, token.start) >= 0 and _OF_ORGAN.search(text, start, token.start):
        return True
    if token.word in _GENERIC_STAFF and _OF_NAMED_ORGAN.search(
        text, max(start, token.start - _LONGEST_NAME), token.start
    ):
        return not _OWN_STAFFS.match(text, token.end, end)
    if text.endswith(_OF_THE_ESTABLISHMENT, start, token.start):
        return True
    if _is_inspector(text, start, end, before, token):
        return True
    purchasers = [party for party in before if "purchaser" in party.kinds]
    if not purchasers:
        return False
    if token.word in _GENERIC_STAFF and text[purchasers[-1].end : token.start] in ("", "的"):
        return not is_oblique(text[start : purchasers[-1].start])
    if any("provider" in party.kinds for party in before):
        return False
    if not text[purchasers[-1].end : token.start] and _ACTING.match(text[token.end : end]):
        return True
    is_sent = _OWN_PERSONS.search(text[start : token.start])
    return bool(is_sent and _ATTENDING.match(text[token.end : end]))


def _is_inspector(text: str, start: int, end: int, before: list[Token], token: Token) -> bool:
    """Whether persons inspect for an organ, and nobody who serves is named beside them."""
    first = token.end - len("人员")
    if any("provider" in party.kinds for party in before) or not token.word.endswith("人员"):
        return False
    return (
        _INSPECTORS.search(text, start, first) is not None
        and _INSPECTS.match(text, token.end, end) is not None
    )
