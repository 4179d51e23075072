"""Who is calling: the address, believed from a proxy only where the proxy is one of ours; and whether a browser sends
what another site made it send."""

import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Addresses or networks of trusted proxies. Raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in texts if text.strip())


def address_of(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The caller's address: the peer's own, or where that is a trusted proxy the last in X-Forwarded-For that is not.

    The left end of that header is whatever the caller wrote; only what trusted hops appended on the right counts.
    """
    address = peer
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()][-20:]):
        if not _within(address, trusted):
            break
        if not _is_address(hop):
            break
        address = hop
    return address


def _within(address: str, trusted: Sequence[Network]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return any(ip in network for network in trusted)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def why_foreign(headers: Mapping[str, str], origins: Sequence[str]) -> str:
    """Why a form post is not from a page of ours, or nothing. `origins` are ours (`https://help.example.org`).

    Browsers say where a request comes from in Origin and Sec-Fetch-Site (Fetch Metadata), and no page can change it. A
    program that says neither has no visitor's browser to misuse.
    """
    origin, site = headers.get("origin", ""), headers.get("sec-fetch-site", "")
    if site == "same-origin":
        return ""
    if origin:
        return "" if origin.lower() in origins else "the form was sent by a page of another site"
    if site not in ("", "same-origin", "none"):
        return "the form was sent by a page of another site"
    return ""


def allowed(request: Request, response: Response, origins: Sequence[str], methods: str, header: str = "") -> Response:
    """The response, which a page of one of these `origins` may read (CORS): it may use these methods, and besides the
    usual ones this request header."""
    origin = request.headers.get("origin", "").lower()
    if origin in origins:
        headers = filter(None, ("content-type", header, "accept"))
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = methods
        response.headers["Access-Control-Allow-Headers"] = ", ".join(headers)
        response.headers["Access-Control-Expose-Headers"] = "location, retry-after"
        response.headers["Access-Control-Max-Age"] = "600"
        response.headers["Vary"] = "Origin"
    return response


def origin_of(url: str) -> str:
    """`https://help.example.org` of an address, as browsers write it. Raises ValueError for what is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError(f"not a web address: {url!r}; write https://help.example.org")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{host.lower()}{port}"
