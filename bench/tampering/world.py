"""The world that is tampered with: the small demonstration, made by the program's own actions, and what it lacks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from goufu.config.postgres import throwaway_database

LAST_DAY = date(2026, 10, 9)  # by then there is something of everything that happens in the demonstration


@contextmanager
def world(last_day: date = LAST_DAY) -> Iterator[None]:
    """A context with Django set up on a database of its own that is full of rows, sealed, its past days closed."""
    with TemporaryDirectory() as folder, throwaway_database() as url:
        os.environ |= {
            "GOUFU_DATA": folder,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "goufu.config.settings",
        }
        from goufu.config import folders

        folders.set_stamp(Path(folder), "begun")
        import django

        django.setup()
        _fill(last_day)
        yield
        from django.db import connections

        connections.close_all()


def _fill(last_day: date) -> None:
    from django.core.management import call_command

    from goufu.core.rooms import contributed_objects
    from goufu.demo import scenario
    from goufu.journal.actions import close_days, seal

    call_command("migrate", verbosity=0)
    for prepare_room in contributed_objects("prepares"):
        prepare_room()
    with _until(last_day):
        scenario.run(lambda days: None, is_small=True)
    complete()
    seal()
    close_days(last_day + timedelta(days=7))


@contextmanager
def _until(last_day: date) -> Iterator[None]:
    from unittest.mock import patch

    from goufu.demo import scenario

    with patch.object(scenario, "STANDS_ON", last_day):
        yield


def complete() -> None:
    """Makes two rows of what the demonstration has none of."""
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount
    from django.core.files.uploadedfile import SimpleUploadedFile

    from bench.tampering.stand_ins import stand_in
    from goufu import wall_clock
    from goufu.accounts.actions.keys import issue_key
    from goufu.catalogue.actions import import_central_list
    from goufu.catalogue.central_sheet import COLUMNS
    from goufu.core.roles import Role
    from goufu.core.sheets import read_upload
    from goufu.decisions.actions import decide_title
    from goufu.decisions.models import Verdict
    from goufu.journal.records import stored
    from goufu.journal.verify import verify
    from goufu.registry.agents import agents_of
    from goufu.registry.models import Appointment, Person
    from goufu.supervision.actions import ask_verification, finish_verification

    today = wall_clock.today()
    some = Appointment.objects.filter(role=Role.PURCHASING_OFFICER).order_by("pk")[:2]
    for number, appointment in enumerate(some):
        person = Person.objects.get(pk=appointment.person_id)
        Authenticator.objects.create(user=person, type="totp", data={"secret": f"secret {number}"})
        SocialAccount.objects.create(user=person, provider="office", uid=f"number {number}")
        issue_key(name=f"报表{number}", days=30 + number, by=agents_of(person, today)[0])
    treasurer = Person.objects.get(
        pk=Appointment.objects.filter(role=Role.FINANCE_OFFICER).order_by("pk")[0].person_id
    )
    for number in range(2):
        items = f"品目编码,品目名称\nC160{number}0000,信息服务{number}\nC230{number}0000,商务服务{number}\n"
        sheet = read_upload(SimpleUploadedFile("目录.csv", items.encode()), COLUMNS)
        import_central_list(
            sheet=sheet,
            number=f"第{number}号",
            valid_from=date(2026, 1, 1 + number),
            by=agents_of(treasurer, today)[0],
        )
        decide_title(
            rule="plan.screen-goods-doubtful",
            title=f"第{number}中学学生营养餐食材配送",
            verdict=Verdict.UNLAWFUL if number else Verdict.LAWFUL,
            reason=f"食材占合同的{number + 1}成",
            by=agents_of(treasurer, today)[0],
        )
    auditor = Person.objects.get(pk=Appointment.objects.filter(role=Role.AUDIT_ADMIN)[0].person_id)
    for _number in range(2):
        asked = ask_verification(after_day=None, by=agents_of(auditor, today)[0])
        finish_verification(asked.pk, verify(stored()))
    stand_in()
