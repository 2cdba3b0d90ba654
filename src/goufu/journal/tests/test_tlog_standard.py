"""The published vectors and examples of the standards that the log of seals follows. Where each is from, its test says."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.journal.tests.witness import cosignature, tiles_of
from goufu.journal.tlog import merkle, tiles
from goufu.journal.tlog.notes import Checkpoint, NotANote, Note, PrivateKey, PublicKey, Signature, cosigned
from goufu.journal.tlog.tiles import Tile

# The test vectors of RFC 6962 trees in github.com/transparency-dev/merkle (testonly/constants.go), from Certificate
# Transparency's own tests (merkletree/merkle_tree_test.cc).
LEAVES = [
    bytes.fromhex(each)
    for each in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
CONSISTENCY = {
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def full_of(leaves: list[bytes]) -> merkle.Full:
    digests = [merkle.leaf(each) for each in leaves]

    def read(tile: Tile) -> bytes:
        span = tiles.WIDTH**tile.level
        first = tile.number * tiles.WIDTH
        return b"".join(
            tiles.root_of(digests[at * span : (at + 1) * span]) for at in range(first, first + tile.width)
        )

    return tiles.full_subtrees(read, len(leaves))


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_published(size: int) -> None:
    assert merkle.root(full_of(LEAVES[:size]), size).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_inclusion_proofs_are_those_published(index: int, size: int) -> None:
    proof = merkle.inclusion(full_of(LEAVES), index, size)
    assert [each.hex() for each in proof] == INCLUSION[index, size]
    assert merkle.is_included(merkle.leaf(LEAVES[index]), index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_the_consistency_proofs_are_those_published(old: int, size: int) -> None:
    proof = merkle.consistency(full_of(LEAVES[:size]), old, size)
    assert [each.hex() for each in proof] == CONSISTENCY[old, size]
    older, newer = bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[size])
    assert merkle.is_consistent(old, size, older, newer, proof)


SIZES = st.integers(1, 600)


@given(SIZES, st.data())
def test_a_leaf_is_proven_and_nothing_else_is(size: int, data: st.DataObject) -> None:
    leaves = [bytes([each % 251, each // 251]) for each in range(size)]
    index = data.draw(st.integers(0, size - 1))
    full = full_of(leaves)
    proof, top = merkle.inclusion(full, index, size), merkle.root(full, size)
    digest = merkle.leaf(leaves[index])
    assert merkle.is_included(digest, index, size, proof, top)
    assert not merkle.is_included(merkle.leaf(b"else"), index, size, proof, top)
    assert not merkle.is_included(digest, index, size, [*proof, digest], top)
    assert not merkle.is_included(digest, size, size, proof, top)
    if proof:
        assert not merkle.is_included(digest, index, size, proof[:-1], top)
        assert not merkle.is_included(digest, index, size, [digest, *proof[1:]], top)


@given(SIZES, st.data())
def test_an_older_log_is_the_beginning_of_the_newer_and_no_other_is(size: int, data: st.DataObject) -> None:
    leaves = [bytes([each % 251, each // 251]) for each in range(size)]
    old = data.draw(st.integers(0, size))
    older, newer = (merkle.root(full_of(leaves[:each]), each) for each in (old, size))
    proof = merkle.consistency(full_of(leaves), old, size)
    assert merkle.is_consistent(old, size, older, newer, proof)
    assert not merkle.is_consistent(old, size, older, newer, [*proof, older])
    if 0 < old < size:
        other = merkle.root(full_of([b"else", *leaves[1:old]]), old)
        assert not merkle.is_consistent(old, size, other, newer, proof)
        assert not merkle.is_consistent(old, size, older, newer, proof[:-1])


# c2sp.org/tlog-tiles, sections “Merkle Tree” and “Partial Tiles”


def test_the_address_of_a_tile_is_that_of_the_standard() -> None:
    assert tiles.path_of(1234067) == "x001/x234/067"
    assert tiles.read_path("x001/x234/067") == (1234067, 256)
    assert tiles.read_path("000.p/7") == (0, 7)


@given(st.integers(0, 10**13), st.integers(1, 256))
def test_an_address_is_read_as_it_is_written(number: int, width: int) -> None:
    assert tiles.read_path(tiles.path_of(number, width)) == (number, width)


@pytest.mark.parametrize(
    "path", ["1", "0000", "x000/001", "001.p/0", "001.p/256", "001.p/01", "x1/001", "../001"]
)
def test_another_address_is_none(path: str) -> None:
    assert tiles.read_path(path) is None


def test_the_tiles_of_a_log_are_those_of_the_standard_s_example() -> None:
    found = list(tiles_of(70_000))
    full = [each for each in found if each.width == 256]
    assert [sum(each.level == level for each in full) for level in (0, 1, 2)] == [273, 1, 0]
    assert [each for each in found if each.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert all(tiles.has(70_000, each) for each in found)
    assert not tiles.has(70_000, Tile(0, 273, 113))
    assert not tiles.has(70_000, Tile(1, 1, 18))


# golang.org/x/mod/sumdb/note, note_test.go and the package's documentation
VERIFIES = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SIGNS = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"


def test_the_published_note_is_signed_and_read_alike() -> None:
    key = PrivateKey.read(SIGNS)
    assert (str(key), str(key.public)) == (SIGNS, VERIFIES)
    assert key.sign(TEXT) == LINE
    note = Note.read(f"{TEXT}\n{LINE}")
    assert (note.text, str(note)) == (TEXT, f"{TEXT}\n{LINE}")
    assert PublicKey.read(VERIFIES).signed(note.signatures[0], note.text)
    assert not PublicKey.read(VERIFIES).signed(note.signatures[0], TEXT.replace("problem is", "answer is"))


def test_no_mangled_key_is_read() -> None:
    """As note_test.go mangles it."""
    parts = {VERIFIES[a:b] for a in range(len(VERIFIES)) for b in range(a + 1, len(VERIFIES) + 1)} - {
        VERIFIES
    }
    more = {VERIFIES[:at] + chr(ord(VERIFIES[at]) + 1) + VERIFIES[at + 1 :] for at in range(len(VERIFIES))}
    for text in parts | more:
        with pytest.raises(NotANote):
            PublicKey.read(text)


# github.com/transparency-dev/formats, note/note_cosigv1_test.go: two verifier keys, and a cosignature with its time
@pytest.mark.parametrize(
    "key",
    [
        "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    ],
)
def test_published_keys_have_their_published_numbers(key: str) -> None:
    assert str(PublicKey.read(key)) == key


def test_a_published_cosignature_has_its_published_time() -> None:
    signed = base64.b64decode(
        "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="
    )
    assert Signature("?", signed[:4], signed[4:]).seconds == 1727964367


# c2sp.org/tlog-cosignature: the example of a cosigned checkpoint, and of what its witness signed
BODY = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
COSIGNED = f"""{BODY}
— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""


