"""Words in a text: the longest at each place, with all their lists."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from goufu.reader import words
from goufu.reader.tokens import Vocabulary, any_of

VOCABULARY = Vocabulary(["purchaser", "provider", "debt", "debt_object", "negation"])
NAMES = {name: words.lists()[name] for name in ("purchaser", "provider", "debt", "debt_object", "negation")}
PIECES = st.sampled_from([*NAMES["purchaser"], *NAMES["debt"], *NAMES["negation"], "的", "将", ",", "服务"])


def test_the_longest_word_counts_with_all_its_lists() -> None:
    found = VOCABULARY.tokens("甲方的贷款", 0, 5)
    assert [(token.word, token.start, token.end) for token in found] == [("甲方", 0, 2), ("贷款", 3, 5)]
    assert found[1].kinds == {"debt", "debt_object"}


def test_a_word_that_ends_with_the_text_is_found_beside_longer_ones() -> None:
    assert [token.word for token in VOCABULARY.tokens("银行的利息", 0, 5)] == ["利息"]
    assert VOCABULARY.tokens("银行的利息", 0, 4) == []


@given(st.lists(PIECES, max_size=12))
def test_words_are_found_in_order_and_never_within_another(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = VOCABULARY.tokens(text, 0, len(text))
    assert all(text[token.start : token.end] == token.word for token in found)
    assert all(any(token.word in NAMES[name] for name in token.kinds) for token in found)
    assert all(one.start < other.start and one.end < other.end for one, other in pairwise(found))


def test_a_sign_that_ends_one_word_begins_no_other_with_it() -> None:
    guarantees = Vocabulary(("debt_promise",))
    assert [token.word for token in guarantees.tokens("承担保密义务", 0, 6)] == ["承担"]
    assert [token.word for token in guarantees.tokens("承担担保责任", 0, 6)] == ["承担", "担保责任"]


SIGNS = st.text("人/[-]^职工社护", min_size=1, max_size=3)


@given(st.sets(SIGNS, min_size=1, max_size=8), st.text("人/[-]^职工社护", max_size=10))
def test_any_of_the_words_is_found_where_one_stands(found: set[str], text: str) -> None:
    match = re.search(any_of(found), text)
    assert (match is not None) == any(word in text for word in found)
    assert match is None or match[0] in found
