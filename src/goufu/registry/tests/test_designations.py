"""What bodies were called: dated, without gaps, found by old names; a correction is no renaming."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.core.action import history
from goufu.core.errors import Refusal
from goufu.documents.models import Document
from goufu.documents.tests.papers import pdf
from goufu.registry.actions.bodies import change_body, move_body
from goufu.registry.actions.renaming import rename_body
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Designation
from goufu.registry.queries.bodies import suggested
from goufu.registry.queries.designations import history_of, name_at, of_codes
from goufu.registry.tests.county import County, body, sign_in
from goufu.registry.tests.papers import paper
from goufu.registry.tests.test_credit_codes import code_of

SignedIn = Callable[[Agent], Client]
FIRST = date(2026, 1, 1)
BEFORE_EVER = date(1949, 10, 1)


def then(body: Body, day: date) -> Body | Designation:
    """What says the body's facts of that day."""
    now = Body.objects.get(pk=body.pk)
    return now.designations.filter(days__contains=day).first() or now


def rename(county: County, body: Body, since: date, **facts: Any) -> Body:
    version = Body.objects.get(pk=body.pk).version
    return rename_body(
        by=county.system, body=body, version=version, since=since, document=paper(body), **facts
    )


def move(county: County, body: Body, since: date, parent: Body | None) -> Body:
    version = Body.objects.get(pk=body.pk).version
    return move_body(
        by=county.system, body=body, version=version, parent=parent, since=since, document=paper(body)
    )


def test_a_renamed_body_keeps_its_old_name_for_the_days_before(county: County) -> None:
    rename(county, county.civil, date(2026, 3, 1), name="云岭县民政和养老局")
    assert then(county.civil, date(2026, 2, 28)).name == "云岭县民政局"
    assert then(county.civil, date(2026, 3, 1)).name == "云岭县民政和养老局"
    assert Body.objects.get(pk=county.civil.pk).name == "云岭县民政和养老局"
    facts = history(county.civil)[0].facts
    assert facts["body.name"] == ["云岭县民政局", "云岭县民政和养老局"]
    assert (facts["since"], facts["document"]) == (
        "2026-03-01",
        "《云岭县机构改革方案》（云办发〔2026〕3号）",
    )
    designation = Designation.objects.get()
    assert (designation.document.name, designation.document.number) == (
        "云岭县机构改革方案",
        "云办发〔2026〕3号",
    )


def test_a_corrected_name_was_never_another(county: County) -> None:
    change_body(by=county.system, body=county.civil, version=1, name="云岭县民政厅")
    assert then(county.civil, BEFORE_EVER).name == "云岭县民政厅"
    assert not Designation.objects.exists()


def test_kind_and_code_have_their_days(county: County) -> None:
    old, new = code_of("12"), code_of("91")
    change_body(by=county.system, body=county.nursing, version=1, credit_code=old)
    rename(county, county.nursing, date(2026, 5, 1), kind="enterprise", level="", credit_code=new)
    assert then(county.nursing, date(2026, 4, 30)).kind == "public_institution_class_2"
    assert then(county.nursing, date(2026, 5, 1)).kind == "enterprise"
    assert of_codes([old, new, "X"]) == {old: county.nursing.pk, new: county.nursing.pk}


def test_size_and_level_have_their_days(county: County) -> None:
    home = body("云岭康养公司", county.place, kind="enterprise", size="micro")
    rename(county, home, date(2026, 5, 1), size="medium", level="")
    former = home.designations.get()
    assert (former.size, former.level) == ("micro", "county")
    page = sign_in(county.system).get(f"/bodies/{home.pk}/").content.decode()
    assert "—2026-04-30：云岭康养公司，企业（微型），县级" in " ".join(page.split())


def test_a_moved_body_had_its_old_parent_before(county: County) -> None:
    move(county, county.nursing, date(2026, 5, 1), county.education)
    assert then(county.nursing, date(2026, 4, 30)).parent == county.civil
    assert then(county.nursing, date(2026, 5, 1)).parent == county.education
    move(county, county.nursing, date(2026, 6, 1), None)
    assert then(county.nursing, date(2026, 6, 1)).parent is None
    assert then(county.nursing, date(2026, 5, 31)).parent == county.education


def test_the_name_in_between_two_changes_of_one_day_is_not_lost(county: County) -> None:
    day = date(2026, 5, 1)
    rename(county, county.nursing, day, name="云岭县康养中心")
    with pytest.raises(Refusal, match="名称从2026-05-01起已经变更过一次") as refused:
        rename(county, county.nursing, day, name="云岭县颐养中心")
    assert refused.value.field == "since" and "更正" in refused.value.remedy
    rename(county, county.nursing, day, kind="public_institution_class_1")  # not changed that day so far
    rename(county, county.nursing, date(2026, 5, 2), name="云岭县颐养中心")
    assert [each.name for each in history_of(county.nursing)] == ["云岭县康养中心", "云岭县养老服务中心"]


