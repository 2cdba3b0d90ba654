"""Targets are rows that can be counted: kept, refused and told one by one, by page, program and list alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from goufu.core.action import history
from goufu.core.errors import Refusal
from goufu.funds.tests.money import YEAR
from goufu.journal.words import facts_for_people
from goufu.planning.actions.importing import ListLine, import_projects, preview
from goufu.planning.actions.writing import save_project
from goufu.planning.models import Project, Target
from goufu.planning.target_forms import TargetForm
from goufu.planning.target_lists import read_targets
from goufu.planning.tests.writing import TARGETS
from goufu.registry.tests.county import County

SERVED, CONTENT = TARGETS
EASED: dict[str, Any] = {
    "name": "家庭照护负担",
    "kind": "social",
    "operator": "qualitative",
    "text": "明显减轻",
}


@pytest.fixture
def save(county: County, draft: Project) -> Any:
    def save(*targets: dict[str, Any]) -> list[Target]:
        version = Project.objects.get(pk=draft.pk).version
        save_project(project=draft.pk, by=county.officer, version=version, values={}, targets=targets)
        return list(draft.targets.all())

    return save


def test_a_target_keeps_its_row_while_it_keeps_its_name(save: Any, draft: Project) -> None:
    served, content = draft.targets.all()
    eased, first, second = save(EASED, CONTENT, SERVED | {"number": Decimal(320), "counting_note": ""})
    assert (first.pk, second.pk) == (content.pk, served.pk)
    assert (second.number, second.counting_note, second.baseline) == (320, "", 240)
    assert eased.shown == "明显减轻"
    [renamed] = save(SERVED | {"name": "服务失能老人"})
    assert renamed.pk not in (served.pk, content.pk, eased.pk)


def test_every_field_of_a_target_can_change(save: Any, draft: Project) -> None:
    other = {
        "kind": "cost", "operator": "≤", "number": Decimal("1.5"), "unit": "元", "counting_note": "甲", "evidence": "乙",
        "source": "丙", "baseline": None,
    }  # fmt: skip
    for name, value in other.items():
        [served] = save(SERVED | {name: value})
        assert getattr(served, name) == value, name


@pytest.mark.parametrize("kind", ["quality", "timeliness", "satisfaction"])
def test_a_share_is_of_a_hundred_at_most(save: Any, kind: str) -> None:
    share = {"name": "达标率", "kind": kind, "operator": "≥", "unit": "%"}
    assert save(share | {"number": Decimal(100)})[0].shown == "≥ 100 %"
    with pytest.raises(Refusal, match="不能超过 100%"):
        save(share | {"number": Decimal("100.0001")})


def test_the_journal_keeps_what_changed_of_the_targets(save: Any, draft: Project) -> None:
    save(SERVED, EASED)
    assert facts_for_people(history(draft)[0]) == {
        "targets": ["家庭照护负担：明显减轻（类型：社会效益）"],
        "removed_targets": ["服务对象满意度"],
    }
    save(SERVED | {"evidence": "服务单"}, EASED | {"kind": "economic"})
    assert history(draft)[0].facts["targets"] == [
        "服务老人：≥ 300 人（类型：数量；计数说明：做完服务单并经老人或家属确认，计 1 人；证据：服务单；"
        "依据：上年实际；基准值：240 人）",
        "家庭照护负担：明显减轻（类型：经济效益）",
    ]
    entries = history(draft).count()
    save(SERVED | {"evidence": "服务单"}, EASED | {"kind": "economic"})
    assert history(draft).count() == entries


def test_the_same_name_twice_is_refused_though_one_of_them_stays(save: Any, draft: Project) -> None:
    with pytest.raises(Refusal, match="同一个指标只写一次"):
        save(SERVED, CONTENT, SERVED | {"number": Decimal(1)})
    assert draft.targets.get(name="服务老人").number == 300


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "第2行，指标"),
        ({"kind": "output"}, "第2行（服务对象满意度），类型"),
        ({"operator": "~"}, "要求"),
        ({"number": None}, "要写数字和单位"),
        ({"unit": ""}, "要写数字和单位"),
        ({"text": "很满意"}, "要写数字和单位"),
        ({"operator": "qualitative"}, "定性目标只写文字"),
        ({"operator": "qualitative", "number": None, "unit": ""}, "定性目标只写文字"),
        ({"operator": "qualitative", "number": None, "unit": "", "text": "90%以上"}, "有数字，不是定性目标"),
        ({"number": Decimal(-1)}, "不能小于零"),
        ({"baseline": Decimal(-1)}, "不能小于零"),
        ({"number": Decimal("0.00001")}, "小数"),
        ({"number": Decimal("NaN")}, "数字"),
        ({"unit": "万人"}, "不能作单位"),
        ({"number": Decimal("100.0001")}, "不能超过 100%"),
        ({"baseline": Decimal("100.0001")}, "不能超过 100%"),
        ({"name": "服务老人"}, "同一个指标只写一次"),
        ({"evidence": "长" * 501}, "证据"),
    ],
)
def test_what_no_target_may_say_is_told_by_its_line(
    save: Any, draft: Project, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(Refusal, match=message):
        save(SERVED, CONTENT | wrong)
    assert [each.name for each in draft.targets.all()] == ["服务老人", "服务对象满意度"]


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"number": None}, "target_is_countable"),
        ({"unit": ""}, "target_is_countable"),
        ({"text": "很满意"}, "target_is_countable"),
        ({"operator": "qualitative"}, "target_is_countable|target_is_qualitative"),
        ({"operator": "qualitative", "number": None, "unit": ""}, "target_is_qualitative"),
        (
            {"operator": "qualitative", "number": None, "unit": "", "text": "好", "baseline": 1},
            "target_is_qual",
        ),
        ({"number": -1}, "target_not_negative"),
        ({"baseline": -1}, "target_baseline_not_negative"),
        ({"number": Decimal("100.0001")}, "target_share_within_hundred"),
        ({"baseline": Decimal("100.0001")}, "target_share_within_hundred"),
        ({"name": "服务老人"}, "target_name_once"),
    ],
)
def test_the_database_refuses_it_too(draft: Project, wrong: dict[str, Any], constraint: str) -> None:
    content = draft.targets.filter(name="服务对象满意度")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        content.update(**wrong)


def test_what_grows_may_grow_by_more_than_all(save: Any) -> None:
    [grown] = save(
        {"name": "培训人数增长", "kind": "quantity", "operator": "≥", "number": Decimal(120), "unit": "%"}
    )
    assert grown.shown == "≥ 120 %"


def test_it_is_met_or_a_person_judges_it(save: Any) -> None:
    served, eased = save(SERVED, EASED)
    assert [served.is_met(Decimal(number)) for number in ("299.9999", "300", "301")] == [False, True, True]
    with pytest.raises(ValueError, match="qualitative"):
        eased.is_met(Decimal(1))


def test_its_kind_belongs_to_output_benefit_or_satisfaction(save: Any) -> None:
    assert [each.group for each in save(SERVED, CONTENT, EASED)] == ["产出", "满意度", "效益"]


def test_the_law_reads_them_as_one_text(save: Any, draft: Project) -> None:
    save(SERVED | {"number": Decimal("1200.5000")}, EASED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT performance_target FROM planning_plan_facts WHERE id = %s", [draft.pk])
        assert cursor.fetchone() == ("服务老人 ≥ 1200.5 人；家庭照护负担 明显减轻",)
        save()
        cursor.execute("SELECT performance_target FROM planning_plan_facts WHERE id = %s", [draft.pk])
        assert cursor.fetchone() == (None,)


TYPED = {
    "name": "服务老人",
    "kind": "quantity",
    "aim": "",
    "baseline": "",
    "counting_note": "",
    "evidence": "",
}


def line(**typed: Any) -> TargetForm:
    form = TargetForm(TYPED | typed)
    form.is_valid()
    return form


@given(
    st.sampled_from("≥≤=<>"),
    st.decimals(0, 10**9, places=4),
    st.none() | st.decimals(0, 10**9, places=4),
    st.sampled_from(["人", "人次", "元/月", "㎡"]),
)
def test_what_the_form_shows_it_reads_back(
    operator: str, number: Decimal, baseline: Decimal | None, unit: str
) -> None:
    target = Target(**SERVED | {"operator": operator, "number": number, "baseline": baseline, "unit": unit})
    form = TargetForm(TargetForm.starting_with(target))
    assert form.is_valid(), form.errors
    names = [field.name for field in Target.said_fields()]
    assert {name: form.values[name] for name in names} == {name: getattr(target, name) for name in names}


def test_the_form_shows_a_qualitative_target_and_reads_it_back() -> None:
    form = TargetForm(TargetForm.starting_with(Target(**EASED)))
    assert form.is_valid(), form.errors
    assert {name: form.values[name] for name in EASED} == EASED


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"aim": "明显减轻"}, "aim", "勾选“定性”"),
        ({"aim": "不少于300"}, "aim", "没有写单位，例如"),
        ({"aim": "300人", "baseline": "八成"}, "baseline", "读不出"),
        ({"aim": "300人", "baseline": "240户"}, "baseline", "同一个单位"),
        ({"aim": "明显", "is_qualitative": "on", "baseline": "240"}, "aim", "只写文字"),
        ({"aim": "300人以上", "is_qualitative": "on"}, "aim", "有数字"),
        ({"aim": "95%以上", "kind": "satisfaction", "baseline": "101"}, "aim", "不能超过 100%"),
        ({"aim": "950%以上", "kind": "satisfaction"}, "aim", "不能超过 100%"),
        ({"aim": "300人", "kind": "output"}, "kind", "output"),
        ({"name": "", "aim": "", "evidence": "照片"}, "name", "什么指标"),
    ],
)
def test_the_form_says_at_its_field_what_is_wrong(typed: dict[str, Any], field: str, message: str) -> None:
    errors = line(**typed).errors
    assert message in str(errors.get(field)), errors


def test_a_baseline_may_leave_its_unit_to_the_target() -> None:
    assert line(aim="≥95%", kind="quality", baseline="87.5").values["baseline"] == Decimal("87.5")
    assert line(aim="≥95%", kind="quality", baseline="87.5％").values["baseline"] == Decimal("87.5")


@pytest.mark.parametrize(
    ("text", "read", "unread"),
    [
        (
            "服务老人不少于300人；满意度90%以上",
            ["服务老人：≥ 300 人 quantity", "满意度：≥ 90 % satisfaction"],
            [],
        ),
        (
            "全年服务12000人次，满意度90%",
            ["全年服务：= 12,000 人次 quantity", "满意度：= 90 % satisfaction"],
            [],
        ),
        ("服务≥1,200人次,合格率:≥95%", ["服务：≥ 1,200 人次 quantity", "合格率：≥ 95 % quality"], []),
        ("1.达标率≥95%\n2.及时率≥98%", ["达标率：≥ 95 % quality", "及时率：≥ 98 % timeliness"], []),
        ("成本控制在5万元以内", ["成本：≤ 50,000 元 cost"], []),
        (
            "产出指标-数量指标：服务老人≥300人、上门≥3600次；社会效益指标：受益家庭≥300户",
            ["服务老人：≥ 300 人 quantity", "上门：≥ 3,600 次 quantity", "受益家庭：≥ 300 户 social"],
            [],
        ),
        (
            "数量指标：助浴≥1200人次；满意度90%以上",
            ["助浴：≥ 1,200 人次 quantity", "满意度：≥ 90 % satisfaction"],
            [],
        ),
        ("为300名老人每日送餐，满意度90%以上", ["满意度：≥ 90 % satisfaction"], ["为300名老人每日送餐"]),
        ("群众生活明显改善", [], ["群众生活明显改善"]),
        ("满意度90%；满意度95%", ["满意度：= 90 % satisfaction"], ["满意度95%"]),
        ("满意度≥950%", [], ["满意度≥950%"]),
        ("服务约300人；满意度不到90%；投诉未超过5%", [], ["服务约300人", "满意度不到90%", "投诉未超过5%"]),
        ("服务1,20人", [], ["服务1", "20人"]),
        ("", [], []),
        (" ；。\n", [], []),
    ],
)
def test_a_cell_of_a_list_becomes_targets_and_what_does_not_is_told(
    text: str, read: list[str], unread: list[str]
) -> None:
    found = read_targets(text)
    assert [f"{each} {each.kind}" for each in found.targets] == read
    assert found.unread == unread


def test_of_more_than_forty_none_is_lost() -> None:
    found = read_targets("；".join(f"甲{chr(0x4E00 + number)}≥3次" for number in range(43)))
    assert (len(found.targets), len(found.unread)) == (40, 3)


@given(st.text(alphabet="服务满意度指标数量：≥0123456789.，；。%人约为以上\n ", max_size=60))
def test_whatever_a_cell_says_each_piece_is_read_or_told(text: str) -> None:
    found = read_targets(text)
    for target in found.targets:
        target.validate()
    assert len({each.name for each in found.targets}) == len(found.targets)
    said = "".join(each.name for each in found.targets) + "".join(found.unread)
    assert bool(said) == bool(found.targets or found.unread)


def test_an_imported_draft_has_the_targets_of_its_line_and_remembers_the_rest(county: County) -> None:
    lines = [
        ListLine(2, {"title": "助浴", "performance_target": "助浴≥1200人次；老人更有尊严"}),
        ListLine(3, {"title": "别家的", "purchaser": "云岭县司法局", "performance_target": "矫正≥30人"}),
        ListLine(4, {"title": "助餐", "performance_target": "满意度90%以上"}),
    ]
    assert [(len(each.targets), list(each.unread)) for each in preview(lines, county.civil, YEAR)] == [
        (1, ["老人更有尊严"]),
        (0, []),
        (1, []),
    ]
    bath, meal = import_projects(lines=lines, list_name="清单", year=YEAR, by=county.officer)
    assert [str(each) for each in bath.targets.all()] == ["助浴：≥ 1,200 人次"]
    assert [str(each) for each in meal.targets.all()] == ["满意度：≥ 90 %"]
    facts = history(bath)[0].facts
    assert (facts["targets"], facts["unread_targets"]) == (
        ["助浴：≥ 1,200 人次（类型：数量）"],
        ["老人更有尊严"],
    )
    assert "unread_targets" not in history(meal)[0].facts


def test_a_project_has_at_most_forty_targets_whoever_writes_them(county: County, draft: Project) -> None:
    def targets(count: int) -> list[dict[str, Any]]:
        return [TARGETS[0] | {"name": f"指标{number}"} for number in range(count)]

    with pytest.raises(Refusal, match="绩效目标最多40个，这里有41个") as refused:
        save_project(
            project=draft.pk, by=county.officer, version=draft.version, values={}, targets=targets(41)
        )
    assert refused.value.field == "targets"
    save_project(project=draft.pk, by=county.officer, version=draft.version, values={}, targets=targets(40))
    assert draft.targets.count() == 40
