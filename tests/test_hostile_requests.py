"""What no browser sends and somebody will: a NUL byte in any place, numbers and days beyond all bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from goufu.catalogue.tests.addresses import draft as draft_edition
from goufu.config.tests.addresses import addresses, arguments
from goufu.funds.models import BudgetFile
from goufu.funds.tests.importing import ROW, table
from goufu.funds.tests.money import YEAR
from goufu.planning.models import Project
from goufu.planning.tests.drafts import draft, line
from goufu.planning.tests.test_api import Program
from goufu.registry.tests.county import County, county, sign_in

__all__ = ["county", "draft", "line"]
pytestmark = pytest.mark.django_db
NUMBERS = [
    "9e999999",
    "1e400",
    "-1e400",
    "9" * 400,
    "NaN",
    "sNaN",
    "Infinity",
    "-Infinity",
    "1e-400",
    "１e400",
    "²",
    "𐩀",
    "0x10",
]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


class TestNul:
    @pytest.mark.parametrize(
        "ask",
        [
            lambda client: client.get("/check/?title=a%00b"),
            lambda client: client.get("/check/?a%00b=1"),
            lambda client: client.get("/bodies/%00/"),
            lambda client: client.get("/nowhere/%00"),
            lambda client: client.post("/account/login/", {"login": "a\0b", "password": "x"}),
            lambda client: client.post("/account/login/", {"login": "a", "pass\0word": "x"}),
            lambda client: client.post("/language/?next=%00", {"language": "en"}),
            lambda client: client.post(
                "/check/lists/", {"file": SimpleUploadedFile("a.csv", b"x"), "place": "\0"}
            ),
            lambda client: client.get("/check/", headers={"cookie": 'sessionid="a\\000b"'}),
            lambda client: client.get("/check/", headers={"hx-current-url": "a\0b"}),
        ],
    )
    def test_it_is_refused_wherever_it_stands(self, ask: Callable[[Client], HttpResponse]) -> None:
        answer = ask(Client())
        assert answer.status_code == 400
        assert "空字符" in text(answer)
        assert "请" in text(answer)

    def test_it_is_left_out_of_the_name_of_a_file(self, county: County) -> None:
        body = (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\0b.csv"\r\n'
            b"Content-Type: text/csv\r\n\r\n" + table(ROW) + b"\r\n--x--\r\n"
        )
        client = sign_in(county.treasurer)
        answer = client.post("/budget/import/", body, content_type="multipart/form-data; boundary=x")
        assert (answer.status_code, BudgetFile.objects.get().name) == (302, "ab.csv")

    def test_a_file_may_hold_it(self, county: County) -> None:
        content = table(ROW).replace(b"\n", b"\0\n", 1)
        client = sign_in(county.treasurer)
        answer = client.post("/budget/import/", {"file": SimpleUploadedFile("a.csv", content)})
        assert answer.status_code != 400

    def test_it_is_refused_in_english_too(self) -> None:
        client = Client(headers={"cookie": "django_language=en"})
        assert "NUL" in text(client.get("/check/?title=%00"))
        assert "空字符" not in text(client.get("/check/?title=%00"))

    def test_no_address_takes_it(self, county: County) -> None:
        known = [each for each in addresses().values() if not each.arguments or each.name in arguments()]
        taken = {}
        for address in known:
            path = address.path(county)
            for answer in (Client().get(f"{path}?q=%00"), Client().post(f"{path}?q=%00")):
                if answer.status_code != 400:
                    taken[address.name] = answer.status_code
        assert len(known) > 100
        assert taken == {}


class TestNulInTheApi:
    @pytest.mark.parametrize("title", ["a\0b", ["\0"], {"a": {"b\0": 1}}])
    def test_it_is_refused_at_any_depth_of_a_body(self, county: County, title: Any) -> None:
        status, refused = Program(county.officer).send("", title=title, year=YEAR)
        assert status == 400
        assert "空字符" in refused["what"] and refused["remedy"]

    @pytest.mark.parametrize("address", ["?state=%00", "/1%00", "/waivers?a%00=1"])
    def test_an_address_is_refused_in_the_shape_of_the_api(self, county: County, address: str) -> None:
        status, refused = Program(county.officer).ask(address)
        assert status == 400
        assert refused.keys() == {"what", "remedy", "field", "articles", "cards", "also"}

    @pytest.mark.parametrize("title", ["a\ud800", ["\udfff"], {"a": {"\ud83d": 1}}])
    def test_half_a_character_is_refused_at_any_depth_of_a_body(self, county: County, title: Any) -> None:
        status, refused = Program(county.officer).send("", title=title, year=YEAR)
        assert status == 400
        assert "半个字符" in refused["what"] and refused["remedy"]

    def test_a_character_in_two_halves_is_text(self, county: County) -> None:
        status, made = Program(county.officer).send("", title="名称😀", year=YEAR)  # sent as two escapes
        assert (status, made["title"]) == (200, "名称😀")

    def test_a_backslash_before_u0000_is_text(self, county: County) -> None:
        status, made = Program(county.officer).send("", title="名称\\u0000", year=YEAR)
        assert (status, made["title"]) == (200, "名称\\u0000")


@pytest.mark.parametrize("field", ["amount_yuan", "term_months", "on_date", "place"])
def test_the_check_tells_what_it_cannot_read(field: str) -> None:
    for number in NUMBERS:
        answer = Client().get("/check/", {"title": "社区养老服务", field: number})
        assert (answer.status_code, "社区养老服务" in text(answer)) == (200, True)


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("9" * 30, "期限超过一千年"),
        ("9" * 30 + "年", "期限超过一千年"),
        ("9" * 30 + "天", "期限超过一千年"),
        ("99999999年", "期限超过一千年"),
        ("1e400", "看不懂这个期限"),
        ("NaN", "看不懂这个期限"),
    ],
)
def test_a_term_beyond_all_bounds_is_told_at_its_field(term: str, message: str) -> None:
    assert message in text(Client().get("/check/", {"title": "社区养老服务", "term_months": term}))


@pytest.mark.parametrize(
    ("address", "field"),
    [("/budget/lines/new/", "approved"), ("/budget/lines/new/", "year"), ("/projects/new/", "year")],
)
def test_a_form_tells_what_it_cannot_read(county: County, address: str, field: str) -> None:
    client = sign_in(county.treasurer if "budget" in address else county.officer)
    assert [client.post(address, {field: number}).status_code for number in NUMBERS] == [422] * len(NUMBERS)


def test_full_width_figures_are_figures(county: County) -> None:
    answer = Client().get("/check/", {"title": "社区养老服务", "term_months": "１２", "amount_yuan": "１２"})
    assert "看不懂" not in text(answer)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_beyond_all_bounds_is_told_at_its_field(county: County, day: str) -> None:
    auditor = sign_in(county.auditor)
    for field in ("since", "until"):
        answer = auditor.get("/journal/", {field: day})
        assert answer.status_code == 200
        assert "1900年到2199年" in text(answer)
    appointment = county.officer.person.appointments.get()
    address = f"/people/{county.officer.person.pk}/appointments/{appointment.pk}/end/"
    answer = sign_in(county.security).post(address, {"last_day": day})
    assert answer.status_code == 422
    assert "1900年到2199年" in text(answer)


def test_a_number_of_five_thousand_digits_is_told_or_not_found(county: County) -> None:
    system, long = sign_in(county.system), "9" * 5_000
    assert system.get(f"/bodies/{long}/").status_code == 404
    assert system.post(f"/bodies/{county.civil.pk}/reopen/", {"version": long}).status_code in (409, 422)
    page = f"/catalogue/editions/{draft_edition(county).pk}/comparison/"
    assert sign_in(county.lead).get(page, {"with": long}).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        lambda number: {"quantity": number},
        lambda number: {"amount": number},
        lambda number: {"term_months": number},
        lambda number: {"funding": [{"line": number, "amount": "1"}]},
        lambda number: {"funding": [{"line": 1, "amount": number}]},
        lambda number: {"facts": {"added_yuan": number}},
        lambda number: {"facts": {"planned_provider_count": number}},
        lambda number: {"facts": {"started_on": number}},
    ],
)
def test_the_api_tells_what_it_cannot_read(
    county: County, draft: Project, said: Callable[[object], dict[str, Any]]
) -> None:
    officer = Program(county.officer)
    for number in (*NUMBERS, 10**30, -(10**30), float("inf"), float("nan"), 1e300):
        status, refused = officer.send(f"/{draft.pk}", "put", version=draft.version, **said(number))
        assert (status, bool(refused.get("what"))) == (422, True), (number, refused)


def test_a_project_of_a_number_that_no_row_can_have_is_not_there(county: County) -> None:
    for number in (2**63, 1912211270990970895728640):
        assert Program(county.lead).ask(f"/{number}")[0] == 404
        assert Program(county.lead).send(f"/{number}/approve")[0] == 404


@pytest.mark.parametrize("name", ["before", "year", "limit"])
def test_a_list_of_the_api_tells_or_answers(county: County, name: str) -> None:
    officer = Program(county.officer)
    for number in ("9" * 30, "-1", "-" + "9" * 30, "9" * 5_000, "1e5", "NaN"):
        assert officer.ask(f"?{name}={number}")[0] in (200, 422), number
