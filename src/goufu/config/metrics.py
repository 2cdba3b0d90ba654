"""The figures of `goufu status` for Prometheus, at /metrics, where GOUFU_METRICS=1.

They come from the database, so that each web process says the same. What a process counts by itself, requests and
connections, granian exports (config.serve).
"""

from __future__ import annotations

import hmac
from datetime import date, datetime
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, Info, generate_latest

from goufu import wall_clock
from goufu.config.status import all_findings
from goufu.core.client import client_address
from goufu.core.status import Finding

__all__ = ["CONTENT_TYPE_LATEST", "as_text", "may_ask"]


def may_ask(request: HttpRequest) -> bool:
    """Whether the request has the token (GOUFU_METRICS_TOKEN); without a token, whether it comes from this machine.

    A request that a proxy passes on comes from the proxy's own machine: then only a token counts.
    """
    if not settings.METRICS:
        return False
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    address = client_address(request)
    passed_on = settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0 or "X-Forwarded-For" in request.headers
    return bool(address) and ip_address(address).is_loopback and not passed_on


def as_text() -> bytes:
    """All findings in Prometheus' text format; a moment is in seconds since 1970, a version a label."""
    registry = CollectorRegistry()
    found = all_findings()
    for each in found:
        if isinstance(each.value, str):
            Info(f"goufu_{each.key}", each.title, registry=registry).info({"value": each.value})
        elif each.value is not None:
            Gauge(f"goufu_{each.key}", each.title, registry=registry).set(_number(each))
    wrong = Gauge("goufu_wrong", "1: 不对，要有人来看", ["key"], registry=registry)
    for each in found:
        wrong.labels(each.key).set(bool(each.wrong))
    return generate_latest(registry)


def _number(finding: Finding) -> float:
    value = finding.value
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=wall_clock.CHINA)
    if isinstance(value, datetime):
        return value.timestamp()
    assert isinstance(value, int)
    return value
