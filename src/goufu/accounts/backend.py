"""The authentication backend: allauth's, but for the person of a session, whom each request asks for."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from goufu.core.composed import Composed, Param
from goufu.registry.models import Person

_BY_NUMBER = Composed(lambda: Person.objects.order_by().filter(pk=Param("number", Person._meta.pk)))


class Backend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: Any) -> Person | None:
        """The person with that number, None where there is none or the account is closed; composed once."""
        person = _BY_NUMBER.first(number=user_id)
        return person if person and self.user_can_authenticate(person) else None
