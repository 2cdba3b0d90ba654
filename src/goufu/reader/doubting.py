"""Learned doubts: where words found nothing, and where what they found looks lawful all the same.

Where words have found nothing that stops a purchase or asks a person, a text that looks much like the examples of
violations is a doubt. A doubt of words in a need is set aside where that looks lawful: the whole need, and besides each
sentence that gave the doubt by itself, so that no lawful company hides it. What the words of a title say is never set aside, only
what was guessed of it; nor is anything that stops a purchase.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from goufu.reader.keeping import decides, gives_last_word, stays, without_left_matters
from goufu.reader.learned import (
    CLAUSES,
    DOUBTFUL,
    LONGEST_CLAUSES,
    LONGEST_NEED,
    NEEDS,
    SHORTEST,
    Suspicion,
    need_context,
    sentences_with,
    stretches,
    suspicion,
    suspicions,
    telling_clause,
)
from goufu.reader.patterns import pattern
from goufu.reader.reading import Signal

FOUND = (
    "works", "works_doubt", "goods", "goods_doubt", "package", "duty", "duty_doubt", "nonduty", "finance", "finance_doubt",
    "guarantee", "subsidy", "dispatch", "labour", "labour_doubt", "secret", "unbudgeted", "institution_provider",
)  # fmt: skip
TOLD = (*FOUND, "unclear", "it_question", "institution")  # what the model is told of what words gave
# Each of them asks a person, or asks what is bought, and stops nothing.
DOUBTS_OF_NEED = (
    "works_doubt", "goods_doubt", "finance_doubt", "labour_doubt", "duty_doubt", "labour", "guarantee", "unclear",
)  # fmt: skip
GUESSES = ("works_doubt", "goods_doubt")
FOUND_IN_CONTRACT = {
    "guarantee": ("guarantee", "finance_doubt"),
    "labour": ("dispatch", "labour", "labour_doubt"),
    "power": (),
}
DOUBTS_OF_CONTRACT = ("labour", "labour_doubt")
# of them, the signals that may be set aside: who steers persons is a matter of grammar, which may err; a number or price is none
STEERING = frozenset(("hiring", "attendance", "command"))
# Chosen on authors who had been left out: see bench/README.md.
NEED_IS_DOUBTFUL, NEED_IS_LAWFUL = 0.7, -1.0
GUESS_IS_WRONG = 0.0  # enough against what the model of titles guessed and no word says
CLAUSE_IS_DOUBTFUL, CLAUSE_IS_LAWFUL = 2.25, -1.0
ALONE_IS_LAWFUL = -5.0  # of a clause without its neighbours, which says little
# Of powers: the points with the fewest false doubts that leave 92 of 100 held.
POWER_IS_DOUBTFUL = 2.5
POWER_IS_LEFT = -0.5  # enough where a word is said to be the last, or the organ to look at it no more
POWER_IS_SAID = 0.0  # enough where the grammar, too, finds nobody else who exercises the power
POWER_IS_DECIDED = 1.5  # enough where the provider is said to decide something, whatever it is
# Of needs: what looks like a power handed out, up to here, may be the organ's own act that is only told beside the service.
LIKE_AN_ORGANS_ACT = 2.0
OF_ORGANS = frozenset(("duty", "labour", "other", DOUBTFUL))
LEARNED = "learned_"
OTHER = "other"
ENDS_OF_SENTENCES = "。;!?"
_ITSELF = pattern("{oneself}|直接")  # who is said to act with stress acts, whatever it looks like
_NO_SIGN = pattern(r"[\W_]+")
_DENIES = pattern("[不未无非](?![合足少低同齐服])|没有")
_BETWEEN_CLAUSES = pattern("[,，]")  # of a fact that several clauses give together


def doubts_of_need(
    facts: Mapping[str, Any], guessed: Iterable[str], parts: Iterable[str], need: str
) -> dict[str, Any]:
    """What a need changes of the facts that words gave: a learned doubt, or doubts that are set aside, as empty texts.

    `guessed` are the doubts of the title that no word of it says, `parts` the title's; all texts are in their normal form.
    """
    if len(need) < SHORTEST:
        return {}
    beside = need_context(parts, (name for name in TOLD if facts.get(name)))
    found = max(suspicions(stretches(need, LONGEST_NEED), NEEDS, beside), key=_score, default=None)
    if found is None:  # nothing but full stops
        return {}
    if found.score < NEED_IS_LAWFUL:
        return {
            name: ""
            for name in DOUBTS_OF_NEED
            if facts.get(name)
            and (name in guessed or _is_lawful_where(facts[name], need, beside))
            and (name != "unclear" or len(_NO_SIGN.sub("", need)) >= SHORTEST)
        }
    if found.score < GUESS_IS_WRONG:
        return {name: "" for name in GUESSES if facts.get(name) and name in guessed}
    if found.score < NEED_IS_DOUBTFUL or any(facts.get(name) for name in FOUND):
        return {}
    if found.kind in OF_ORGANS and found.score < LIKE_AN_ORGANS_ACT and _is_lawful_without(need, beside):
        return {}
    kind = OTHER if found.kind == DOUBTFUL else found.kind
    return {LEARNED + kind: telling_clause(found, NEEDS)}


def doubts_of_contract(facts: Mapping[str, Any], text: str) -> dict[str, str]:
    """The learned doubts of a contract, of each kind of which words found nothing: the clause that looks most like it."""
    best: dict[str, Suspicion] = {}
    for found in suspicions(stretches(text, LONGEST_CLAUSES), CLAUSES):
        is_most = found.kind not in best or found.score > best[found.kind].score
        if is_most and _is_doubtful(found) and not stays(found.kind, found.text):
            best[found.kind] = found
    doubts = {
        LEARNED + kind: telling_clause(found, CLAUSES)
        for kind, found in best.items()
        if not any(facts.get(name) for name in FOUND_IN_CONTRACT[kind])
    }
    if "power" not in best and (said := _said_power(text)):
        doubts[LEARNED + "power"] = said
    return doubts


def _said_power(text: str) -> str:
    """The clause by which the provider plainly decides or seizes in an organ's place, whatever stands beside it, or an empty text."""
    from goufu.reader.powers import powers, seized_by_provider  # needed by contracts alone, and long to make

    said = powers(text)[0] or seized_by_provider(text)
    return "" if stays("power", said) else said


