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


FIVE = Header(
    (("序号",), ("项目名称",), ("采购单位",), ("预算金额（万元）",), ("采购时间",)),
    2,
    2,
    ("2027年政府购买服务计划表",),
    1.0,
    lambda text: float(text in ("购买主体", "项目", "单位", "类别", "数量", "金额", "中标单位")),
)
NUMBERED = [["1", "养老服务", "民政局", "30", "3月"], ["2", "助餐服务", "民政局", "20", "3月"]]


def five(*rows: str, says_more: bool = False, gap: int = 0) -> str:
    """The reason of the last row, below the others."""
    others = OtherRows(FIVE, subjects=[1], others=[2, 3, 4], head=NUMBERED)
    said = [others.reason(3 + at, row.split("|"), says_more=says_more) for at, row in enumerate(rows[:-1])]
    return [*said, others.reason(2 + len(rows) + gap, rows[-1].split("|"), says_more=says_more)][-1]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("|民政局|小计|30|", "合计行"),
        ("3|民政局|小计|30|", "合计行"),
        ("|民政局小计||30|", "合计行"),
        ("2|合计||30|", "合计行"),
        ("|||30|合计", "合计行"),
        ("合计|养老服务||30|", "合计行"),
        ("总合计|||30|", "合计行"),
        ("|（小计）||30|", "合计行"),
        ("|共3项||30|", "合计行"),
        ("|共计30万元|||", "合计行"),
        ("|合计（大写）：壹佰万元整|||", "合计行"),
        ("|其中：政府采购||10|", "合计行"),
        ("一、服务类||||", "分类行"),
        ("|一、服务类||500|", "分类行"),
        ("一|服务类||500|", "分类行"),
        ("（一）养老服务||||", "分类行"),
        ("第一部分 养老||||", "分类行"),
        ("Ⅱ、货物||||", "分类行"),
        ("服务类||||", "只有一格文字"),
        ("1.本表一式三份，财政部门、主管部门和购买主体各存一份。||||", "只有一格文字"),
        ("||以上项目均已列入部门预算，未经批准不得调整，特此说明。||", "只有一格文字"),
        (
            "备注：本表所列项目均已经过本单位党组会议集体研究，金额以财政部门最终批复的部门预算为准||||",
            "表下的说明",
        ),
        ("（注：金额以批复为准）||||", "表下的说明"),
        ("|*带星号的为必填项|||", "表下的说明"),
        ("填表人：张三|审核人：李四|联系电话：0871-65556666|填报日期：2027年1月5日|", "签字栏"),
        ("填表人|张三|审核人|李四|", "签字栏"),
        ("单位负责人（签字）：||财务负责人（签字）：||填表人：", "签字栏"),
        ("|||（公章）|", "签字栏"),
        ("||||2027年1月5日", "签字栏"),
        ("    年   月   日||||", "签字栏"),
        ("|第 1 页，共 3 页|||", "签字栏"),
        ("打印时间：2027-01-05 10:20||||", "签字栏"),
        ("|以下空白|||", "以下空白"),
        ("|——以下空白——|||", "以下空白"),
        ("（此页无正文）||||", "以下空白"),
        ("7||||", "只有数字"),
        ("7|\u3000|\u200b||", "只有数字"),
        ("-|-|-|-|-", "没有文字"),
        ("|……|||", "没有文字"),
        ("例|养老服务|某单位|10|3月", "填写示例"),
        ("示例：|养老服务|某单位|10|3月", "填写示例"),
        ("|2027年政府购买服务计划表|||", "重复的表名"),
        ("|2027年政府购买服务计划表（续）|||", "重复的表名"),
        ("A|B|C|D|E", "栏次行"),
        ("一|二|三|四|五", "栏次行"),
        ("Ⅰ|Ⅱ|Ⅲ|Ⅳ|Ⅴ", "栏次行"),
        ("（一）|（二）|（三）|（四）|（五）", "栏次行"),
    ],
)
def test_what_names_no_entry_says_why_in_whatever_column(row: str, why: str) -> None:
    assert five(row) == why


