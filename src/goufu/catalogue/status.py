"""What an operator is told of the catalogue (`core.status`)."""

from __future__ import annotations

from collections.abc import Iterator

from goufu.catalogue.entries import load_catalogue
from goufu.core.status import Finding


def provisional() -> Iterator[Finding]:
    """Entries of the central catalogue whose code is provisional."""
    entries = load_catalogue().entries
    count = sum(each.provisional for each in entries)
    yield Finding("provisional_entries", "编码暂定的目录条目", count, f"{count}（共 {len(entries)}）")
