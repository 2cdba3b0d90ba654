"""Suggestions of guidance-catalogue entries for what a title buys; a person decides.

The reader takes the title apart; parts that are surely goods, works or barred get no suggestion. What is left is compared
with every entry by its character n-grams (`goufu.catalogue.entry_scores`), and its known words vote for their entries, the
last one, which is taken for the head noun, most. The classes of services have a say in the last suggestion
(`goufu.catalogue.buyer_classes`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from goufu.catalogue.buyer_classes import load_buyer_classes
from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.entry_scores import UNIT, EntryScores, load_scores
from goufu.catalogue.vocabulary import load_vocabulary
from goufu.reader import Part, TextReading, read
from goufu.reader.model import probabilities
from goufu.reader.reading import SURE_FROM
from goufu.reader.vague import is_vague

MAX_TITLE_LENGTH = 300

# Parts of these kinds are no services that may be bought, where the reader is this sure.
NOT_BOUGHT = frozenset(("goods", "works", "finance", "labour", "duty", "nonduty"))
# Where words don't tell what a part is, it may be the mere name of a body, or look too little like a service.
UNTOLD = frozenset(("goods", "works", "thing", "unclear", "none"))
BODY_ENDS = (
    "局", "院", "所", "馆", "校", "厅", "站", "部", "署", "队", "中心", "协会", "学会", "公司", "委员会", "集团",
)  # fmt: skip
LEAST_PROBABILITY = 0.1
LEAST_OF_DOUBTED = 0.2  # where a word at the end says works or goods, though not surely

LEAST_SUM = 2.8 * UNIT  # for the root of the number of known n-grams
HALF_SCORE = 30 * UNIT  # the sum that makes a score of one half
VOTE = 0.5  # of a word's strength, as a share of the best sum
SHARE_BY_PLACE = (1.0, 0.62, 0.46, 0.36, 0.3)  # of a vote, from the last word to the first


class Suggestion(NamedTuple):
    """A suggested third-level entry. `score` is 0..1; `words` are the title's words that voted for it, often none."""

    code: str
    name: str
    score: float
    words: tuple[str, ...]


def suggest(title: str, limit: int = 3) -> list[Suggestion]:
    """The suggested entries for the title's first 300 characters, best first; empty when nothing fits."""
    return best(what_is_bought(read(title[:MAX_TITLE_LENGTH])), limit)


def best(text: str, limit: int = 3, scores: EntryScores | None = None) -> list[Suggestion]:
    """The suggested entries for what is bought, best first; empty when nothing fits."""
    scores = scores or load_scores()
    sums, odds, known = scores.sums(text)
    most = max(sums, default=0)
    if not known or most < LEAST_SUM * math.sqrt(known):
        return []
    words = _vote(text, sums, VOTE * most, scores.places)
    entry = load_catalogue().entry
    found = []
    for place in load_buyer_classes().chosen(sums, odds, limit):
        code, total = scores.codes[place], sums[place]
        score = round(total / (total + HALF_SCORE), 3)
        found.append(Suggestion(code, entry(code).name, score, tuple(words.get(code, ()))))
    return found


def what_is_bought(reading: TextReading) -> str:
    """The parts of a title's first 300 characters that may be services, joined."""
    if len(reading.text) > MAX_TITLE_LENGTH:
        reading = read(reading.text[:MAX_TITLE_LENGTH])
    if is_vague(reading.core):
        return ""
    return "、".join(_with_its_head(part) for part in reading.parts if _may_be_service(part))


def _with_its_head(part: Part) -> str:
    """The text of a part, with what a bracket behind it says is done: “东河治理（监理）”."""
    return part.text if part.head in part.text else part.text + part.head


def _may_be_service(part: Part) -> bool:
    if part.kind in NOT_BOUGHT and part.sure >= SURE_FROM:
        return False
    if part.kind not in UNTOLD:
        return True
    least = LEAST_OF_DOUBTED if part.head and part.kind in NOT_BOUGHT else LEAST_PROBABILITY
    return not part.text.endswith(BODY_ENDS) and probabilities(part.text).service >= least


def _vote(text: str, sums: list[int], weight: float, places: Mapping[str, int]) -> dict[str, list[str]]:
    """Adds the votes of the known words to the sums; the words by entry, in the order of the text."""
    missing: dict[str, float] = {}
    words: dict[str, list[str]] = {}
    found = load_vocabulary().found(text)
    for place, word in enumerate(found):
        share = SHARE_BY_PLACE[min(len(found) - place, len(SHARE_BY_PLACE)) - 1]
        for code, strength in word.entries:
            missing[code] = missing.get(code, 1.0) * (1.0 - strength * share)
            if word.text not in words.setdefault(code, []):
                words[code].append(word.text)
    for code, rest in missing.items():
        sums[places[code]] += int(weight * (1.0 - rest))
    return words
