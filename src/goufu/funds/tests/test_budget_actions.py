"""What is asked of a change of a budget, by whom, and what the database says of an approved amount."""

from __future__ import annotations

from datetime import date

import pytest

from goufu.core.errors import NotAllowed, NotFound
from goufu.funds.actions.budget import Basis, add_line
from goufu.registry.tests.county import County, body


def basis(day: date) -> Basis:
    return Basis("云财预〔2026〕9号", "关于调整预算的通知", day)


def test_whoever_may_not_add_a_line_is_told_nothing_of_the_body(county: County) -> None:
    alone = body("没有主管财政部门的单位", county.place)
    for by in (county.officer, county.treasurer, county.auditor):
        with pytest.raises((NotAllowed, NotFound)):
            add_line(body=alone, fields={}, by=by)
