"""The small linear model that tells services, works and goods apart by the look of one part of a title.

Its weights are a table of numbers over character n-grams, made by `tools/kind_weights.py` from titles with their buyers'
own class. It learned from notices of one month, and buyers' labels are often wrong: it never stops a part (`judging.py`
says what it may do).
"""

from __future__ import annotations

import csv
import math
import re
from functools import cache
from operator import add
from pathlib import Path
from typing import NamedTuple

WEIGHTS = Path(__file__).parent / "kind_weights.csv"
LONGEST_NGRAM = 3
LONGEST_ENDING = 4
LONGEST_TEXT = 60  # characters from the end, where the head is
SCALE = 1000  # weights are stored in thousandths
ENDING = 8  # signs from the end, so that no place or body is taken for what is bought
TELLING = -0.3  # a weight below speaks against a kind
NOTHING = (0.0, 0.0)
CONSTANT, PURCHASE = "", "+"
_END = "$"
# Notices say 服务 of services; whoever disguises works or goods says it, too. So the model doesn't see it.
_UNSEEN = "服务"
_number = re.compile(r"[0-9]+").sub


class Probabilities(NamedTuple):
    """The probabilities of the three kinds; they add up to 1."""

    service: float
    works: float
    goods: float


Weights = dict[str, tuple[float, float]]


def probabilities(text: str, *, said_purchase: bool = False) -> Probabilities:
    """The probabilities for the core of one part; `said_purchase` is whether 采购 was cut from the title's end."""
    return probabilities_by(features(text, said_purchase=said_purchase), load_weights())


def probabilities_by(found: set[str], weights: Weights) -> Probabilities:
    """The probabilities by these weights, whose sum is divided by the root of their number: a long text gets no surer answer."""
    known = weights.keys() & found
    share = 1 / math.sqrt(len(known) + 1)
    works = goods = 0.0
    for feature in known:
        pair = weights[feature]
        works += pair[0]
        goods += pair[1]
    works, goods = weights[CONSTANT][0] + share * works, weights[CONSTANT][1] + share * goods
    largest = max(0.0, works, goods)
    service, works, goods = math.exp(-largest), math.exp(works - largest), math.exp(goods - largest)
    total = service + works + goods
    return Probabilities(service / total, works / total, goods / total)


def ends_like_a_service(text: str) -> bool:
    """Whether two or three signs near the end of a part speak for a service and against both other kinds."""
    weights, end = load_weights(), text[-ENDING:]
    grams = (end[at : at + length] for length in (2, 3) for at in range(len(end) - length + 1))
    return any(max(weights.get(gram, NOTHING)) < TELLING for gram in grams)


def features(text: str, *, said_purchase: bool) -> set[str]:
    """The features of a part: its n-grams, those that end it (marked by $), and whether a purchase was said."""
    text = _number("0", text.replace(_UNSEEN, ""))[-LONGEST_TEXT:]
    found = set(text)
    grams = list(text)
    for length in range(1, LONGEST_NGRAM):
        grams = list(map(add, grams, text[length:]))
        found.update(grams)
    found.update(text[-length:] + _END for length in range(1, LONGEST_ENDING + 1))
    if said_purchase:
        found.add(PURCHASE)
    return found


@cache
def load_weights() -> Weights:
    """The weights of works and of goods by feature; those of services are 0."""
    with WEIGHTS.open(encoding="utf-8", newline="") as file:
        return {
            row["feature"]: (int(row["works"]) / SCALE, int(row["goods"]) / SCALE)
            for row in csv.DictReader(file)
        }
