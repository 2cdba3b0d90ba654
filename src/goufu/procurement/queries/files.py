"""Queries of procurement files: what is written of one, what its form begins with, and the templates of a body."""

from __future__ import annotations

from goufu.procurement.file_templates import (
    CONTRACT,
    DEMAND,
    PARTS,
    QUALIFICATION,
    field_of,
    field_templates,
    filled,
)
from goufu.procurement.models import FileTemplate, Procurement, ProcurementFile
from goufu.procurement.papers.file_content import slots_of
from goufu.registry.agents import Agent

OWN = "own-"  # before the number of a body's own template, where one is chosen


def file_of(procurement: Procurement) -> ProcurementFile | None:
    """What is written of the file; None while nothing is."""
    return ProcurementFile.objects.filter(procurement=procurement).first()


def own_templates(agent: Agent) -> list[FileTemplate]:
    """The templates of the agent's body that are in use."""
    return [*FileTemplate.objects.filter(body=agent.body, is_used=True)]


def written_of(procurement: Procurement) -> dict[str, str]:
    """The texts that people wrote, by part."""
    file = file_of(procurement)
    return {
        DEMAND: file.demand if file else "",
        QUALIFICATION: procurement.qualification_text,
        CONTRACT: file.contract if file else "",
    }


def begins_with(procurement: Procurement, chosen: str, agent: Agent) -> dict[str, str]:
    """What writing begins with, by part: what is written, else the template of the field; a chosen template takes its place."""
    slots = slots_of(procurement)
    written = written_of(procurement)
    if chosen.startswith(OWN):
        own = {str(each.pk): each for each in own_templates(agent)}.get(chosen.removeprefix(OWN))
        return written | ({own.part: filled(own.text, slots)} if own else {})
    field = field_templates().get(chosen)
    texts = {part: filled(text, slots) for part, text in (field or field_of(procurement.title)).texts.items()}
    return texts if field else {part: written[part] or texts[part] for part in PARTS}