def test_the_example_of_a_cosigned_checkpoint_is_read_as_it_is_written() -> None:
    note = Note.read(COSIGNED)
    checkpoint = Checkpoint.read(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert (str(checkpoint), str(note)) == (BODY, COSIGNED)
    assert [each.seconds for each in note.signatures] == [None, 1679315147]
    assert cosigned(BODY, 1679315147).decode() == f"cosignature/v1\ntime 1679315147\n{BODY}"


def test_what_a_witness_signs_is_checked_with_its_time() -> None:
    key = PrivateKey.read(SIGNS)
    witness = PublicKey(key.name, 0x04, key.public.raw)
    [signature] = Note.read(f"{BODY}\n{cosignature(key, BODY, 1679315147)}").signatures
    assert witness.signed(signature, BODY)
    assert not key.public.signed(signature, BODY)
    later = Signature(signature.name, signature.key, (1679315148).to_bytes(8, "big") + signature.body[8:])
    assert not witness.signed(later, BODY)


@pytest.mark.parametrize(
    "text",
    ["", "文本\n", f"{TEXT}\n", f"{TEXT}{LINE}", f"{TEXT}\n{LINE[:-1]}", f"{TEXT}\n- PeterNeumann AAAA\n", f"a\tb\n\n{LINE}"],
)  # fmt: skip
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        Note.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\nAAAA\n",
        "a\n-1\nAAAA\n",
        BODY[:-1],
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        Checkpoint.read(text)