@pytest.mark.parametrize(
    "row",
    [
        "3|养老服务|民政局|30|3月",
        "|养老服务|||",
        "||民政局||",
        "|||30|",
        "3|合计表编制服务|民政局|30|3月",
        "3|其中：养老服务|民政局|30|3月",
        "3|一、二年级课后服务|教体局|30|3月",
        "一|养老服务|民政局|30|3月",
        "3|说明书印制服务|民政局|30|",
        "3|审核服务|民政局|30|",
        "3|完善档案服务|民政局|30|",
        "3|示例课程开发|教体局|30|",
        "3|项目负责人培训|民政局|30|",
        "|★养老服务||30|",
        "3|日期翻译服务|民政局|30|",
        "3|养老服务|民政局|30|合计",
        "|养老服务||30|小计",
        "3|养老|合计|30|",
        "|养老|合计|30|",
    ],
)
def test_what_names_an_entry_is_one(row: str) -> None:
    assert five(row) == ""


@pytest.mark.parametrize(
    "total", ["|养老|合计|30|", "3|养老|合计|30|", "|养老类|小计|30|", "|民政局|小计|30|"]
)
def test_a_total_is_named_after_a_body_or_a_class_of_the_entries_above(total: str) -> None:
    assert five("1|养老服务|民政局|30|3月", total) == "合计行"


def test_what_is_numbered_below_a_note_is_one_too() -> None:
    assert five("|1.养老服务|||") == ""
    assert five("注：略||||", "|1.养老费用按月结算|||") == "表下的说明"
    assert five("注：略||||", "3|养老服务|民政局|3|", "|1.养老服务|||") == ""


def test_entries_that_are_numbered_as_sections_are_entries() -> None:
    header = Header((("项目名称",), ("金额",)), 1, 1, (), 1.0)
    rows = [["一、养老服务", "3"], ["二、助餐服务", "4"], ["三、助浴服务", "5"]]
    others = OtherRows(header, [0], [1], rows)
    assert [others.reason(line, row) for line, row in enumerate(rows, start=2)] == ["", "", ""]


def test_a_row_that_says_more_than_its_cells_is_an_entry() -> None:
    assert five("7||||", says_more=True) == ""
    assert five("||||", says_more=True) == ""
    assert five("|合计||30|", says_more=True) == "合计行"


def test_two_numbers_number_the_columns_only_below_the_header() -> None:
    header = Header((("项目名称",), ("金额",)), 1, 1, (), 1.0)
    assert OtherRows(header, [0], [1]).reason(2, ["1", "2"]) == "栏次行"
    assert OtherRows(header, [0], [1]).reason(3, ["1", "2"]) == ""


@pytest.mark.parametrize(
    "row",
    [
        "序号|项目名称|购买主体|预算金额（元）|时间",
        "|单位|金额（元）||",
        "类别|项目|单位|预算金额（万元）|备注",
    ],
)
def test_a_header_in_other_words_stops_the_reading(row: str) -> None:
    with pytest.raises(ListError, match="第3行是另一个表头"):
        five(row)


def test_below_a_gap_a_short_header_is_another_one() -> None:
    with pytest.raises(ListError, match="第6行是另一个表头"):
        five("汇总表||||", "类别|数量|金额||", gap=2)
    with pytest.raises(ListError, match="第5行是另一个表头"):
        five("3|养老服务|民政局|3|", "项目名称|中标单位|总额||", gap=1)


def test_another_unit_below_stops_the_reading() -> None:
    assert five("单位：万元||||") == "只有一格文字"
    with pytest.raises(ListError, match="第3行写了另一个金额单位“元”"):
        five("单位：元||||")


@pytest.mark.parametrize("row", ["|教育体育局", "|云岭县民政局||", "|云岭县人民政府"])
def test_a_body_alone_where_entries_are_named_heads_its_part_of_the_list(row: str) -> None:
    listed = OtherRows(Header(PATHS, 1, 3, (), 1.0), subjects=[1], others=[2, 3])
    assert listed.reason(7, row.split("|")) == "分类行"


@pytest.mark.parametrize("row", ["|养老服务", "|教育体育局|民政局", "|教育体育局||12"])
def test_what_is_more_than_a_body_is_an_entry(row: str) -> None:
    listed = OtherRows(Header(PATHS, 1, 3, (), 1.0), subjects=[1], others=[2, 3])
    assert listed.reason(7, row.split("|")) == ""


def test_where_several_columns_must_be_filled_in_a_body_alone_is_an_entry_with_faults() -> None:
    bodies = OtherRows(Header(PATHS, 1, 3, (), 1.0), subjects=[1, 2], others=[3])
    assert bodies.reason(7, ["", "云岭县民政局"]) == ""
