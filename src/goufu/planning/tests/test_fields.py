"""A field of a project stands in its model and in its place on the page; form, page, API and import have each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import models
from django.test import Client

from goufu.accounts.actions.keys import issue_key
from goufu.catalogue.models import EditionEntry
from goufu.funds.tests.money import YEAR
from goufu.planning.actions.importing import ListLine, import_projects
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.facts import WRITTEN_AS, askable
from goufu.planning.models import Project, Target
from goufu.planning.sections import SECTIONS
from goufu.planning.tests.forms import sent_by, text
from goufu.planning.tests.test_api import Program
from goufu.planning.tests.writing import published_entry
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]
# Columns that people don't fill, each for its reason.
FOLLOWING = {
    "id", "version", "changed_at",  # counted by the program
    "purchaser", "purchaser_words", "office", "place_code", "level",  # the body of who writes
    "words", "found", "law_day",  # made of what is written, for search and for the law
    "provider_body",  # the registered body that `provider` names
    "facts", "granted",  # fact by fact, as the law asks
    "reading",  # what the reader finds in title and need
    "state", "submitted_at", "submitted_by", "approved_at", "approved_by", "returned_at", "returned_by", "return_reason",
    "withdrawn_at", "withdrawn_by", "withdrawal_reason",  # steps
}  # fmt: skip
FIELDS = {field.name: field for field in Project._meta.concrete_fields if field.name not in FOLLOWING}
# The class of service follows from the entry, here one of class A.
CHOSEN = {"year": YEAR + 1, "service_class": "public"}


@pytest.fixture
def bare(county: County) -> Project:
    """Nothing but a title and a year."""
    return draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR})


@pytest.fixture
def values(county: County) -> dict[str, Any]:
    """Something for each field."""
    entry = published_entry(county.finance)
    return {name: _value(field, number, entry) for number, (name, field) in enumerate(FIELDS.items())}


def _value(field: models.Field[Any, Any], number: int, entry: EditionEntry) -> Any:
    if field.name in CHOSEN:
        return CHOSEN[field.name]
    if field.choices:
        return [code for code, _word in field.flatchoices][-1]
    match field:
        case models.ForeignKey():
            return entry
        case models.BooleanField():
            return True
        case models.DecimalField():
            return Decimal(f"12{number:02}.57")
        case models.IntegerField():
            return 30 + number
        case models.DateField():
            return date(2027, 3, 1 + number % 28)
    return f"第{number}项的话"


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value.pk) if isinstance(value, models.Model) else str(value)


def _sent(value: Any) -> Any:
    if isinstance(value, EditionEntry):
        return value.code
    return value if isinstance(value, bool | int) else str(value)


def _shown(field: models.Field[Any, Any], value: Any) -> str:
    """As the page writes it: amounts with their commas, choices and yes in words."""
    if field.choices:
        return str(dict(field.flatchoices)[value])
    if isinstance(value, EditionEntry):
        return f"{value.code} {value.name}"
    if isinstance(value, Decimal):
        return f"{value:,.2f} 元" if field.decimal_places == 2 else f"{value}"  # type: ignore[attr-defined]
    return "是" if value is True else str(value)


def _rows(page: Any) -> dict[str, str]:
    """What the page says under each title; the history says it too, and is left out."""
    lists = "".join(re.findall(r'<dl class="gf-facts-list">(.*?)</dl>', text(page), re.DOTALL))
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", lists, re.DOTALL)
    return {title: re.sub(r"<[^>]*>", "", said).strip() for title, said in pairs}


def test_each_field_has_one_place_on_the_page_and_the_rest_are_facts() -> None:
    placed = [name for _title, names in SECTIONS for name in names]
    assert len(placed) == len(set(placed))
    assert FIELDS.keys() <= set(placed)
    assert set(placed) - FIELDS.keys() <= askable().keys()


def test_what_is_typed_is_kept_and_shown(
    county: County, bare: Project, signed_in: SignIn, values: dict[str, Any]
) -> None:
    officer = signed_in(county.officer)
    at = f"/projects/{bare.pk}/"
    form = sent_by(officer.get(f"{at}edit/"))
    assert form.keys() >= FIELDS.keys()
    typed = {name: _typed(value) for name, value in values.items()}
    # The catalogue is that of the stored year.
    for sent in ({"year": typed["year"]}, typed):
        form = sent_by(officer.get(f"{at}edit/")) | sent
        assert officer.post(f"{at}edit/", form).status_code == 302
    assert {name: getattr(Project.objects.get(), name) for name in FIELDS} == values
    again = sent_by(officer.get(f"{at}edit/"))
    for name in FIELDS:  # the class of service is locked while there is an entry
        assert name == "service_class" or again[name].replace(",", "") == typed[name], name
    rows = _rows(officer.get(at))
    for name, field in FIELDS.items():
        assert rows.get(str(field.verbose_name), "").startswith(_shown(field, values[name])), name


def test_what_is_left_open_is_named_on_the_page(county: County, bare: Project, signed_in: SignIn) -> None:
    page = text(signed_in(county.officer).get(f"/projects/{bare.pk}/"))
    unsaid = {name for names in re.findall(r"未填：(.*?)</p>", page) for name in names.split("、")}
    assert unsaid >= {str(field.verbose_name) for field in FIELDS.values() if field.blank}


def test_a_program_writes_what_it_reads(county: County, bare: Project, values: dict[str, Any]) -> None:
    officer = Program(county.officer)
    sent = {name: _sent(value) for name, value in values.items()}
    version = bare.version
    for said in ({"year": sent["year"]}, sent):
        status, answer = officer.send(f"/{bare.pk}", "put", version=version, **said)
        assert status == 200, answer
        version = answer["version"]
    _status, read = officer.ask(f"/{bare.pk}")
    for name, value in values.items():
        came = Decimal(read[name]) if isinstance(value, Decimal) else read[name]
        assert came == (value if isinstance(value, Decimal) else sent[name]), name
    assert {name: getattr(Project.objects.get(), name) for name in FIELDS} == values
    assert officer.send(f"/{bare.pk}", "put", **{**sent, "version": version, "funding": []})[0] == 200


def test_programs_are_told_what_each_field_means(county: County) -> None:
    _key, key = issue_key(name="财务系统", days=30, by=county.officer)
    described = Client().get("/api/openapi.json", headers={"authorization": f"Bearer {key}"}).json()
    schemas = described["components"]["schemas"]
    for name, field in FIELDS.items():
        for schema in ("ProjectOut", "SaveIn"):
            described = schemas[schema]["properties"][name]
            assert name == "entry" or (described["title"], described.get("description", "")) == (
                str(field.verbose_name), str(field.help_text),
            )  # fmt: skip


def test_a_line_of_a_list_says_each_field_that_is_a_fact(county: County, values: dict[str, Any]) -> None:
    assert WRITTEN_AS.items() >= {
        "title": "title", "budget_year": "year", "description": "need", "item_code": "item_code",
        "basic_service_standard": "standard", "new_amount_yuan": "new_amount", "amount_yuan": "amount",
        "year_amount_yuan": "first_year", "third_year_yuan": "third_year", "provider": "provider",
    }.items()  # fmt: skip
    facts = {fact: values[name] for fact, name in WRITTEN_AS.items()} | {"catalogue_code": "A0402"}
    [made] = import_projects(lines=[ListLine(2, facts)], list_name="清单", year=YEAR, by=county.officer)
    made.refresh_from_db()
    said = {name: getattr(made, name) for name in FIELDS if name in WRITTEN_AS.values()}
    assert said == {name: values[name] for name in said}
    assert made.entry == values["entry"]


def test_programs_and_the_page_have_each_field_of_a_target(
    county: County, draft: Project, signed_in: SignIn
) -> None:
    names = {field.name for field in Target._meta.concrete_fields} - {"id", "project", "position"}
    read = Program(county.officer).ask(f"/{draft.pk}")[1]["targets"][0]
    assert read.keys() == names
    shown = text(signed_in(county.officer).get(f"/projects/{draft.pk}/")).split('plan-targets"')[1]
    for said in ("服务老人", "数量", "≥ 300 人", "计 1 人", "定位照片", "上年实际", "240 人"):
        assert said in shown


def test_answers_to_the_law_are_in_the_reader_s_language(
    county: County, bare: Project, signed_in: SignIn
) -> None:
    facts = {"is_secret": False, "is_sme_reserved": True, "sme_reserved_yuan": Decimal("30000")}
    save_project(project=bare.pk, by=county.officer, version=bare.version, values={"facts": facts})
    officer = signed_in(county.officer)
    officer.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    rows = _rows(officer.get(f"/projects/{bare.pk}/"))
    assert [rows[askable()[name].title] for name in facts] == ["No", "Yes", "30,000.00 yuan"]
