"""What the demonstration is made of agrees with itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import goufu.demo
from goufu.catalogue.items import load_items
from goufu.demo.cases import Case, cases
from goufu.demo.services import bureaus, central_items, read, troubles
from goufu.demo.words import ACTIONS
from goufu.planning.kinds import ServiceField, provider_kinds

FOLDER = Path(goufu.demo.__path__[0])
SERVICES = [service for bureau in bureaus() for service in bureau.services]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.place)
def test_figures_stand_in_the_sentence_and_the_parts_are_the_sentence(case: Case) -> None:
    assert "".join(part for part, _is_figure in case.parts) == case.sentence
    assert {part for part, is_figure in case.parts if is_figure} == set(case.figures)


def test_each_procurement_with_keys_has_three_of_its_own() -> None:
    firsts = [each["keys"] for each in read("procurements")["procurement"] if "keys" in each]
    assert firsts == [3 * place for place in range(len(firsts))]
    assert len(set(read("keys")["keys"])) == 3 * len(firsts)


def test_what_is_like_a_case_is_there() -> None:
    assert {case.like for case in cases()} - {""} <= {service.title for service in SERVICES}


def test_all_seven_fields_of_the_reform_are_bought_in() -> None:
    seven = {"disabled", "elderly", "culture", "youth", "relief", "legal", "transport"}
    assert seven <= {service.field for service in SERVICES} <= set(ServiceField.values)
    assert seven <= {case.field for case in cases()}


def test_services_are_named_apart_and_of_known_kinds() -> None:
    assert len({service.title for service in SERVICES}) == len(SERVICES)
    assert {service.providers for service in SERVICES} <= {kind for kind, _label in provider_kinds()}
    assert all(0 < service.quantity[0] < service.quantity[1] for service in SERVICES)


def test_items_are_of_the_list_of_items_and_some_are_bought_centrally() -> None:
    items = {service.item for service in SERVICES if service.item}
    assert items <= {item.code for item in load_items().items}
    assert items & central_items()


def test_troubles_are_of_bureaus_that_are_there() -> None:
    assert {trouble.bureau for trouble in troubles()} <= {bureau.name for bureau in bureaus()}


def test_words_in_its_code_have_their_english() -> None:
    """The room isn't installed where tests look at pages, so that its words are looked for in its files."""
    with (FOLDER / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        english = {str(message.id): str(message.string) for message in read_po(file) if message.id}
    files = [file.read_text(encoding="utf-8") for file in FOLDER.glob("*.py")]
    words = {word for file in files for word in re.findall(r'_\("([^"]+)"\)', file)}
    assert "看本单位全部项目，说明理由、豁免提醒" in words
    assert {word for word in words if not english.get(word)} == set()
    assert [said for said in english.values() if re.search("[\u4e00-\u9fff]", said)] == []


def test_what_only_happens_here_has_its_word() -> None:
    named = re.findall(r'action\("([a-z_.]+)"', (FOLDER / "settling.py").read_text(encoding="utf-8"))
    assert named == [*ACTIONS]
