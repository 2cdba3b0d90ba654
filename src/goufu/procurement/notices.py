"""The matrix of fields and kinds of notices: `notices/*.toml`, a kind a file, with `notice_fields.toml`. Loaded strictly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from goufu.law.load import load_rulebook
from goufu.law.model import Value
from goufu.law.tables import read
from goufu.procurement.methods import HOME, read_methods
from goufu.procurement.model import When, holds
from goufu.procurement.strict import Entry, References

FIELDS = "notice_fields.toml"
TYPES = ("text", "money", "month", "day", "days", "moment", "yesno", "choice", "list", "paper", "fixed")


class Need(StrEnum):
    """Whether a notice has a field. What is none of its fields is ABSENT: not forbidden, but there is no place for it."""

    MANDATORY = "mandatory"
    CONDITIONAL = "conditional"
    FORBIDDEN = "forbidden"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of notices. It comes from a fact that the program knows (`known`), from a record, or is typed ("" both).

    `facts` are those of the rules that look whether it is written, as stage.fact.
    """

    name: str
    title: str
    type: str
    known: str
    record: str
    facts: tuple[str, ...]
    article: str

    @property
    def is_typed(self) -> bool:
        return not (self.known or self.record)


@dataclass(frozen=True, slots=True)
class Conditional:
    """A field that is mandatory where facts hold, or where the procurement has what `has` names.

    is_optional: nothing asks for it; it is there where somebody has written it.
    """

    field: str
    when: When
    has: str
    is_optional: bool
    article: str
    mark: str

    def is_wanted(self, choices: Mapping[str, Value]) -> bool:
        """Whether the field is mandatory; `choices` has facts, and what `has` names, by name."""
        if self.is_optional:
            return False
        return bool(choices.get(self.has)) if self.has else holds(self.when, choices)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a notice's form with the fields under it, in their order. `as_table`: a row with a column a field."""

    title: str
    fields: tuple[str, ...]
    as_table: bool


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice. `type` is its choice in the rulebook's disclosure stage, `period` the number of its days.

    `is_official`: one of the forms of 财办库〔2020〕50号. `rules` look at its fields. `events`: what happens when it appears
    in the designated medium. `is_about_another`: it corrects or ends what an earlier notice announced. `is_announcing`:
    providers find the procurement by it. `is_news`: those that take part are told of it.
    """

    kind: str
    title: str
    article: str
    mark: str
    type: str
    is_official: bool
    period: str
    rules: tuple[str, ...]
    mandatory: tuple[str, ...]
    conditional: Mapping[str, Conditional]
    forbidden: tuple[str, ...]
    events: tuple[str, ...] = ()
    is_about_another: bool = False
    is_announcing: bool = False
    is_news: bool = False
    form: tuple[Section, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """All fields that it may have, as its form has them; what the form doesn't name comes last."""
        named = [field for section in self.form for field in section.fields]
        return tuple(dict.fromkeys((*named, *self.mandatory, *self.conditional)))

    def need(self, field: str) -> Need:
        if field in self.mandatory:
            return Need.MANDATORY
        if field in self.conditional:
            return Need.CONDITIONAL
        return Need.FORBIDDEN if field in self.forbidden else Need.ABSENT

    def wanted(self, choices: Mapping[str, Value]) -> tuple[str, ...]:
        """The fields that this notice must have, as its form has them."""
        conditional = (name for name, each in self.conditional.items() if each.is_wanted(choices))
        return self.sorted(self.mandatory, conditional)

    def sorted(self, *fields: Iterable[str]) -> tuple[str, ...]:
        """The fields in the order of the form."""
        named = {name for each in fields for name in each}
        return tuple(name for name in self.order if name in named)


@dataclass(frozen=True, slots=True, eq=False)
class Notices:
    """The whole matrix. `conditions` has the titles of what a procurement may have that no fact of the rules tells."""

    fields: Mapping[str, Field]
    conditions: Mapping[str, str]
    kinds: Mapping[str, NoticeKind]

    def __getitem__(self, kind: str) -> NoticeKind:
        return self.kinds[kind]


