"""The way of a project: planning's own stations, and those that no room stands for yet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.core.stations import Station
from goufu.planning.models import Project
from goufu.planning.models.projects import COUNTED, ProjectState


def is_submitted(project: Project) -> bool:
    return project.state in COUNTED


def is_approved(project: Project) -> bool:
    return project.state == ProjectState.APPROVED


def is_never_behind(project: Project) -> bool:
    """Of a station whose room is still to come. The room takes it from this list into its own."""
    return False


STATIONS = (
    Station(_("需求"), 10, is_submitted),
    Station(_("预算"), 20, is_approved),
    Station(_("合同"), 40, is_never_behind),
    Station(_("履约"), 50, is_never_behind),
    Station(_("验收"), 60, is_never_behind),
    Station(_("支付"), 70, is_never_behind),
    Station(_("评价"), 80, is_never_behind),
)
