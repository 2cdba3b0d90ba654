"""The procurement file: written while the plan is made, fixed when the procurement begins; and the templates that a body keeps."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.documents.actions import write_paper
from goufu.documents.papers import digest_of
from goufu.procurement.file_templates import PARTS
from goufu.procurement.models import FileTemplate, Procurement, ProcurementFile
from goufu.procurement.papers.file_content import content_of
from goufu.procurement.queries.papers import FILE
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent

WRITING = "procurement.write_file"  # the job in tasks.py
NUMBERS = NumberSeries("procurement.file", "{place}-{year}-WJ-{number:04}")


def save_file(
    *,
    procurement: int,
    demand: str,
    qualification: str,
    contract: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Keeps what was written of the file; the qualification stands in the plan, since the notice says it, too.

    Raises Refusal, Stale, NotFound, NotAllowed.
    """
    with action("procurement.file.saved", Permission.KEEP_FILE, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "write", version=version)
        now = wall_clock.now()
        written = {"demand": demand.strip(), "contract": contract.strip(), "changed_at": now}
        had = ProcurementFile.objects.filter(procurement=found).first()
        act.change(found, qualification_text=qualification.strip(), changed_at=now)
        if had is None:
            act.create(ProcurementFile(procurement=found, **written))
        else:
            act.change(had, **written)
    return found


def fix_file(act: Action, procurement: Procurement) -> None:
    """Fixes the file with its number and digest, within the action with which the procurement begins and which has locked it."""
    found = ProcurementFile.objects.filter(procurement=procurement).first()
    if found is None:
        return
    content = content_of(procurement, found)
    place = procurement.purchaser.place.code
    number = take_number(NUMBERS, place=place, year=wall_clock.today().year, place_word=place)
    digest = digest_of({"number": number, "content": content})
    act.change(found, number=number, content=content, digest=digest, fixed_at=wall_clock.now())
    act.log(file=number, file_digest=digest)
    app.configure_task(WRITING).defer(procurement=procurement.pk)


def issue_file(procurement: int) -> None:
    """Issues the papers of a file that is fixed: providers fetch them from its public page. Raises NotFound."""
    for kind in FILE:
        write_paper(by=System(), subject=("procurement", procurement), kind=kind)


def keep_template(*, part: str, name: str, text: str, by: Agent, once: UUID | None = None) -> FileTemplate:
    """Keeps a text as a template of the agent's own body; one of that name and part is replaced. Raises Refusal, NotAllowed."""
    with action("procurement.template.kept", Permission.KEEP_TEMPLATES, by=by, once=once) as act:
        if part not in PARTS:
            raise Refusal("没有这个部分", f"可以存的有：{'、'.join(PARTS.values())}", field="part")
        given = {"text": text.strip(), "is_used": True, "kept_by": by.person, "changed_at": wall_clock.now()}
        had = FileTemplate.objects.filter(body=by.body, part=part, name=name.strip()).first()
        if had is not None:
            return act.change(act.lock(FileTemplate.objects, had.pk), **given)
        made = FileTemplate(body=by.body, part=part, name=name.strip(), **given)
        act.allow(made)
        return act.create(made)


def drop_template(*, template: int, by: Agent, once: UUID | None = None) -> FileTemplate:
    """Takes a template out of use; files written from it stay. Raises NotFound, NotAllowed."""
    with action("procurement.template.dropped", Permission.KEEP_TEMPLATES, by=by, once=once) as act:
        found = act.lock(FileTemplate.objects, template)
        act.change(found, is_used=False, changed_at=wall_clock.now())
        act.log(name=found.name)
    return found
