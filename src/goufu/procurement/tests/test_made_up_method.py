"""A method that is a file more, and no Python, from choosing it to its award and the notice of its result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.test import Client

from goufu.procurement import methods
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.planning import choose_method, draft_procurement, save_procurement
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.law import days_of
from goufu.procurement.models import Procurement
from goufu.procurement.review.recomputing import differences
from goufu.procurement.tests.homes import BAKE_OFF, copied
from goufu.procurement.tests.procuring import (
    BEGIN,
    PLAN,
    announced,
    approved_project,
    days,
    judged,
    on,
    with_scoring,
)
from goufu.procurement.tests.reviewing import drawn, passed, responded, scored, seats, signed
from goufu.registry.tests.county import County, sign_in
from goufu.wall_clock import CHINA

pytestmark = pytest.mark.django_db
REVIEWED = BEGIN + timedelta(days=24)
BEFORE = BEGIN - timedelta(days=35)
RESULT = {
    "provider_address": "云岭县建设路8号",
    "scope": "六个乡镇",
    "requirements": "每周上门两次",
    "standard": "见采购文件",
    "file": "见附件",
}


@pytest.fixture(autouse=True)
def bake_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The house as after a start with one file more in the folder of methods."""
    home = copied(tmp_path)
    (home / "methods" / "bake_off.toml").write_text(BAKE_OFF, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(methods, "read_methods", partial(methods.read_methods, home))
        methods.load_methods.cache_clear()
        yield
    methods.load_methods.cache_clear()


def shown(browser: Client, procurement: Procurement, part: str = "") -> str:
    answer = browser.get(f"/procurements/{procurement.pk}/{part}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_choosing_to_the_result(county: County) -> None:
    with on(BEFORE):
        made = planned(county)
        announced(made, "intention", county, BEFORE)
    with on(BEGIN):
        told = announced(made, "consultation", county, BEGIN)
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ("560000", "540000", "575000"))
        panel = seats(county, made)
        passed(made, panel[0], county)
        scored(made, panel)
        report = conclude(by=panel[0], seen=True)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        assert "第1康养服务有限公司" in shown(sign_in(county.officer), made, "review/")
        award(procurement=made.pk, response=report.placings.get(rank=1).response_id, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
        result = announced(made, "result", county, REVIEWED, **RESULT)
    assert "试做比选" in Client().get(f"/procurements/notices/{told.pk}/").content.decode()
    assert "第1康养服务有限公司" in Client().get(f"/procurements/notices/{result.pk}/").content.decode()
    assert days_of(made.occurrences.all()).keys() >= {"awarded", "result_published"}
    assert [*differences(made)] == []


def planned(county: County) -> Procurement:
    """A plan by the made-up method, which the page offers beside the others."""
    project = approved_project(county)
    by = county.officer
    made = draft_procurement(title=project.title, amounts={project.pk: project.amount or Decimal(0)}, by=by)
    assert "试做比选" in shown(sign_in(by), made, "method/")
    made = choose_method(procurement=made.pk, method="bake_off", ground="service_purchase", by=by)
    ends = datetime(2026, 12, 25, 9, 30, tzinfo=CHINA)  # samples may come for twenty days
    values = PLAN | days(BEGIN) | {"bid_deadline_at": ends, "opens_at": ends}
    made = save_procurement(procurement=made.pk, by=by, version=made.version, values=values)
    judged(with_scoring(made, by), county)
    page = shown(sign_in(by), made)
    assert "送样品" in page and "品评" in page
    return Procurement.objects.get(pk=made.pk)
