"""Dispatch of labour said plainly: article 10, item 5. Denials, licences, firms, and what is checked or taught are none."""

from __future__ import annotations

from goufu.reader.clause import Clause
from goufu.reader.employer_acts import Actor
from goufu.reader.headcounts import counts_staff
from goufu.reader.parties import PURCHASER
from goufu.reader.patterns import pattern
from goufu.reader.sentences import Sentence
from goufu.reader.tokens import Token

_OF_OTHERS = pattern(r",与(?:本项目|本合同|本次采购)无关(?=[,;]|$)")  # what is done is none of this purchase
# 劳务派遣常见误区: what is taught or studied
_AS_TOPIC = pattern("{before_topics}{0,2}{topics}")


def dispatch(clause: Clause, sentence: Sentence) -> Actor:
    """Dispatch, posts of public welfare or persons outside the establishment: "" where a clause says it, else None."""
    if clause.has("looking_at") or _OF_OTHERS.match(sentence.text, clause.end, sentence.end):
        return None
    is_said = any(
        _says_dispatch(clause, token) for token in clause.of("dispatching", "unclear_dispatching", "sending")
    )
    return "" if is_said else None


def _says_dispatch(clause: Clause, token: Token) -> bool:
    if clause.denies(token) or clause.tells_of(token) or _AS_TOPIC.match(clause.text, token.end, clause.end):
        return False
    if "soft_dispatching" in token.kinds:
        return clause.has("setting_up") or counts_staff(clause)
    if "unclear_dispatching" in token.kinds:
        return clause.names_purchaser or counts_staff(clause)
    return "dispatching" in token.kinds or _is_sent_to_purchaser(clause, token)


def _is_sent_to_purchaser(clause: Clause, token: Token) -> bool:
    """Whether persons are sent to the purchaser to work there: “向乡镇派遣工作人员”, not “派遣人员到场维修”."""
    is_to_purchaser = any(party.who == PURCHASER and party.is_oblique for party in clause.parties)
    return token.word == "派遣" and is_to_purchaser and clause.has("sent_staff")
