"""Import of a budget file, which is uploaded and compared first: the whole file or nothing."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.errors import Refusal
from goufu.documents.actions import keep_document
from goufu.documents.store import hold, store
from goufu.files.papers import table_type
from goufu.funds.actions.budget import Basis, adjustment, budget_action, check_basis
from goufu.funds.models import BudgetFile
from goufu.funds.models.files import VOUCHER
from goufu.funds.queries.importing import OTHERS, BudgetComparison, compare, content_of
from goufu.funds.sheet import read_budget
from goufu.registry.agents import Agent


def receive_file(*, name: str, content: bytes, by: Agent, once: UUID | None = None) -> BudgetFile:
    """Stores a budget file, so that it can be compared before it is imported."""
    with (
        store().draft([content]) as draft,
        budget_action("funds.budget_file.received", by=by, once=once) as act,
    ):
        file = BudgetFile(office=by.body, name=name[-200:], digest=draft.digest)
        act.allow(file)
        act.log(file=file.name, digest=file.digest)
        hold(draft.digest)
        store().keep(draft)
        return act.create(file)


def import_budget(
    *,
    pk: int,
    seen: str,
    basis: Basis | None = None,
    checked: Collection[str] = (),
    by: Agent,
    once: UUID | None = None,
) -> BudgetComparison:
    """Adds the file's new lines and changes those that differ; lines that the file doesn't name are unchanged.

    The file becomes a document, the voucher of the import.

    Args:
        pk: of the BudgetFile.
        seen: the signature of the comparison that the person was shown.
        basis: the document for changed amounts; not needed when none changes.
        checked: the kinds of doubt (DoubtKind) whose lines the person has looked at.

    Raises:
        SheetRefused: the file has faults, with their cells. Refusal: nothing to import, no basis or one of the future, a doubt
            that nobody has looked at, or the budget has changed since the person was shown the comparison.
    """
    with budget_action("funds.budget_file.imported", by=by, once=once) as act:
        file = act.lock(BudgetFile.objects, pk)
        content = content_of(file)
        sheet = read_budget(content)
        found = compare(sheet, by, locked=True)
        sheet.settle()
        _refuse(found, seen, basis, checked)
        act.create_all(found.added)
        act.change_all([change.line for change in found.changed], _changed_fields(found))
        if basis:
            act.create_all([adjustment(act, each.line, each.delta, basis) for each in found.adjusted])
        act.change(file, imported_at=wall_clock.now())
        _log(act, file, found, basis)
        with store().draft([content]) as draft:
            type_ = table_type(content)
            keep_document(act, file, kind=VOUCHER, file_name=file.name, draft=draft, type_=type_)
        return found


def _refuse(found: BudgetComparison, seen: str, basis: Basis | None, checked: Collection[str]) -> None:
    if basis:
        check_basis(basis)
    if found.is_empty:
        raise Refusal("文件里的内容和系统里的一样，没有需要导入的", "不必再做什么")
    if found.signature != seen:
        raise Refusal("您核对以后，系统里的预算有了变动", "请对照最新的预览再核对一遍，然后确认")
    if found.adjusted and basis is None:
        raise Refusal(
            f"有 {len(found.adjusted)} 条指标的金额要调整，没有写依据",
            "请填写预算调整文件的文号、名称和日期",
            field="number",
        )
    for kind, doubts in found.doubts_by_kind.items():
        if kind not in checked:
            raise Refusal(
                f"有 {len(doubts)} 条指标要先核对：{kind.label}",
                "请逐条核对，没有错就勾选；有错就改好文件再上传",
                field=kind.field,
            )


def _changed_fields(found: BudgetComparison) -> list[str]:
    changed = {name for change in found.changed for name in change.before}
    return [name for name in OTHERS if name in changed]


def _log(act: Action, file: BudgetFile, found: BudgetComparison, basis: Basis | None) -> None:
    """Logs the file's digest, which stands for its lines, the counts, and old and new amounts of adjusted lines."""
    act.log(
        file=file.name,
        digest=file.digest,
        added=len(found.added),
        changed=len(found.changed),
        unchanged=found.unchanged,
        total=found.total,
        increase=found.increase,
        adjusted={each.line.pk: [each.before["approved"], each.line.approved] for each in found.adjusted},
    )
    if found.doubts:
        act.log(checked={kind.field: len(doubts) for kind, doubts in found.doubts_by_kind.items()})
    if basis:
        act.log(basis=f"{basis.number} {basis.title}")
