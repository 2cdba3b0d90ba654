"""Patterns that are compiled when they are first asked: they do what compiled ones do."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest

from goufu.lazy_patterns import lazy_pattern


def test_a_pattern_is_compiled_once_and_not_before_it_is_asked() -> None:
    with patch("goufu.lazy_patterns.re.compile", side_effect=re.compile) as compiled:
        pattern = lazy_pattern("(保)(安)?")
        assert pattern.pattern == "(保)(安)?"
        assert not compiled.called
        assert [bool(pattern.search(text)) for text in ("物业", "保安服务")] == [False, True]
        assert pattern.sub("-", "保安和保洁") == "-和-洁"
        assert pattern.groups == 2
    assert compiled.call_count <= 2


def test_flags_hold_and_a_faulty_pattern_is_told() -> None:
    assert lazy_pattern("rmb", re.IGNORECASE).fullmatch("RMB")
    with pytest.raises(re.error):
        lazy_pattern("(").search("保安")
