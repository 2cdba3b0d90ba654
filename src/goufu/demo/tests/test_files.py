"""What the demonstration writes of its procurement files."""

from __future__ import annotations

import pytest

from goufu.demo.services import whole
from goufu.procurement.file_templates import SLOTS, field_templates, filled, left_in
from goufu.procurement.objections import lines_of
from goufu.procurement.tests.procuring import BEGIN, on, planned
from goufu.registry.tests.county import County, county

__all__ = ["county"]


@pytest.mark.django_db
def test_nothing_of_a_template_is_left_to_be_written_and_the_law_objects_to_nothing(county: County) -> None:
    with on(BEGIN):
        made = planned(county)
        for each in field_templates().values():
            for part, text in each.texts.items():
                said = whole(filled(text, dict.fromkeys(SLOTS, "某")))
                assert left_in(said) == [], each.name
                content = [{"part": part, "title": "", "said": said}]
                assert [line.text for line in lines_of(made, content)[part] if line.cards] == [], each.name
