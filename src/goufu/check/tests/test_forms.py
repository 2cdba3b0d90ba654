"""Forms that tell of one project, a label and what it says below each other, are no lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from goufu.check.errors import ListError
from goufu.check.tests.lists import book, check_text, reading

FORM = (
    "项目名称|残疾人居家无障碍评估",
    "购买主体|云岭县残疾人联合会",
    "购买主体性质|群团组织",
    "项目负责人|李某",
    "联系电话|0371-1234567",
    "预算金额（万元）|26",
    "资金来源|一般公共预算",
    "采购方式|竞争性磋商",
    "服务对象|残疾人180户",
    "服务标准|满意率九成以上",
    "承接主体条件：|依法登记",
    "验收方式|年终验收",
    "付款方式|分两次付",
    "是否适宜由社会力量承担|是",
    "公示情况|已公示",
    "单位意见（盖章）|同意",
    "财政意见|",
    "填报日期|2026-11-18",
)


@pytest.mark.parametrize("length", [4, 8, 14, len(FORM)])
@pytest.mark.parametrize("is_merged", [False, True])
def test_a_form_of_any_length_is_told_from_a_list(tmp_path: Path, length: int, *, is_merged: bool) -> None:
    merges = [f"B{line}:D{line}" for line in range(2, length + 2)] if is_merged else []
    path = book(tmp_path, "政府购买服务项目申报书", *FORM[:length], merges=merges)
    with pytest.raises(ListError, match=r"看不出是清单：项目名称、.*竖着排的"):
        reading(path)


def test_projects_side_by_side_are_no_list(tmp_path: Path) -> None:
    path = book(tmp_path, *(f"{line}|另一个{line.partition('|')[2]}" for line in FORM[:9]))
    with pytest.raises(ListError, match="竖着排的"):
        reading(path)


def test_a_list_whose_titles_end_like_labels_stays_a_list(tmp_path: Path) -> None:
    text = "项目名称,采购单位\n养老机构服务标准,民政局\n社区居家养老服务,民政局\n绩效评价服务,财政局\n地方服务标准,市场局\n"
    assert len(check_text(tmp_path, text)) == 4
