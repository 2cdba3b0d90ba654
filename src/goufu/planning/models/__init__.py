"""What is stored of projects."""

from goufu.planning.models.projects import Funding, Project, State, Target
from goufu.planning.models.waivers import Waiver

__all__ = [
    "Funding",
    "Project",
    "State",
    "Target",
    "Waiver",
]
