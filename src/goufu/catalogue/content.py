"""Validation of entries: nothing secret, existing items that are services, and codes and names within the base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from goufu.catalogue.codes import inside, is_code, parent_of
from goufu.catalogue.errors import UnknownItemError
from goufu.catalogue.items import load_items
from goufu.core.errors import Refusal
from goufu.lazy_patterns import lazy_pattern

SECRET = lazy_pattern(r"涉密|秘密|机密|绝密")
_NOT_SECRET = lazy_pattern(r"商业秘密|(?:非|不)涉密")
MOST_NAMED = 5  # faults listed in a message


def refuse_secret(field: str, text: str) -> None:
    """Raises Refusal when the text says that the matter is secret: secret matters are not allowed here."""
    if found := SECRET.search(_NOT_SECRET.sub("", text)):
        raise Refusal(
            f"这里写有“{found.group()}”：涉密的事项不得进入本平台",
            "请立即停止填写，按国家保密规定另行办理，并告知本单位保密机构",
            field=field,
        )


def refuse_wrong_code(code: str, known: Iterable[str]) -> None:
    """Raises Refusal for a malformed code, or one whose parent is not among the known codes."""
    if not is_code(code):
        raise Refusal(
            f"“{code}”不是目录编码", "编码是 A 或 B 加两位一级的数字，如 A04、A0402、A040201", field="code"
        )
    above = parent_of(code)
    if above and above not in set(known):
        raise Refusal(f"目录里没有{code}的上级{above}", f"请先加上{above}，或者改编码", field="code")


def refuse_wrong_items(items: Sequence[str]) -> None:
    """Raises Refusal for a procurement item that does not exist, is repeated, or can't be purchased as a service."""
    for code in items:
        try:
            exclusion = load_items().exclusion(code)
        except UnknownItemError as error:
            raise Refusal(error.why, error.remedy, field="items") from error
        if exclusion:
            raise Refusal(
                f"品目{code}不能作为政府购买服务内容：{exclusion.reason}",
                "请去掉这个品目",
                field="items",
                articles=exclusion.articles,
            )
    if twice := sorted({code for code in items if items.count(code) > 1}):
        raise Refusal(f"品目{twice[0]}写了两次", "请只留一个", field="items")


def outside(names: Mapping[str, str], base: Mapping[str, str]) -> dict[str, str]:
    """The entries (names by code) that are not within the base, with a sentence about each, by code."""
    sentences = {}
    for code, name in sorted(names.items()):
        if not inside(code, base):
            sentences[code] = f"{code} {name}不在上级目录范围内"
        elif code in base and base[code] != name:
            sentences[code] = f"{code}在上级目录里叫“{base[code]}”，这里写成“{name}”"
    return sentences


def some(sentences: Sequence[str]) -> str:
    """The first few sentences joined, with the total when there are more."""
    if len(sentences) <= MOST_NAMED:
        return "；".join(sentences)
    return f"{'；'.join(sentences[:MOST_NAMED])}；等{len(sentences)}处"
