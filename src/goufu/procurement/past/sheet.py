"""The columns of the table of procurements that ran elsewhere, and what its cells may say."""

from __future__ import annotations

from goufu.files.amounts import money_to_the_fen
from goufu.files.periods import parse_day
from goufu.files.reading import Column
from goufu.files.units import MONEY_UNITS
from goufu.files.values import choice, integer, proper_name, text
from goufu.procurement.choices import organisations, past_grounds, past_methods
from goufu.procurement.past.bidders import LOST_LINE, LOT_LINE, read_lost, read_lots
from goufu.procurement.past.days import EVENTS, event_titles
from goufu.registry.kinds import levels


def _said(choices: object) -> list[tuple[str, str]]:
    return [(code, str(title)) for code, title in choices]  # type: ignore[attr-defined]


def columns() -> tuple[Column, ...]:
    """The columns, in the order of the form."""
    titles = event_titles()
    return (
        Column("title", "采购名称", ("项目名称（采购）",), True, text(200), "采购公告上的名称"),
        Column(
            "project",
            "项目名称",
            ("购买服务项目",),
            True,
            text(200),
            "本单位已批准的项目，照项目页的名称",
            is_prose=True,
        ),
        Column("year", "项目年度", ("年度",), False, integer, "有几个同名的项目才要写"),
        Column(
            "budget",
            "采购预算（元）",
            ("预算金额",),
            True,
            money_to_the_fen,
            "这次采购用这个项目多少",
            units=MONEY_UNITS,
        ),
        Column(
            "method",
            "采购方式",
            (),
            True,
            choice(_said(past_methods()), {}, {}),
            "",
            _options(past_methods()),
        ),
        Column(
            "ground",
            "适用情形",
            (),
            False,
            choice(_said(past_grounds()), {}, {}),
            "要写明情形的方式必填",
            _options(past_grounds()),
        ),
        Column(
            "organisation",
            "组织形式",
            (),
            False,
            choice(_said(organisations()), {}, {}),
            "",
            _options(organisations()),
        ),
        Column("ran_at", "在哪里办的", ("平台", "采购平台"), True, text(200), "平台的名称，或者“纸质”"),
        Column("other_number", "原编号", ("原采购编号",), False, text(80), "那里的采购编号"),
        Column("ceiling", "最高限价（元）", (), False, money_to_the_fen, "没有设就空着", units=MONEY_UNITS),
        *(
            Column(name, titles[name], (f"{titles[name]}日期",), False, parse_day, "没有办的空着")
            for name in EVENTS[:3]
        ),
        Column("file_until", "采购文件提供到", (), False, parse_day, ""),
        Column("bid_deadline", "响应截止", ("投标截止", "响应截止日期"), False, parse_day, "只记到日"),
        *(
            Column(name, titles[name], (f"{titles[name]}日期",), False, parse_day, "没有办的空着")
            for name in EVENTS[3:]
        ),
        Column(
            "approval_office",
            "批准采购方式的财政部门",
            (),
            False,
            proper_name(200),
            "不是公开招标、要批准的才写",
            is_prose=True,
        ),
        Column(
            "approval_level",
            "批准部门的层级",
            (),
            False,
            choice(levels(), {}, {}),
            "",
            tuple(word for _, word in levels()),
        ),
        Column("approval_number", "批复文号", (), False, text(80), ""),
        Column("approval_day", "批复日期", (), False, parse_day, ""),
        Column(
            "winner",
            "中标成交供应商",
            ("中标供应商", "成交供应商"),
            False,
            text(18),
            "统一社会信用代码，单位库里有的",
        ),
        Column(
            "amount",
            "中标成交金额（元）",
            ("成交金额", "中标金额"),
            False,
            money_to_the_fen,
            "",
            units=MONEY_UNITS,
        ),
        Column("lots", "分包", ("各包",), False, read_lots, str(LOT_LINE), is_prose=True, blank=()),
        Column(
            "lost",
            "没有中标成交的供应商",
            ("未中标供应商", "其他供应商"),
            False,
            read_lost,
            str(LOST_LINE),
            is_prose=True,
            blank=(),
        ),
        Column("ended_on", "终止日期", (), False, parse_day, "终止了的才写"),
        Column("end_reason", "终止原因", (), False, text(2_000), "终止了的才写", is_prose=True),
        Column(
            "again",
            "另一次采购的理由",
            (),
            False,
            text(200),
            "编号和开始的日子与补录过的相同，确实是另一次的才写",
            is_prose=True,
        ),
    )


def _options(choices: object) -> tuple[str, ...]:
    return tuple(title for _code, title in _said(choices))
