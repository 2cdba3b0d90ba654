"""The budgets of the demonstration: each year's file, imported as finance offices do, and a few adjustments."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from functools import partial
from io import StringIO

from goufu import wall_clock
from goufu.demo.people import CODES
from goufu.demo.world import Purchaser, World
from goufu.funds.actions.budget import Basis, adjust_line
from goufu.funds.actions.importing import import_budget, receive_file
from goufu.funds.models import BudgetLine
from goufu.funds.queries.importing import compare, content_of
from goufu.funds.sheet import read_budget

# year: the day on which its budget is imported
IMPORTED = {2025: date(2024, 12, 30), 2026: date(2025, 12, 29), 2027: date(2026, 11, 2)}
COLUMNS = (
    "预算年度", "单位名称", "项目编码", "项目名称", "项目类别", "支出功能分类", "政府经济分类", "部门经济分类",
    "资金性质", "金额（元）", "是否政府采购", "是否政府购买服务",
)  # fmt: skip


def begin(world: World) -> None:
    for year, day in imported(world).items():
        for place in CODES:
            world.simulation.schedule(world.simulation.some_time(day), partial(_import, world, place, year))


def imported(world: World) -> dict[int, date]:
    """The days on which budgets are imported, by year: in a small world, of the last two."""
    years = sorted(IMPORTED)[-2:] if world.is_small else IMPORTED
    return {year: IMPORTED[year] for year in years}


def line_code(purchaser: Purchaser, year: int, number: int) -> str:
    """The code of a line as budget systems form it: place, year, kind and number."""
    place = purchaser.body.place.code
    return f"{place}{year % 100}{purchaser.body.pk:05}T{number:07}"


def _import(world: World, place: str, year: int) -> None:
    by = world.treasurer(place)
    buying = [each for each in world.purchasers if each.body.place.name == place]
    file = receive_file(name=f"{place}{year}年部门预算.csv", content=_table(world, buying, year), by=by)
    sheet = read_budget(content_of(file))
    import_budget(pk=file.pk, seen=compare(sheet, by, locked=False).signature, by=by)
    for purchaser in buying[:2]:
        when = world.simulation.between(date(year, 5, 6), date(year, 9, 30))
        world.simulation.schedule(when, partial(_adjust, world, purchaser, year))


def _table(world: World, buying: list[Purchaser], year: int) -> bytes:
    """One line for each service that the body buys, and one for its running costs."""
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for purchaser in buying:
        name, bureau = purchaser.body.name, purchaser.bureau
        for number, service in enumerate(bureau.services, start=1):
            money = (3 if number == 1 else 2) * service.price * service.quantity[1]
            code = line_code(purchaser, year, number)
            rows.writerow(
                [year, name, code, service.title, "特定目标类", bureau.function_class, "50205", "30227",
                 "111", f"{money}.00", "是", "是"]
            )  # fmt: skip
        code = line_code(purchaser, year, 0)
        rows.writerow(
            [year, name, code, "一般公用支出", "公用经费", bureau.function_class, "50201", "30201",
             "111", f"{world.simulation.random.randrange(20, 90)}0000.00", "否", "否"]
        )  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def _adjust(world: World, purchaser: Purchaser, year: int) -> None:
    line = BudgetLine.objects.get(body=purchaser.body, year=year, code=line_code(purchaser, year, 1))
    basis = Basis(f"岭财预〔{year}〕{line.pk}号", f"关于追加{year}年部门预算的通知", wall_clock.today())
    by = world.treasurer(purchaser.body.place.name)
    adjust_line(pk=line.pk, amount=Decimal(50_000), basis=basis, by=by)
