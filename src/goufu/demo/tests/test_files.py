"""What the demonstration writes of its procurement files."""

from __future__ import annotations

from goufu.demo.services import whole
from goufu.procurement.file_templates import SLOTS, field_templates, filled, left_in


def test_nothing_of_a_template_is_left_to_be_written() -> None:
    for each in field_templates().values():
        for text in each.texts.values():
            assert left_in(whole(filled(text, dict.fromkeys(SLOTS, "某")))) == [], each.name
