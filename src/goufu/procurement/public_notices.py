"""What is public with a published notice besides its text: the papers attached to it, and the rules that were waived."""

from __future__ import annotations

from goufu import wall_clock
from goufu.documents.models import Document
from goufu.procurement.law import begins, waivers_of
from goufu.procurement.models import Notice, RuleWaiver
from goufu.procurement.notices import load_notices
from goufu.procurement.queries.papers import file_papers
from goufu.procurement.timing.counting import day_of


def attached(notice: Notice) -> list[Document]:
    """The papers that are public with the notice: the procurement file, where its text says that it is attached."""
    if not notice.is_published or not any(each["field"] == "file" for each in notice.content or []):
        return []
    return file_papers(notice.procurement)


def waivers_with(notice: Notice) -> list[tuple[RuleWaiver, bool]]:
    """What was waived for the procurement that begins with the notice, and held on the day of its publication."""
    if not begins(load_notices()[notice.kind]):
        return []
    day = day_of(notice.published_at) if notice.published_at else wall_clock.today()
    return [(waiver, True) for waiver, holds in waivers_of(notice.procurement, day) if holds]
