"""What could not be answered of a list is said, and what is to be asked of a body is asked once."""

from __future__ import annotations

import json
from pathlib import Path

from goufu.check.report import write_report
from goufu.check.results import LineResult, LineVerdict, Summary
from goufu.check.storing import find_lines, store_lines, stored_lines
from goufu.check.tests.lists import check_text

BODY = "plan.screen-purchaser-doubtful"
HOSPITAL = "东平市人民医院"


def summed_up(lines: list[LineResult]) -> Summary:
    summary = Summary()
    assert len([*summary.counting(lines)]) == len(lines)
    return summary


def test_a_green_line_says_how_many_rules_could_not_answer_and_what_the_blocking_ones_want(
    tmp_path: Path,
) -> None:
    [line] = check_text(tmp_path, "项目名称\n失能老人上门护理服务\n")
    assert line.verdict is LineVerdict.CLEAR
    assert line.texts()[0] == "没有查出不得购买的情形"
    wanting = {rule: facts for rule, _title, facts in line.unanswered.blocking}
    assert wanting["plan.term-within-three-years"] == ("合同期限",)
    assert line.unanswered.count > len(wanting)
    said = line.texts()[4]
    assert said.startswith(f"{line.unanswered.count}条规则没能回答；其中{len(wanting)}条不得实施的规则缺：")
    assert "合同期限" in said


def test_a_fact_whose_title_has_commas_is_told_in_one_piece(tmp_path: Path) -> None:
    [line] = check_text(tmp_path, "项目名称,预算级次\n失能老人上门护理服务,县级\n")
    facts = [fact for _rule, _title, facts in line.unanswered.blocking for fact in facts]
    assert any("、" in fact for fact in facts)
    said = "".join(each.words for each in line.unanswered.wanting)
    assert all(fact in said for fact in facts)
    assert said.count("（") == said.count("）")
    assert line.texts()[4].count("（") == line.texts()[4].count("）")


def test_what_is_given_is_no_longer_wanting(tmp_path: Path) -> None:
    without, given = check_text(tmp_path, "项目名称,合同期限（月）\n助餐服务,\n助餐服务,12\n")
    assert "plan.term-within-three-years" in {rule for rule, *_ in without.unanswered.blocking}
    assert "plan.term-within-three-years" not in {rule for rule, *_ in given.unanswered.blocking}


def test_the_summary_names_the_blocking_rules_by_what_they_want(tmp_path: Path) -> None:
    lines = check_text(tmp_path, "项目名称,合同期限（月）\n助餐服务,\n助浴服务,\n助洁服务,12\n")
    rows = {name: count for kind, name, count in summed_up(lines).rows() if kind == "没能回答"}
    [(said, count)] = [row for row in rows.items() if "合同期限不超过三年" in row[0]]
    assert said.startswith("缺合同期限：") and count == 2


def test_a_body_is_asked_about_once_and_its_lines_have_no_finding_of_it(tmp_path: Path) -> None:
    rows = "".join(f"{HOSPITAL},护工陪护服务{n}\n" for n in range(30))
    lines = check_text(tmp_path, f"采购单位,项目名称\n{rows}云岭县民政局,助餐服务\n")
    assert all(BODY not in {finding.rule for finding in line.findings} for line in lines)
    summary = summed_up(lines)
    [(question, count)] = summary.questions.items()
    assert (question.rule, question.title, question.about, count) == (
        BODY,
        "这个单位是什么性质？",
        HOSPITAL,
        30,
    )
    assert ("要回答", f"{HOSPITAL}：这个单位是什么性质？", 30) in [*summary.rows()]
    assert BODY not in {rule for rule, _title in summary.rules}


def test_it_comes_back_from_where_it_is_stored(tmp_path: Path) -> None:
    lines = check_text(tmp_path, f"采购单位,项目名称\n{HOSPITAL},护工陪护服务\n云岭县民政局,助餐服务\n,\n")
    path = tmp_path / "lines.parquet"
    store_lines(iter(lines), path)
    assert [*stored_lines(path)] == lines
    total, [found] = find_lines(path, rule=BODY)
    assert (total, found.questions) == (1, lines[0].questions)


def test_every_kind_of_report_has_it(tmp_path: Path) -> None:
    lines = check_text(tmp_path, f"采购单位,项目名称\n{HOSPITAL},护工陪护服务\n")
    said = lines[0].unanswered.words
    for kind in ("csv", "html"):
        report = tmp_path / f"report.{kind}"
        write_report(report, ["采购单位", "项目名称"], iter(lines))
        assert said in report.read_text(encoding="utf-8-sig")
    report = tmp_path / "report.json"
    write_report(report, ["采购单位", "项目名称"], iter(lines))
    [line] = json.loads(report.read_text(encoding="utf-8"))["lines"]
    assert line["unanswered"]["count"] == lines[0].unanswered.count
    assert line["questions"][0]["about"] == HOSPITAL
