"""How much is taken: requests per address and altogether (token buckets), and bytes in memory at once."""

import ipaddress
import re
from collections import OrderedDict
from dataclasses import dataclass

MOST_ADDRESSES = 50_000
_RATE = re.compile(r"(\d{1,6})/(s|m|h)\Z")
_SPANS = {"s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True)
class Rate:
    """`count` requests in `seconds`, all at once if need be."""

    count: int
    seconds: float

    @staticmethod
    def of(text: str) -> "Rate":
        """`20/m`. Raises ValueError that says how a rate is written."""
        match = _RATE.match(text.strip())
        if match is None or int(match[1]) == 0:
            raise ValueError(f"not a rate: {text!r}; write 20/m, or 300/s or 1000/h")
        return Rate(int(match[1]), _SPANS[match[2]])


class Bucket:
    """A token bucket (RFC 2697's idea): full at first, refilled evenly."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate, self._tokens, self._at = rate, float(rate.count), now

    def take(self, now: float) -> float:
        """0 when there was a token, else the seconds until there is one."""
        per_second = self._rate.count / self._rate.seconds
        self._tokens = min(float(self._rate.count), self._tokens + (now - self._at) * per_second)
        self._at = now
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return 0.0
        return (1.0 - self._tokens) / per_second


class Limiter:
    """One bucket for all, and one for each address; the address that was silent longest is forgotten first."""

    def __init__(self, overall: Rate, per_address: Rate, now: float) -> None:
        self._per_address = per_address
        self._all = Bucket(overall, now)
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def of_address(self, address: str, now: float) -> float:
        """Seconds to wait for this address, 0 when it may go on."""
        name = network_of(address)
        bucket = self._buckets.pop(name, None) or Bucket(self._per_address, now)
        self._buckets[name] = bucket
        if len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return bucket.take(now)

    def of_all(self, now: float) -> float:
        """Seconds to wait for everybody, 0 when one may go on."""
        return self._all.take(now)


def network_of(address: str) -> str:
    """What counts as one sender: an IPv4 address, or the /64 that a household has of IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


class Room:
    """Bytes of requests that are in memory at the same time."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, size: int) -> bool:
        if size > self._left:
            return False
        self._left -= size
        return True

    def give_back(self, size: int) -> None:
        self._left += size
