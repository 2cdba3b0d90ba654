"""Marks and words of state secrecy, and what keeps secrets away from the provider.

A secret that the provider handles is asked about. It is none where the clause says that it stays out of the work: it isn't handed
over (“不发给翻译公司”), can't be reached (“接触不到”), was taken out before (“事先由局里剔除”), or the organ does that work itself
(“由办公室自己译”). What only forbids to pass it on (不得泄露) or lets the provider come to it (“不外送,由译员到局里译”) keeps it, and
so does what holds of some of the secrets only (“大部分涉密档案已剔除”), excepts who serves (“翻译公司以外的人”), or is taken back
behind (“由办公室自行记录,但人手不够时由速录公司派员记录”).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from goufu.reader import words
from goufu.reader.clause import Clause
from goufu.reader.parties import PROVIDER, PURCHASER, WHO
from goufu.reader.patterns import pattern
from goufu.reader.sentences import all_clauses
from goufu.reader.tokens import Vocabulary, alternation

_LISTS = words.lists()
_CLAUSE = pattern(r"[^,;。:!?]+")  # a bracket is no end: 测绘(机密)
_NOT_SECRET = pattern(
    "{not_secret}|涉密[^,;。]{0,6}(?:除外|不在其内|不在内|另行)|{excepting}[^,;。]{0,4}涉密"
)
_MARKS = pattern("{secret_marks_in_clauses}")
_SECRET = pattern(alternation([*_LISTS["secret_marks_in_clauses"], *_LISTS["secret_words"]]))
_VOCABULARY = Vocabulary((*WHO, "sent_staff"))
_NOT_HANDED_OVER = pattern(
    "(?:不(?:得|能|会|再|予|必|许|准)?|没有?|{not_at_all})(?:[向对给把将][^,;]{1,8}?|一[份件卷本页张]"
    "|任何)?{handing_secrets}(?![^,;]{0,4}(?:无关|他人|外人|第三))"
)
_OUT_OF_REACH = pattern(r"(?:碰|接触|接|进|够|看|拿|摸|见|查|打|调)不(?:到|了|去|着|开|出)")
_AT_WILL = pattern("未经|擅自|私自")  # what is only forbidden without leave
_TAKEN_OUT = pattern("{taking_out_secrets}")
_BEFORE = pattern("{beforehand}")
_STAYS = pattern("{staying_secrets}")
_ORGAN = pattern(r"(?:{own_persons_of_organs})|[\u4e00-\u9fff](?:局|科|室|处)(?:里|内|已|自)")
_ITSELF = pattern("{oneself}|自管|自办|自(?=[译办管做搞])")
_ONLY_ATTENDS = pattern("{attending_secrets}")
# who serves, as the one that acts: “由译员”, “请速录员”, but not “乙方进场以前”
_SERVING = pattern(
    r"(?:由|让|请|派|叫|经)[^,;]{0,6}?(?:{provider}|(?<!机关)(?<![局内编处科])(?:人员|(?![要密]员)[\u4e00-\u9fff]员|师))"
    "|^{provider}(?![^,;]{0,6}[之以]?前)(?![^,;]{0,6}不)"
)
_DENIED = pattern("[不没未无][^,;]{0,2}$")
_LET_IN = pattern(
    r"[员师人队方](?:须|要|应)?(?:签[^,;]{1,8}后)?(?:到|进|来|去|上门|入内|在[^,;]{1,6}(?:内|里))"
)
_NOT_LEAVING = pattern("不(?:得|能|许|准)?(?:外送|外发|外借|出[^,;]{1,5}$|离开)")

_SOME = pattern(
    "(?:大|绝大|小|多)部分|(?:^|[已先仅只有将把])部分|部分的?(?=涉?密|机要|机密|秘密|绝密|军)"
    "|{some_of_them}|[大绝]?多数|主要的?(?=涉?密|机要|机密|秘密|绝密|军)|%|[未没]有?(?:全部|完全|都)"
    "|几[份件卷]"
)
_BUT_FOR_WHO_SERVES = pattern(
    "(?:{provider}|公司|机构|人员|[员师])(?:之外|以外)"
    "|除(?:了)?[^,;]{0,6}?(?:{provider}|公司|机构|人员|[员师])[^,;]{0,2}外"
)
# rules of secrecy are no secret: “讲授定密、涉密人员管理的法规”
_TAUGHT = pattern("(?:[每向给为][^,;]{1,8}?)?{teaching}[^,;并]*{taught}")
# behind a clause by which the secrets stay away: the like of it all the same
_ALL_THE_SAME = pattern(
    "^{all_the_same}[^,;]{0,8}?(?:可|能|允许|让|交|给)|临时(?:解除|开放|授权|提供)"
    "|[只仅][^,;]{0,4}?(?:交|给|发|提供|送)|{copies_of_secrets}[^,;不]{0,6}(?:交|给|发|提供|送)"
)
_TURN = pattern(r"^(?:但|不过|然而)|(?:时|的话)(?=[由请让派叫经])|除非")
_THEN = pattern("^(?:随后|然后|最后)?(?:再|后|转)[^,;]{0,4}?(?:{provider}|公司)")
_OPEN = pattern("{open_to_all}|不?非?涉?密的?(?:除外|以外)|非涉?密")
_LOOKED_AT_BEHIND = 3  # clauses


def secret(need: str) -> str:
    """The clause of a need that speaks of state secrets which the provider may handle, or an empty text."""
    said = (
        [found for found in _CLAUSE.finditer(need) if _is_said(found.group())] if _SECRET.search(need) else ()
    )
    if not said:
        return ""
    clauses = [*all_clauses(need, _VOCABULARY)]
    told = [
        (clause, clauses[at : at + _LOOKED_AT_BEHIND])
        for at, clause in enumerate(clauses, start=1)
        if _is_said(clause.words)
    ]
    starts = [clause.start for clause, _ in told]
    for found in said:
        inside = told[bisect_left(starts, found.start()) : bisect_left(starts, found.end())]
        if not inside or not all(_stays_away(*pair) for pair in inside):
            return found.group()
    return ""


def _is_said(clause: str) -> bool:
    return _SECRET.search(_NOT_SECRET.sub("", clause)) is not None


def secret_mark(contract: str) -> str:
    """The clause of a contract that bears a mark of secrecy, or an empty text; duties of confidence are none."""
    if not _MARKS.search(contract):
        return ""
    said = (found.group() for found in _CLAUSE.finditer(contract))
    return next((clause for clause in said if _MARKS.search(_NOT_SECRET.sub("", clause))), "")


def _stays_away(clause: Clause, after: Sequence[Clause]) -> bool:
    """Whether the secrets of a clause don't come to the provider; the clauses behind may say so, or let it in."""
    said, next_said = clause.words, after[0].words if after else ""
    if _is_served(clause) or _is_partly(clause) or _is_taken_back(clause, after):
        return False
    if _TAUGHT.fullmatch(said):
        return True
    if _NOT_LEAVING.search(said):
        return not _LET_IN.search(next_said)
    return (
        _is_denied(said) or _is_denied_behind(next_said) or _is_taken_out(clause) or _is_done_by_organ(clause)
    )