def test_a_parent_registered_wrongly_is_corrected_for_all_days(county: County) -> None:
    move_body(by=county.system, body=county.nursing, version=1, parent=county.education)
    assert then(county.nursing, BEFORE_EVER).parent == county.education


@pytest.mark.parametrize("said", ["since", "document"])
def test_a_move_with_only_one_of_day_and_document_is_no_correction(county: County, said: str) -> None:
    both = {"since": date(2026, 5, 1), "document": paper(county.nursing)}
    with pytest.raises(Refusal, match="只写了一样") as refused:
        move_body(
            by=county.system,
            body=county.nursing,
            version=1,
            parent=county.education,
            **{said: both[said]},  # type: ignore[arg-type]
        )
    assert refused.value.field == ("document" if said == "since" else "since")
    assert Body.objects.get(pk=county.nursing.pk).parent == county.civil


@pytest.mark.parametrize("late", [timedelta(days=1), timedelta(days=400)])
def test_no_day_that_has_not_come(county: County, late: timedelta) -> None:
    with pytest.raises(Refusal, match="还没有到") as refused:
        rename(county, county.civil, timezone.localdate() + late, name="新名")
    assert refused.value.field == "since"
    assert not Designation.objects.exists()


def test_not_before_the_last_change_and_not_before_it_was_founded(county: County) -> None:
    rename(county, county.civil, date(2026, 3, 1), name="甲")
    with pytest.raises(Refusal, match="2026-03-01已经变更过"):
        rename(county, county.civil, date(2026, 2, 28), name="乙")
    Body.objects.filter(pk=county.education.pk).update(founded_on=date(2026, 1, 5))
    with pytest.raises(Refusal, match="2026-01-05才成立"):
        rename(county, county.education, date(2026, 1, 5), name="乙")


def test_a_renaming_that_changes_nothing_is_refused(county: County) -> None:
    with pytest.raises(Refusal, match="没有改动"):
        rename(county, county.civil, FIRST, name="云岭县民政局")
    assert not Designation.objects.exists()


def test_the_database_refuses_two_names_on_a_day_and_any_change(county: County) -> None:
    rename(county, county.civil, date(2026, 3, 1), name="甲")
    designation = Designation.objects.get()
    with pytest.raises(DatabaseError, match="designation_one_a_day"), transaction.atomic():
        Designation.objects.create(
            body=county.civil,
            name="乙",
            kind="state_organ",
            days=DateRange(date(2026, 2, 1), date(2026, 4, 1)),
            document=designation.document,
            journal_entry=designation.journal_entry,
        )
    with pytest.raises(DatabaseError, match="只能添加"), transaction.atomic():
        Designation.objects.update(name="丙")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 60), st.sampled_from("甲乙丙丁")), min_size=3, max_size=16))
def test_any_day_says_what_a_naive_diary_says(county: County, changes: list[tuple[int, str]]) -> None:
    with transaction.atomic():
        diary = {FIRST + timedelta(days=n): "云岭县民政局" for n in range(-1, 62)}
        last, name = -1, "云岭县民政局"
        for offset, new in changes:
            since = FIRST + timedelta(days=offset)
            if offset <= last or new == name:
                with pytest.raises(Refusal):
                    rename(county, county.civil, since, name=new)
                continue
            rename(county, county.civil, since, name=new)
            diary |= {day: new for day in diary if day >= since}
            last, name = offset, new
        assert {day: then(county.civil, day).name for day in diary} == diary
        rows = [each.days for each in county.civil.designations.order_by("days")]
        assert [each.upper for each in rows[:-1]] == [each.lower for each in rows[1:]]
        assert all(each.lower is None for each in rows[:1])
        transaction.set_rollback(True)


def test_a_list_shows_names_of_each_rows_own_day(county: County, django_assert_num_queries: Any) -> None:
    rename(county, county.civil, date(2026, 3, 1), name="甲")
    Body.objects.filter(pk=county.nursing.pk).update(founded_on=date(2026, 2, 28))
    rows = Body.objects.filter(parent=county.civil).annotate(above=name_at("parent", "founded_on"))
    with django_assert_num_queries(1):
        assert [each.above for each in rows] == ["云岭县民政局"]
    Body.objects.filter(pk=county.nursing.pk).update(founded_on=None)
    assert [each.above for each in rows.all()] == ["甲"]


