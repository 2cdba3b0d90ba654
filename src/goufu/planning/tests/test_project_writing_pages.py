"""The page where a project is written: whatever is typed, and however often it is sent, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from goufu.core.action import history
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR, budget_line
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.forms import sent_by, text
from goufu.planning.tests.writing import published_entry, put
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]
HTMX = {"hx-request": "true"}
HOSTILE = "<script>alert(1)</script>'\"; DROP TABLE planning_project; --\u202e" + "长" * 60


@pytest.fixture
def officer(county: County, signed_in: SignIn) -> Client:
    return signed_in(county.officer)


@pytest.fixture
def written(county: County, line: BudgetLine) -> Project:
    """Nothing but a title and a year."""
    return draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR})


def at(project: Project) -> str:
    return f"/projects/{project.pk}/edit/"


def typed(client: Client, project: Project, **values: str) -> dict[str, Any]:
    return sent_by(client.get(at(project))) | values


def save(client: Client, project: Project, sent: dict[str, Any]) -> Any:
    return client.post(at(project), sent, headers=HTMX)


def stored(project: Project) -> Project:
    return Project.objects.get(pk=project.pk)


def test_a_draft_begins_with_title_and_year(officer: Client, county: County) -> None:
    form = sent_by(officer.get("/projects/new/?title=老年人助餐服务"))
    assert form["title"] == "老年人助餐服务"
    answer = officer.post("/projects/new/", form | {"year": str(YEAR)})
    made = Project.objects.get(title="老年人助餐服务")
    assert answer.headers["Location"] == at(made)
    assert (made.purchaser, made.office, made.state) == (county.civil, county.finance, ProjectState.DRAFT)
    again = officer.post("/projects/new/", form | {"year": str(YEAR)})
    assert again.headers["Location"] == at(made)
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "year"),
    [("", "2027"), ("服务", "next"), ("服务", "99999999999999999999"), ("长" * 201, "2027"), ("服", "1999")],
)
def test_what_cannot_begin_is_told_and_kept(officer: Client, title: str, year: str) -> None:
    answer = officer.post("/projects/new/", {"title": title, "year": year})
    assert answer.status_code == 422
    assert sent_by(answer)["title"] == title
    assert sent_by(answer)["year"] == year
    assert not Project.objects.exists()


def test_what_is_typed_is_saved_as_one_goes_again_and_again(
    officer: Client, written: Project, line: BudgetLine
) -> None:
    sent = typed(officer, written, need="上门护理", amount="6万元")
    sent |= {f"line-{line.pk}": "60,000", "target-0-name": "服务老人", "target-0-aim": "不少于300人"}
    for unit in ("人", "户"):
        answer = save(officer, written, sent | {"unit": unit})
        assert "已保存" in text(answer)
        sent["version"] = str(stored(written).version)
        assert f'name="version" id="version" value="{sent["version"]}"' in text(answer)
    found = stored(written)
    assert [found.need, found.amount, found.unit] == ["上门护理", 60000, "户"]
    assert [each.amount for each in found.funding.all()] == [60000]
    assert [str(each) for each in found.targets.all()] == ["服务老人：≥ 300 人"]
    assert history(found)[0].facts["project.unit"] == ["人", "户"]


def test_what_the_law_comes_to_ask_appears_on_the_page(officer: Client, written: Project) -> None:
    sent = typed(officer, written, method="single_source", amount="2000000")
    answer = save(officer, written, sent)
    assert 'hx-swap-oob="beforeend:#asked"' in text(answer)
    asked = set(typed(officer, written)) - set(sent)
    assert asked
    for name in asked:
        assert f'name="{name}"' in text(answer)


def test_an_answer_that_no_rule_waits_for_any_more_is_kept(officer: Client, written: Project) -> None:
    save(officer, written, typed(officer, written, original_contract_yuan="1万元"))
    assert stored(written).facts["original_contract_yuan"] == "10000.00"


def test_the_buttons_do_the_same_without_scripts(officer: Client, written: Project) -> None:
    answer = officer.post(at(written), typed(officer, written, need="甲") | {"save": ""})
    assert answer.headers["Location"] == at(written)
    assert "已经保存" in officer.get(at(written)).content.decode()
    answer = officer.post(at(written), typed(officer, written, need="乙") | {"submit": ""})
    assert answer.headers["Location"] == f"/projects/{written.pk}/submit/"
    assert stored(written).need == "乙"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("amount", "60000.125", "精确到了分以下"),
        ("amount", "-1", "金额是负数"),
        ("amount", "很多", "看不懂这个金额"),
        ("year", "next", "整数"),
        ("year", "", "请填写预算年度"),
        ("title", "", "请填写项目名称"),
        ("term_months", "1e9", "整数"),
        ("quantity", "NaN", "数字"),
        ("method", "gift", "gift"),
        ("is_secret", "maybe", "maybe"),
        ("field", HOSTILE, "选"),
        ("item_code", "C" * 10, "9"),
        ("target-0-name", "服务老人", "还要写目标值"),
        ("target-0-aim", "300人", "还要写是什么指标"),
        ("target-TOTAL_FORMS", "", "没有送完整"),
        ("entry", "999999999", "目录条目"),
    ],
)
def test_what_cannot_be_read_is_told_and_everything_typed_is_kept(
    officer: Client, written: Project, name: str, value: str, message: str
) -> None:
    sent = typed(officer, written, need="新的需求") | {name: value}
    answer = save(officer, written, sent)
    assert answer.status_code == 200
    assert "还没有保存" in text(answer)
    assert message in text(answer)
    page = officer.post(at(written), sent)
    assert page.status_code == 422
    assert sent_by(page)["need"] == "新的需求"
    assert stored(written).need == ""


def test_hostile_text_is_text(officer: Client, written: Project) -> None:
    answer = officer.post(at(written), typed(officer, written, title=HOSTILE, need=HOSTILE))
    assert answer.status_code == 302
    assert stored(written).title.startswith("<script>")
    for page in (at(written), f"/projects/{written.pk}/", "/projects/", "/"):
        assert "<script>alert(1)" not in text(officer.get(page))


def test_thirteen_targets_are_thirteen_and_the_same_twice_is_told(officer: Client, written: Project) -> None:
    sent = typed(officer, written) | {"target-TOTAL_FORMS": "13"}
    for number in range(13):
        sent |= {f"target-{number}-kind": "quantity", f"target-{number}-name": f"指标{number}"}
        sent |= {f"target-{number}-aim": "1次"}
    assert "已保存" in text(save(officer, written, sent))
    assert stored(written).targets.count() == 13
    sent = typed(officer, written) | {"target-3-name": "指标4"}
    assert "同一个指标只写一次" in text(save(officer, written, sent))
    sent = typed(officer, written) | {"target-TOTAL_FORMS": "41"}
    assert "还没有保存" in text(save(officer, written, sent))
    assert stored(written).targets.count() == 13


def test_a_target_is_shown_as_it_was_read_and_opens_where_it_is_wrong(
    officer: Client, written: Project
) -> None:
    sent = typed(officer, written) | {
        "target-0-name": "家庭照护负担", "target-0-kind": "social", "target-0-aim": "明显减轻",
        "target-1-name": "上门服务人次", "target-1-aim": "1.2万人次以上", "target-1-baseline": "11214",
        "target-1-counting_note": "做完服务单，计 1 人次", "target-1-evidence": "服务单", "target-1-source": "上年实际",
    }  # fmt: skip
    page = officer.post(at(written), sent)
    assert (page.status_code, text(page).count('class="plan-target" open')) == (422, 1)
    assert sent_by(page)["target-0-aim"] == "明显减轻"
    assert officer.post(at(written), sent | {"target-0-is_qualitative": "on"}).status_code == 302
    stored = typed(officer, written)
    assert (stored["target-0-is_qualitative"], stored["target-1-aim"]) == ("on", "≥ 12,000 人次")
    assert stored["target-1-baseline"] == "11,214 人次"
    entries = history(written).count()
    assert officer.post(at(written), stored).status_code == 302
    assert history(written).count() == entries
    shown = text(officer.get(f"/projects/{written.pk}/"))
    for words in ("≥ 12,000 人次", "11,214 人次", "做完服务单，计 1 人次", "明显减轻", "社会效益"):
        assert words in shown


def test_an_entry_of_another_body_and_a_line_of_another_body_are_not_taken(
    officer: Client, written: Project, county: County
) -> None:
    foreign = budget_line(county.education)
    answer = save(officer, written, typed(officer, written) | {f"line-{foreign.pk}": "1"})
    assert "已保存" in text(answer)
    assert not stored(written).funding.exists()
    other = published_entry(county.education, kind="department")
    answer = save(officer, written, typed(officer, written) | {"entry": str(other.pk)})
    assert "还没有保存" in text(answer)
    assert stored(written).entry is None


def test_in_two_browsers_the_second_is_told_who_was_first(
    officer: Client, written: Project, county: County, signed_in: SignIn
) -> None:
    mine = typed(officer, written, need="我写的")
    lead = signed_in(county.lead)
    assert "已保存" in text(save(lead, written, typed(lead, written, unit="户")))
    overtaken = save(officer, written, mine)
    assert "王局长" in text(overtaken)
    page = officer.post(at(written), mine)
    assert page.status_code == 409
    assert "王局长" in text(page)
    for answer in (overtaken, page):  # both versions, beside each other
        assert differing(answer) == {"需求概况": ("未填", "我写的"), "计量单位": ("户", "未填")}
        assert f'id="version" value="{stored(written).version}"' in text(answer)
    assert sent_by(page)["need"] == "我写的"
    assert stored(written).need == ""
    assert officer.post(at(written), sent_by(page)).status_code == 302
    assert stored(written).need == "我写的"


def differing(page: Any) -> dict[str, tuple[str, str]]:
    """The table of a page that was overtaken: what is stored and what was typed, by title."""
    part = text(page).split('id="differences"')[1].split("</table>")[0]
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", part, re.DOTALL)]
    return {title: (now, mine) for title, now, mine in zip(cells[::3], cells[1::3], cells[2::3], strict=True)}


def test_of_money_and_targets_as_well_both_versions_are_shown(
    officer: Client, written: Project, county: County, line: BudgetLine, signed_in: SignIn
) -> None:
    mine = typed(officer, written) | {
        f"line-{line.pk}": "60000",
        "target-0-name": "上门人次",
        "target-0-aim": "≥1200人次",
    }
    lead = signed_in(county.lead)
    assert "已保存" in text(save(lead, written, typed(lead, written, amount="7万")))
    found = differing(officer.post(at(written), mine))
    assert found.keys() == {"预算金额", str(line), "绩效目标"}
    assert found["预算金额"][0].startswith("70,000")
    assert found[str(line)][0] == "未填" and found[str(line)][1].startswith("60,000")
    assert found["绩效目标"][0] == "未填" and "上门人次" in found["绩效目标"][1]


def test_what_changes_nothing_makes_no_entry_and_no_version(
    officer: Client, written: Project, line: BudgetLine
) -> None:
    full = {"need": " 上门护理 ", f"line-{line.pk}": "1", "target-0-name": "人次", "target-0-aim": "≥9人次"}
    assert "已保存" in text(save(officer, written, typed(officer, written) | full))
    version, entries, at_ = stored(written).version, history(written).count(), stored(written).changed_at
    for _ in range(2):
        assert "已保存" in text(save(officer, written, typed(officer, written)))
        assert officer.post(at(written), typed(officer, written)).status_code == 302
    assert (stored(written).version, history(written).count(), stored(written).changed_at) == (
        version,
        entries,
        at_,
    )
    assert "已保存" in text(save(officer, written, typed(officer, written) | {f"line-{line.pk}": "2"}))
    assert (stored(written).version, history(written).count()) == (version + 1, entries + 1)


@pytest.mark.parametrize("version", ["", "-1", "1e3", "99999999999999999999", "很旧"])
def test_a_version_that_is_none_is_stale(officer: Client, written: Project, version: str) -> None:
    assert officer.post(at(written), typed(officer, written, version=version)).status_code == 409


def test_of_a_secret_project_nothing_is_stored(officer: Client, written: Project) -> None:
    answer = save(officer, written, typed(officer, written, need="不能说的") | {"is_secret": "yes"})
    assert "涉密项目不得进入本平台" in text(answer)
    assert "请按国家有关涉密项目的规定另行办理" in text(answer)
    assert stored(written).need == ""
    assert "不能说的" not in str([entry.facts for entry in history(written)])


def test_what_was_submitted_meanwhile_is_not_written_and_nothing_typed_is_lost(
    officer: Client, written: Project, county: County
) -> None:
    sent = typed(officer, written, need="还没写完")
    put(written, ProjectState.SUBMITTED, county.officer, county.treasurer)
    assert "还没有保存" in text(save(officer, written, sent))
    page = officer.post(at(written), sent)
    assert (page.status_code, sent_by(page)["need"]) == (422, "还没写完")
    assert officer.get(at(written)).status_code == 422


def test_what_this_page_has_no_input_for_stays_as_the_other_person_wrote_it(
    officer: Client, written: Project, county: County, signed_in: SignIn
) -> None:
    mine = typed(officer, written, need="我写的")
    later = budget_line(county.civil, "L")
    lead = signed_in(county.lead)
    save(lead, written, typed(lead, written, method="single_source", amount="2000000"))
    fact = "original_contract_yuan"
    his = typed(lead, written) | {fact: "1万元", f"line-{later.pk}": "7万元"}
    assert "已保存" in text(save(lead, written, his))
    assert {fact, f"line-{later.pk}"}.isdisjoint(mine)

    overtaken = save(officer, written, mine)
    assert differing(overtaken).keys() == {"需求概况", "采购方式", "预算金额"}
    assert 'hx-swap-oob="beforeend:#funding"' in text(overtaken)
    page = officer.post(at(written), mine)
    for answer in (overtaken, page):  # the missing inputs come with what is stored
        for name, value in ((fact, "10,000.00"), (f"line-{later.pk}", "70,000.00")):
            assert re.search(rf'<input[^>]*name="{name}"[^>]*value="{value}"', text(answer))
    without_htmx = sent_by(page)
    for sent in (mine | {"version": without_htmx["version"]}, without_htmx):
        assert officer.post(at(written), sent).status_code == 302
        found = stored(written)
        assert (found.need, found.facts[fact]) == ("我写的", "10000.00")
        assert [(each.line, each.amount) for each in found.funding.all()] == [(later, Decimal(70_000))]
        without_htmx["version"] = str(found.version)


def test_text_of_several_lines_is_the_same_text_when_a_browser_sends_it(
    officer: Client, written: Project, county: County, signed_in: SignIn
) -> None:
    target = {
        "name": "人次",
        "kind": "quantity",
        "operator": "≥",
        "number": 9,
        "unit": "人次",
        "counting_note": "做完\n服务单",
    }
    found = save_project(
        project=written.pk, by=county.officer, version=written.version, targets=[target],
        values={"need": "上门护理\n康复指导", "facts": {"demand_drafter": "县民政局\n养老科"}},
    )  # fmt: skip
    sent = typed(officer, written)
    sent = {name: value.replace("\n", "\r\n") for name, value in sent.items()}
    sent["target-0-counting_note"] = "做完\r\n服务单"  # still so in the page in which it was typed
    assert officer.post(at(written), sent).status_code == 302
    assert stored(written).version == found.version

    lead = signed_in(county.lead)
    save(lead, written, typed(lead, written, unit="户"))
    assert differing(officer.post(at(written), sent)).keys() == {"计量单位"}


def test_a_provider_with_a_long_name_stays_as_it_is_shown(
    officer: Client, written: Project, county: County, signed_in: SignIn
) -> None:
    provider = Body.objects.get(pk=county.nursing.pk)
    provider.name = "长" * 200
    provider.save()
    found = save_project(
        project=written.pk, by=county.officer, version=written.version, values={"provider": provider.name}
    )
    sent = typed(officer, written)
    assert provider.name in sent["provider"]
    assert officer.post(at(written), sent).status_code == 302
    assert (stored(written).provider_body, stored(written).version) == (provider, found.version)

    lead = signed_in(county.lead)
    save(lead, written, typed(lead, written, unit="户"))
    assert differing(officer.post(at(written), sent)).keys() == {"计量单位"}


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("term_months", "601", "不能大于 600。"),
        ("term_months", "0", "不能小于 1。"),
        ("term_months", "十二", "请写整数，如 12。"),
        ("title", "服" * 201, "最多写 200 个字，现在是 201 个。"),
        ("method", "lottery", "“lottery”不在可选的里面，请从列出的里面选。"),
        ("quantity", "0.12345", "小数点后最多 4 位。"),
    ],
)
def test_what_is_wrong_is_said_in_our_words(
    county: County, draft: Project, signed_in: SignIn, name: str, typed: str, said: str
) -> None:
    officer = signed_in(county.officer)
    address = f"/projects/{draft.pk}/edit/"
    answer = officer.post(address, sent_by(officer.get(address)) | {name: typed})
    assert said in text(answer)


def test_the_first_target_is_not_called_a_further_one(officer: Client, written: Project) -> None:
    written.targets.all().delete()
    said = text(officer.get(at(written)))
    assert said.count(">写一个指标<") == 1
    assert said.index(">写一个指标<") < said.index(">再写一个指标<")


def test_what_is_unanswered_is_said_to_whoever_reads(
    officer: Client, written: Project, county: County, signed_in: SignIn
) -> None:
    for client in (officer, signed_in(county.lead)):
        said = text(client.get(f"/projects/{written.pk}/"))
        assert "可以多回答一些规则" not in said
        assert "没有填，有些规则因此没有回答" in said
