"""The description of the API (OpenAPI): with every answer that it gives, written once a process in each language."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_noop
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema

from goufu.core.api import DoneOut, RefusalOut

# The refusals of each address, of those for which a key is needed, and of those that change something.
OF_ALL = {
    HTTPStatus.BAD_REQUEST: gettext_noop("读不懂送来的内容"),
    HTTPStatus.NOT_FOUND: gettext_noop("没有，或者看不到"),
    HTTPStatus.UNPROCESSABLE_ENTITY: gettext_noop("填得不对，或者办不了"),
    HTTPStatus.INTERNAL_SERVER_ERROR: gettext_noop("服务出错了，没有办理"),
    HTTPStatus.SERVICE_UNAVAILABLE: gettext_noop("暂时连不上数据库"),
}
OF_KEYS = {
    HTTPStatus.UNAUTHORIZED: gettext_noop("没有令牌，或者令牌不对"),
    HTTPStatus.FORBIDDEN: gettext_noop("这个岗位不能办"),
    HTTPStatus.TOO_MANY_REQUESTS: gettext_noop("这个令牌一分钟里用得太多了"),
}
OF_CHANGES = {
    HTTPStatus.CONFLICT: gettext_noop("别人先改过了"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: gettext_noop("内容太大"),
}


class Api(NinjaAPI):
    """An API whose description is made once in each language: it is the same for everybody."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._described: dict[tuple[str | None, str], OpenAPISchema] = {}
        self._written: dict[str | None, bytes] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        key = get_language(), prefix
        if key not in self._described:
            described = super().get_openapi_schema(path_prefix=prefix)
            _add_refusals(described)
            described.update(_in_this_language(dict(described)))
            self._described[key] = described
        return self._described[key]

    def written(self) -> bytes:
        """The description in the language of the request, as JSON."""
        language = get_language()
        if language not in self._written:
            self._written[language] = json.dumps(self.get_openapi_schema(), ensure_ascii=False).encode()
        return self._written[language]


def _add_refusals(described: dict[str, Any]) -> None:
    """Adds the answers that handlers and middleware give; ninja knows only of those that the endpoints return."""
    for verbs in described["paths"].values():
        for operation in verbs.values():
            answers = operation["responses"]
            refusals = OF_ALL | (OF_KEYS if operation.get("security") else {})
            if "requestBody" in operation:
                refusals |= OF_CHANGES
                _or_done_before(answers[HTTPStatus.OK])
            for status, what in refusals.items():
                answers.setdefault(status, {"description": what, "content": _json(RefusalOut)})
    for shape in (RefusalOut, DoneOut):
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        described["components"]["schemas"] |= schema.pop("$defs", {}) | {shape.__name__: schema}


def _or_done_before(answer: dict[str, Any]) -> None:
    media = answer["content"]["application/json"]
    media["schema"] = {"anyOf": [media["schema"], _json(DoneOut)["application/json"]["schema"]]}


def _json(shape: type[Schema]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}}


def _in_this_language(said: Any) -> Any:
    """The description with its words in the language of the request; ninja was given most of them once for all."""
    if isinstance(said, list):
        return [_in_this_language(each) for each in said]
    if not isinstance(said, dict):
        return said
    return {
        name: gettext(str(value))
        if name in ("title", "summary", "description") and isinstance(value, str | Promise) and value
        else _in_this_language(value)
        for name, value in said.items()
    }
