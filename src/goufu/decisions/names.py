"""Texts without the names in them: whose purchase it was says nothing of what was bought, and isn't everybody's to see."""

from __future__ import annotations

from collections.abc import Iterable

from goufu.reader.bodies import purchaser
from goufu.reader.patterns import pattern

SOMEBODY = "某单位"
# 社区, 园区 and the like are no places of the administration.
PLACE = pattern(
    r"^[\u4e00-\u9fff]{2,6}?(?:省|自治区|自治州|市|县|自治旗|(?<![社园小景校片辖地山库灾厂街院老新城湾])区)(?=[\u4e00-\u9fff]{3})"
)
ORGAN = pattern(r"[\u4e00-\u9fff]{1,8}?[省市县区州旗镇乡](?:[\u4e00-\u9fff]{1,14}?{covered_bodies}|人民政府)")


def without_names(text: str, known: Iterable[str] = (), *, is_clause: bool = False) -> str:
    """The text without the body and the place at its front, and with other bodies covered; `known` names go everywhere.

    is_clause: of a need, where who does it (由我局) is part of what is said.
    """
    for name in sorted({each for each in known if each}, key=len, reverse=True):
        text = (text if is_clause else text.removeprefix(name)).replace(name, SOMEBODY)
    if not is_clause:
        text = text.removeprefix(purchaser(text))
        if place := PLACE.match(text):
            text = text[place.end() :]
    return ORGAN.sub(SOMEBODY, text).strip() or SOMEBODY
