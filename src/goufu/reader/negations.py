"""Plain negations of a clause: 不, 未 or 没有 before any verb, where no list holds the two together (“也不考核个人”).

None is what only describes somebody (“不服从的人员”, “还不上时”), what says that another needn't be asked (“不打招呼”), what
refuses a consent (“不同意”), what is denied twice (“不会不承担”), and what stands in a condition.
"""

from __future__ import annotations

from collections.abc import Sequence

from goufu.reader import words
from goufu.reader.patterns import pattern
from goufu.reader.tokens import Token

PLAIN = "plain_negation"
_KINDS = frozenset((PLAIN,))
_SIGNS = ("不", "未", "没有", "无")
_LISTS = words.lists()
_NO = pattern(
    "(?<!要)(?:(?<!.[会])不|没有)(?!{no_plain_negation})|[从并]未|从没|未(?={left_undone})|[毫并概]无"
    "|无(?=权力|意|[^,;]{1,6}权(?!属))"
)
# twice denied is said, but for what is only no good: “不得不合理地拒绝”
_TWICE = pattern("(?:不[得能可会该容]|并非|不是|没有|[莫无])不(?![得能可会]|{no_second_negation})")
_NOTHING = "必"  # no word of any list holds it
_TOWARDS = pattern("[由为替对把向给拿在按让因]")  # begins what the negated verb is done with, by or for
_OBJECT = pattern(r"(?![人员者])[^,;]{1,4}$")  # all that follows: “没有参加保洁班的招工”
_DESCRIBES = pattern(r"[^,;]{1,8}?的|[^,;]+(?:的|者|时|时候|情况下)(?=[,;。]|$)")
_ENDS = pattern(
    "但|而(?!且)|并(?!不|未|无)|只|仅|可|应|须|有权|则|即|就|才|由"
)  # from here on something else is said
_CONDITION = pattern("{conditions}|逾期|如(?!实)|当(?!场|面|日|天)")
_ADVERB = 2  # signs between who does something and the negation
_PARTIES = frozenset(("purchaser", "provider"))
_OWNERS = frozenset(("purchaser", "provider", "sent_staff", "other_persons", "officials", "servers"))


def plain_negations(text: str, start: int, end: int, tokens: Sequence[Token]) -> list[Token]:
    """The plain negations of the clause between two places, from left to right."""
    if not any(text.find(sign, start, end) >= 0 for sign in _SIGNS) or _CONDITION.match(text, start, end):
        return []
    found = []
    twice = [each.span() for each in _TWICE.finditer(text, start, end)]
    for no in _NO.finditer(text, start, end):
        is_part_of_word = any(token.start <= no.start() < token.end for token in tokens) or any(
            first <= no.start() < last for first, last in twice
        )
        is_question = text[no.start() - 1 : no.start()] == text[no.end() : no.end() + 1]  # 收不收
        if not (is_part_of_word or is_question or _describes(text, no.start(), no.end(), end, tokens)):
            found.append(Token(no.group(), _KINDS, *no.span()))
    return found


def without_double_negations(text: str) -> str:
    """The text, in which signs of no meaning stand where something is denied twice; all others keep their places."""
    return _TWICE.sub(lambda twice: _NOTHING * len(twice.group()), text) if "不" in text else text


def reaches(text: str, no: Token, start: int, end: int) -> bool:
    """Whether a plain negation denies what the words between two places behind it say."""
    if start < no.end:
        return False
    first = no.end + 1 if text.startswith("由", no.end) else no.end
    return not _ENDS.search(text, first, start) and not text.startswith(("的", "者"), end)


def _describes(text: str, start: int, at: int, end: int, tokens: Sequence[Token]) -> bool:
    """Whether what is negated belongs to somebody or something named behind it; what is an owner's doesn't."""
    if _TOWARDS.match(text, at, end):
        return text.endswith(("的", "者", "时"), at, end)
    found = _DESCRIBES.match(text, at, end)
    if found is None:
        return False
    owned = found.end() - 1
    if _OBJECT.match(text, found.end(), end) and any(
        0 <= start - token.end <= _ADVERB and not token.kinds.isdisjoint(_PARTIES) for token in tokens
    ):
        return False
    return not any(token.end == owned and not token.kinds.isdisjoint(_OWNERS) for token in tokens)
