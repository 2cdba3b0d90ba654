"""Parts of a title: split at the connectors, each with its head, its object and the words around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from goufu.reader import words
from goufu.reader.lexicon import Endings, heads, listed
from goufu.reader.patterns import pattern
from goufu.reader.spans import Stretch

NUMERALS = "一二三四五六七八九十A-Z0-9"
NAME = "(?![^及和与、]{1,8}(?:局|厅|委员会|学院))"  # what follows is the rest of a name: 建设和交通管理局
CONNECTORS = pattern(
    rf"、(?![{NUMERALS}])|、(?<![{NUMERALS}]、)|及其|以及|及{NAME}|和{NAME}|与{NAME}|暨|\+|/|并|兼|包含|含|包括|，|,|;|；|——"
)
RIGHT_BEFORE = 2  # how many signs an unknown end may have behind a word that is nearly a head
REACH = 12  # how many signs before the head its object may stand


Word = tuple[str, str, int]  # a word, its kind, and how many signs stand between it and the head


@dataclass(slots=True)
class Piece:
    """A part at work: what stands in it, and what it was found to be."""

    stretch: Stretch
    text: str  # masked, without neutral words at the end
    head: str = ""
    head_kind: str = ""
    words: list[Word] = field(default_factory=list)
    said_service: bool = False
    said_purchase: bool = False
    borrowed: bool = False  # shares the head of the part to its right
    kind: str = "none"
    sure: float = 0.0

    @property
    def object(self) -> str:
        """The nearest word before the head, or an empty text where none is known."""
        return self.words[0][0] if self.words else ""

    @property
    def object_kind(self) -> str:
        """The kind of the nearest word before the head."""
        return self.words[0][1] if self.words else ""

    @property
    def gap(self) -> int:
        """How many signs stand between the nearest word and the head."""
        return self.words[0][2] if self.words else REACH

    @property
    def before(self) -> str:
        """What stands before the head."""
        return self.text.removesuffix(self.head)

    @property
    def is_obscure(self) -> bool:
        """Whether something unknown is done to a building: an unknown end right behind it (“管线入地”), no part of it (医院本院)."""
        if self.head or self.object_kind != "structures" or not 0 < self.gap <= RIGHT_BEFORE:
            return False
        return not self.text.endswith(words.lists()["parts_of_places"])

    def has(self, kind: str, within: int = REACH) -> str:
        """The word of a kind that stands at most so many signs before the head, or an empty text."""
        for word, found, gap in self.words:
            if found == kind and gap <= within:
                return word
        return ""


def split(stretch: Stretch, text: str) -> list[Piece]:
    """The coordinated parts of what is left of a title, from left to right; `text` is the same, masked."""
    pieces: list[Piece] = []
    start = 0
    for match in CONNECTORS.finditer(text):
        if start < match.start():
            pieces.append(piece(stretch.between(start, match.start()), text[start : match.start()]))
        start = match.end()
    if start < len(text):
        rest = stretch.between(start, len(text)) if start else stretch
        pieces.append(piece(rest, text[start:]))
    return [each for each in pieces if each.text] or pieces[:1]  # “设备及服务” has one part


def piece(stretch: Stretch, text: str) -> Piece:
    """A part with its head, the longest known word that ends it, and the words before the head."""
    known, neutral = heads(), _neutral()
    end = len(text)
    said_service = said_purchase = False
    while True:
        head = known.longest(text, 0, end)
        tail = neutral.longest(text, 0, end)
        if len(head) >= len(tail) and head not in neutral.kinds:
            break
        end -= len(tail)
        said_service |= "服务" in tail or tail == "外包"
        said_purchase |= tail == "采购"
    before = words_before(text, end - len(head))
    return Piece(stretch, text[:end], head, known.kinds.get(head, ""), before, said_service, said_purchase)


def words_before(text: str, end: int) -> list[Word]:
    """The known words before a place, the nearest first. A single sign counts only directly before it."""
    known = heads()
    kinds, lengths = known.kinds, known.lengths
    word = known.longest(text, 0, end)
    if word and _is_cut(text, end - len(word), end):
        word = ""
    found = [(word, kinds[word], 0)] if word else []
    place = end - len(word)
    last = max(end - REACH, 0)
    while place > last:
        for length in lengths.get(text[place - 2 : place], ()):
            if (
                length <= place
                and (word := text[place - length : place]) in kinds
                and not _is_cut(text, place - length, place)
            ):
                found.append((word, kinds[word], end - place))
                place -= length
                break
        else:
            place -= 1
    return found


def _is_cut(text: str, start: int, end: int) -> bool:
    """Whether a word in letters is part of a longer one: BT of CBT."""
    if not text[start].isascii():
        return False
    beside = text[max(start - 1, 0) : start] + text[end : end + 1]
    return any(sign.isascii() and sign.isalpha() for sign in beside)


@cache
def _neutral() -> Endings:
    return Endings(listed("neutral"))
