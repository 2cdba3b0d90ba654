"""The credit code: what is wrong with it, told so that it can be mended."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.uscc import calc_check_digit

from goufu.registry.credit_codes import compact, fault_of, fault_with_kind

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
RIGHT = "91110000600037341L"


def code_of(prefix: str, number: int = 0) -> str:
    body = f"{prefix}530000{number:09d}"
    return body + calc_check_digit(body)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("9111000060003734", "应为18位，现在是16位"),
        ("91110000600037341LL", "现在是19位"),
        ("9111OOOO600037341L", "第5位“O”不对：.*可能是 0"),
        ("91110000600O37341L", "第12位“O”不对"),
        ("9111000060003734IL", "第17位“I”不对：.*可能是 1"),
        ("9111000A600037341L", "第3至8位“11000A”应当都是数字"),
        ("91110000600037314L", "校验位应为 .，现在是 L"),
        ("911100006000373411", "校验位应为 L，现在是 1"),
    ],
)
def test_what_is_wrong(typed: str, why: str) -> None:
    fault = fault_of(compact(typed))
    assert fault
    assert re.search(why, fault.why)
    assert "证书" in fault.remedy


def test_right_codes() -> None:
    assert fault_of(compact(" 9111 0000-6000 3734１ｌ")) is None
    assert fault_of(code_of("N2")) is None  # a village collective's, which the library refuses


@given(st.text(LETTERS, min_size=9, max_size=9), st.integers(0, 17), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_always_found(number: str, at: int, letter: str) -> None:
    body = f"91530000{number}"
    code = body + calc_check_digit(body)
    assert fault_of(code) is None
    wrong = code[:at] + letter + code[at + 1 :]
    assert (fault_of(wrong) is None) == (wrong == code)


@pytest.mark.parametrize(
    ("prefix", "kind", "fits"),
    [
        ("11", "state_organ", True),
        ("12", "public_institution_class_2", True),
        ("51", "association", True),
        ("91", "enterprise", True),
        ("31", "enterprise", True),
        ("N2", "rural_collective", True),
        ("91", "social_service_organisation", False),
        ("52", "state_organ", False),
        ("12", "enterprise", False),
        ("91", "commercial_institution", True),
    ],
)
def test_the_first_digit_and_the_kind(prefix: str, kind: str, fits: bool) -> None:
    assert (fault_with_kind(code_of(prefix), kind, kind) is None) == fits
