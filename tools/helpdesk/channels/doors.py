"""Doors by their address: `folder:PATH`, `imaps://user@host/FOLDER`, `smtp://...` to the channel behind it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from helpdesk.channels.plug import kinds, plugged
from helpdesk.model.message import Message
from helpdesk.model.ports import Inbox, Outlet
from helpdesk.model.rules.alerts import AlertMapping
from helpdesk.model.rules.desk import Desk

ReferenceOf = Callable[[Sequence[Message]], Sequence[str]]


def inbox(
    address: str, desk: Desk, *, mappings: Sequence[AlertMapping] = (), reference_of: ReferenceOf | None = None
) -> Inbox:
    """The door in at `address`. Raises ValueError that says what an address looks like. `mappings` are for alerts;
    `reference_of` says which tickets messages became, for the channels that tell their senders."""
    from helpdesk.channels.mail.folder import Maildir, MailFolder
    from helpdesk.channels.mail.mbox import Mbox

    kind, _, path = address.partition(":")
    if kind == "alerts":
        return _alerts(path, mappings)
    if kind in ("imap", "imaps"):
        from helpdesk.channels.mail.imap import ImapMailbox

        return ImapMailbox(address, desk)
    if kind == "spool" and path:
        from helpdesk.channels.gateway.inbox import SpoolInbox

        return SpoolInbox(Path(path), reference_of)
    doors: dict[str, Callable[[Path, Desk], Inbox]] = {"folder": MailFolder, "maildir": Maildir, "mbox": Mbox}
    if kind not in doors and path:
        channel = plugged(address, desk)
        if channel is not None:
            return channel
    if kind not in doors or not path:
        others = "".join(f", {kind}:..." for kind in kinds())
        raise ValueError(
            f"not a door: {address!r}; write folder:PATH, maildir:PATH, mbox:PATH, imaps://user@host/FOLDER, "
            f"alerts:folder:PATH or spool:PATH{others}"
        )
    if kind != "mbox" and not Path(path).is_dir():
        raise ValueError(f"no such folder: {path!r}; make it, or mend the address")
    return doors[kind](Path(path), desk)


def _alerts(address: str, mappings: Sequence[AlertMapping]) -> Inbox:
    from helpdesk.channels.alerts.folder import AlertFolder

    kind, _, path = address.partition(":")
    if kind != "folder" or not path:
        raise ValueError(f"no door for alerts: {address!r}; write alerts:folder:PATH")
    if not Path(path).is_dir():
        raise ValueError(f"no such folder: {path!r}; make it, or mend the address")
    return AlertFolder(Path(path), mappings)


def way_back(door: Inbox) -> Outlet | None:
    """The same door as a way out, where it is one."""
    return door if isinstance(door, Outlet) else None


def outlet(address: str) -> Outlet:
    """The door out at `address`. Raises ValueError that says what an address looks like."""
    from helpdesk.channels.mail.outlet import FolderOutlet
    from helpdesk.channels.mail.smtp import SmtpOutlet

    if address.startswith("folder:") and len(address) > len("folder:"):
        return FolderOutlet(Path(address.removeprefix("folder:")))
    return SmtpOutlet(address)
