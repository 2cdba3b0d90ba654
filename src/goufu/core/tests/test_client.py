"""From which address a request comes, behind proxies or not."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from goufu.core.client import client_address, client_network


@pytest.mark.parametrize(
    ("proxies", "forwarded", "connected", "address"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        (0, "198.51.100.9", "192.0.2.1", "192.0.2.1"),  # anybody may write the header
        (1, "198.51.100.9", "192.0.2.1", "198.51.100.9"),
        (1, "203.0.113.5, 198.51.100.9", "192.0.2.1", "198.51.100.9"),
        (2, "203.0.113.5, 198.51.100.9, 10.0.0.1", "192.0.2.1", "198.51.100.9"),
        (2, "198.51.100.9", "192.0.2.1", "192.0.2.1"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (1, "unknown", "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.9:4711", "192.0.2.1", "198.51.100.9"),
        (1, "[2001:db8::7]:4711", "192.0.2.1", "2001:db8::7"),
        (1, "2001:DB8:0::7", "192.0.2.1", "2001:db8::7"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
        (0, "", "", ""),
    ],
)
def test_the_address_is_what_our_own_proxies_say(
    proxies: int, forwarded: str, connected: str, address: str, rf: RequestFactory, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(rf.get("/", REMOTE_ADDR=connected, headers=headers)) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
    ],
)
def test_clients_are_counted_by_network(address: str, network: str, rf: RequestFactory) -> None:
    assert client_network(rf.get("/", REMOTE_ADDR=address)) == network
