"""The API: the rooms' routers, with one authentication and one shape of refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.parser import Parser

from goufu.accounts.api import ByKey, ThrottleOfKeys
from goufu.brought_json import has_half_a_character, has_nul, texts_in
from goufu.config.api_description import Api
from goufu.core.api import CardOut, DoneOut, RefusalOut, ask_first
from goufu.core.errors import AgainstTheLaw, AlreadyDone, NotFound, Refusal, UnreadableInput
from goufu.core.rooms import contributions
from goufu.ui.fields import FIRST_YEAR, LAST_YEAR

# Messages by pydantic's type of error.
MISTAKES = {
    "missing": "没有填",
    "int_parsing": "要填整数",
    "int_type": "要填整数",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "decimal_parsing": "要填数字",
    "decimal_max_places": "小数位数太多",
    "date_from_datetime_parsing": "要填日期，如 2026-11-23",
    "date_parsing": "要填日期，如 2026-11-23",
    "datetime_from_date_parsing": "要填时刻，如 2026-11-23T09:30:00+08:00",
    "timezone_aware": "时刻没有时区，要写成 2026-11-23T09:30:00+08:00",
    "year_beyond": f"年份要在{FIRST_YEAR}年到{LAST_YEAR}年之间",
    "uuid_parsing": "要填 UUID",
    "bool_parsing": "要填 true 或 false",
    "string_too_long": "太长",
    "string_type": "要填文字",
    "extra_forbidden": "没有这一栏",
    "json_invalid": "不是合法的 JSON",
}


class HoldsNul(UnreadableInput):
    """The input contains a NUL character."""

    def __init__(self) -> None:
        super().__init__("送来的内容里有空字符（NUL）", "请去掉它再提交：名称、文字、数字里都没有这种字符")


class WrongHost(UnreadableInput):
    """The request is under a name that isn't this house's."""

    def __init__(self) -> None:
        super().__init__(
            "这个网址里的主机名不是这里的", "请用管理员给的网址；管理员要加主机名的，写进 GOUFU_HOSTS"
        )


class HoldsHalfACharacter(UnreadableInput):
    """The input contains a surrogate alone."""

    def __init__(self) -> None:
        super().__init__(
            "送来的内容里有半个字符（单独的 UTF-16 代理码）", "请用完整的字符再提交，如 \\ud83d\\ude00"
        )


class TextParser(Parser):
    """A JSON parser that refuses text, at any depth, that can't be stored: a NUL, or a surrogate alone."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        said = super().parse_body(request)
        for text in texts_in(said):
            if has_nul(text):
                raise HoldsNul
            if has_half_a_character(text):
                raise HoldsHalfACharacter
        return said


def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    cards = error.cards if isinstance(error, AgainstTheLaw) else ()
    said = RefusalOut(
        what=error.what,
        remedy=error.remedy,
        field=error.field,
        articles=list(error.articles),
        cards=[CardOut.model_validate(asdict(card)) for card in cards],
        also=[f"{each.what}；{each.remedy}" for each in error.also],
    )
    return _answer(error.status, said)


def already_done(request: HttpRequest, error: AlreadyDone) -> HttpResponse:
    said = DoneOut(object_type=error.object_type, object_id=error.object_id)
    return _answer(200, said)


def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return refused(request, NotFound())


def no_address(request: HttpRequest, error: Exception) -> HttpResponse:
    said = RefusalOut(
        what=f"接口没有这个地址：{request.path_info}",
        remedy="请核对地址，末尾没有斜杠；各个地址见 /api/openapi.json",
    )
    return _answer(404, said)


def concerns(request: HttpRequest) -> bool:
    """Whether the request is to the API, or to its address without the last slash."""
    return request.path_info == "/api" or request.path_info.startswith("/api/")


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """The answer 405, with the methods that the address has."""
    said = RefusalOut(
        what=f"接口的这个地址不接受 {request.method}",
        remedy=f"请改用 {allowed}；各个地址见 /api/openapi.json",
    )
    response = _answer(405, said)
    response["Allow"] = allowed
    return response


