"""The models of projects."""

from goufu.planning.models.projects import Funding, Project, ProjectState
from goufu.planning.models.targets import Target
from goufu.planning.models.waivers import Waiver

__all__ = [
    "Funding",
    "Project",
    "ProjectState",
    "Target",
    "Waiver",
]
