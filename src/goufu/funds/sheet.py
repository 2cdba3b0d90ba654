"""The columns of a budget file, as finance offices write them, and what its cells may say."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from goufu.core.sheets import ReadSheet, read_sheet
from goufu.files.amounts import money_to_the_fen
from goufu.files.errors import Unreadable
from goufu.files.reading import Column
from goufu.files.units import MONEY_UNITS
from goufu.files.values import choice, proper_name, text, yesno
from goufu.funds.models.budget import (
    CODE,
    DEPARTMENT_CLASS,
    FUNCTION_CLASS,
    GOVERNMENT_CLASS,
    PROJECT_CATEGORIES,
    BudgetLine,
    CodePattern,
)

FLAGS = ("is_gov_procurement", "is_service_purchase")


def _year(said: str) -> int:
    found = re.fullmatch(r"(20\d\d)(?:\.0+)?年?(?:度)?", said)
    if not found:
        raise Unreadable("不是年度", "请写四位数的年份，例如2027")
    return int(found[1])


def _code(said: str) -> str:
    if not re.match(CODE.pattern, said):
        raise Unreadable("编码中间有空格", "请去掉空格")
    return text(40)(said)


def _class(pattern: CodePattern, example: str) -> Callable[[str], str]:
    """Reads a class's code, with or without its name behind it."""

    def read(said: str) -> str:
        found = re.match(r"(\d+)(?![\d\s.·．/—-]*\d)", said)
        if not found or not re.match(pattern.pattern, found[1]):
            raise Unreadable("不是这种分类的编码", f"请写{example}这样的编码，后面可以写名称")
        return found[1]

    return read


def _fund(said: str) -> str:
    """A code or a name. A known code with its name, as pages show it, is the code."""
    written = text(40)(said)
    found = re.fullmatch(r"(.+?) ?[(（](\w+)[)）]", written)
    return (
        found[2]
        if found and BudgetLine(fund_kind=found[2]).fund_name == f"{found[1]}（{found[2]}）"
        else written
    )


def _bought(said: str) -> str:
    """The code of a catalogue entry or a procurement item, with or without its name behind it."""
    written = text(40)(said)
    found = re.fullmatch(r"([A-Za-z]\d+)(?: ?[^\x00-\x7f].*)?", written)
    return found[1].upper() if found else written


def _flag(said: str) -> bool:
    """是 and 否, or the codes of budget systems, where 1 is yes and 2 is no."""
    return False if said == "2" else yesno(said)


COLUMNS = (
    Column("year", "预算年度", ("年度", "年份"), True, _year, "例如2027"),
    Column(
        "body",
        "单位名称",
        ("单位", "预算单位", "预算单位名称", "采购单位"),
        read=proper_name(200),
        about="已登记的名称；名称和编码至少填一项",
    ),
    Column(
        "agency_code",
        "单位编码",
        ("预算单位编码", "单位代码", "预算单位代码"),
        read=text(12),
        about="预算单位编码，例如219001",
    ),
    Column(
        "code",
        "项目编码",
        ("项目代码", "预算项目编码", "预算项目代码"),
        True,
        _code,
        "预算系统的21位编码，或者本地的编码",
    ),
    Column("name", "项目名称", ("预算项目", "预算项目名称", "项目"), True, proper_name(200), is_prose=True),
    Column(
        "category",
        "项目类别",
        ("预算项目类别",),
        False,
        choice(PROJECT_CATEGORIES),
        options=tuple(name for _, name in PROJECT_CATEGORIES),
    ),
    Column(
        "function_class",
        "支出功能分类",
        ("支出功能分类编码", "支出功能分类科目", "功能分类", "功能科目", "功能分类科目"),
        True,
        _class(FUNCTION_CLASS, "2081006"),
        "类、款、项编码，例如2081006",
    ),
    Column(
        "government_economic_class",
        "政府经济分类",
        ("政府预算支出经济分类", "政府预算经济分类", "政府经济分类编码", "政府经济科目"),
        False,
        _class(GOVERNMENT_CLASS, "50205"),
        "类、款编码，例如50205；两种经济分类至少填一种",
    ),
    Column(
        "department_economic_class",
        "部门经济分类",
        ("部门预算支出经济分类", "部门预算经济分类", "部门经济分类编码", "部门经济科目", "经济分类"),
        False,
        _class(DEPARTMENT_CLASS, "30227"),
        "类、款编码，例如30227；两种经济分类至少填一种",
    ),
    Column(
        "fund_kind",
        "资金性质",
        ("资金来源", "资金性质编码"),
        True,
        _fund,
        "编码或者名称，例如111、一般公共预算",
    ),
    Column(
        "approved",
        "金额（元）",
        ("预算金额", "批复金额", "当年金额", "当年预算", "本年金额", "本年预算", "预算数", "指标金额"),
        True,
        money_to_the_fen,
        "按万元填的，把表头改成“金额（万元）”；最多到分",
        units=MONEY_UNITS,
    ),
    Column(
        "is_gov_procurement",
        "是否政府采购",
        ("政府采购",),
        False,
        _flag,
        "也可以填1（是）、2（否）",
        ("是", "否"),
    ),
    Column(
        "is_service_purchase",
        "是否政府购买服务",
        ("政府购买服务", "是否购买服务", "购买服务"),
        True,
        _flag,
        "也可以填1（是）、2（否）；和是否政府采购各是各的",
        ("是", "否"),
    ),
    Column(
        "catalogue_code",
        "购买服务目录编码",
        ("政府购买服务目录编码", "购买服务目录代码", "目录编码"),
        False,
        _bought,
        "指导性目录里条目的编码，例如A0402",
    ),
    Column(
        "item_code",
        "采购品目编码",
        ("政府采购品目编码", "采购品目代码", "品目编码"),
        False,
        _bought,
        "字母加八位数字，例如C05010400",
    ),
    Column(
        "second_year",
        "第二年（元）",
        ("第二年金额", "第2年", "第二年预算"),
        False,
        money_to_the_fen,
        "中期财政规划里第二年的金额",
        units=MONEY_UNITS,
    ),
    Column(
        "third_year",
        "第三年（元）",
        ("第三年金额", "第3年", "第三年预算"),
        False,
        money_to_the_fen,
        "中期财政规划里第三年的金额",
        units=MONEY_UNITS,
    ),
)


def read_budget(content: bytes) -> ReadSheet:
    """The table in a file, its money in yuan. Raises SheetRefused where it can't be read; cells' faults are noted."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "预算"
        path.write_bytes(content)
        return read_sheet(path, COLUMNS)
