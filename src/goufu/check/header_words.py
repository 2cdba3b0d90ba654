"""Headers that no dictionary has, taken apart into the words that offices make them of: 测算经费, 内容及要求, 服务事项."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from goufu.lazy_patterns import lazy_pattern

_LONGEST = 16  # signs: what is longer is a sentence
_SCORE = 0.89  # below the names of the dictionary, even the general ones
_AS_GOOD = 0.95  # as a name of the dictionary
POSSIBLE = 0.6  # what a header may mean where no other column does


class _Make(NamedTuple):
    """How headers of a fact are made: words in any number, and a head at the end."""

    fact: str
    score: float
    made: re.Pattern[str]


def _make(fact: str, score: float, words: str, heads: str) -> _Make:
    return _Make(fact, score, re.compile(rf"(?:{words})*(?:{heads})"))


_ANY = "政府|购买|采购|服务|项目|事项|拟|计划|实施|[12]0\\d\\d|年度?"
_BOUGHT = f"{_ANY}|公共|业务|委托|具体|本|申报|申请|立项|安排|需求|子|单项|所需"
_NEED = f"{_ANY}|简要|业务|工作|任务|标的|具体|主要|详细|基本|质量|技术|数量|内容|要求|需求|标准|目标|范围|和|及其?|与|的|相关"
_MONEY = f"{_ANY}|预算|经费|资金|费用|总|合计|测算|概算|估算|匡算|核定|申请|申报|安排|预计|所?需|财政|全年"
_BODY = "申报|申请|填报|上报|报送|实施|使用|采购|购买|项目|预算|需求|责任|具体"
_TIME = "服务|合同|履约|履行|购买|项目|实施|执行|拟签订?|拟|签订|约定|计划|预计"
_MAKES = (
    _make(
        "title", _SCORE, _BOUGHT, "(?:项目|事项|标项|标的|子项|服务|采购|工作|业务)(?:名称|名)|事项|标项|标的"
    ),
    _make("title", _SCORE, _BOUGHT, "(?:服务|购买|采购|具体|子|申报|立项)项目"),
    _make("description", _SCORE, _NEED, "内容|要求|需求|概述|概况|描述|简介|简述|简要说明"),
    _make("description", _SCORE, _NEED, "(?:项目|需求|服务|内容|工作|事项|购买|采购)(?:说明|情况|范围|明细)"),
    _make("description", _SCORE, _NEED, "(?:内容|要求|需求)(?:及|和|与)标准"),
    _make("description", POSSIBLE, _NEED, "说明|服务标准|服务范围|质量标准"),
    _make(
        "amount_yuan",
        _SCORE,
        _MONEY,
        "经费|金额|预算|概算|预算[数额]|(?:预算|经费|资金|概算)总额|(?:资金|经费|预算)(?:规模|安排|额度|数额)",
    ),
    _make(
        "amount_yuan", _SCORE, _MONEY, "(?:所需|需要|项目|服务|购买|采购|安排|申请|申报|测算)(?:资金|费用)"
    ),
    _make("amount_yuan", POSSIBLE, _MONEY, "最高(?:投标)?限价|限价|控制价|(?:控制|限制)金额|资金"),
    _make(
        "purchaser", _SCORE, _BODY, "(?:申报|填报|采购|购买|使用|上报|报送|申请|需求)(?:单位|部门)(?:名称)?"
    ),
    _make("purchaser", _SCORE, _BODY, "(?:申报|填报|采购|购买|使用|申请)(?:机构|学校|医院|机关)(?:名称)?"),
    _make("purchaser", POSSIBLE, _BODY, "(?:实施|项目|责任)(?:单位|部门)(?:名称)?|实施主体"),
    # Who has the matter in hand: the purchaser, or a department of it, so that both are asked about where both stand.
    _make("purchaser", _AS_GOOD, _BODY, "承办(?:单位|部门|机构|主体)(?:名称)?"),
    _make("term_months", _SCORE, _TIME, "(?:合同|服务|履约|履行|购买|签订?)(?:期|期限|年限|周期|时长)"),
    _make("term_months", POSSIBLE, _TIME, "(?:服务|合同|履约)时间|(?:项目|实施|执行)(?:期|期限|年限|周期)"),
    _make("on_date", _SCORE, "拟|计划|预计|项目|政府|启动", "(?:采购|购买)(?:时间|日期|月份)"),
)
_MAY_NAME = lazy_pattern(rf"(?:{_BOUGHT})*内容")  # says what is bought where nothing else does


def meanings(form: str) -> Iterator[tuple[str, float]]:
    """The facts that a bare header may mean by its words, with scores."""
    if len(form) > _LONGEST:
        return
    for fact, score, made in _MAKES:
        if made.fullmatch(form):
            yield fact, score


def sounds_like_names(form: str) -> bool:
    """Whether a header is one of names, if not of which things."""
    return form.endswith(("名称", "事项", "项目", "标的", "课题"))


def may_name(form: str) -> bool:
    """Whether a header of a need may as well be that of names: 采购内容."""
    return len(form) <= _LONGEST and _MAY_NAME.fullmatch(form) is not None
