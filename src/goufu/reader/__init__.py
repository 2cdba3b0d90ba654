"""Understanding of purchase titles, needs and contract clauses: what is bought, and who does what to whom.

A text is read once, by `read`, and gives facts: columns that every engine sees and about which the rules of the law say
plain things. The reader knows neither the law nor Django. Its word lists are data in `words/`.
"""

from goufu.files.folding import Normal, normal
from goufu.reader.contracts import read_contract
from goufu.reader.reading import KIND_WORDS, ClauseFacts, Part, ReadFacts, Signal, TextReading
from goufu.reader.titles import read, version

__all__ = [
    "KIND_WORDS",
    "ClauseFacts",
    "Normal",
    "Part",
    "ReadFacts",
    "Signal",
    "TextReading",
    "normal",
    "read",
    "read_contract",
    "version",
]
