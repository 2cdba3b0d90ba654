"""Counts of persons: numbers of staff, prices by person, places of work, ages and amounts of pay.

Each function reads a clause and gives "" where the clause says it, None where it doesn't: nobody needs to act.
"""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.clause import Clause
from goufu.reader.employer_acts import Actor, names_others_only
from goufu.reader.parties import PROVIDER
from goufu.reader.patterns import pattern
from goufu.reader.sentences import Sentence
from goufu.reader.staff import COUNT, PLACE

_LISTS = words.lists()
_NO_PLACE = f"(?!{PLACE})"
_UNIT_PRICES = (
    rf"{COUNT}人[×X*]",
    r"每人/?每?(?:月|年)|人均每?月|人均\w{0,6}[\d.]+万?元",
    r"元[/每·]?人?[/每·]?(?:人[/·每]?(?:月|年)|(?:月|年)[/·每]?人)",
    r"每(?:名|位|人|岗)\w{0,8}?每?(?:月|年)\w{0,6}[\d,.]+元",
    r"[按依]照?(?:实际)?{present_for_pay}?人(?:头|数)\w{0,4}{counted_for_pay}|按实际人数|按人头",
    r"每?缺(?:岗|勤|员|少)?(?:1|一)(?:人|名)|{more_or_fewer}\w{0,4}[一1](?:名|人)",
    r"[按以依][^,;]{0,4}人月|人月(?:单价|报价|计|付|结|包干)|为人月|(?:核算|计算|测算)到人",
    r"岗位单价|人月数?(?:乘|[×X*])|(?:在岗|到岗|实有)人数[×X*乘]|每(?:席|窗口|岗位?)每(?:月|年)",
    r"按{seats}(?:数|数量|个数)?\w{0,3}{counted_for_pay}",
    r"每(?:岗|席|人|名|窗口)\w{0,4}(?:月|年)\w{0,6}[\d.]+万?元",
    r"(?:工资|人员经费|人员费用)\w{0,6}实报实销",
)
_UNIT_PRICE = pattern("|".join(_UNIT_PRICES))
# less is paid for a service that was short, and nobody's pay is counted: “缺一人次扣当日费用的3%”
_DEDUCTED = pattern(
    "(?:每?缺|每?少|减员|未到位|晚到|空(?=[一1]))[^;。]{0,20}?(?:扣|减(?!少"
    "|员))(?![^,;。]{0,6}{persons_pay})[^;。]{0,10}?(?:费|款|违约金|%|百分之|元|分)"
)
# a number that the service must have, whoever they are: “在岗保安不少于16名,缺一人扣200元”
_LEAST = pattern("{at_least_present}")
_LESS = pattern("[扣减]")
_POSTS_FILLED = pattern("{posts_filled}|按人(?!次)")
_OF_SERVICE = pattern(
    "每人每(?:月|年)[^,;]{0,6}(?:服务(?!费)|小时|次|课时|节)|每人每(?:月|年)(?:不少于|至少"
    r"|平均)[\d一二两三四五六七八九十]+(?:个月|次|小时|天|场|课时|节)|每(?:名|位)(?:老人|服务对象)"
)
_SERVED = pattern("{counted_served}(?:的)?(?:实际|总)?人数")
_HEADCOUNT = pattern(
    rf"{{sent_staff}}{_NO_PLACE}\w{{0,6}}?(?<!\d){COUNT}余?(?:名|人|个|位)(?!次|以上|员)"
    rf"|(?<![\d第]){COUNT}余?(?:名|人|位|个)(?!次|员以)\w{{0,6}}?{{sent_staff}}{_NO_PLACE}|(?<![\d第]){COUNT}(?:个|名)?(?:岗位|名额|个岗|席)"
    rf"|{{stationed}}\w{{0,6}}?{COUNT}(?:名|人)"
)
# how a thing is done, not how many are bought: “两人同行”, “两人一组”
_TOGETHER = pattern(rf"(?<!\d){COUNT}(?:名|位|个)?人(?:以上)?{{together}}|缺一人")
_COUNTED = pattern(r"[\d一二两三四五六七八九十百][余个]?(?:名|人|个|位|岗|席)")
_AMOUNT = pattern(r"\w{0,8}?[\d,.]+万?元")
_WAGE = pattern("{wages}")
_PAY_ITEMS = pattern("{pay_items}")


def unit_price(clause: Clause, sentence: Sentence) -> Actor:
    """A price by person, post or seat; what each person served gets is none."""
    said = _UNIT_PRICE.search(clause.words)
    if not said or _OF_SERVICE.search(clause.words) or clause.words[: said.start()].endswith("不"):
        return None
    if is_deducted(clause, sentence) and said.group().startswith(("缺", "每缺")):
        return None
    is_of_others = clause.has("other_persons") or (
        "sent_staff" not in sentence.kinds
        and ("other_persons" in sentence.kinds or _SERVED.search(sentence.text, sentence.start, sentence.end))
    )
    return None if is_of_others else ""


def headcount(clause: Clause, sentence: Sentence) -> Actor:
    """A number of staff."""
    if clause.has("other_persons") or is_deducted(clause, sentence):
        return None
    return "" if counts_staff(clause) else None


def is_deducted(clause: Clause, sentence: Sentence) -> bool:
    """Whether the clause names what is missing of a service and how much less is then paid for it."""
    if not _LESS.search(sentence.text, clause.start, sentence.end):
        return False
    found = _DEDUCTED.search(sentence.text, clause.start, sentence.end)
    if found is None or (
        found.start() >= clause.end and not _LEAST.search(clause.text, clause.start, clause.end)
    ):
        return False
    return _POSTS_FILLED.search(sentence.text, sentence.start, sentence.end) is None


def place(clause: Clause, sentence: Sentence) -> Actor:
    """Persons stationed at the purchaser's; where the provider keeps its own persons doesn't count."""
    return None if clause.subject == PROVIDER and not clause.names_purchaser else ""


def requirements(clause: Clause, sentence: Sentence) -> Actor:
    """An age, height or schooling of the persons."""
    return None if clause.has("other_persons") else ""


def fixed_pay(clause: Clause, sentence: Sentence) -> Actor:
    """Wages fixed in figures, where the provider isn't said to pay them."""
    if clause.subject == PROVIDER or names_others_only(clause):
        return None
    wages = (token for token in clause.of("pay") if _WAGE.search(token.word))
    return "" if any(_AMOUNT.match(clause.text, token.end, clause.end) for token in wages) else None


def pay_items(clause: Clause, sentence: Sentence) -> Actor:
    """Insurance, bonuses and other items of pay, where the provider isn't said to bear them."""
    if clause.subject == PROVIDER or names_others_only(clause):
        return None
    has_amount = any(_AMOUNT.match(clause.text, token.end, clause.end) for token in clause.of("pay"))
    return "" if has_amount or _PAY_ITEMS.search(clause.words) else None


def counts_staff(clause: Clause) -> bool:
    """Whether a number of staff or posts is named."""
    said = _TOGETHER.sub("", clause.words)
    return _COUNTED.search(said) is not None and _HEADCOUNT.search(said) is not None
