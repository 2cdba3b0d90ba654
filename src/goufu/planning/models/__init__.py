"""The models of projects."""

from goufu.planning.models.projects import Funding, Project, ProjectState
from goufu.planning.models.targets import MOST_TARGETS, Target
from goufu.planning.models.waivers import Waiver

__all__ = [
    "MOST_TARGETS",
    "Funding",
    "Project",
    "ProjectState",
    "Target",
    "Waiver",
]
