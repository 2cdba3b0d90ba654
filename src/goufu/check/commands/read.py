"""`goufu read`: how a title, and its need, was read."""

from __future__ import annotations

import re

import click

from goufu.check.stretches import in_words
from goufu.check.terms import STAGE
from goufu.law.load import rulebook_stages
from goufu.law.readings import VERSION, reading_of
from goufu.reader import read as read_title

ACTORS = {"purchaser": "购买主体", "provider": "承接主体", "": "没有说是谁"}
BRACKETS = {
    "number": "编号、期次",
    "role": "说明做什么",
    "parts": "并列的标的",
    "lot": "标段",
    "project": "所在的项目",
    "note": "附带的说明",
}
SIGNALS = {
    "hiring": "录用、辞退人员",
    "exchange": "同意换人",
    "pay": "核定工资",
    "attendance": "考勤、请假",
    "command": "日常指挥",
    "taking_over": "接收现有人员",
    "licence": "要求用工资质",
    "sending": "派到某处工作",
    "supply_only": "只提供人员",
    "vacancy": "补编制的缺",
    "identity": "以购买主体的名义",
    "unit_price": "按人定价",
    "fixed_pay": "定死的工资",
    "dispatch": "派遣",
    "headcount": "人数",
    "place": "在购买主体处工作",
    "requirements": "对人员的条件",
    "pay_items": "工资的构成",
    "guarantee": "担保、兜底",
    "debt_doubt": "垫资、举债",
}


@click.command(options_metavar="[选项]")
@click.argument("title", metavar="名称")
@click.option("--need", default="", metavar="文字", help="需求概况")
def read(title: str, need: str) -> None:
    """说明一个名称（和需求）读成了什么：各部分买的是什么，谁对谁做什么，读出哪些事实。"""
    if not re.search(r"\w", title):
        raise click.ClickException(
            "名称里没有文字，没有可读的。请写项目的名称，如 goufu read 失能老人上门护理服务；只看需求，名称也要写"
        )
    reading = read_title(title, need or None)
    if reading.front:
        click.echo(f"开头\t{reading.front}")
    click.echo(f"标的\t{reading.core}")
    for part in reading.parts:
        words = f"中心词 {part.head or '无'}，对象 {part.object or '无'}，把握 {part.sure:.2f}"
        click.echo(f"部分\t{part.text}（第{part.start + 1}至{part.end}字）\t{in_words(part)}\t{words}")
    for text, use in reading.asides:
        click.echo(f"括号\t{text}\t{BRACKETS.get(use, use)}")
    for signal in reading.signals:
        said = SIGNALS.get(signal.name, signal.name)
        click.echo(f"说法	{signal.clause}	{said}	{ACTORS.get(signal.actor, signal.actor)}")
    facts, read_facts = reading_of(title, need), rulebook_stages()[STAGE].read
    for name, said in reading.set_aside:
        click.echo(f"没有再问	{read_facts[name].title}（{name}）	{said}（需求通篇像合法的例子）")
    for name, fact in read_facts.items():
        if name != VERSION and facts[name] not in ("", None):
            click.echo(f"事实\t{fact.title}（{name}）\t{facts[name]}{fact.unit}")
    click.echo(f"读法版本\t{facts[VERSION]}")
