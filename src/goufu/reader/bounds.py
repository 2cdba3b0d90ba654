"""Bounds of who serves: what it has no power or means for, and what is left to an organ.

“专家没有责令停产的权限”, “没有权力收缴”; “该不该查封,听大队的决定”, “发证是登记处的事”. Where the provider is named, where
somebody acts all the same (“没有执法证也可…”), or where the papers don't say who decides, nothing is left. The opposites stand
here, too: whose word is the last (“即视同批准”), and an organ's question that who serves answers.
"""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.clause import Clause
from goufu.reader.parties import PROVIDER, PURCHASER, WHO
from goufu.reader.patterns import pattern
from goufu.reader.tokens import Vocabulary, alternation

_LISTS = words.lists()
_WHOM = Vocabulary((*WHO, "sent_staff"))
_SERVING = ("provider", "servers", "public_financier", "leaders")
_ORGANS = ("purchaser", "officials")
_ORGAN = pattern(
    alternation([*_LISTS["ends_of_organs"], *_LISTS["deciding_organs"], "站", "处", "室", "中心"])
)
_LACKING = pattern(
    "(?!没收|无[人线害障偿论条故关证声烟主]){lacking}[^,;。]{0,16}?{what_powers_need}(?!的?(?:情况|时候?|前提|条件)|也|仍|[属归])"
)
# what it is for may stand behind: “没有权力收缴”, but not “没有执法证也可收缴”
_FOR_THAT = pattern("[^,;。也仍却但可照就便均都]{0,4}")
_ASKS = pattern(
    r"{asking_words}|几[天日年元次]|怎[么样]|哪[些个]|(?P<verb>[\u4e00-\u9fff])不(?P=verb)"
    "|{ends_of_matters}$"
)
_LEFT_TO = pattern(
    "[,:](?:最终|最后)?[均都全概仍须要得应才则也]*(?:一律|一概|仍旧)?(?:由|听候?|听从|归|凭|看|待|等|以|按|依|请|交|报)(?P<whom>[^,;。]+)"
)
# what only an organ may answer: “立不立案、罚多少由检测公司拿主意”
_CLAUSE = pattern(r"[^,;。:!?()]+")
_OFFICIAL = pattern("{official_questions}")
_QUESTION = pattern(
    "{official_asking_words}|几[天日年元次级档]|谁(?:能|该|可|有|符合|够|享)|哪[些个]"
    r"|(?P<verb>[\u4e00-\u9fff])不(?P=verb)"
)
_IS_OPEN = pattern("还是|没有?[交写说提规约]|未[作述明写说提规约]|不明|不清")
_BY_STAFF = pattern("(?:由|听|凭|以)(?P<whom>[^,;。由]{1,10}?){settling_matters}")
_DECIDING_ORGAN = pattern("{deciding_organs}$")
_LAST_WORD = pattern("{last_words}|听[^,;。]{1,8}的$|凭[^,;。]{1,6}(?:意见|结论|通知)")
# the organ looks no more, and does as it is told: “残联不复看”, “镇政府照图拆”
_LOOKS_NO_MORE = pattern(
    "(?:不(?:再|另|复|必|做|作|逐|设)|无[须需]再?)[^,;。]{0,6}{looking_again}|不{interfering}"
    "|无处[^,;。]{0,3}[问诉]|照[^,;。常章规]{0,3}[给付录拆发批停办罚扣拨]"
)
_DENIED = pattern("(?:[不非无未]|没有)[^,;。]{0,3}$")
_MATTERS = _LISTS["matters_of_bodies"]
_MATTER_OF = pattern(
    rf"(?:是|属于?|系|归)(?P<whom>[^,;。是]{{1,14}})(?:的|份内|分内)之?{alternation(_MATTERS)}$"
)


def lacks(clause: Clause, start: int, end: int) -> bool:
    """Whether somebody is said to have no power or means for what the words between two places say."""
    return any(
        found.start() < start and (end <= found.end() or _FOR_THAT.fullmatch(clause.text, found.end(), start))
        for found in _LACKING.finditer(clause.text, clause.start, clause.end)
    )


def lacks_anything(clause: Clause) -> bool:
    """Whether somebody is said to have no power or means for anything."""
    return _LACKING.search(clause.text, clause.start, clause.end) is not None


def is_left_to_organ(clause: Clause) -> bool:
    """Whether a clause only names or asks about a matter, and says there or right behind that an organ decides it."""
    whom = _left_to(clause)
    if not whom or any(party.who == PROVIDER and not party.is_oblique for party in clause.parties):
        return False
    return _names_organ(whom)


def _left_to(clause: Clause) -> str:
    """Who is named as the one to whom a clause leaves its matter, or an empty text."""
    if clause.text.endswith(_MATTERS, clause.start, clause.end) and (
        found := _MATTER_OF.search(clause.text, clause.start, clause.end)
    ):
        return found["whom"]
    found = _LEFT_TO.match(clause.text, clause.end)
    return found["whom"] if found and _ASKS.search(clause.text, clause.start, clause.end) else ""


def may_ask(text: str) -> bool:
    """Whether a text may hold a question that only an organ may answer."""
    return _OFFICIAL.search(text) is not None and any(map(_is_official_question, _CLAUSE.findall(text)))


def _is_official_question(clause: str) -> bool:
    return _OFFICIAL.search(clause) is not None and _QUESTION.search(clause) is not None


def is_left_to_provider(clause: Clause) -> bool:
    """Whether a clause asks about a matter of an organ, and says there or right behind that who serves decides it."""
    if not _is_official_question(clause.words) or clause.has("suffered") or _IS_OPEN.search(clause.words):
        return False
    if any(party.who == PROVIDER and party.is_strong for party in clause.parties):
        return True
    here = _BY_STAFF.search(clause.text, clause.start, clause.end)
    found = here or (None if clause.names_purchaser else _LEFT_TO.match(clause.text, clause.end))
    return (
        found is not None
        and not _names_organ(found["whom"])
        and bool(_kinds(found["whom"]) & {*_SERVING, "sent_staff"})
    )


def is_by_organ(clause: Clause) -> bool:
    """Whether an organ is named as who acts, or as whose matter it is, and nobody else is."""
    if is_left_to_organ(clause):
        return True
    if any(party.who == PROVIDER and party.is_strong for party in clause.parties):
        return False
    return any(
        party.who == PURCHASER
        and (party.is_agent or (party.start == clause.start and len(clause.parties) == 1))
        and (party.is_meant or _DECIDING_ORGAN.search(clause.text[party.start : party.end]))
        for party in clause.parties
    )


def is_last_word(clause: Clause) -> bool:
    """Whether a word that is no organ's is said to be the last: “签批意见即为批准”, or an organ to look no more: “残联不复看”."""
    if (found := _MATTER_OF.search(clause.text, clause.start, clause.end)) and _serves(found["whom"]):
        return True
    if _LOOKS_NO_MORE.search(clause.text, clause.start, clause.end):
        return True
    said = _LAST_WORD.finditer(clause.text, clause.start, clause.end)
    is_said = any(not _DENIED.search(clause.text, clause.start, found.start()) for found in said)
    return is_said and not is_by_organ(clause)


def _names_organ(text: str) -> bool:
    """Whether a text names an organ, and nobody who serves."""
    return not _serves(text) and (bool(_kinds(text) & {*_ORGANS}) or _ORGAN.search(text) is not None)


def _serves(text: str) -> bool:
    return bool(_kinds(text) & {*_SERVING})


def _kinds(text: str) -> set[str]:
    return {kind for token in _WHOM.tokens(text, 0, len(text)) for kind in token.kinds}
