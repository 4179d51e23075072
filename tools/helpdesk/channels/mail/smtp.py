"""Mail out through an SMTP server (RFC 5321): what arrived, what never will, and what may later."""

import contextlib
import re
import smtplib
import time
from collections.abc import Sequence

from helpdesk.channels.mail.account import CannotSignIn, access_token, parse_account, said, tls
from helpdesk.channels.mail.compose import compose
from helpdesk.model.notice import Notice, Sent

EXAMPLE = "smtp://host:port, smtps://user@host or smtp://user@host?tls=starttls"
TIMEOUT = 30
# A server that restarts is back after a moment; one that is away is not waited for.
PAUSES = (0.0, 0.5, 1.5)
LATER, NEVER, SENT = "later", "undeliverable", "sent"
# "Sign in first", and what says no to that: for us to mend, not the recipient's fault (RFC 4954).
_SIGN_IN = frozenset({530, 534, 535, 538})
_TOO_LARGE = 552
_STATUS = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_BROKEN = (OSError, smtplib.SMTPException)


class SmtpOutlet:
    """Sends a batch through one connection, and through another where that one breaks. A recipient refused for good
    is undeliverable; everything else that goes wrong is tried again by a later pass with the same Message-ID."""

    channel = "mail"

    def __init__(self, url: str) -> None:
        """`smtp://[user@]host[:port][?tls=starttls]` or `smtps://...`; the secret is in the environment. Raises
        ValueError on anything else."""
        self._account = account = parse_account(url, EXAMPLE, frozenset({"tls"}))
        if account.scheme not in ("smtp", "smtps"):
            raise ValueError(f"the mail server is written {EXAMPLE}")
        # A secret never goes over the network in the clear.
        secret = bool(account.user) and not account.loopback
        self._starttls = account.scheme == "smtp" and (secret or account.options.get("tls") == "starttls")
        standard = 465 if account.scheme == "smtps" else 587 if self._starttls else 25
        self._port = account.port or standard
        self._server: smtplib.SMTP | None = None
        self._away = ""

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        self._away = ""
        try:
            return [self._send(notice) for notice in notices]
        finally:
            self._close(politely=True)

    def _send(self, notice: Notice) -> Sent:
        try:
            mail = compose(notice)
        except ValueError as problem:
            return Sent(notice.id, NEVER, str(problem))
        for last in (False, True):
            server = self._connected()
            if server is None:
                return Sent(notice.id, LATER, self._away)
            try:
                return self._handed_over(server, notice, mail)
            except _BROKEN as problem:
                self._close()
                if last:
                    return Sent(notice.id, LATER, f"the connection broke: {type(problem).__name__}")
        raise AssertionError("the second try is the last")

    def _handed_over(self, server: smtplib.SMTP, notice: Notice, mail: bytes) -> Sent:
        """Raises where the connection broke, and the server may not have seen the mail at all."""
        recipients = [party.email.strip() for party in notice.recipients]
        try:
            refused = server.sendmail(notice.sender.email, recipients, mail)
        except smtplib.SMTPRecipientsRefused as nobody:
            return self._refused(notice, list(nobody.recipients.values()), "the mail server refused the recipient")
        except smtplib.SMTPSenderRefused as problem:
            # Our own address is for us to mend, and then it is sent; what is too large stays so.
            final = problem.smtp_code == _TOO_LARGE
            answer = _answer(problem.smtp_code, problem.smtp_error)
            return Sent(notice.id, NEVER if final else LATER, f"the mail server refused what we send from: {answer}")
        except smtplib.SMTPResponseException as problem:
            return self._refused(notice, [(problem.smtp_code, problem.smtp_error)], "the mail server said")
        why = f"but not to {len(refused)} of {len(recipients)}: {_answers(list(refused.values()))}" if refused else ""
        return Sent(notice.id, SENT, why, message_id=notice.message_id)

    def _refused(self, notice: Notice, answers: Sequence[tuple[int, bytes | str]], what: str) -> Sent:
        codes = {code for code, _ in answers}
        if 421 in codes:
            raise smtplib.SMTPServerDisconnected("the server closes the connection")
        final = all(500 <= code < 600 and code not in _SIGN_IN for code in codes)
        # With one mail of many the server says no to that mail; who may not sign in is said no to altogether.
        theirs = not final and not codes & _SIGN_IN
        return Sent(notice.id, NEVER if final else LATER, f"{what}: {_answers(answers)}", theirs=theirs)

    def _connected(self) -> smtplib.SMTP | None:
        """The connection there is, or a new one; None where the server is away, and then for the rest of the batch."""
        if self._server is not None or self._away:
            return self._server
        for pause in PAUSES:
            time.sleep(pause)
            try:
                self._server = self._connect()
                return self._server
            except CannotSignIn as problem:
                self._away = str(problem)
                return None
            except _BROKEN as problem:
                self._away = f"no connection to the mail server: {said(problem)}"
        return None

    def _connect(self) -> smtplib.SMTP:
        account = self._account
        if account.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(account.host, self._port, timeout=TIMEOUT, context=tls())
        else:
            server = smtplib.SMTP(account.host, self._port, timeout=TIMEOUT)
        try:
            if self._starttls:
                server.starttls(context=tls())
            if account.user:
                self._sign_in(server)
        except BaseException:
            server.close()
            raise
        self._away = ""
        return server

    def _sign_in(self, server: smtplib.SMTP) -> None:
        account = self._account
        try:
            if account.token_command:
                # Without it the answer to AUTH is 503, which the library takes for "signed in already".
                server.ehlo_or_helo_if_needed()
                words = f"user={account.user}\1auth=Bearer {access_token(account.token_command)}\1\1"
                # A second challenge says what is wrong with the token; the answer to it is empty.
                server.auth("XOAUTH2", lambda challenge=None: words if challenge is None else "")
            else:
                server.login(account.user, account.password)
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as problem:
            kind = "TOKEN_COMMAND" if account.token_command else "PASSWORD"
            code = getattr(problem, "smtp_code", "it offers no way to")
            where = f"{account.host} does not let {account.user} in; see {account.variable(kind)}"
            raise CannotSignIn(f"{where} ({code})") from None

    def _close(self, *, politely: bool = False) -> None:
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(*_BROKEN):
                if politely:
                    server.quit()
                else:
                    server.close()


def _answers(answers: Sequence[tuple[int, bytes | str]]) -> str:
    return ", ".join(sorted({_answer(code, text) for code, text in answers}))


def _answer(code: int, text: bytes | str) -> str:
    """`550 5.1.1`: the codes alone, since servers put addresses into their words."""
    status = _STATUS.match(text if isinstance(text, bytes) else text.encode(errors="replace"))
    return f"{code} {status[1].decode()}" if status else str(code)
