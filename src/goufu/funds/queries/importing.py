"""Comparison of a budget file with the stored lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.sheets import ReadSheet
from goufu.documents.errors import MissingFile
from goufu.documents.models import Document
from goufu.documents.queries import documents_by_thing
from goufu.documents.store import store
from goufu.documents.sweep import KEPT_DAYS
from goufu.files.folding import name_key
from goufu.files.importing import Row
from goufu.funds.models import BudgetFile, BudgetLine
from goufu.funds.money import ZERO, yuan
from goufu.funds.queries.budget import managed_bodies
from goufu.funds.queries.coding import Codes
from goufu.funds.queries.plausibility import DoubtKind, LineDoubt, doubted
from goufu.funds.sheet import FLAGS
from goufu.journal.models import Entry
from goufu.journal.naming import kind_of
from goufu.journal.tree import sm3
from goufu.registry.agents import Agent
from goufu.registry.models import Body

KEY = (
    "year", "body_id", "code", "function_class", "department_economic_class", "government_economic_class",
    "fund_kind",
)  # fmt: skip
OTHERS = ("name", "category", *FLAGS, "catalogue_code", "item_code", "approved", "second_year", "third_year")
_TEXTS = frozenset(
    ["category", "department_economic_class", "government_economic_class", "catalogue_code", "item_code"]
)
CLASSES = ("department_economic_class", "government_economic_class")  # at least one of them is given
NEEDED = ("name", "approved")  # besides the key
Key = tuple[Any, ...]
LATEST = 50  # imported files on the page


@dataclass(frozen=True, slots=True)
class LineChange:
    """A stored line with the new values set; `before` holds the old values of the changed fields."""

    line: BudgetLine
    before: dict[str, Any]
    codes: Codes

    @property
    def delta(self) -> Decimal:
        """The change of the approved amount, in yuan."""
        return self.line.approved - self.before["approved"] if "approved" in self.before else ZERO

    @property
    def differences(self) -> list[tuple[object, Any, Any]]:
        """The changed fields: (title, before, after), codes with their names."""
        fields = {field.name: field.verbose_name for field in BudgetLine._meta.concrete_fields}
        said = partial(self.codes.said, self.line)
        return [
            (fields[name], said(name, before), said(name, getattr(self.line, name)))
            for name, before in self.before.items()
        ]


@dataclass(slots=True)
class BudgetComparison:
    """The effect of an import: lines added, changed and unchanged."""

    codes: Codes
    added: list[BudgetLine] = field(default_factory=list)
    changed: list[LineChange] = field(default_factory=list)
    unchanged: int = 0
    total: Decimal = ZERO  # of the file, in yuan
    doubts: list[LineDoubt] = field(default_factory=list)  # to be looked at by a person before the import
    remarks: list[str] = field(default_factory=list)  # on rows and sheets of the file that are not imported

    @property
    def doubts_by_kind(self) -> dict[DoubtKind, list[LineDoubt]]:
        return {kind: [*those] for kind, those in groupby(self.doubts, key=lambda each: each.kind)}

    @property
    def adjusted(self) -> list[LineChange]:
        return [change for change in self.changed if change.delta]

    @property
    def reworded(self) -> int:
        """The number of lines changed in other fields than the amount."""
        return len(self.changed) - len(self.adjusted)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed)

    @property
    def increase(self) -> Decimal:
        """The change of all approved amounts together, in yuan."""
        return sum((each.approved for each in self.added), ZERO) + sum(
            (each.delta for each in self.changed), ZERO
        )

    @property
    def signature(self) -> str:
        """A digest of all changes, equal for equal comparisons, so that exactly the comparison shown is executed."""
        lines = [(line.pk, [getattr(line, name) for name in (*KEY, *OTHERS)]) for line in self.lines]
        doubts = [(each.kind, each.line.pk, each.line.code, each.of, each.compared) for each in self.doubts]
        return sm3(repr((lines, [each.before for each in self.changed], doubts)).encode()).hex()

    @property
    def lines(self) -> list[BudgetLine]:
        """The added and changed lines, with their new values."""
        return [*self.added, *(each.line for each in self.changed)]


def content_of(file: BudgetFile) -> bytes:
    """The file's content. Raises Refusal where it was not imported in time and is deleted; MissingFile, Changed."""
    try:
        with store().read(file.digest) as stored:
            return stored.read()
    except MissingFile as missing:
        if file.imported_at:
            raise
        raise Refusal(f"{file.name}上传以后{KEPT_DAYS}天没有导入，已经删去", "请再上传一次") from missing


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that was imported, its documents, and the log entry of each import, newest first."""

    file: BudgetFile
    papers: Sequence[Document]
    imports: Sequence[Entry]


def imported_files(agent: Agent) -> list[ImportedFile]:
    """The latest imported files that the agent may read."""
    files = list(readable_files(agent).filter(imported_at__isnull=False).order_by("-imported_at")[:LATEST])
    vouchers, imports = documents_by_thing(files), _imports_of(files)
    return [ImportedFile(file, vouchers.get(file, []), imports[str(file.pk)]) for file in files]


def _imports_of(files: Iterable[BudgetFile]) -> Mapping[str, list[Entry]]:
    numbers = [str(file.pk) for file in files]
    entries = Entry.objects.filter(
        action="funds.budget_file.imported", object_type=kind_of(BudgetFile()), object_id__in=numbers
    ).order_by("-id")
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.object_id].append(entry)
    return found


def latest_import(agent: Agent, pk: int) -> tuple[BudgetFile, Entry]:
    """The imported file, and the log entry of its latest import. Raises NotFound."""
    file = readable_files(agent).filter(pk=pk).first()
    imports = _imports_of([file])[str(pk)] if file else []
    if file is None or not imports:
        raise NotFound
    return file, imports[0]


def readable_files(agent: Agent | None) -> QuerySet[BudgetFile]:
    """The files that list the money of many bodies: for those who keep these budgets or audit the place."""
    fields = BudgetFile.SCOPE_FIELDS
    audited = visible(agent, Permission.SEE_BUDGET, fields) & visible(agent, Permission.SEE_JOURNAL, fields)
    return BudgetFile.objects.filter(visible(agent, Permission.KEEP_BUDGET, fields) | audited)


def file_of(agent: Agent, pk: int) -> BudgetFile:
    """A budget file of the agent's office. Raises NotFound."""
    seen = visible(agent, Permission.KEEP_BUDGET, BudgetFile.SCOPE_FIELDS)
    found = BudgetFile.objects.filter(seen, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def compare(sheet: ReadSheet, agent: Agent, *, locked: bool) -> BudgetComparison:
    """The comparison of the file with the stored lines, which are locked in ascending order if `locked`.

    Faults are added to the sheet; the caller must call `sheet.settle()` before using the result.
    """
    bodies = _Bodies(sheet, agent)
    _need_a_class(sheet)
    wanted = {row.line: _wanted(row, bodies.of(row)) for row in sheet.rows}
    there = _there([line for line in wanted.values() if line], locked=locked)
    found = BudgetComparison(Codes.of([*filter(None, wanted.values()), *there.values()]))
    unchanged: list[BudgetLine] = []
    first: dict[Key, Row] = {}
    for row in sheet.rows:
        line = wanted[row.line]
        if line is None:
            continue
        key = key_of(line)
        if key in first:
            _note_repeated(sheet, first[key], row)
            continue
        first[key] = row
        _check_held(sheet, row, line, there.get(key))
        if all(row[name] is not None for name in NEEDED) and not _put(found, sheet, line, there.get(key)):
            unchanged.append(there[key])
    found.unchanged = len(unchanged)
    adjusted = [(each.line, each.before["approved"]) for each in found.adjusted]
    reworded = [each.line for each in found.changed if not each.delta]
    found.doubts = doubted(
        found.added,
        adjusted,
        [*unchanged, *reworded],
        there.values(),
        found.codes,
        changed=[(each.line, each.before.keys()) for each in found.changed],
    )
    return found


class _Bodies:
    """The bodies that the agent manages, by name and by code."""

    def __init__(self, sheet: ReadSheet, agent: Agent) -> None:
        self.sheet = sheet
        managed = managed_bodies(agent).select_related("place", "office")
        self.found: dict[int, Body] = {body.pk: body for body in managed}
        self.by_name = {name_key(body.name): body for body in self.found.values()}
        self.by_code = {body.agency_code: body for body in self.found.values() if body.agency_code}

    def of(self, row: Row) -> Body | None:
        """The body of a row; None, with a fault added to the sheet, where there is none."""
        name, code = row["body"], row["agency_code"]
        if not name and not code:
            self.sheet.wrong(row, "body", "没有写单位", "请填写单位名称或者单位编码")
            return None
        by_name, by_code = self.by_name.get(name_key(name or "")), self.by_code.get(code)
        if name and by_name is None:
            self._unknown(row, "body")
        elif code and by_code is None and (not by_name or by_name.agency_code):
            self._unknown(row, "agency_code")
        elif by_name and by_code and by_name != by_code:
            self.sheet.wrong(row, "agency_code", f"是{by_code.name}的编码，和单位名称对不上", "请核对")
        else:
            return by_code or by_name
        return None

    def _unknown(self, row: Row, name: str) -> None:
        self.sheet.wrong(
            row, name, "没有登记这个单位，或者它的预算不由本部门管理", "请核对；新单位请先由系统管理员登记"
        )


def _need_a_class(sheet: ReadSheet) -> None:
    """Adds a fault to each row without an economic class; what can't be read is told already."""
    told = {(each.line, each.header) for each in sheet.problems}
    for row in sheet.rows:
        if not any(row[name] or (row.line, sheet.heads.get(name)) in told for name in CLASSES):
            sheet.wrong(row, CLASSES[0], "部门经济分类和政府经济分类都没有填写", "至少填写一种")


def _wanted(row: Row, body: Body | None) -> BudgetLine | None:
    """The line that a row describes, not stored; None where faults leave open which one it is."""
    names = [name for name in (*KEY, *OTHERS) if name != "body_id"]
    given = {name: _value(name, row[name]) for name in names}
    if body is None or any(given.get(name, body) is None for name in KEY):
        return None
    return BudgetLine(body=body, office=body.office, place_code=body.place.code, **given)


def _value(name: str, said: Any) -> Any:
    if said is not None:
        return said
    return False if name in FLAGS else "" if name in _TEXTS else None


def _there(wanted: Sequence[BudgetLine], *, locked: bool) -> dict[Key, BudgetLine]:
    """The stored lines of the bodies and years of those wanted."""
    bodies, years = {line.body_id for line in wanted}, {line.year for line in wanted}
    lines = BudgetLine.objects.filter(body__in=bodies, year__in=years).select_related("body").order_by("pk")
    return {key_of(line): line for line in (lines.select_for_update(of=("self",)) if locked else lines)}


def key_of(line: BudgetLine) -> Key:
    """The values that identify a line."""
    return tuple(getattr(line, name) for name in KEY)


def _note_repeated(sheet: ReadSheet, first: Row, second: Row) -> None:
    for row, other in ((first, second), (second, first)):
        sheet.wrong(
            row,
            "code",
            f"和第{other.line}行是同一条预算指标（年度、单位、项目编码、科目和资金性质都相同）",
            "请合并成一行，或者改正其中一行",
        )


def _check_held(sheet: ReadSheet, row: Row, line: BudgetLine, there: BudgetLine | None) -> None:
    """Adds a fault where the row leaves a stored line less than projects hold of it."""
    held = there.reserved + there.committed if there else ZERO
    if line.approved is not None and line.approved < held:
        sheet.wrong(
            row,
            "approved",
            f"少于这条指标已占用和承诺的{yuan(held)}",
            "金额不能低于它；或者先由项目释放占用的金额",
        )


def _put(found: BudgetComparison, sheet: ReadSheet, line: BudgetLine, there: BudgetLine | None) -> bool:
    """Adds the line to the added or changed ones; False where it is neither. A column missing from the file changes nothing."""
    found.total += line.approved
    if there is None:
        found.added.append(line)
        return True
    before = {}
    for name in (name for name in OTHERS if name in sheet.at):
        if getattr(there, name) != getattr(line, name):
            before[name] = getattr(there, name)
            setattr(there, name, getattr(line, name))
    if not before:
        return False
    found.changed.append(LineChange(there, before, found.codes))
    return True
