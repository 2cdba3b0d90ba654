"""Rows below a header that are no entries."""

from __future__ import annotations

import pytest

from goufu.files.errors import ListError
from goufu.files.headers import Header
from goufu.files.other_rows import OtherRows

PATHS = (("序号",), ("项目名称",), ("采购单位",), ("预算", "总额"), ("预算", "其中", "本年"))
OTHERS = OtherRows(Header(PATHS, 1, 3, (), 1.0))


def reason(row: str) -> str:
    return OTHERS.reason(7, row.split("|"))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("||\u3000|", "空行"),
        ("\u200b||", "空行"),
        ("合 计||12|", "合计行"),
        ("|总计：||12", "合计行"),
        ("小计（万元）|||3", "合计行"),
        ("全部合计金额（含上年结转和追加的预算）：|3", "合计行"),
        ("注：预算为初步安排", "表下的说明"),
        ("注：本表由各预算单位填报，金额以批复的部门预算为准，不含追加", "表下的说明"),
        ("填表人：张三||联系人：李四", "签字栏"),
        ("1|2|3|4|5", "栏次行"),
        ("甲|乙|丙|1|2", "栏次行"),
        ("栏次|1|2|3|4", "栏次行"),
        ("（1）|（2）|（3）|（4）|（5）=（3）+（4）", "栏次行"),
        ("①|②|③|④|⑤", "栏次行"),
        ("甲|乙|丙|丁|戊", "栏次行"),
        ("|1栏|2栏|3栏|", "栏次行"),
        ("序号|项目名称|采购单位|预算|", "重复的表头"),
        ("|||总额|其中", "重复的表头"),
    ],
)
def test_what_is_no_entry_says_why(row: str, why: str) -> None:
    assert reason(row) == why


@pytest.mark.parametrize(
    "row",
    [
        "1|养老服务|民政局|12|3",
        "1|2号楼物业|民政局|3|4",
        "合计表编制服务|民政局||3|",
        "1||3|4|5",
        "甲|丙|乙|1|2",
        "本级机关物业|民政局||12|",
        "项目名称规范化服务|民政局|||",
        "注册登记服务|民政局||3|",
        "1|3|2|4|5",
        "注：初步安排|民政局|3",
    ],
)
def test_an_entry_is_kept(row: str) -> None:
    assert reason(row) == ""


def test_another_header_stops_the_reading() -> None:
    with pytest.raises(ListError, match="第7行是另一个表头"):
        reason("项目名称|总额|采购单位")
    with pytest.raises(ListError, match="第7行是另一个表头"):
        reason("序号|项目名称|采购单位|预算|本年|序号")