def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    said = RefusalOut(
        what="没有令牌，或者令牌不对、已经到期或停用",
        remedy="请在“接口令牌”页新建一个，放在请求头 Authorization: Bearer 后面",
    )
    response = _answer(401, said)
    response["WWW-Authenticate"] = "Bearer"
    return response


def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The answer to ninja's own errors: above all a body that is no JSON, or one refused by our parser."""
    if isinstance(error.__cause__, Refusal):
        return refused(request, error.__cause__)
    said = RefusalOut(what="读不懂请求的内容", remedy="内容要写成 JSON，格式见 /api/openapi.json")
    return _answer(error.status_code, said)


def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    said = RefusalOut(
        what=f"这个令牌一分钟里用了不止 {settings.API_PER_MINUTE} 次",
        remedy=f"请等 {error.wait} 秒再接着用；一个一个地问，不要反复问同样的内容",
    )
    response = _answer(HTTPStatus.TOO_MANY_REQUESTS, said)
    response["Retry-After"] = str(error.wait)
    return response


def too_large(limit_megabytes: int) -> HttpResponse:
    said = RefusalOut(what=f"内容超过 {limit_megabytes} MB", remedy="请分几次发送")
    return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said)


def mistaken(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The answer to what is sent wrong, by field; who may send nothing at all is told that instead."""
    try:
        ask_first(request)
    except Refusal as refusal:
        return refused(request, refusal)
    wrong = [(_field(each), MISTAKES.get(str(each["type"]), "填得不对")) for each in error.errors]
    said = RefusalOut(
        what="；".join(f"{field}：{mistake}" for field, mistake in wrong),
        remedy="请改正后再提交，格式见 /api/openapi.json",
        field=wrong[0][0],
    )
    return _answer(422, said)


def broken(status: int) -> HttpResponse:
    """The answer to an error of ours, or with 503 while the database is unreachable."""
    what = "暂时连不上数据库" if status == HTTPStatus.SERVICE_UNAVAILABLE else "服务出错了，没有办理"
    response = _answer(status, RefusalOut(what=what, remedy="请过一会儿再试；一直这样，请联系系统管理员"))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = "5"
    return response


def _answer(status: int, said: Schema) -> HttpResponse:
    return JsonResponse(said.model_dump(), status=status, json_dumps_params={"ensure_ascii": False})


def _field(mistake: Mapping[str, Any]) -> str:
    """The name of the wrong field: its path without the kind of input and, in a body, the endpoint's argument."""
    place, *within = map(str, mistake["loc"])
    return ".".join(within[1:] if place == "body" and len(within) > 1 else within) or place


HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    Refusal: refused,
    AlreadyDone: already_done,
    Http404: not_there,
    AuthenticationError: unknown,
    Throttled: throttled,
    HttpError: unreadable,
    ValidationError: mistaken,
}


def answer_in_words(api: NinjaAPI) -> None:
    """Registers the handlers that give every refusal the shape of core.api.RefusalOut, with the refusal's status."""
    for kind, answer in HANDLERS.items():
        api.add_exception_handler(kind, answer)


def for_users(view: object) -> Callable[..., HttpResponse]:
    """In place of ninja's view of the description: for who has a key, as all of the API."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        if ByKey()(request) is None:
            return unknown(request, AuthenticationError())
        return HttpResponse(api.written(), content_type="application/json")

    return answer


api = Api(
    title="购服 Goufu",
    version="1",
    description=gettext_noop("与网页相同的动作和查询，凭令牌使用。"),
    urls_namespace="api",
    auth=ByKey(),
    parser=TextParser(),
    throttle=ThrottleOfKeys(),
    docs_decorator=for_users,
    docs_url=None,  # its scripts would come from another host; /api/openapi.json documents the API
)
answer_in_words(api)
for prefix, router in contributions("router"):
    api.add_router(prefix, import_string(router))
