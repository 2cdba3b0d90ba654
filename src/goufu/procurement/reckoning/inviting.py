"""The lot of an invited tender, which anybody can repeat: from the list's lines, the seed and who was passed over alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from goufu.procurement.reckoning.drawing import Wanted, drawn, order_of, sm3


def digest_of_lines(lines: Iterable[tuple[str, str]]) -> str:
    """SM3 of the candidates' codes and reasons: a line each, in the order of the codes, a tab between.

    A backslash, tab or line feed within them is written as \\\\, \\t, \\n: no two lists give the same lines.
    """
    return sm3("\n".join("\t".join(map(_on_a_line, each)) for each in sorted(lines)))


def _on_a_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def invited(
    seed: str, digest: str, codes: Collection[str], count: int, passed_over: Collection[str]
) -> list[str]:
    """Who is invited: the first so many of the draw's order that are not passed over. Raises NotEnough."""
    order = order_of(seed, digest, codes)
    return [each.code for each in drawn(order, dict.fromkeys(codes, ()), [Wanted("", count)], passed_over)]
