"""Papers that are signed by hand, and their signed scans: kept as any document is, under the kind of the paper.

That members sign the report is article 41 of the regulation. That those at an opening sign its minutes stands in no instrument here
(unverified), so nothing is refused for want of a scan: it is said where the procurement is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from goufu.documents.models import Document, Origin
from goufu.documents.subjects import Subject
from goufu.procurement.models import Procurement
from goufu.procurement.papers.minutes import KIND as MINUTES
from goufu.procurement.papers.reports import KIND
from goufu.procurement.review.rounds import reports_of

REPORTS = ("review_report", "negotiation_minutes")


def unsigned(procurement: Procurement, subject: Subject) -> Iterator[str]:
    """The kinds of the papers that are there and of which nobody has kept a signed scan since; none once nothing can be attached."""
    if subject.closed:
        return
    rows = Document.objects.filter(subject_kind="procurement", subject_number=procurement.pk)
    papers = list(rows.filter(kind__in=(MINUTES, *REPORTS)).order_by("pk"))
    minutes = [each for each in papers if each.kind == MINUTES and each.origin == Origin.ISSUED]
    if minutes and scan_of(minutes[-1], papers) is None:
        yield MINUTES
    if any(each.kind.startswith(KIND) for each in subject.papers):
        report = reports_of(procurement).latest("pk")
        if not any(each.kind in REPORTS and each.at >= report.at for each in papers):
            yield REPORTS[0]


def scan_of(paper: Document, papers: list[Document]) -> Document | None:
    """The last scan of the paper among the documents of the same thing."""
    scans = [each for each in papers if each.origin == Origin.ATTACHED and each.kind == paper.kind]
    return next((each for each in reversed(scans) if each.pk > paper.pk), None)
