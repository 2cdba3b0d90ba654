"""The models of places, bodies, people, and providers' files."""

from goufu.registry.models.bodies import AgencyKind, Body
from goufu.registry.models.declared import Affiliation, Headship, Relation
from goufu.registry.models.designations import Designation, Succession
from goufu.registry.models.file_requests import FileRequest, FileRequestState
from goufu.registry.models.people import Appointment, Person
from goufu.registry.models.places import Place
from goufu.registry.models.providers import (
    Appropriation,
    CreditList,
    CreditListing,
    Debarment,
    Inspection,
    Qualification,
    Violation,
)

__all__ = [
    "Affiliation",
    "AgencyKind",
    "Appointment",
    "Appropriation",
    "Body",
    "CreditList",
    "CreditListing",
    "Debarment",
    "Designation",
    "FileRequest",
    "FileRequestState",
    "Headship",
    "Inspection",
    "Person",
    "Place",
    "Qualification",
    "Relation",
    "Succession",
    "Violation",
]
