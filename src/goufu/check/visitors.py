"""Visitors, signed in or unknown, and how many lists each may have in the queue."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from procrastinate.contrib.django.models import ProcrastinateJob

from goufu.core.errors import Refusal

TASK = "check.check_list"
MOST_OF_A_PERSON = 5
MOST_OF_AN_ADDRESS = 20  # a whole county's offices may share one


class TooManyLists(Refusal):
    """The visitor's lists that are not checked yet are as many as may be."""

    status = 429


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person, or whoever comes from a network address, of which the queue holds a digest only."""

    key: str
    is_person: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Visitor:
        if request.user.is_authenticated:
            return cls(f"person {request.user.pk}", is_person=True)
        address = get_client_ip(request) or ""
        return cls(salted_hmac("goufu.check.visitors", address).hexdigest(), is_person=False)

    def refuse_one_more(self) -> None:
        """Raises TooManyLists. Requests at the same moment may each see the last free place."""
        most = MOST_OF_A_PERSON if self.is_person else MOST_OF_AN_ADDRESS
        waiting = ProcrastinateJob.objects.filter(
            task_name=TASK, status__in=("todo", "doing"), args__visitor=self.key
        )
        if waiting.count() < most:
            return
        if self.is_person:
            raise TooManyLists(
                f"您有 {most} 份清单还没有检查完，最多同时 {most} 份", "请等其中一份检查完，再办这一份"
            )
        raise TooManyLists(
            f"从您的网络地址送来的清单有 {most} 份还没有检查完，最多同时 {most} 份",
            "请等其中一份检查完，再办这一份；登录以后按本人另算",
        )
