"""Signing in through a body's own provider (OIDC), from its button to the first page: it opens accounts that are there,
makes none, and believes only what the provider has signed. The provider runs in this process, on 127.0.0.1."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.conf import settings as installed
from django.contrib.auth import get_user
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from pytest_django import Settings

from goufu.accounts.actions import administration
from goufu.config.sign_in import body_providers
from goufu.config.tests.openid_provider import CLIENT, SECRET, Provider, serving
from goufu.core.roles import Role
from goufu.journal.models import Entry
from goufu.registry.models import Appointment, Body, Person
from goufu.registry.tests.county import SINCE, County, code_now, give_second_factor

BEGIN = "/account/oidc/yunling/login/"
BACK = f"{BEGIN}callback/"
DISCOVERY = "/.well-known/openid-configuration"

Install = Callable[..., None]
Answer = Any  # of Django's client: more than an HttpResponse


@pytest.fixture
def newcomer(county: County) -> Person:
    """Somebody enrolled with a body, without any role."""
    return Person.objects.create(username="newcomer", name="新同事", enrolled_with=county.civil)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with serving() as running:
        _stay_on_this_machine(monkeypatch)
        yield running


def _stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.create_connection

    def checked(address: tuple[str, int], *more: Any, **named: Any) -> socket.socket:
        assert address[0] == "127.0.0.1", f"{address} is elsewhere"
        return connect(address, *more, **named)

    monkeypatch.setattr(socket, "create_connection", checked)


@pytest.fixture
def install(provider: Provider, settings: Settings, tmp_path: Path) -> Install:
    """Reads a GOUFU_OIDC file with the provider in it."""

    def read(**more: Any) -> None:
        said = {
            "id": "yunling",
            "name": "云岭县统一认证",
            "server_url": provider.address,
            "places": ["539999"],
        }
        file = tmp_path / "oidc.json"
        ours = {"client_id": CLIENT, "secret": SECRET}
        others = [ours | other for other in more.pop("others", [])]
        file.write_text(json.dumps([said | ours | more, *others]))
        apps = body_providers(str(file))
        given = installed.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": given | {"APPS": apps}}
        settings.PROVIDERS_WITH_SECOND_FACTOR = {"yunling"} if more.get("second_factor") else set()

    read()
    return read


def begin(client: Client, **query: str) -> str:
    """Where the button leads."""
    answer = client.get(BEGIN, query)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def sign_in(client: Client, provider: Provider, **query: str) -> Answer:
    """The page after coming back."""
    return client.get(provider.authorize(begin(client, **query)))


def nobody_is_let_in(client: Client, answer: Answer, status: int, words: str) -> None:
    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert not get_user(client).is_authenticated
    assert not SocialAccount.objects.exists()


def failures() -> list[tuple[str, str]]:
    entries = Entry.objects.filter(action="accounts.person.sign_in_failed").order_by("id")
    return [(entry.facts["provider"], entry.facts["username"]) for entry in entries]


def test_from_the_button_to_the_first_page(
    newcomer: Person, client: Client, provider: Provider, install: Install
) -> None:
    page = client.get("/account/login/").content.decode()
    assert f'href="{BEGIN}"' in page
    assert "从云岭县统一认证登录" in page
    answer = sign_in(client, provider)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")
    assert get_user(client) == newcomer
    assert client.get("/account/").status_code == 200
    entry = Entry.objects.get(action="accounts.person.signed_in")
    assert entry.facts["provider"] == "yunling"
    assert entry.facts["second_factor"] is False


def test_the_provider_is_asked_with_a_state_and_a_challenge_and_nothing_of_the_address_s(
    client: Client, db: None, provider: Provider, install: Install
) -> None:
    address = begin(client, scope="payroll", auth_params="prompt=none", process="connect")
    asked = dict(parse_qsl(urlsplit(address).query))
    assert address.startswith(f"{provider.address}/authorize?")
    assert asked.keys() == {
        *("client_id", "redirect_uri", "scope", "response_type", "state", "nonce"),
        *("code_challenge", "code_challenge_method"),
    }
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    assert "payroll" not in asked["scope"]
    again = dict(parse_qsl(urlsplit(begin(client)).query))
    assert asked["state"] != again["state"]
    assert asked["nonce"] != again["nonce"]


@pytest.mark.parametrize(("wanted", "led"), [("/lists/", "/lists/"), ("//evil.example/", "/account/")])
def test_it_leads_to_the_page_that_was_asked_for_and_never_elsewhere(
    newcomer: Person, client: Client, provider: Provider, install: Install, wanted: str, led: str
) -> None:
    assert sign_in(client, provider, next=wanted).headers["Location"] == led


@pytest.mark.parametrize("in_token", [True, False])
def test_the_name_comes_from_the_token_or_else_from_userinfo(
    newcomer: Person, client: Client, provider: Provider, install: Install, in_token: bool
) -> None:
    install(username_claim="job_number")
    provider.in_token = in_token
    provider.person = {"sub": "17", "job_number": " NEWCOMER", "phone_number": "13812345678"}
    sign_in(client, provider)
    assert get_user(client) == newcomer
    assert ("/userinfo" in provider.asked) is not in_token
    account = SocialAccount.objects.get()
    assert (account.user_id, account.uid, account.extra_data) == (newcomer.pk, "17", {})


def test_from_then_on_the_provider_s_own_number_counts(
    newcomer: Person, client: Client, provider: Provider, install: Install
) -> None:
    sign_in(client, provider)
    provider.person["preferred_username"] = "renamed"
    again = Client()
    sign_in(again, provider)
    assert get_user(again) == newcomer
    assert SocialAccount.objects.get().extra_data == {}


def test_a_name_that_the_provider_gives_anew_opens_nothing_until_a_security_admin_resets(
    county: County, provider: Provider, install: Install
) -> None:
    provider.person["preferred_username"] = county.officer.person.username
    sign_in(Client(), provider)
    provider.person["sub"] = "18"
    assert sign_in(Client(), provider).status_code == 403
    assert failures() == [("yunling", county.officer.person.username)]
    administration.reset_second_factor(
        person=county.officer.person.pk, reason="换了统一登录账号", by=county.security
    )
    sign_in(Client(), provider)
    assert SocialAccount.objects.get().uid == "18"


def test_signing_in_changes_nothing_of_the_person(
    newcomer: Person, client: Client, provider: Provider, install: Install
) -> None:
    provider.person |= {"email": "else@yunling.example", "name": "别的名字"}
    before = Person.objects.values().get(pk=newcomer.pk)
    sign_in(client, provider)
    last_login = Person.objects.get(pk=newcomer.pk).last_login
    assert Person.objects.values().get(pk=newcomer.pk) == before | {"last_login": last_login}


@pytest.mark.parametrize("name", ["nobody", "", None, 17, "new\0comer", ["newcomer"]])
def test_whoever_is_not_enrolled_is_told_so_and_the_journal_too(
    newcomer: Person, client: Client, provider: Provider, install: Install, name: object
) -> None:
    provider.person["preferred_username"] = name
    people = Person.objects.count()
    nobody_is_let_in(client, sign_in(client, provider), 403, "还没有您的账号")
    assert failures() == [("yunling", name if name == "nobody" else "")]
    assert Person.objects.count() == people


@pytest.mark.parametrize("known", [False, True])
def test_a_deactivated_person_is_refused(
    newcomer: Person, client: Client, provider: Provider, install: Install, known: bool
) -> None:
    if known:
        sign_in(Client(), provider)
    Person.objects.update(is_active=False)
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "已经停用" in answer.content.decode()
    assert not get_user(client).is_authenticated
    assert failures() == [("yunling", "newcomer")]


class TestBodiesOfAProvider:
    """A provider opens accounts of the bodies that it stands for, and of no other."""

    @pytest.fixture
    def officer(self, county: County, provider: Provider) -> Person:
        Body.objects.filter(pk=county.civil.pk).update(credit_code="115300000151012345")
        provider.person["preferred_username"] = county.officer.person.username
        return county.officer.person

    @pytest.mark.parametrize(
        ("stands_for", "opens"),
        [
            ({"places": ["539999"]}, True),
            ({"places": ["530000"]}, False),
            ({"places": [], "bodies": ["115300000151012345"]}, True),
            ({"places": [], "bodies": ["91530000000000000X"]}, False),
        ],
    )
    def test_its_place_or_its_bodies(
        self,
        officer: Person,
        client: Client,
        provider: Provider,
        install: Install,
        stands_for: dict[str, list[str]],
        opens: bool,
    ) -> None:
        install(**stands_for)
        if opens:
            sign_in(client, provider)
            assert get_user(client) == officer
        else:
            nobody_is_let_in(client, sign_in(client, provider), 403, "不归它管")
            assert failures() == [("yunling", officer.username)]

    def test_a_body_stands_for_those_below_it(
        self, officer: Person, county: County, client: Client, provider: Provider, install: Install
    ) -> None:
        install(places=[], bodies=["115300000151012345"])
        Appointment.objects.filter(person=officer).update(body=county.nursing)
        sign_in(client, provider)
        assert get_user(client) == officer

    def test_a_role_elsewhere_closes_what_was_open(
        self, officer: Person, county: County, client: Client, provider: Provider, install: Install
    ) -> None:
        """Whoever holds a role elsewhere too would bring it along."""
        install(places=[], bodies=["115300000151012345"])
        sign_in(Client(), provider)
        Appointment.objects.create(
            person=officer,
            body=county.education,
            role=Role.PURCHASING_OFFICER,
            family="business",
            days=DateRange(SINCE, None),
        )
        assert sign_in(client, provider).status_code == 403
        assert not get_user(client).is_authenticated

    def test_whoever_belongs_to_no_body_stays_out(
        self, newcomer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        Person.objects.filter(pk=newcomer.pk).update(enrolled_with=None)
        nobody_is_let_in(client, sign_in(client, provider), 403, "不归它管")


class TestBeginning:
    def test_an_address_begins_only_so_many(
        self, newcomer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        sign_in(client, provider)  # a browser that is known is counted alone
        provider.answers[DISCOVERY] = (503, {})  # so that they are quick
        for _ in range(119):
            assert Client().get(BEGIN).status_code == 502
        refused = Client().get(BEGIN)
        assert refused.status_code == 429
        assert "太多了" in refused.content.decode()
        assert Client().get(BEGIN, REMOTE_ADDR="10.9.9.9").status_code == 502
        client.post("/account/logout/")
        assert [client.get(BEGIN).status_code for _ in range(11)] == [502] * 10 + [429]


class TestSecondFactor:
    """Ours is asked for, unless the settings trust the provider's."""

    @pytest.fixture
    def officer(self, county: County, provider: Provider) -> Person:
        provider.person["preferred_username"] = county.officer.person.username
        return county.officer.person

    def test_whoever_has_one_gives_it(
        self, officer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        give_second_factor(officer)
        answer = sign_in(client, provider, next="/account/")
        assert answer.headers["Location"] == "/account/second-factor/authenticate/"
        assert not get_user(client).is_authenticated
        done = client.post(answer.headers["Location"], {"code": code_now()})
        assert done.headers["Location"] == "/account/"
        assert client.get("/account/").status_code == 200

    def test_whoever_has_none_sets_one_up_before_any_work(
        self, officer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        sign_in(client, provider)
        assert client.get("/account/").headers["Location"].startswith("/account/second-factor/?")

    @pytest.mark.parametrize("has_one", [True, False])
    def test_the_provider_s_counts_where_it_is_trusted(
        self, officer: Person, client: Client, provider: Provider, install: Install, has_one: bool
    ) -> None:
        install(second_factor=True)
        if has_one:
            give_second_factor(officer)
        sign_in(client, provider)
        assert client.get("/account/").status_code == 200
        assert Entry.objects.order_by("-id")[0].facts["second_factor"] is True


class TestNotBelieved:
    """A clear page, and nobody is signed in."""

    def test_a_state_that_was_not_given_out(
        self, newcomer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        address = begin(client)
        forged = provider.authorize(address.replace("state=", "state=x"))
        nobody_is_let_in(client, client.get(forged), 403, "不是从这个浏览器开始的")
        nobody_is_let_in(client, client.get(BACK), 403, "不是从这个浏览器开始的")
        assert "/token" not in provider.asked

    def test_a_state_of_another_browser(
        self, newcomer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        back = provider.authorize(begin(Client()))
        nobody_is_let_in(client, client.get(back), 403, "不是从这个浏览器开始的")

    def test_coming_back_a_second_time(
        self, newcomer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        back = provider.authorize(begin(client))
        assert client.get(back).status_code == 302
        assert client.get(back).status_code == 403

    def test_a_code_that_the_provider_did_not_give(
        self, newcomer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        back = provider.authorize(begin(client))
        provider.begun.clear()
        nobody_is_let_in(client, client.get(back), 403, "核实不了")

    @pytest.mark.parametrize(
        ("error", "status", "words"), [("access_denied", 200, "取消了"), ("server_error", 403, "核实不了")]
    )
    def test_the_provider_s_refusal(
        self,
        newcomer: Person,
        client: Client,
        install: Install,
        error: str,
        status: int,
        words: str,
    ) -> None:
        state = parse_qs(urlsplit(begin(client)).query)["state"][0]
        answer = client.get(f"{BACK}?{urlencode({'error': error, 'state': state})}")
        nobody_is_let_in(client, answer, status, words)

    @pytest.mark.parametrize(
        ("signed_by", "algorithm"), [("somebody else", "RS256"), ("its own", "HS256"), ("its own", "none")]
    )
    def test_a_wrong_signature(
        self,
        newcomer: Person,
        client: Client,
        provider: Provider,
        install: Install,
        signed_by: str,
        algorithm: str,
    ) -> None:
        provider.signed_by, provider.algorithm = signed_by, algorithm
        nobody_is_let_in(client, sign_in(client, provider), 403, "核实不了")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"iss": "https://evil.example"},
            {"aud": "another-system"},
            {"exp": 1},
            {"iat": 4_000_000_000},
            {"sub": ""},
            {"sub": "1" * 192},
            {"sub": "1\0"},
            {"nonce": "of another sign-in"},
            {"nonce": None},
            {"azp": "another-system"},
            {"aud": [CLIENT, "another-system"]},
        ],
        ids=lambda wrong: next(iter(wrong)),
    )
    def test_a_token_that_is_not_for_us_or_not_for_now(
        self,
        newcomer: Person,
        client: Client,
        provider: Provider,
        install: Install,
        wrong: dict[str, Any],
    ) -> None:
        provider.token = wrong
        nobody_is_let_in(client, sign_in(client, provider), 403, "核实不了")

    def test_a_token_of_another_sign_in(
        self, newcomer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        """The attacker has somebody's code brought in by another browser: its id_token has that one's nonce."""
        stolen = dict(parse_qsl(urlsplit(provider.authorize(begin(Client()))).query))["code"]
        begun = dict(parse_qsl(urlsplit(begin(client)).query))
        provider.begun[stolen] |= {
            "code_challenge": begun["code_challenge"]
        }  # a provider that checks no PKCE
        answer = client.get(f"{BACK}?{urlencode({'code': stolen, 'state': begun['state']})}")
        nobody_is_let_in(client, answer, 403, "核实不了")

    @pytest.mark.parametrize("also", [{"azp": CLIENT}, {}])
    def test_a_token_for_several_names_us(
        self,
        newcomer: Person,
        client: Client,
        provider: Provider,
        install: Install,
        also: dict[str, str],
    ) -> None:
        provider.token = {"aud": [CLIENT, "another-system"], **also}
        assert sign_in(client, provider).status_code == (302 if also else 403)

    def test_an_answer_of_another_provider(
        self, newcomer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        back = provider.authorize(begin(client))
        nobody_is_let_in(client, client.get(f"{back}&iss=https://evil.example"), 403, "核实不了")
        assert client.get(f"{provider.authorize(begin(client))}&iss={provider.address}").status_code == 302

    def test_a_false_provider_of_the_file_gets_nothing_of_another(
        self, newcomer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        """Mix-up: the sign-in is begun at the false one, and the right one's answer is brought to either way back."""
        with serving() as false:
            install(
                others=[{"id": "false", "name": "别的", "server_url": false.address, "places": ["110000"]}]
            )
            begun = client.get("/account/oidc/false/login/").headers["Location"]
            asked = dict(parse_qsl(urlsplit(begun).query))
            right = provider.authorize(f"{provider.address}/authorize?{urlencode(asked)}")
            code = dict(parse_qsl(urlsplit(right).query))["code"]
            query = urlencode({"code": code, "state": asked["state"]})
            nobody_is_let_in(client, client.get(f"{BACK}?{query}"), 403, "不是从这个浏览器开始的")
            assert "/token" not in provider.asked
            nobody_is_let_in(
                client, client.get(f"/account/oidc/false/login/callback/?{query}"), 403, "核实不了"
            )
            # And what the false one says itself opens none of the right one's people.
            false.person = provider.person
            answer = client.get(false.authorize(client.get("/account/oidc/false/login/").headers["Location"]))
            nobody_is_let_in(client, answer, 403, "不归它管")

    def test_userinfo_of_somebody_else(
        self, newcomer: Person, client: Client, provider: Provider, install: Install
    ) -> None:
        provider.in_token = False
        provider.answers["/userinfo"] = (200, provider.person | {"sub": "18"})
        nobody_is_let_in(client, sign_in(client, provider), 403, "核实不了")

    @pytest.mark.parametrize(
        ("path", "answer"),
        [
            ("/token", (200, {"access_token": "for-userinfo"})),
            ("/token", (200, {"access_token": "for-userinfo", "id_token": "junk"})),
            ("/token", (200, [])),
            ("/token", (500, {})),
            ("/jwks", (200, {"keys": []})),
            ("/jwks", (200, [])),
        ],
    )
    def test_an_answer_that_says_nothing(
        self,
        newcomer: Person,
        client: Client,
        provider: Provider,
        install: Install,
        path: str,
        answer: tuple[int, Any],
    ) -> None:
        provider.answers[path] = answer
        nobody_is_let_in(client, sign_in(client, provider), 403, "核实不了")


class TestNoAnswer:
    @pytest.mark.parametrize("answer", [(503, {}), (200, b"<html>")])
    def test_before_the_way_there(
        self, client: Client, db: None, provider: Provider, install: Install, answer: tuple[int, Any]
    ) -> None:
        provider.answers[DISCOVERY] = answer
        nobody_is_let_in(client, client.get(BEGIN), 502, "没有正常应答")

    @pytest.mark.parametrize("answer", [(200, []), (200, {}), (200, {"issuer": 1})])
    def test_a_configuration_without_what_is_needed(
        self, client: Client, db: None, provider: Provider, install: Install, answer: tuple[int, Any]
    ) -> None:
        provider.answers[DISCOVERY] = answer
        nobody_is_let_in(client, client.get(BEGIN), 403, "核实不了")

    def test_a_provider_that_is_down(self, client: Client, db: None, install: Install) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            free = taken.getsockname()[1]
        install(server_url=f"http://127.0.0.1:{free}")
        answer = client.get(BEGIN)
        nobody_is_let_in(client, answer, 502, "没有正常应答")
        assert "从云岭县统一认证登录没有完成" in answer.content.decode()

    @pytest.mark.parametrize("path", [DISCOVERY, "/jwks", "/userinfo"])
    def test_on_the_way_back(
        self, newcomer: Person, client: Client, provider: Provider, install: Install, path: str
    ) -> None:
        back = provider.authorize(begin(client))
        provider.in_token = False
        provider.answers[path] = (503, {})
        nobody_is_let_in(client, client.get(back), 502, "没有正常应答")


@pytest.mark.parametrize("name", ["elsewhere", "openid_connect", "a%0Ab"])
@pytest.mark.parametrize("page", ["login/", "login/callback/"])
def test_a_provider_that_is_not_in_the_file_is_not_there(
    client: Client, db: None, name: str, page: str
) -> None:
    assert client.get(f"/account/oidc/{name}/{page}").status_code == 404


def test_a_provider_that_somebody_put_into_the_database_is_not_there(client: Client, db: None) -> None:
    SocialApp.objects.create(
        provider="openid_connect",
        provider_id="elsewhere",
        name="别处",
        client_id="us",
        secret="theirs",  # noqa: S106
        settings={"server_url": "http://127.0.0.1:1", "bodies": [], "places": ["539999"]},
    )
    assert client.get("/account/oidc/elsewhere/login/").status_code == 404
    assert "别处" not in client.get("/account/login/").content.decode()
