"""The heartbeat: one request to a watchdog that calls people when it stops coming."""

import http.client

from helpdesk.channels.webhook.address import NotAllowed, target_of
from helpdesk.channels.webhook.request import call


def beat(url: str, timeout: float) -> str:
    """Ask `url` once; what went wrong in words that do not show the address, which is a secret, or nothing. The
    watchdog is named by whoever runs the desk, so it may well be on the inside."""
    try:
        status = call("GET", target_of(url, private=True), {"user-agent": "helpdesk-heartbeat/1"}, b"", timeout)
    except NotAllowed as problem:
        return f"the heartbeat's address: {problem}"
    except (OSError, http.client.HTTPException, UnicodeError) as problem:
        return f"the watchdog did not answer: {type(problem).__name__}"
    return "" if status < 400 else f"the watchdog answered HTTP {status}"
