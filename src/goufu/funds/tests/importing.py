"""Budget files for tests, brought and imported the way that pages do."""

from __future__ import annotations

import csv
import io
from datetime import date

from goufu.funds.actions.budget import Basis
from goufu.funds.actions.importing import import_budget, receive_file
from goufu.funds.models import BudgetFile
from goufu.funds.queries.importing import BudgetComparison, compare, content_of
from goufu.funds.sheet import read_budget
from goufu.registry.agents import Agent

BASIS = Basis("云财预〔2027〕9号", "关于调整预算的通知", date(2026, 6, 1))
ROW = {
    "预算年度": "2027",
    "单位": "云岭县民政局",
    "项目编码": "53999927331T000000001",
    "项目名称": "社区居家养老服务",
    "项目类别": "特定目标类",
    "支出功能分类": "2081006 养老服务",
    "政府经济分类": "50205",
    "部门经济分类": "30227 委托业务费",
    "资金性质": "111",
    "金额（万元）": "120.5",
    "是否政府采购": "1",
    "是否政府购买服务": "是",
    "第二年（元）": "1,300,000",
}


def table(*rows: dict[str, str]) -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def upload(by: Agent, *rows: dict[str, str], name: str = "预算.csv") -> BudgetFile:
    return receive_file(name=name, content=table(*rows), by=by)


def look(file: BudgetFile, by: Agent) -> BudgetComparison:
    sheet = read_budget(content_of(file))
    found = compare(sheet, by, locked=False)
    sheet.settle()
    return found


def take_over(by: Agent, *rows: dict[str, str], basis: Basis | None = BASIS) -> BudgetComparison:
    file = upload(by, *rows)
    return import_budget(pk=file.pk, seen=look(file, by).signature, basis=basis, by=by)
