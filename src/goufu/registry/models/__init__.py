"""What is stored of places, bodies and people."""

from goufu.registry.models.bodies import Body
from goufu.registry.models.done import Done
from goufu.registry.models.people import Appointment, Person
from goufu.registry.models.places import Place
from goufu.registry.models.tokens import ApiToken

__all__ = ["ApiToken", "Appointment", "Body", "Done", "Person", "Place"]
