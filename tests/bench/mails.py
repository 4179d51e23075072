"""Mails to measure with: 1,000 in 719 threads with 398 attachments, seeded, as service desks get them."""

import base64
import os
import random
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from details import details

from helpdesk.demo.scenario import scenarios

MAILS, THREADS, ATTACHMENTS = 1000, 719, 398
START = datetime(2026, 6, 1, 6, tzinfo=UTC)
_KINDS = ((("text", "plain"), "log-{n}.txt"), (("image", "png"), "screen-{n}.png"), (("application", "pdf"), "{n}.pdf"))
_WORDS = ("laptop", "invoice", "monitor", "calendar", "scanner", "badge", "mailbox", "backup", "keyboard", "phone")


def write_mails(folder: Path, seed: int = 7) -> int:
    """Write them as `.eml` files, named and dated in the order they came; return how many there are already or now."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(seed)
    titles = [title for scenario in scenarios().values() for title in scenario.subject if "{" not in title]
    attached = set(dice.sample(range(MAILS), ATTACHMENTS))
    opened: list[EmailMessage] = []
    for number in range(MAILS):
        # The first mails open threads, and then answers mix in until both are used up.
        answers = number >= 50 and dice.random() < (MAILS - THREADS) / (MAILS - 50)
        answers = answers and number - len(opened) < MAILS - THREADS
        answers = answers or len(opened) == THREADS
        mail = _answer(dice, number, dice.choice(opened)) if answers else _opening(dice, number, titles)
        if not answers:
            opened.append(mail)
        if number in attached:
            kind, name = _KINDS[dice.randrange(3)]
            content = base64.b64encode(dice.randbytes(900)) if kind[0] == "text" else dice.randbytes(6000)
            mail.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name.format(n=number))
        path = folder / f"{number:04d}.eml"
        path.write_bytes(mail.as_bytes())
        os.utime(path, (START.timestamp() + number,) * 2)
    return MAILS


def one_mail(number: int) -> bytes:
    """One request more, in a thread of its own."""
    mail = _opening(random.Random(number), 10_000 + number, ["The door does not open"])
    return mail.as_bytes()


def _opening(dice: random.Random, number: int, titles: list[str]) -> EmailMessage:
    who = dice.randrange(400)
    subject = f"{dice.choice(titles)}: {dice.choice(_WORDS)} {dice.randrange(10_000)}"
    return _mail(number, who, subject, details(dice, 270), dice)


def _answer(dice: random.Random, number: int, first: EmailMessage) -> EmailMessage:
    who = int(str(first["From"]).partition("user")[2].partition("@")[0])
    quote = "\n".join(f"> {line}" for line in first.get_body(("plain",)).get_content().splitlines()[:12])  # type: ignore[union-attr]
    text = f"{details(dice, 60)}\n\nOn Monday somebody wrote:\n{quote}\n"
    mail = _mail(number, who, f"Re: {first['Subject']}", text, dice)
    mail["In-Reply-To"] = mail["References"] = first["Message-ID"]
    return mail


def _mail(number: int, who: int, subject: str, text: str, dice: random.Random) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Person Number{who} <user{who}@example.org>"
    mail["To"] = "support@example.org"
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{number}.{dice.getrandbits(64):x}@mail.example.org>"
    mail["Date"] = format_datetime(START + timedelta(seconds=number))
    mail.set_content(text)
    if dice.random() < 0.5:
        mail.add_alternative("".join(f"<p>{line}</p>\n" for line in text.splitlines()), subtype="html")
    return mail
