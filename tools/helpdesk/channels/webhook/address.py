"""Where a request may go: to public addresses alone, unless the desk's own rules say that the inside is meant.

The name is looked up once and the connection made to the very address that was judged, so that a name that answers
otherwise the second time (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

import msgspec


class Target(msgspec.Struct, frozen=True):
    """A judged address to connect to; `path` with its query."""

    secure: bool
    host: str
    port: int
    path: str
    ip: str


class NotAllowed(ValueError):
    """This address is not called, whatever happens; says why."""


def target_of(url: str, *, private: bool) -> Target:
    """Where `url` leads. Raises NotAllowed for what must not be called, OSError where the name is not found."""
    parts = _parts(url)
    secure = parts.scheme == "https"
    if not secure and not private:
        raise NotAllowed("plain HTTP to the outside; write https://")
    host = parts.hostname or ""
    try:
        port = parts.port or (443 if secure else 80)
    except ValueError as problem:
        raise NotAllowed("the port is no number from 1 to 65535") from problem
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(map(is_public, found)):
        raise NotAllowed(f"{host} is an address of an inner network; say `private: true` if that is meant")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, port, path, found[0])


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError as problem:
        raise NotAllowed("not an address") from problem
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotAllowed("write https://host/path")
    if parts.username or parts.password:
        raise NotAllowed("no password belongs in an address; the signature proves who calls")
    return parts


def is_public(address: str) -> bool:
    """Whether an IP address lies out on the Internet. An IPv4 address in IPv6 clothes counts as what it is."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None and not _out(inner):
            return False
    return _out(ip)


def _out(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_global and not ip.is_multicast
