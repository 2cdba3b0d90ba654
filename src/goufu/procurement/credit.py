"""What is known of the bidders' credit records from queries, and of whom nobody has asked yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goufu.documents.models import Document
from goufu.procurement.models import CREDIT_LISTS, CreditQuery, Procurement
from goufu.registry.models import Body

PAGE = "page"  # the kind of the document that shows what was seen


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A body that bids, alone or with others. `known`: by list the last query that answers it; `pages`: what was seen."""

    body: Body
    known: Mapping[str, CreditQuery]
    pages: tuple[Document, ...]

    @property
    def unasked(self) -> list[str]:
        """The titles of the lists of which nobody has asked."""
        return [title_of(name) for name in CREDIT_LISTS if name not in self.known]

    @property
    def records(self) -> list[tuple[str, CreditQuery]]:
        """The titles of the lists on which the body is, with the query that says so."""
        return [(title_of(name), query) for name, query in self.known.items() if getattr(query, name)]

    @property
    def asked_on(self) -> str:
        """The days of the queries that count."""
        return "、".join(f"{day:%Y-%m-%d}" for day in sorted({each.day for each in self.known.values()}))


def title_of(name: str) -> str:
    """The list's title."""
    return str(CreditQuery._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def bidding_bodies(procurement: Procurement) -> list[Body]:
    """Those who responded, each with the members of its consortium, in the order of their responses."""
    pairs = procurement.responses.order_by("pk", "members__pk").values_list("bidder", "members__body")
    numbers = [*dict.fromkeys(each for pair in pairs for each in pair if each)]
    found = Body.objects.in_bulk(numbers)
    return [found[each] for each in numbers]


def credit_lines(procurement: Procurement) -> list[CreditLine]:
    """What is known of each of them; three queries."""
    known: dict[int, dict[str, CreditQuery]] = {}
    body_of: dict[int, int] = {}
    for query in procurement.credit_queries.order_by("pk"):
        body_of[query.pk] = query.body_id
        answers = {name: query for name in CREDIT_LISTS if getattr(query, name) is not None}
        known.setdefault(query.body_id, {}).update(answers)
    pages: dict[int, list[Document]] = {}
    found = Document.objects.filter(
        subject_kind=CreditQuery._meta.model_name, subject_number__in=body_of, superseded_by=None
    )
    for page in found.order_by("pk"):
        pages.setdefault(body_of[page.subject_number], []).append(page)
    return [
        CreditLine(each, known.get(each.pk, {}), tuple(pages.get(each.pk, ())))
        for each in bidding_bodies(procurement)
    ]
