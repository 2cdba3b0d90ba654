"""The small linear model that tells services, works and goods apart by the look of one part of a title.

Its weights are a table of numbers over character n-grams, made by `tools/kind_weights.py` from titles with their buyers'
own class. It learned from notices of one month, and buyers' labels are often wrong: it may send a part to a person,
and is never the reason to stop or to clear one.
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
    return weigh(features(text, said_purchase=said_purchase), load_weights())


def weigh(found: set[str], weights: Weights) -> Probabilities:
    """The probabilities by these weights, whose sum counts by the root of how many there are, so that length is none."""
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
