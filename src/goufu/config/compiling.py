"""The making of compiled.json (goufu.compiled): everything that a check, a page or a job may ask is asked once.

`make` runs `python -m goufu.config.compiling` whenever rules, word lists or the program have changed. No settings are
read and no data folder is made: it is a step of the build, and may be taken by another user than the one who serves.
"""

from __future__ import annotations

from pathlib import Path

import goufu
from goufu import compiled
from goufu.catalogue.items import load_items
from goufu.catalogue.suggest import suggest
from goufu.core.fact_views import columns_of
from goufu.law.conditions import conditions_of
from goufu.law.dialects import DUCKDB
from goufu.law.load import load_rulebook
from goufu.law.sql import Question
from goufu.law.versions import version_of
from goufu.procurement.methods import read_methods
from goufu.procurement.notices import load_notices
from goufu.reader.words import HOME as READER_S_WORDS


def compile_all() -> dict[str, str]:
    """What is to be written; nothing of the rulebook and the catalogue has been asked in this process before."""
    with compiled.recording() as results:
        book = load_rulebook()
        for rule in book.rules.values():
            conditions_of(rule, book)
            version_of(rule, book)
        for stage in book.stages:
            Question(book, stage, DUCKDB).record("facts", "TRUE")
        for query in Path(goufu.__path__[0]).glob("*/*facts.sql"):
            columns_of(query.read_text(encoding="utf-8"))
        for words in READER_S_WORDS.glob("*.toml"):  # the reader has asked for them while it was imported
            compiled.parsed_toml(words.read_text(encoding="utf-8"))
        read_methods()
        load_notices()
        load_items()
        suggest("")
    return results


def main() -> None:
    compiled.write(compile_all())


if __name__ == "__main__":
    main()
