"""What a contract leaves with whom it belongs: learned doubts that its grammar clears.

The model of clauses sees words and not who acts, so a clause by which the organ decides and the provider only carries papers
looks like its opposite. A doubt of powers is cleared where only organs decide, or the provider is denied it; one of
labour where the provider does all that an employer does; one of guarantees where the purchaser only denies them. One act of
the other side, or of nobody, leaves the doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from goufu.lazy_patterns import lazy_pattern
from goufu.reader import words
from goufu.reader.parties import PROVIDER, PURCHASER, WHO
from goufu.reader.sentences import Clause, all_clauses
from goufu.reader.tokens import Token, Vocabulary, alternation

POWERS = (
    "force", "deciding", "issuing", "deciding_rights", "granting", "making", "certifying", "restraining", "levying", "approving",
)  # fmt: skip
EMPLOYING = ("choosing", "exchange", "pay", "attendance", "commanding", "granting_leave", "pay_setting")
PROMISING = ("debt_promise", "security", "buying_back", "debt_assurance")
PERSONS = ("sent_staff",)
_DENYING = ("negation", "no_negation")
_LISTS = words.lists()
_ORGAN = lazy_pattern(rf"{alternation(_LISTS['deciding_organs'])}$")
_HANDED_ON = lazy_pattern(alternation(_LISTS["handed_on"]))
# what the provider does about its own persons: “乙方派出的司机如有酒驾,公司须停其出车”
_OWN_PERSONS = lazy_pattern(
    r"(?:乙方|公司|供应商|承接\w{1,2}|服务商|机构)(?:派出|选派|所派|派来|聘用|自聘)的[^,;。]{1,6}(?:如|若|有|违|出现|被)"
)
_DENIED_NAME = lazy_pattern("(?:不得|不可|不能|严禁|禁止)以?[^,;。]{0,8}名义")
_PLAIN_PAYMENT = frozenset(_LISTS["plain_payments"])
_WHATEVER = lazy_pattern(alternation(_LISTS["whatever"]))
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


def _powers(text: str) -> Iterator[bool]:
    if _HANDED_ON.search(_DENIED_NAME.sub("", text)):
        yield False
    if _OWN_PERSONS.search(text):
        yield True
    for clause in all_clauses(text, _VOCABULARIES["power"]):
        by_organ = any(
            party.who == PURCHASER
            and (party.is_agent or (party.start == clause.start and len(clause.parties) == 1))
            and _ORGAN.search(text[party.start : party.end])
            for party in clause.parties
        )
        yield from (
            by_organ or (_denies(clause, act) and clause.actor_of(act) != PURCHASER)
            for act in clause.of(*POWERS)
        )


def _labour(text: str) -> Iterator[bool]:
    for clause in all_clauses(text, _VOCABULARIES["labour"]):
        if clause.has(*PERSONS) and clause.acting == PURCHASER and not clause.has("negation"):
            yield False
        for act in clause.of(*EMPLOYING):
            actor = clause.actor_of(act)
            is_denied = clause.denies(act)
            yield (actor == PROVIDER and _is_named(clause) and not is_denied) or (
                actor == PURCHASER and is_denied
            )


def _guarantees(text: str) -> Iterator[bool]:
    if _WHATEVER.search(text):
        yield False
    for clause in all_clauses(text, _VOCABULARIES["guarantee"]):
        for act in clause.of(*PROMISING):
            if act.word not in _PLAIN_PAYMENT:
                yield clause.actor_of(act) == PURCHASER and _denies(clause, act)


_JUDGES: dict[str, Callable[[str], Iterator[bool]]] = {
    "power": _powers,
    "labour": _labour,
    "guarantee": _guarantees,
}


def _denies(clause: Clause, act: Token) -> bool:
    """Whether a negation of the act itself stands before it, none of another thing: “拒绝出示证件的路人”."""
    return clause.denies(act) and any(
        no.start < act.start and "的" not in clause.text[no.end : act.start] for no in clause.of("negation")
    )


def _is_named(clause: Clause) -> bool:
    """Whether the provider is named as who acts, or begins the clause."""
    return any(
        party.who == PROVIDER and (party.is_agent or party.start == clause.start) for party in clause.parties
    )
