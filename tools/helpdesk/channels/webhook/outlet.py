"""Webhooks out: each event posted once a try, signed; what fails is tried again by a later pass."""

import time
from collections.abc import Callable, Mapping, Sequence

from helpdesk.model.notice import Notice, Sent

TIMEOUT = 10.0
SENT, LATER, NEVER = "sent", "later", "undeliverable"
_GONE = 410


class WebhookOutlet:
    """`environment` is where the secrets are. A system that does not answer is not asked again in the same batch, so
    that one dead address cannot hold a pass up."""

    channel = "webhook"

    def __init__(self, environment: Mapping[str, str], clock: Callable[[], float] = time.time) -> None:
        self._environment = environment
        self._clock = clock

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        silent: dict[str, str] = {}
        results = []
        for notice in notices:
            hook = notice.hook.id if notice.hook else ""
            if hook in silent:
                results.append(Sent(notice.id, LATER, silent[hook]))
                continue
            sent, answered = self._send(notice)
            if not answered:
                silent[hook] = sent.why
            results.append(sent)
        return results

    def _send(self, notice: Notice) -> tuple[Sent, bool]:
        """How it ended, and whether the other side answered at all."""
        # Loaded for what is sent, and not by every pass: HTTP and TLS cost more than a quiet pass does.
        import http.client
        import ssl

        from helpdesk.channels.webhook.address import NotAllowed, target_of
        from helpdesk.channels.webhook.request import call
        from helpdesk.channels.webhook.signature import headers, secrets

        hook = notice.hook
        if hook is None:
            return Sent(notice.id, NEVER, "no webhook is named"), True
        try:
            keys = secrets(self._environment.get(hook.secret, ""))
        except ValueError as problem:
            return Sent(notice.id, LATER, f"{hook.secret}: {problem}"), False
        if not keys:
            return Sent(notice.id, LATER, f"the environment variable {hook.secret} is not set"), False
        body = notice.text.encode()
        signed = headers(notice.message_id, int(self._clock()), body, keys)
        kind = {"content-type": "application/cloudevents+json; charset=utf-8", "user-agent": "helpdesk-webhook/1"}
        try:
            status = call("POST", target_of(hook.url, private=hook.private), {**signed, **kind}, body, TIMEOUT)
        except NotAllowed as problem:
            return Sent(notice.id, NEVER, f"not called: {problem}"), True
        except ssl.SSLCertVerificationError:
            return Sent(notice.id, LATER, "its certificate does not hold"), False
        except (OSError, http.client.HTTPException, UnicodeError) as problem:
            return Sent(notice.id, LATER, f"no answer: {type(problem).__name__}"), False
        return _ended(notice, status), True


def _ended(notice: Notice, status: int) -> Sent:
    if 200 <= status < 300:
        return Sent(notice.id, SENT)
    if status == _GONE:
        return Sent(notice.id, NEVER, "HTTP 410: it wants no more; take it out of rules/webhooks.yml")
    moved = "; redirects are not followed, write the new address" if 300 <= status < 400 else ""
    return Sent(notice.id, LATER, f"HTTP {status}{moved}")
