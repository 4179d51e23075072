"""Real mail servers on this machine: Debian's dovecot for IMAP, aiosmtpd for SMTP, each on a loopback port."""

import asyncio
import base64
import json
import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from pwd import getpwnam, getpwuid

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from imapclient import IMAPClient

from live_desk import Leash, free_port

USER, PASSWORD, TOKEN = "support@example.org", "open-sesame", "ya29.a-token"
READY_SECONDS = 20
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain xoauth2
auth_failure_delay = 0
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
mailbox_idle_check_interval = 1s
mail_max_userip_connections = 50
{extra}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
passdb {{
  driver = static
  args = user=support@example.org password={password}
  mechanisms = plain
}}
passdb {{
  driver = oauth2
  args = {folder}/oauth2.conf
  mechanisms = xoauth2
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
"""
INTROSPECTION = """
tokeninfo_url = http://127.0.0.1:{port}/?access_token=
username_attribute = email
active_attribute = active
active_value = true
"""


def certificate(folder: Path) -> None:
    """`cert.pem` and `key.pem` for localhost, signed by themselves: SSL_CERT_FILE may name the first."""
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*made, *files], check=True, capture_output=True)
    (folder / "key.pem").chmod(0o644)


class Dovecot:
    """An IMAP server of its own: one user, one Maildir, password and OAuth2 (the token is asked of `issuer`)."""

    def __init__(self, folder: Path, extra: str = "") -> None:
        self.folder, self.port, self.tls_port = folder, free_port(), free_port()
        self.inbox = folder / "mail"
        # As root, mail is served for nobody; as somebody, for that somebody.
        owner = getpwnam("nobody") if os.getuid() == 0 else getpwuid(os.getuid())
        self._owner = (owner.pw_uid, owner.pw_gid)
        self.issuer = _issuer()
        for part in ("run", "home", "mail", "mail/new", "mail/cur", "mail/tmp"):
            (folder / part).mkdir(exist_ok=True)
            os.chown(folder / part, *self._owner)
        certificate(folder)
        group = subprocess.run(["id", "-gn", owner.pw_name], capture_output=True, text=True, check=True).stdout.strip()
        names = {"user": owner.pw_name, "group": group, "uid": owner.pw_uid, "gid": owner.pw_gid, "extra": extra}
        ports = {"port": self.port, "tls_port": self.tls_port, "password": PASSWORD}
        (folder / "conf").write_text(CONFIG.format(folder=folder, **names, **ports))
        (folder / "oauth2.conf").write_text(INTROSPECTION.format(port=self.issuer.server_port))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program, "dovecot is not here; apt-get install dovecot-imapd"
        self._process = subprocess.Popen([program, "-F", "-c", str(self.folder / "conf")], start_new_session=True)
        self._leash = Leash(self._process)
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                self.client().logout()
                return
            except Exception:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise AssertionError(f"dovecot does not start: {(self.folder / 'log').read_text()}") from None
                time.sleep(0.1)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(READY_SECONDS)
            with suppress(ProcessLookupError):  # its sessions end with it
                os.killpg(self._process.pid, signal.SIGKILL)
            self._leash.let_go()
            self._process = None

    def client(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=READY_SECONDS)
        client.login(USER, PASSWORD)
        return client

    def empty(self) -> None:
        """Delete all mail and every folder but INBOX."""
        client = self.client()
        client.select_folder("INBOX")
        client.delete_messages(client.search("ALL"))
        client.expunge()
        for _, _, name in client.list_folders():
            if name != "INBOX":
                client.delete_folder(name)
        client.logout()

    def moved(self, folder: str = "Helpdesk done") -> int:
        """How many mails lie in a folder, counted without asking the server."""
        return sum(1 for part in ("new", "cur") for _ in (self.inbox / f".{folder}" / part).glob("*"))

    def logins(self) -> int:
        """How often somebody signed in."""
        return (self.folder / "log").read_text().count("Login:")

    def deliver(self, name: str, raw: bytes) -> None:
        """As a delivery agent does: whole in tmp/, then moved into new/."""
        path = self.inbox / "tmp" / name
        path.write_bytes(raw)
        os.chown(path, *self._owner)
        path.rename(self.inbox / "new" / name)

    def subjects(self, folder: str = "INBOX") -> list[str]:
        """The subjects of what lies in a folder; none where there is no such folder."""
        client = self.client()
        try:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search("UNDELETED"), ["ENVELOPE"]) if client.search("UNDELETED") else {}
            return [found[uid][b"ENVELOPE"].subject.decode() for uid in sorted(found)]
        finally:
            client.logout()

    def address(self, rest: str = "INBOX", *, scheme: str = "imap") -> str:
        port = self.tls_port if scheme == "imaps" else self.port
        return f"{scheme}://support%40example.org@127.0.0.1:{port}/{rest}"


@contextmanager
def dovecot(extra: str = "") -> Iterator[Dovecot]:
    """A server that runs. Its folder is not pytest's, which only its owner may enter."""
    with tempfile.TemporaryDirectory(prefix="dovecot-") as folder:
        Path(folder).chmod(0o755)
        server = Dovecot(Path(folder), extra)
        server.start()
        try:
            yield server
        finally:
            server.stop()
            server.issuer.shutdown()
            server.issuer.server_close()


def _issuer() -> ThreadingHTTPServer:
    """What says whether an access token is good, as an OAuth2 provider does (RFC 7662 in short)."""

    class Introspection(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            good = self.path == f"/?access_token={TOKEN}"
            body = json.dumps({"active": "true", "email": USER} if good else {"active": "false"}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Introspection)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Postbox:
    """What an SMTP server took, and how it answers: by the recipient's name, or with a fault that is set."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.sessions: set[tuple[str, int]] = set()
        self.hang_up_at: set[int] = set()
        self.signed_in: list[str] = []
        self.from_answer = "250 OK"
        self.open: set[asyncio.Transport] = set()

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        self.open.add(server.transport)
        return self.from_answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("busy"):
            return "451 4.3.0 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.sessions.add(session.peer)
        if len(self.mails) in self.hang_up_at:
            self.hang_up_at.remove(len(self.mails))
            server.transport.abort()
            return "250 nobody hears this"
        self.mails.append(envelope.content)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"

    def sign_in(self, server: SMTP, session: Session, envelope: Envelope, kind: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.signed_in.append(f"{kind} {'yes' if good else 'no'}")
        return AuthResult(success=good, handled=False)

    async def auth_XOAUTH2(self, server: SMTP, words: list[str]) -> AuthResult:
        said = base64.b64decode(words[1]).decode()
        good = said == f"user={USER}\1auth=Bearer {TOKEN}\1\1"
        self.signed_in.append(f"XOAUTH2 {'yes' if good else 'no'}")
        if not good:
            await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=good, handled=False)


@contextmanager
def smtp_server(box: Postbox, port: int = 0, folder: Path | None = None, *, tls: str = "") -> Iterator[int]:
    """A server that puts what it gets into `box`; `tls` is "starttls" or "tls", with the certificate in `folder`.
    Gives its port."""
    port = port or free_port()
    context = None
    if tls:
        assert folder is not None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    options = {"authenticator": box.sign_in, "auth_require_tls": tls == "starttls", "auth_exclude_mechanism": ["LOGIN"]}
    if tls == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    secure = {"ssl_context": context} if tls == "tls" else {}
    controller = Controller(box, hostname="127.0.0.1", port=port, **secure, **options)
    controller.start()
    try:
        yield port
    finally:
        for transport in list(box.open):  # a server that stops takes its connections with it
            controller.loop.call_soon_threadsafe(transport.abort)
        box.open.clear()
        controller.stop()
