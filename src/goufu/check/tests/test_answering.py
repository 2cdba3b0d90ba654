"""A list held against the law: every line comes back, in order, with its answer."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from goufu.check.answering import SHORT
from goufu.check.results import LineResult, LineVerdict, Summary
from goufu.check.terms import Terms
from goufu.check.tests.lists import check_file, check_text, rules_of, save_list

TERM = "plan.term-within-three-years"
SPLITTING = "plan.no-splitting"


def test_a_line_is_clear_or_refused_with_article_and_remedy(tmp_path: Path) -> None:
    clear, refused = check_text(
        tmp_path, "项目名称,合同期限（月）\n社区居家养老服务,12\n社区居家养老服务,37\n"
    )
    assert clear.verdict is LineVerdict.CLEAR
    assert refused.verdict is LineVerdict.REFUSED
    [finding] = refused.findings
    assert finding.rule == TERM
    assert "37个月" in finding.message
    assert finding.citations == ("管理办法第二十四条",)
    assert finding.remedy.startswith("改为三年以内")


@pytest.mark.parametrize(("months", "verdict"), [("36", LineVerdict.CLEAR), ("37", LineVerdict.REFUSED)])
def test_the_limit_itself_is_allowed(tmp_path: Path, months: str, verdict: LineVerdict) -> None:
    [line] = check_text(tmp_path, f"项目名称,合同期限（月）\n助餐服务,{months}\n")
    assert line.verdict is verdict


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_cell_comes_back_as_it_was_written(tmp_path: Path, encoding: str) -> None:
    rows = [
        ["养老服务", " 120 ", "  前后有空格  ", "㐀𠀀"],
        ["=SUM(A1)", "-3", "第一行\n第二行", 'say "你好", ok'],
        ["", "", "", "只有备注"],
        ["名称", "abc", "１２３", "'=1"],
    ]
    text = io.StringIO()
    csv.writer(text).writerows([["项目名称", "预算金额（万元）", "说明", "备注"], *rows])
    lines = check_file(save_list(tmp_path, text.getvalue(), encoding=encoding))
    assert [list(line.raw) for line in lines] == rows


def test_the_order_is_the_lists_own_even_over_many_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = 2_000
    monkeypatch.setattr("goufu.files.delimited.BATCH_ROWS", batch)
    monkeypatch.setattr("goufu.check.answering.ROWS_AT_A_TIME", batch)
    rows = 7 * batch // 2  # more than two batches, so that threads could change the order
    assert rows > SHORT
    body = "\n".join(f"助餐服务{n},局{n % 7},{'48' if n % 3 == 0 else '12'}" for n in range(rows))
    lines = check_text(tmp_path, f"项目名称,采购单位,合同期限（月）\n{body}\n")
    assert [line.raw[0] for line in lines] == [f"助餐服务{n}" for n in range(rows)]
    assert [line.number for line in lines] == list(range(2, rows + 2))
    assert {n for n, line in enumerate(lines) if TERM in rules_of(line)} == set(range(0, rows, 3))


def test_totals_and_notes_are_kept_but_not_checked(tmp_path: Path) -> None:
    lines = check_text(
        tmp_path,
        "项目名称,预算金额（万元）,合同期限（月）\n助餐服务,12,60\n合计,12,60\n,,\n助浴服务,3,12\n注：以上均已列入预算,,\n",
    )
    assert [line.verdict for line in lines] == [
        LineVerdict.REFUSED,
        LineVerdict.SKIPPED,
        LineVerdict.CLEAR,
        LineVerdict.SKIPPED,
    ]
    assert lines[1].raw == ("合计", "12", "60")
    assert lines[1].texts()[0] == "未检查：合计行"
    assert not lines[1].findings
    assert [line.number for line in lines] == [2, 3, 5, 6]


def test_a_cell_that_was_not_understood_is_named_and_wants_mending(tmp_path: Path) -> None:
    [line] = check_text(tmp_path, "项目名称,预算金额（万元）\n助餐服务,约十来万\n")
    assert line.verdict is LineVerdict.IMPROVE
    [problem] = line.problems
    assert "第2行B列" in problem.cause
    assert "约十来万" in problem.cause
    assert line.amount_yuan is None


def test_a_broken_cell_does_not_hide_a_refusal(tmp_path: Path) -> None:
    [line] = check_text(tmp_path, "项目名称,预算金额（万元）,合同期限（月）\n助餐服务,约十来万,48\n")
    assert line.verdict is LineVerdict.REFUSED
    assert line.problems


def test_what_rests_on_an_unverified_value_goes_to_a_person(tmp_path: Path) -> None:
    [line] = check_text(tmp_path, "项目名称,预算年度,资金安排截止年度\n助餐服务,2026,2035\n")
    [finding] = [each for each in line.findings if each.rule == "plan.within-medium-term-window"]
    assert finding.severity == "review"
    assert "待核对" in finding.message
    assert line.verdict is LineVerdict.REVIEW


def test_a_pass_on_an_unverified_value_says_so_in_the_list_that_goes_back(tmp_path: Path) -> None:
    header = "项目名称,预算年度,资金安排截止年度"
    resting, other = check_text(tmp_path, f"{header}\n助餐服务,2026,2028\n助餐服务,2026,\n")
    assert resting.verdict is other.verdict is LineVerdict.CLEAR
    assert resting.texts()[1] == "符合的规则里，所用标准待核对：中期财政规划的年数，请人工确认。"
    assert other.texts()[1] == ""


class TestTerms:
    LIST = "项目名称,合同期限（月）,适用日期\n助餐服务,48,2020-02-29\n助餐服务,48,2026-06-01\n助餐服务,48,\n"

    def verdicts(self, folder: Path, terms: Terms) -> list[bool]:
        return [TERM in rules_of(line) for line in check_text(folder, self.LIST, terms)]

    def test_each_line_is_asked_for_its_own_day_and_else_for_today(self, tmp_path: Path) -> None:
        assert self.verdicts(tmp_path, Terms()) == [False, True, True]

    def test_a_day_given_goes_before_the_lines_own(self, tmp_path: Path) -> None:
        assert self.verdicts(tmp_path, Terms(day=date(2020, 2, 29))) == [False, False, False]

    def test_level_and_place_stand_in_where_a_line_has_none(self, tmp_path: Path) -> None:
        text = (
            "项目名称,购买主体,预算年度,预算项目,品目编码,采购方式,预算金额（元）,预算级次,行政区划代码\n"
            "助餐服务,甲局,2026,助餐,C05010500,竞争性磋商,1500000,{},{}\n"
            "助餐服务,甲局,2026,助餐,C05010500,竞争性磋商,1500000,{},{}\n"
        )
        henan = Terms(level="province", place="410000")
        silent, central = tmp_path / "silent", tmp_path / "central"
        silent.mkdir()
        central.mkdir()
        by_terms = check_text(silent, text.format("", "", "", ""), henan)
        own = check_text(central, text.format(*["中央", "100000"] * 2), henan)
        # 400万元 for the province's bodies, 200万元 for central ones
        assert [SPLITTING in rules_of(line) for line in by_terms] == [False, False]
        assert [SPLITTING in rules_of(line) for line in own] == [True, True]

    def test_a_quote_in_a_term_is_text(self, tmp_path: Path) -> None:
        [line] = check_text(tmp_path, "项目名称\n助餐服务\n", Terms(place="'; DROP TABLE list; --"))
        assert rules_of(line) == {"plan.place-code-form"}


class TestRulesOverManyLines:
    HEAD = "项目名称,购买主体,预算年度,预算项目,品目编码,采购方式,预算金额（万元）,预算级次\n"

    def splitting(self, folder: Path, *rows: str) -> list[bool]:
        lines = check_text(folder, self.HEAD + "\n".join(rows) + "\n")
        return [SPLITTING in rules_of(line) for line in lines]

    def test_lines_of_one_purchaser_are_added_up_and_others_are_not(self, tmp_path: Path) -> None:
        found = self.splitting(
            tmp_path,
            "助餐服务,甲部,2026,助餐,C05010500,竞争性磋商,150,中央",
            "助餐服务,乙部,2026,助餐,C05010500,竞争性磋商,150,中央",
            "助餐服务,甲部,2026,助餐,C05010500,竞争性磋商,150,中央",
        )
        assert found == [True, False, True]

    def test_exactly_at_the_threshold_is_no_splitting(self, tmp_path: Path) -> None:
        row = "助餐服务,甲部,2026,助餐,C05010500,竞争性磋商,{},中央"
        assert self.splitting(tmp_path, row.format("100"), row.format("100")) == [False, False]

    def test_a_total_row_is_not_added_up(self, tmp_path: Path) -> None:
        row = "助餐服务,甲部,2026,助餐,C05010500,竞争性磋商,{},中央"
        found = self.splitting(tmp_path, row.format("100"), row.format("100"), "合计,,,,,,200,")
        assert found == [False, False, False]


def test_a_very_long_title_is_answered(tmp_path: Path) -> None:
    title = "助餐服务" * 2_500
    [line] = check_text(tmp_path, f"项目名称\n{title}\n")
    assert line.raw == (title,)
    assert line.title == title


def test_a_trillion_is_told_as_a_likely_mistake_of_the_unit(tmp_path: Path) -> None:
    below, trillion = check_text(
        tmp_path, "项目名称,预算金额（元）\n助餐服务,999999999999.99\n助浴服务,1000000000000\n"
    )
    assert below.amount_yuan == Decimal("999999999999.99")
    assert trillion.verdict is LineVerdict.IMPROVE
    assert "单位" in str(trillion.problems[0])


def test_an_amount_beyond_all_columns_is_told_and_costs_no_line(tmp_path: Path) -> None:
    huge, other = check_text(tmp_path, f"项目名称,预算金额（亿元）\n助餐服务,{'9' * 30}\n助浴服务,1\n")
    assert huge.verdict is LineVerdict.IMPROVE
    assert huge.raw[1] == "9" * 30
    assert other.amount_yuan == 10**8


def test_three_hundred_columns_come_back(tmp_path: Path) -> None:
    names = ",".join(["项目名称", *(f"备注{n}" for n in range(299))])
    cells = ",".join(["助餐服务", *(f"v{n}" for n in range(299))])
    [line] = check_text(tmp_path, f"{names}\n{cells}\n")
    assert line.raw == tuple(cells.split(","))


def test_rows_longer_than_the_header_lose_nothing(tmp_path: Path) -> None:
    short, long = check_text(tmp_path, "项目名称,备注\n助餐服务,甲\n助浴服务,乙,丙,丁\n")
    assert short.raw == ("助餐服务", "甲")
    assert long.raw == ("助浴服务", "乙", "丙", "丁")
    assert long.verdict is LineVerdict.IMPROVE


def test_the_summary_counts_a_rule_once_a_line(tmp_path: Path) -> None:
    summary = Summary()
    lines = check_text(tmp_path, "项目名称,合同期限（月）\n助餐服务,12\n助浴服务,48\n洗衣服务,60\n合计,,\n")
    passed: list[LineResult] = list(summary.counting(lines))
    assert passed == lines
    assert summary.verdicts == {LineVerdict.CLEAR: 1, LineVerdict.REFUSED: 2, LineVerdict.SKIPPED: 1}
    assert ("规则", f"合同期限不超过三年（{TERM}）", 2) in list(summary.rows())


def test_a_row_that_is_no_entry_is_known_by_what_stands_in_it(tmp_path: Path) -> None:
    lines = check_text(
        tmp_path,
        "序号,采购单位,项目名称,预算金额（元）\n栏次,1,2,3\n1,民政局,助餐服务,30000\n,小  计,,30000\n注：按实际填写,,,\n"
        "填表人：张某,,联系电话：1,\n",
    )
    assert [line.title for line in lines] == [
        "栏次 1 2 3",
        "助餐服务",
        "小 计 30000",
        "注：按实际填写",
        "填表人：张某 联系电话：1",
    ]