def test_search_finds_old_names_and_shows_them(county: County, signed_in: SignedIn) -> None:
    rename(county, county.civil, date(2026, 3, 1), name="云岭县社会事务局")
    assert county.civil in suggested(county.system, "民政")
    page = signed_in(county.system).get("/bodies/?q=民政").content.decode()
    assert "云岭县社会事务局" in page
    assert "曾用名：云岭县民政局" in page
    assert "教育体育局</a>" not in page
    assert "曾用名" not in signed_in(county.system).get("/bodies/?q=教育").content.decode().split("<table")[1]


def test_the_page_tells_what_the_body_was(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.system)
    number = county.civil.pk
    sent = {
        "name": "云岭县社会事务局",
        "kind": "state_organ",
        "level": "county",
        "office": county.finance.name,
        "since": "2026-03-01",
        "document": paper(county.civil).pk,
        "version": 1,
    }
    without = client.post(f"/bodies/{number}/rename/", sent | {"document": ""})
    assert without.status_code == 422
    assert "请选择批准变更的文件" in without.content.decode()
    asked = client.post(f"/bodies/{number}/rename/", sent)
    assert asked.status_code == 200
    assert "云岭县民政局 → 云岭县社会事务局" in asked.content.decode()
    county.civil.refresh_from_db()
    assert county.civil.name == "云岭县民政局"  # nothing is done before it is confirmed
    assert client.post(f"/bodies/{number}/rename/", sent | {"sure": "1"}).status_code == 302
    page = client.get(f"/bodies/{number}/").content.decode()
    assert "沿革" in page
    assert "—2026-02-28：云岭县民政局，" in page
    assert "云办发〔2026〕3号" in page


@pytest.mark.parametrize("kind", ["enterprise", "association"])
def test_outside_the_budget_a_document_needs_no_number(
    county: County, signed_in: Callable[[Agent], Client], kind: str
) -> None:
    home = body("云岭康养", county.place, kind=kind)
    client, address = signed_in(county.system), f"/bodies/{home.pk}/rename/"
    assert f"/documents/of/body/{home.pk}/attach/" in client.get(address).content.decode()
    notice = paper(home, number="", name="变更登记通知书")
    rename_body(
        by=county.system, body=home, version=1, since=date(2026, 5, 1), document=notice, name="云岭颐养"
    )  # fmt: skip
    assert history(home)[0].facts["document"] == "《变更登记通知书》"


def test_a_change_rests_on_a_numbered_document_of_the_body_that_is_in_use(
    county: County, signed_in: SignedIn
) -> None:
    stray = [paper(county.education), paper(county.civil, kind="other"), paper(county.civil, number="")]
    for document, why in zip(stray, ("没有这份", "没有这份", "没有写文号"), strict=True):
        with pytest.raises(Refusal, match=why) as refused:
            rename_body(
                by=county.system, body=county.civil, version=1, since=FIRST, document=document, name="甲"
            )
        assert refused.value.field == "document"
    page = signed_in(county.system).get(f"/bodies/{county.civil.pk}/rename/").content.decode()
    assert f'<option value="{stray[2].pk}">' in page
    assert f'<option value="{stray[0].pk}">' not in page


def test_a_code_that_was_another_bodys_is_not_taken(county: County) -> None:
    old = code_of("12")
    change_body(by=county.system, body=county.nursing, version=1, credit_code=old)
    rename(county, county.nursing, date(2026, 5, 1), credit_code=None)
    with pytest.raises(Refusal, match="已经登记在云岭县养老服务中心") as refused:
        change_body(
            by=county.system,
            body=county.education,
            version=1,
            credit_code=old,
            kind="public_institution_class_1",
        )
    assert refused.value.field == "credit_code"


def test_the_document_of_a_change_is_attached_on_the_page_of_the_body(
    county: County, signed_in: SignedIn
) -> None:
    client, at = signed_in(county.system), f"/bodies/{county.civil.pk}/"
    attach = f"/documents/of/body/{county.civil.pk}/attach/"
    assert attach in client.get(at).content.decode()
    assert attach not in signed_in(county.treasurer).get(at).content.decode()
    file = SimpleUploadedFile("批复.pdf", pdf())
    sent = {"kind": "change", "file": file, "number": "云编〔2026〕9号", "name": "关于更名的批复"}
    assert client.post(attach, sent).headers["Location"] == at
    [document] = Document.objects.all()
    rename_body(
        by=county.system, body=county.civil, version=1, since=FIRST, document=document, name="民政和养老局"
    )
    for reader in (county.treasurer, county.officer):
        page = signed_in(reader).get(at).content.decode()
        assert "《关于更名的批复》云编〔2026〕9号" in page
        assert f"/documents/{document.pk}" in page
