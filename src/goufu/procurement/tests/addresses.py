"""The arguments of procurement's addresses, and many of what its lists show."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from goufu import wall_clock
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.writing import put
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.planning import choose_method, draft_procurement
from goufu.procurement.models import Notice, NoticeState, Procurement
from goufu.registry.tests.county import County

YEAR = 2027


def a_project(county: County) -> Project:
    """An approved project without the money: what is asked here is who may."""
    drafted = draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR})
    put(drafted, ProjectState.APPROVED, county.officer, county.treasurer, amount=Decimal(60000))
    return drafted


def a_procurement(county: County) -> dict[str, Any]:
    project = a_project(county)
    made = draft_procurement(title=project.title, amounts={project.pk: Decimal(50000)}, by=county.officer)
    choose_method(procurement=made.pk, method="consultation", ground="service_purchase", by=county.officer)
    return {"number": made.pk}


def a_procurement_with_a_timetable(county: County) -> dict[str, Any]:
    found = a_procurement(county)
    Procurement.objects.filter(pk=found["number"]).update(starts_on=wall_clock.today())
    return found


def a_notice_that_is(state: NoticeState) -> Callable[[County], dict[str, Any]]:
    def arguments(county: County) -> dict[str, Any]:
        made = draft_notice(procurement=a_procurement(county)["number"], kind="intention", by=county.officer)
        if state == NoticeState.PUBLISHED:
            Notice.objects.filter(pk=made.pk).update(
                state=state,
                number=f"{county.place.code}-{made.pk}",
                content=[{"field": "title", "title": "项目名称", "text": "失能老人上门护理服务"}],
                digest="0" * 64,
                published_by=county.lead.person,
                published_at=wall_clock.now(),
            )
        return {"number": made.pk}

    return arguments


def many_procurements(county: County, count: int) -> None:
    for _each in range(count):
        a_procurement(county)


def many_notices(county: County, count: int) -> None:
    for _each in range(count):
        a_notice_that_is(NoticeState.PUBLISHED)(county)


def many_approved_projects(county: County, count: int) -> None:
    for _each in range(count):
        a_project(county)


_DRAFT, _PUBLISHED = a_notice_that_is(NoticeState.DRAFT), a_notice_that_is(NoticeState.PUBLISHED)
_STEPS = ("ask-approval", "approve-method", "refuse-method", "record-approval", "begin", "record", "withdraw")
ARGUMENTS = {
    **dict.fromkeys(
        (
            *(
                f"procurement:{name}"
                for name in ("procurement", "method", "plan", "money", "lots", "judgement", "new_notice")
            ),
            *(f"procurement:{verb}" for verb in _STEPS),
            *(f"api:{verb}-procurement" for verb in _STEPS),
            *("api:procurement", "api:draft-notice"),
        ),
        a_procurement,
    ),
    "procurement:join": lambda county: {"number": a_project(county).pk},
    "procurement:calendar": a_procurement_with_a_timetable,
    **dict.fromkeys(
        (
            *(f"procurement:{name}" for name in ("edit_notice", "publish", "discard")),
            *("api:publish-notice", "api:discard-notice", "api:notice"),
        ),
        _DRAFT,
    ),
    **dict.fromkeys(
        (
            "procurement:notice",
            "procurement:receive",
            "procurement:appear",
            "api:receive-notice",
            "api:appear-notice",
        ),
        _PUBLISHED,
    ),
}
SENT = {
    "api:draft-notice": lambda county: {"kind": "intention"},
    "api:record-approval-procurement": lambda county: {
        "office": "云南省财政厅",
        "level": "province",
        "number": "云财采批〔2026〕3号",
        "day": str(wall_clock.today()),
    },
    "api:record-procurement": lambda county: {"event": "intention_published", "day": str(wall_clock.today())},
    "api:receive-notice": lambda county: {"day": str(wall_clock.today())},
    "api:appear-notice": lambda county: {
        "day": str(wall_clock.today()),
        "address": "https://www.ccgp-yunnan.gov.cn/1",
    },
}
MANY = {
    "procurements": many_procurements,
    "notices": many_notices,
    "approved projects": many_approved_projects,
}