def _is_partly(clause: Clause) -> bool:
    """Whether what a clause says holds of some of the secrets only, or not of who serves."""
    before = clause.before.words if clause.before else ""
    return bool(
        _SOME.search(clause.words)
        or _BUT_FOR_WHO_SERVES.search(clause.words)
        or _BUT_FOR_WHO_SERVES.match(before)
    )


def _is_taken_back(clause: Clause, after: Sequence[Clause]) -> bool:
    """Whether the rest of the sentence lets who serves come to the secrets all the same."""
    for each in after:
        said = each.words
        if each.before is None:  # of the next sentence
            return False
        if _OPEN.search(said):
            continue
        if _ALL_THE_SAME.search(said) or (_TURN.search(said) and _is_served(each)):
            return True
        if _THEN.search(said) and not _TAKEN_OUT.search(clause.words):
            return True
    return False


def _is_denied(said: str) -> bool:
    if _AT_WILL.search(said):
        return False
    return bool(_NOT_HANDED_OVER.search(said) or _OUT_OF_REACH.search(said))


def _is_denied_behind(said: str) -> bool:
    """Whether the clause behind says, of what it doesn't name, that it isn't handed over: “密件另走渠道,不交快递公司”."""
    return _NOT_HANDED_OVER.match(said) is not None and _is_denied(said)


def _is_taken_out(clause: Clause) -> bool:
    said = clause.words
    if _STAYS.search(said):
        return True
    return bool(_TAKEN_OUT.search(said) and (_BEFORE.search(said) or _names_organ(clause)))


def _is_done_by_organ(clause: Clause) -> bool:
    """Whether an organ handles its secrets itself: neither gives them out nor only looks on."""
    said = clause.words
    if _ONLY_ATTENDS.search(said) or not _names_organ(clause):
        return False
    return bool(_ITSELF.search(said)) or any(
        party.who == PURCHASER and party.is_strong for party in clause.parties
    )


def _names_organ(clause: Clause) -> bool:
    return any(party.who == PURCHASER for party in clause.parties) or _ORGAN.search(clause.words) is not None


def _is_served(clause: Clause) -> bool:
    """Whether who serves is said to act, and not denied it: “由乙方先行挑出”."""
    said = clause.words
    acting = [party for party in clause.parties if party.who == PROVIDER and party.is_strong]
    if any(not _ORGAN.search(said, party.start - clause.start, party.end - clause.start) for party in acting):
        return True
    return any(not _DENIED.search(said, 0, found.start()) for found in _SERVING.finditer(said))
