"""Whom 他, 其, 对方 and 该单位 after 由 mean.

其 is whom something was just reported or handed to (“报告城管局,由其决定是否拆除”), 对方 the same or else the other side, 他 a person
and 该单位 a house that were named last. Where nobody was, nobody is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from goufu.reader import words
from goufu.reader.parties import ENDING, PROVIDER, PURCHASER, WHO, Party
from goufu.reader.patterns import pattern
from goufu.reader.tokens import Token

if TYPE_CHECKING:
    from goufu.reader.clause import Clause

_LISTS = words.lists()
_ENDS = "中心|[大中支总]队|[队所院站馆校处]"
BY_THAT = pattern(rf"由(?:[他她该其]|对方|{_ENDS})")
_HE = pattern("由[他她](?!们|人|方|项)")
_THAT_HOUSE = pattern("由该(?P<house>{that_house})")
_ITS_HOUSE = pattern("由其(?:所属|用人|派出|用工)(?:的)?(?:单位|企业|公司|机构)")
_IT = pattern("由(?:其(?!{not_whom})|(?P<other>对方))")
_TOLD = pattern("{reporting}(?:给|至|到|往|了)?(?P<whom>[各该本其所区县市省镇乡我]?)")
_TOWARDS = pattern("[向给]")
_ORGAN = pattern(rf"[\u4e00-\u9fff]{{1,8}}?{ENDING}(?![员长会])")
_BY_END = pattern(rf"由(?P<end>{_ENDS})(?![员长里内方])")  # 退给社保中心,由中心决定
_BODIES = _LISTS["bodies_not_persons"]
_NO_ORGAN = pattern("{other_bodies}")
_FAR = 4  # clauses before in which who was told is looked for
_LONGEST = 12  # signs of a name
_NEAR = 4  # signs between what is told and whom
_CONTRACTING = frozenset(("purchaser", "public_financier", "provider", "officials"))
_SIDES = {PROVIDER: PURCHASER, PURCHASER: PROVIDER}


def meant(clause: Clause, named: Sequence[Party]) -> Iterator[Party]:
    """The parties of a clause that such a word means, beside those that are named in it."""
    text, start, end = clause.text, clause.start, clause.end
    if found := _HE.search(text, start, end):
        persons = [one.who for one in named if one.end <= found.start() and not is_body(clause, one)]
        yield from _agent(persons[-1] if persons else clause.named_before(), *found.span())
    if found := _THAT_HOUSE.search(text, start, end):
        before = [one for one in named if one.end <= found.start()]
        before = before or (clause.before.parties if clause.before else [])
        alike = [one for one in before if text.endswith(found["house"], one.start, one.end)]
        yield from _agent((alike or before)[-1].who if before else "", *found.span())
    if found := _ITS_HOUSE.search(text, start, end):
        yield from _agent(PROVIDER, *found.span())
    elif (found := _BY_END.search(text, start, end)) and _is_told_organ(clause, found["end"]):
        yield from _agent(PURCHASER, *found.span())
    elif found := _IT.search(text, start, end):
        yield from _agent(
            _told(clause, found.start()) or (found["other"] and _other_side(clause)) or "", *found.span()
        )


def _is_told_organ(clause: Clause, end: str) -> bool:
    """Whether what was told just before is called by its last word alone, and no provider is."""
    for each in islice(_clauses_before(clause), _FAR):
        for found in _TOLD.finditer(each.text, each.start, each.end):
            at = each.text.find(end, found.end(), min(each.end, found.end() + _LONGEST))
            if at > found.end():
                named = [_who(token) for token in each.tokens if found.end() <= token.start <= at]
                if PROVIDER in named:
                    return False
                return PURCHASER in named or not _NO_ORGAN.search(each.text, found.end(), at)
    return False


def is_body(clause: Clause, party: Party) -> bool:
    """Whether a party is a body, which no 他 means: “镇里有要求跟他讲,由他安排”."""
    return clause.text.endswith(_BODIES, party.start, party.end)


def _agent(who: str, start: int, end: int) -> list[Party]:
    """The party meant by a word after 由, where it is known who that is."""
    return [Party(who, start + 1, end, is_agent=True, is_strong=True, is_meant=True)] if who else []


def _clauses_before(clause: Clause) -> Iterator[Clause]:
    before = clause.before
    while before is not None:
        yield before
        before = before.before


def _told(clause: Clause, at: int) -> str:
    """Who was told, asked or handed something last before a place; of an organ that no list names its ending tells."""
    if who := _told_in(clause, at):
        return who
    return next(
        filter(None, (_told_in(each, each.end) for each in islice(_clauses_before(clause), _FAR))), ""
    )


def _told_in(clause: Clause, end: int) -> str:
    said = [
        *_TOLD.finditer(clause.text, clause.start, end),
        *_TOWARDS.finditer(clause.text, clause.start, end),
    ]
    for found in sorted(said, key=lambda each: -each.end()):
        for token in clause.tokens:
            if 0 <= token.start - found.end() <= _NEAR and token.end <= end and (who := _who(token)):
                return who
        if _ORGAN.match(clause.text, found.end(), end):
            return PURCHASER
    return ""


def _who(token: Token) -> str:
    return next((WHO[kind] for kind in token.kinds if kind in _CONTRACTING), "")


def _other_side(clause: Clause) -> str:
    """The other of the two sides than the one that the clauses before begin with."""
    for each in islice(_clauses_before(clause), _FAR):
        named = [who for token in each.tokens if (who := _who(token))]
        if named:
            return _SIDES.get(named[0], "")
    return ""
