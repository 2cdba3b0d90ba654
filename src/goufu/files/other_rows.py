"""Detection of rows that are no entries: totals, sections, notes, signatures, column numbers, repeated headers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from goufu.files.cells import clean
from goufu.files.errors import ListError
from goufu.files.folding import folded
from goufu.files.headers import SURE, Header
from goufu.files.units import header_unit, unit_above
from goufu.lazy_patterns import lazy_pattern

NOTE = "表下的说明"  # the reason of a row that is a note
_SUM = "(?:合计|总计|小计|共计|累计|总合计)"
_ROUND_SUM = r"(?:数|额|金额)?(?:[(][^)]*[)])?:?"
_TOTAL = lazy_pattern(rf"[(]?(?:本页|本表|全部|金额|以上)?{_SUM}{_ROUND_SUM}[)]?")
_TOTAL_OF = lazy_pattern(rf"[^:]{{0,20}}?{_SUM}{_ROUND_SUM}")  # 民政局小计
_SO_MANY = lazy_pattern(
    r"(?:以上|本表|合计|总计|共计|共)+有?\d[\d.,]*(?:个?项目?|个|条|行|家|万元|元).*|(?:合计|总计|共计)[(:].*"
)
_OF_WHICH = lazy_pattern(r"其中(?::.{0,20})?")
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_SECTION = lazy_pattern(
    rf"{_NUMERAL}[、.].+|[(]{_NUMERAL}[)].*|第(?:{_NUMERAL}|\d+)(?:部分|大?类|章).*|(?:IX|IV|V?I{{1,3}}|X)[、.].+"
)
_SECTION_NUMBER = lazy_pattern(rf"{_NUMERAL}[、.]?|[(]{_NUMERAL}[)]|(?:IX|IV|V?I{{1,3}}|X)[、.]?")
# The name of a body, alone in the one column that names entries, heads its part of the list.
_BODY = lazy_pattern(r".{1,20}(?:局|厅|委|委员会|办公室|管委会|人民政府|法院|检察院|联合会|街道办事处)")
_NOTE = lazy_pattern(
    r"[(*※★☆]*(?:注|备注|说明|附注|填表说明|填报说明|编制说明|注意|注意事项|提示|附|附件|抄送|主送)[:0-9(、.]"
    r"|[(*※★☆]+.*(?:必填|填写|填报)"
)
_NUMBERED = lazy_pattern(r"[(]?\d{1,2}[)、.](?!\d)")
_SIGNATURE = lazy_pattern(
    r"(?:(?:单位|部门|财务|科室|分管|主管|主要|项目)?(?:负责人|领导|经办人?|联系人|责任人)"
    r"|(?:填表|制表|填报|审核|复核|审批|审定|编制|制单|会计|出纳)(?:人|单位|部门|日期|时间)?"
    r"|联系(?:电话|方式)|电话|手机|打印(?:时间|日期|人)|日期|时间|签字|签章|盖章|单位[(](?:公章|盖章|章)[)])"
    r"(?:[(](?:签字|签章|签名|盖章|公章)[)])?"
)
_SIGNED = lazy_pattern(rf"{_SIGNATURE.pattern}:.*")
_STAMP = lazy_pattern(
    r"[(]?(?:单位)?(?:公章|盖章|签章|签字|章)[)]?|(?:\d{4})?年(?:\d{1,2})?月(?:\d{1,2})?日|第\d+页.*|共\d+页.*"
)
_NOTHING_BELOW = lazy_pattern(
    r"\W*(?:以下|此页|本页|以上)?(?:空白|无正文|无内容|无数据)\W*|\W*(?:完|END)\W*|以下空白.*"
)
_EXAMPLE = lazy_pattern(r"(?:填写|填表|填报)?(?:示例|样例|举例|范例|例)\d*:?")
_SIGNS_ONLY = lazy_pattern(r"[\W_]+")
_FIGURE = lazy_pattern(r"[-¥]?[\d,.]+%?")
_COLUMN_NUMBER = lazy_pattern(r"\D{0,2}(\d{1,3})\D{0,2}(?:=.*)?")  # 1, (1), 1栏, 3=1+2
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ORDERS = (
    [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
    [*"一二三四五六七八九十", *(f"十{each}" for each in "一二三四五六七八九"), "二十"],
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"],
)
_LONGEST = 30  # characters of the first cell of such a row, except a note
# What a row of more than two cells says somewhere, if it is no entry.
_TELLING = lazy_pattern(
    r"[合小总共累]\s*计|其\s*中|以下空白|无正文|负责人|经办|联系|[填制]\s*表|填报|审[核批]|[签盖公]章|签字|[示样范]例"
    r"|名\s*称|序\s*号|栏\s*[次号]|金\s*额|单\s*位\s*[:：(（]"
)
_STARTS = "一二三四五六七八九十第注备说附填制审单联打日例*※★(（甲ⅠⅡIV\u200b\ufeff①"


class OtherRows:
    """The test for rows that are no entries of the table with this header, to be asked row by row from the top.

    `subjects` are the columns that name an entry, `others` the rest that is read: a row is none if it has but one cell, in
    neither, or prose. `head` are the first rows below the header, by which it is seen how entries are numbered.
    """

    def __init__(
        self,
        header: Header,
        subjects: Collection[int] = (),
        others: Collection[int] = (),
        head: Sequence[Sequence[str]] = (),
    ) -> None:
        self._header = header
        self._subjects = subjects
        self._others = others
        self._parts = [
            {_flat(part) for part in path} | {_flat("".join(path))} if path else set()
            for path in header.paths
        ]
        self._known = frozenset[str]().union(*self._parts)
        self._titles = {_flat(title) for title in header.titles}
        self._units = {unit for unit in map(header_unit, header.names) if unit} or {
            unit for unit in [unit_above(header.titles)] if unit
        }
        starts = _STARTS + "".join(name[0] for name in self._known | self._titles if name)
        self._starts = frozenset(starts)  # most rows need no more than a look at their first character
        firsts = [text for row in head if row and (text := _flat(row[0]))]
        self._is_numbered = any(map(str.isdecimal, firsts))
        begun = [text for row in head if (text := next(filter(None, map(_flat, row)), ""))]
        # Where most entries are numbered 一、二、三、 they are no sections.
        self._has_sections = 2 * sum(map(bool, map(_SECTION.fullmatch, begun))) < len(begun)
        self._is_below = False  # among the notes below the table
        self._line = header.last_line  # the last one that was more than a text alone
        self._above: Sequence[str] = ()  # the last entry

    def reason(self, line: int, row: Sequence[str], *, says_more: bool = False) -> str:
        """The reason why a row is no entry; "" for an entry.

        says_more: than stands in its cells: they are merged with those above, or formulas without a result.

        Raises:
            ListError: the header of another table, whose rows would be read wrongly.
        """
        reason = self._judged(line, row, says_more=says_more)
        if not reason:
            self._above = row
        if len(row) - row.count("") > 1:
            self._line = line
        return reason

    def _judged(self, line: int, row: Sequence[str], *, says_more: bool) -> str:
        first = row[0].strip() or next((text for cell in row if (text := cell.strip())), "")
        if not first:
            return "" if says_more else "空行"
        if len(row) - row.count("") > 2 and first[0] not in self._starts:
            said = "\n".join(row)
            if len(said) >= 4 * len(row) and not _TELLING.search(said):
                return ""
        texts = {column: text for column, cell in enumerate(row) if (text := _flat(cell))}
        if not texts:
            return "空行"
        reason = self._reason(line, texts, says_more=says_more)
        self._is_below = reason in (NOTE, "签字栏")
        return reason

    def _reason(self, line: int, texts: Mapping[int, str], *, says_more: bool) -> str:
        said = list(texts.values())
        if len(said) <= 2 and (_NOTE.match(said[0]) or (self._is_below and _NUMBERED.match(said[0]))):
            return NOTE
        if all(map(_SIGNS_ONLY.fullmatch, said)):
            return "没有文字"
        if _is_signature(said):
            return "签字栏"
        if len(said) <= 2 and _NOTHING_BELOW.fullmatch(said[0]):
            return "以下空白"
        if len(said[0]) <= _LONGEST and (reason := self._short(line, texts)):
            return reason
        if not self._subjects or says_more or len(texts) > 1 or len(self._known) < 2:
            return ""
        [(column, text)] = texts.items()
        if len(self._subjects) == 1 and column in self._subjects and _BODY.fullmatch(text):
            return "分类行"
        is_value = column in self._others and len(text) <= _LONGEST and not text.endswith("。")
        return "" if column in self._subjects or is_value else self._alone(line, text)

    def _short(self, line: int, texts: Mapping[int, str]) -> str:
        """The reason of a row that begins with a short text."""
        said = list(texts.values())
        if self._is_total(texts):
            return "合计行"
        if _numbers_columns(said, at_once=line == self._header.last_line + 1):
            return "栏次行"
        if len(said) > 1 and _EXAMPLE.fullmatch(said[0]):
            return "填写示例"
        if self._is_section(said):
            return "分类行"
        if len(said) == 1 and said[0].removesuffix("(续)").removesuffix("续表") in self._titles:
            return "重复的表名"
        return self._header_again(line, texts)

    def _is_total(self, texts: Mapping[int, str]) -> bool:
        for column, text in texts.items():
            if len(text) <= _LONGEST and _TOTAL.fullmatch(text):
                return self._sums(column, texts)
        words = [text for text in texts.values() if not _FIGURE.fullmatch(text)]
        return len(words) == 1 and any(
            pattern.fullmatch(words[0]) for pattern in (_TOTAL_OF, _SO_MANY, _OF_WHICH)
        )

    def _sums(self, column: int, texts: Mapping[int, str]) -> bool:
        """Whether a row with 合计 in that column is a total: not if it says so of an entry that is named before it.

        What a total is named after is a body, or a class that the entries above it tell: 养老|合计|30 below 养老服务.
        """
        named = [subject for subject in self._subjects if subject in texts and subject < column]
        if not named:
            return True
        name = texts[max(named)]
        if not (
            _BODY.fullmatch(name) or name.endswith("类") or any(name in _flat(cell) for cell in self._above)
        ):
            return False
        before = [text for at, text in texts.items() if max(named) < at < column]
        words = [text for text in texts.values() if not _FIGURE.fullmatch(text)]
        return len(words) <= 2 and not any(map(_FIGURE.fullmatch, before))

    def _is_section(self, said: Sequence[str]) -> bool:
        """Whether a row says no more than the name of a section, with or without its number and sums."""
        words = [text for text in said if not _FIGURE.fullmatch(text)]
        if not self._has_sections:
            return False
        if len(words) == 1:
            return words[0] == said[0] and bool(_SECTION.fullmatch(words[0]))
        return len(words) == 2 and self._is_numbered and bool(_SECTION_NUMBER.fullmatch(said[0]))

    def _header_again(self, line: int, texts: Mapping[int, str]) -> str:
        """重复的表头 for the header once more. Raises ListError for another one."""
        said = list(texts.values())
        names = [text for text in said if self._is_name(text) or header_unit(text)]
        if len(said) < 2 or 2 * len(names) < len(said) or any(map(_FIGURE.fullmatch, said)):
            return ""
        if not any(map(self._is_name, names)):  # a unit alone makes no header
            return ""
        if all(column < len(self._parts) and text in self._parts[column] for column, text in texts.items()):
            return "重复的表头"
        begins_anew = line > self._line + 1 or any(map(header_unit, said))  # below a gap, or with a unit
        if not begins_anew and (
            len(names) < min(3, len(self._parts))
            or any(texts.get(column, said[0]) not in names for column in self._subjects)
        ):
            return ""
        raise ListError(
            f"第{line}行是另一个表头，栏的名称、单位或者次序和上面的不同",
            "",
            "请把两张表分开，放在不同的工作表或者文件里",
        )

    def _is_name(self, text: str) -> bool:
        return text in self._known or self._header.scorer(text) >= SURE

    def _alone(self, line: int, text: str) -> str:
        """The reason of a row of one cell that stands in no column that names an entry."""
        unit = unit_above([text])
        if unit and self._units and unit not in self._units:
            raise ListError(
                f"第{line}行写了另一个金额单位“{unit}”，和上面的不同",
                "",
                "请把两张表分开，放在不同的工作表或者文件里",
            )
        return "只有数字" if _FIGURE.fullmatch(text) else "只有一格文字"


def _is_signature(said: Sequence[str]) -> bool:
    """Whether a row has places to sign, with or without names in them: 填表人：张三, or 填表人 and 张三 in two cells."""
    if len(said) <= 2 and all(map(_STAMP.fullmatch, said)):
        return True
    labels = [text for text in said if _SIGNED.fullmatch(text)]
    if labels and said[0] == labels[0]:
        return 2 * len(labels) >= len(said) or len(said) <= 2
    bare = [text for text in said[::2] if _SIGNATURE.fullmatch(text)]
    return len(bare) > 1 and len(bare) == len(said[::2])


def _numbers_columns(texts: list[str], *, at_once: bool) -> bool:
    """Whether the texts number the columns: 甲 乙 丙 1 2 3, the stems and the numbers in their order.

    at_once: the row stands directly below the header, where two numbers are enough.
    """
    if len(texts) < (2 if at_once else 3):
        return False
    rest = texts[1:] if texts[0] in ("栏次", "栏号", "行次", "列次") else texts
    if any(_bare(rest) == order[: len(rest)] for order in _ORDERS):
        return len(rest) > 2 or len(rest) < len(texts)
    stems = 0
    while stems < len(rest) and rest[stems] == _STEMS[stems : stems + 1]:
        stems += 1
    return all(
        (found := _COLUMN_NUMBER.fullmatch(text)) and int(found[1]) == number
        for number, text in enumerate(rest[stems:], start=1)
    )


def _bare(texts: Sequence[str]) -> list[str]:
    return [text.partition("=")[0].strip("()[]栏列") for text in texts]


def _flat(text: str) -> str:
    return "".join(folded(clean(text)).split()) if text else ""
