"""The tree and its paths, against the definition of RFC 6962 and the published digest of SM3."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goufu.journal import tree

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1: split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return tree.sm3(tree.NODE, by_definition(leaves[:half]), by_definition(leaves[half:]))


def test_sm3_is_the_standard_s() -> None:
    """GB/T 32905-2016, appendix A.1."""
    assert tree.sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@given(LEAVES)
def test_the_root_is_the_one_defined(leaves: list[bytes]) -> None:
    assert tree.root(leaves) == by_definition(leaves)


@given(LEAVES, st.data())
def test_a_path_leads_from_its_leaf_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(leaves) - 1))
    path = tree.path(leaves, position)
    assert tree.root_by_path(leaves[position], position, len(leaves), path) == tree.root(leaves)


@given(LEAVES, st.data())
def test_a_path_leads_nowhere_from_another_leaf(leaves: list[bytes], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.binary(min_size=32, max_size=32).filter(lambda digest: digest != leaves[position]))
    path = tree.path(leaves, position)
    assert tree.root_by_path(other, position, len(leaves), path) != tree.root(leaves)


@given(LEAVES, st.data())
def test_a_path_too_long_or_too_short_is_none(leaves: list[bytes], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(leaves) - 1))
    path = tree.path(leaves, position)
    assert tree.root_by_path(leaves[position], position, len(leaves), [*path, tree.NOTHING]) is None
    if path:
        assert tree.root_by_path(leaves[position], position, len(leaves), path[:-1]) is None
    assert tree.root_by_path(leaves[position], len(leaves), len(leaves), path) is None
