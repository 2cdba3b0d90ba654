"""A suggested body is told from others of its name by its credit code, or by its place; and is found by that text again."""

from __future__ import annotations

from time import process_time

import pytest

from goufu.core.errors import Refusal
from goufu.registry.models import Body, Place
from goufu.registry.queries.bodies import Named, as_suggestion, chosen, with_code
from goufu.registry.queries.providers import RegisteredNames
from goufu.registry.tests.county import County, body

NAME = "云岭县康乐养老服务中心（普通合伙）"
CODE = "52539999MJ0000000H"


@pytest.fixture
def namesakes(county: County) -> list[Body]:
    """Two of one place, one of them with a credit code, and one of a namesake of that place."""
    other = Place.objects.create(
        code="539998", name=county.place.name, level="county", parent=county.place.parent, listed_from=1980
    )
    return [
        body(NAME, county.place, kind="enterprise", credit_code=CODE),
        body(NAME, county.place, kind="enterprise"),
        body(NAME, other, kind="enterprise"),
    ]


def test_each_suggestion_finds_its_body_again(county: County, namesakes: list[Body]) -> None:
    texts = [as_suggestion(each) for each in namesakes]
    assert texts == [f"{NAME}（{CODE}）", f"{NAME}（云岭县539999）", f"{NAME}（云岭县539998）"]
    assert [chosen(county.system, each, field="") for each in texts] == namesakes
    registered = RegisteredNames(texts)
    assert [registered.body(each, field="") for each in texts] == namesakes


@pytest.mark.usefixtures("namesakes")
@pytest.mark.parametrize("typed", [CODE, f" {CODE.lower()} ", "52 539999 MJ0000000-H"])
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    found = with_code(typed)
    assert found is not None and found.credit_code == CODE
    assert with_code("") is None


def test_a_name_alone_is_refused_while_several_have_it(county: County, namesakes: list[Body]) -> None:
    with pytest.raises(Refusal, match="不止一个"):
        chosen(county.system, NAME, field="")
    with pytest.raises(Refusal, match="不止一个"):
        RegisteredNames([NAME]).body(NAME, field="")


def test_of_those_of_one_name_the_one_that_goes_on_is_meant(county: County, namesakes: list[Body]) -> None:
    Body.objects.filter(pk__in=[namesakes[0].pk, namesakes[2].pk]).update(is_active=False)
    assert chosen(county.system, NAME, field="") == namesakes[1]
    assert RegisteredNames([NAME]).body(NAME, field="") == namesakes[1]
    Body.objects.update(is_active=False)
    goes_on = body(NAME, county.place, kind="enterprise")
    text = as_suggestion(goes_on)
    assert RegisteredNames([text]).body(text, field="") == chosen(county.system, text, field="") == goes_on


def test_a_code_with_a_name_that_is_another_s_is_refused(county: County, namesakes: list[Body]) -> None:
    text = f"云岭县福寿养老服务中心（{CODE}）"
    with pytest.raises(Refusal, match="没有找到"):
        chosen(county.system, text, field="")
    with pytest.raises(Refusal, match="没有登记"):
        RegisteredNames([text]).body(text, field="")


def test_a_code_with_a_name_written_otherwise_finds_its_body(county: County, namesakes: list[Body]) -> None:
    text = f"{NAME.replace('（', '(').replace('）', ')')}（{CODE.lower()}）"
    assert chosen(county.system, text, field="") == namesakes[0]
    assert RegisteredNames([text]).body(text, field="") == namesakes[0]


def test_a_name_that_ends_like_a_suggestion_is_found(county: County) -> None:
    home = body("云岭县康养中心（二期530102）", county.place, kind="enterprise")
    for text in (home.name, as_suggestion(home)):
        assert chosen(county.system, text, field="") == home
        assert RegisteredNames([text]).body(text, field="") == home


def test_a_name_of_brackets_is_read_in_time_by_its_length() -> None:
    short, long = (min(seconds("（" * length) for _ in range(3)) for length in (50_000, 400_000))
    assert long < 32 * short + 0.01


def seconds(text: str) -> float:
    """The processor time to read it as a suggestion."""
    start = process_time()
    Named.by(text)
    return process_time() - start


@pytest.mark.parametrize("typed", [f"{NAME}（云岭县539997）", f"{NAME}（92539999MJ0000000H）", "没有的单位"])
def test_what_nobody_is_called_is_refused(county: County, namesakes: list[Body], typed: str) -> None:
    with pytest.raises(Refusal, match="没有找到"):
        chosen(county.system, typed, field="")
