"""Who really asks, when reverse proxies stand before the application."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


def behind(proxies: Sequence[Network]) -> Middleware:
    """Requests get the address and scheme that these proxies tell of.

    A proxy appends whom it was asked by to X-Forwarded-For, so the last address that is no proxy of
    ours is the visitor's; what stands before it anybody may have written.
    """

    @web.middleware
    async def forwarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _ours(_address(request.remote or ""), proxies):
            return await handler(request)
        told = ",".join(request.headers.getall("X-Forwarded-For", []))
        address = _first_stranger(told.split(","), proxies) or request.remote or ""
        scheme = request.headers.get("X-Forwarded-Proto", request.scheme)
        known = scheme if scheme in ("http", "https") else request.scheme
        return await handler(request.clone(remote=address, scheme=known))

    return forwarded


def _first_stranger(told: Sequence[str], proxies: Sequence[Network]) -> str | None:
    """From the nearest on; None when that one is no address or all are ours."""
    for text in reversed(told):
        address = _address(text.strip())
        if address is None:
            return None
        if not _ours(address, proxies):
            return str(address)
    return None


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    # A socket that listens on both kinds shows the old kind like this.
    return getattr(found, "ipv4_mapped", None) or found


def _ours(address: Address | None, proxies: Sequence[Network]) -> bool:
    return address is not None and any(address in network for network in proxies)
