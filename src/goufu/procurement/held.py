"""What procurements hold of a project: the function `procurement_held` of the database, which triggers and queries ask alike
(migration 0003).

A share holds its amount, and what is called off of the same agreement comes out of it. Of an agreement that has ended only
the call-offs are held, and of a project without a share its call-offs alone.
"""

from __future__ import annotations

from typing import Any

from django.db.models import DecimalField, F, Func


def held(project: str = "pk") -> Func:
    """What is held of the project that the field names, as an expression."""
    amount: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)
    return Func(F(project), function="procurement_held", output_field=amount)
