"""Staff: how persons are counted, what ends like a name of staff, and what is called by staff and is a place."""

from __future__ import annotations

from goufu.reader import words

COUNT = r"(?:\d+|[一二两三四五六七八九十百]+)"
# Not after the signs of the list: 学员, 党员, 会员 are served or members, 满员 and 定员 are no persons at all.
STAFF_ENDING = rf"(?<![{''.join(words.lists()['no_staff_signs'])}])员"
PLACE = r"(?:站(?![岗立位])|[室亭])"  # 社工站, 保安室: where persons are
