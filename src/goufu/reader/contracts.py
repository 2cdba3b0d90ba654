"""The reading of a contract's clauses."""

from __future__ import annotations

from goufu.reader.reading import ClauseFacts


def read_contract(text: str, *, learned: bool = True) -> ClauseFacts:
    """The facts of the clauses of a contract, in their normal form; by words alone where `learned` is false."""
    from goufu.reader import clauses  # its patterns take longer to make than all else at a start

    return clauses.contract_facts(text, learned=learned)
