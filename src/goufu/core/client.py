"""The client of a request: from which network address it comes."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

_WITH_PORT = re.compile(r"\[(?P<six>.+)\](:\d+)?|(?P<four>[\d.]+):\d+")
_SUBSCRIBER_BITS = 64  # of an IPv6 address; within them a subscriber may take any
_RANGE_BITS = {4: 24, 6: 48}  # what one provider commonly gives one customer, or one office has


def client_address(request: HttpRequest) -> str:
    """The client's IPv4 or IPv6 address, '' when unknown.

    Behind proxies (GOUFU_PROXIES) it is what the outermost of them wrote into X-Forwarded-For. A request with fewer
    entries than there are proxies has not come through them all: its client is who connected to us.
    """
    address = _address(request)
    return str(address) if address else ""


def client_network(request: HttpRequest) -> str:
    """The network by which clients are counted: an IPv4 address, the /64 of an IPv6 one, '' when unknown."""
    address = _address(request)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), _SUBSCRIBER_BITS), strict=False))
    return str(address) if address else ""


def client_range(request: HttpRequest) -> str:
    """The range of addresses around the client's (/24 of IPv4, /48 of IPv6), '' when unknown."""
    address = _address(request)
    return str(ip_network((address, _RANGE_BITS[address.version]), strict=False)) if address else ""


def _address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    entries = request.headers.get("X-Forwarded-For", "").split(",")
    forwarded = _parsed(entries[-proxies]) if 0 < proxies <= len(entries) else None
    return forwarded or _parsed(request.META.get("REMOTE_ADDR", ""))


def _parsed(said: str) -> IPv4Address | IPv6Address | None:
    """An address, perhaps with a port, as some proxies write it; None when it is none."""
    said = said.strip()
    if found := _WITH_PORT.fullmatch(said):
        said = found["six"] or found["four"]
    try:
        address = ip_address(said)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