@cache
def load_notices(home: Path = HOME) -> Notices:
    """The matrix below `home`, held to the rulebook. Raises DataError for the first fault."""
    refs = References(load_rulebook(), {})
    path = home / FIELDS
    entry = Entry(path, "", read(path))
    conditions = dict(entry.needed("conditions").all())
    fields = {name: _field(name, each, refs) for name, each in entry.needed("fields").named()}
    entry.done()
    kinds = {
        path.stem: _kind(path, fields, conditions, refs) for path in sorted((home / "notices").glob("*.toml"))
    }
    return Notices(fields, conditions, kinds)


def _field(name: str, entry: Entry, refs: References) -> Field:
    facts, known = entry.texts("facts"), entry.text("known", "")
    for fact in (*facts, *filter(None, [known])):
        refs.fact(entry, fact)
    record, is_typed = entry.text("record", ""), entry.flag("typed")
    if sum(map(bool, (known, record, is_typed))) != 1:
        raise entry.error("known、record、typed 写一个，也只写一个")
    kind = entry.text("type")
    if kind not in TYPES:
        raise entry.error(f"type 写了 {kind}；可以写：{'、'.join(TYPES)}")
    field = Field(name, entry.text("title"), kind, known, record, facts, refs.article(entry, default=""))
    entry.done()
    return field


def _kind(
    path: Path, fields: Mapping[str, Field], conditions: Mapping[str, str], refs: References
) -> NoticeKind:
    entry = Entry(path, "", read(path))
    if entry.text("kind") != path.stem:
        raise entry.error("kind 应当和文件名相同")
    type_ = entry.text("type")
    if type_ and type_ not in refs.fact(entry, "disclosure.notice_type").choices:
        raise entry.error(f"type 写了 {type_}，信息公开里没有这个公告种类")
    conditional = [_conditional(each, conditions, refs) for each in entry.tables("conditional")]
    kind = NoticeKind(
        kind=path.stem,
        title=entry.text("title"),
        article=refs.article(entry),
        mark=entry.text("mark"),
        type=type_,
        is_official=entry.flag("is_official"),
        period=refs.number(entry, "period"),
        rules=refs.rules(entry),
        mandatory=entry.texts("mandatory"),
        conditional={each.field: each for each in conditional},
        forbidden=entry.texts("forbidden"),
        events=_events(entry),
        is_about_another=entry.flag("is_about_another"),
        is_announcing=entry.flag("is_announcing"),
        is_news=entry.flag("is_news"),
        form=tuple(_section(each) for each in entry.tables("form")),
    )
    named = [*kind.mandatory, *(each.field for each in conditional), *kind.forbidden]
    for name in named:
        if name not in fields:
            raise entry.error(f"没有字段 {name}；{FIELDS} 里先写明")
        if named.count(name) > 1:
            raise entry.error(f"字段 {name} 写了两次：要么必填，要么有条件，要么禁止")
    shown = [name for section in kind.form for name in section.fields]
    for name in shown:
        if name not in named or name in kind.forbidden:
            raise entry.error(f"form 写了 {name}，这种公告没有这个字段")
        if shown.count(name) > 1:
            raise entry.error(f"form 里字段 {name} 写了两次")
    for name in kind.forbidden:
        if not fields[name].article:
            raise entry.error(f"字段 {name} 禁止，{FIELDS} 里要写明条款")
    entry.done()
    return kind


def _section(entry: Entry) -> Section:
    found = Section(entry.text("title"), entry.texts("fields"), entry.flag("as_table"))
    entry.done()
    return found


def _events(entry: Entry) -> tuple[str, ...]:
    known, names = read_methods().events, entry.texts("events")
    for name in names:
        if name not in known:
            raise entry.error(f"events 写了 {name}，events.toml 里没有")
    return names


def _conditional(entry: Entry, conditions: Mapping[str, str], refs: References) -> Conditional:
    found = Conditional(
        entry.text("field"),
        refs.when(entry),
        entry.text("has", ""),
        entry.flag("optional"),
        refs.article(entry),
        entry.text("mark"),
    )
    if [bool(found.has), bool(found.when), found.is_optional].count(True) != 1:
        raise entry.error("when、has、optional 写一个，也只写一个")
    if found.has and found.has not in conditions:
        raise entry.error(f"has 写了 {found.has}；{FIELDS} 的 [conditions] 里有：{'、'.join(conditions)}")
    entry.done()
    return found
