"""Visitors, signed in or unknown, and how many lists each may have in the queue."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from procrastinate.contrib.django.models import ProcrastinateJob

from goufu.accounts.known_browsers import people_sign_in_from
from goufu.core.client import client_network
from goufu.core.errors import Refusal
from goufu.journal.locks import LockOf, take_of

TASK = "check.check_list"
VISITOR, ADDRESS = "visitor", "address"  # the arguments of a job
COOKIE = "visitor"
MOST_OF_A_VISITOR = 5
MOST_OF_AN_ADDRESS = 20
MOST_OF_A_KNOWN_ADDRESS = 200  # a whole county's offices may share one


class TooManyLists(Refusal):
    """The visitor's lists that are not checked yet are as many as may be."""

    status = 429


class NoRoom(Refusal):
    """The lists take all the room on disk that they may."""

    status = 507


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever sends lists: a signed-in person, or anybody in one browser at one network address.

    key: by what the visitor's jobs are counted: the person's number, or a keyed digest of the browser's number, so that
    the queue doesn't tell who was here. address: such a digest of the network address; '' of a person. is_known: people
    sign in from there. browser: the number by which the browser is to be known.
    """

    key: str
    is_person: bool
    address: str = ""
    is_known: bool = False
    browser: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Visitor:
        if request.user.is_authenticated:
            return cls(f"person {request.user.pk}", is_person=True)
        browser = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(16)
        address = _digest(f"address {client_network(request)}")
        known = people_sign_in_from(request)
        return cls(_digest(f"browser {browser}"), False, address, known, browser)

    def remember(self, response: HttpResponse) -> HttpResponse:
        """The response, after which the browser is known by its number until it is closed."""
        if not self.is_person:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(COOKIE, self.browser, secure=secure, httponly=True, samesite="Lax")
        return response

    def check_room(self, taken: int) -> None:
        """Checks that the lists may take so many bytes. Half of all the room is for signed-in people. Raises NoRoom."""
        room = settings.LISTS_LIMIT_BYTES // (1 if self.is_person else 2)
        if taken <= room:
            return
        raise NoRoom(
            "本机留给清单的空间已经用完，这份没有收下",
            "请过一会儿再试：每份清单上传满一天就删去"
            + ("；等不及，请告诉系统管理员" if self.is_person else "；登录以后另有空间"),
        )

    def places_taken(self) -> int:
        """The number of lists before which others' first ones go. Raises TooManyLists when one more may not be.

        It is that of the visitor's lists that are not checked yet, and of the whole address where nobody signs in:
        there anybody may come as a new browser each time. Other requests of the visitor wait for the transaction's end.
        """
        others = self._of_address()
        own = _unchecked(VISITOR, self.key)
        if own < MOST_OF_A_VISITOR:
            return own if self.is_person or self.is_known else others
        who = "您" if self.is_person else "这个浏览器"
        raise TooManyLists(
            f"{who}有 {own} 份清单还没有检查完，最多同时 {MOST_OF_A_VISITOR} 份",
            "请等其中一份检查完，再办这一份" + ("" if self.is_person else "；登录以后按本人另算"),
        )

    def _of_address(self) -> int:
        if self.is_person:
            return 0
        most = MOST_OF_A_KNOWN_ADDRESS if self.is_known else MOST_OF_AN_ADDRESS
        taken = _unchecked(ADDRESS, self.address)
        if taken < most:
            return taken
        raise TooManyLists(
            f"从您的网络地址送来的清单有 {taken} 份还没有检查完，最多同时 {most} 份",
            "请等其中一份检查完，再办这一份；登录以后按本人另算",
        )


def _unchecked(argument: str, key: str) -> int:
    """The number of jobs that are not done yet with that argument, counted by one request at a time."""
    take_of(LockOf.VISITOR, key)
    unchecked = ProcrastinateJob.objects.filter(task_name=TASK, status__in=("todo", "doing"))
    return unchecked.filter(**{f"args__{argument}": key}).count()


def _digest(text: str) -> str:
    return salted_hmac("goufu.check.visitors", text).hexdigest()