def not_lawful(found: Iterable[Signal], text: str) -> list[Signal]:
    """The signals of a contract without those of steering that look lawful: the clause, with each neighbour, and its whole sentence.

    So no lawful company hides a clause. In a sentence longer than the examples nothing looks lawful.
    """
    places = {(signal.start, signal.end) for signal in found if signal.name in STEERING}
    lawful = {place for place in places if _looks_lawful(text, *place)}
    return [
        signal for signal in found if signal.name not in STEERING or (signal.start, signal.end) not in lawful
    ]


def _looks_lawful(text: str, start: int, end: int) -> bool:
    first = max(text.rfind(sign, 0, start) for sign in ENDS_OF_SENTENCES) + 1
    ends = (at + 1 for sign in ENDS_OF_SENTENCES if (at := text.find(sign, end)) >= 0)
    last = min(ends, default=len(text))
    if last - first > LONGEST_CLAUSES or _ITSELF.search(text, start, end):
        return False
    if suspicion(text[start:end], CLAUSES).score >= ALONE_IS_LAWFUL:
        return False
    before = text.rfind(",", first, max(first, start - 1)) + 1 or first
    after = text.find(",", end + 1, last) + 1 or last
    stretches_around = {(before, min(end + 1, last)), (start, after), (first, last)}
    return all(suspicion(text[a:b], CLAUSES).score < CLAUSE_IS_LAWFUL for a, b in stretches_around)


def _is_doubtful(found: Suspicion) -> bool:
    """Whether a stretch of a contract looks like a violation: less is enough of a power that its grammar says, too."""
    if found.kind != "power":
        return found.score >= CLAUSE_IS_DOUBTFUL
    if found.score >= POWER_IS_DOUBTFUL or found.score < POWER_IS_LEFT:
        return found.score >= POWER_IS_DOUBTFUL
    if gives_last_word(found.text):
        return True
    if found.score < POWER_IS_SAID:
        return False
    from goufu.reader.powers import powers  # needed by contracts alone, and long to make

    return any(powers(found.text)) or (found.score >= POWER_IS_DECIDED and decides(found.text))


def _is_lawful_without(need: str, beside: Set[str]) -> bool:
    """Whether a need looks lawful without what it leaves to an organ, or has nobody the power for."""
    rest = without_left_matters(need)
    found = suspicions(stretches(rest, LONGEST_NEED), NEEDS, beside)
    return 0 < len(rest) < len(need) and all(each.score < NEED_IS_LAWFUL for each in found)


def _is_lawful_where(said: str, need: str, beside: Set[str]) -> bool:
    """Whether each sentence of a need that holds a clause of what was said looks lawful by itself; false where none does."""
    places = [(clause, sentences_with(clause, need)) for clause in _BETWEEN_CLAUSES.split(said)]
    return all(sentences for _, sentences in places) and all(
        suspicion(text, NEEDS, beside).score < NEED_IS_LAWFUL
        for clause, sentences in places
        for sentence in sentences
        for text in {sentence, _without_denials(sentence, clause)}
    )


def _without_denials(sentence: str, said: str) -> str:
    """A sentence without the clauses that deny something, but for what was said: “不提供担保,但不足部分由甲方补足”."""
    clauses = sentence.split(",")
    return ",".join(each for each in clauses if said in each or not _DENIES.search(each))


def _score(found: Suspicion) -> float:
    return found.score
