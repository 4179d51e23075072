"""django-helpdesk as a yardstick: `python django_helpdesk.py MAILS OUT`, run by a Python that has django-helpdesk.

Feeds every mail of the folder MAILS, in order, to its own mail parser, over SQLite in memory, with its mail templates
and its acknowledgements written as files to OUT. Prints one JSON object: mails, tickets, notices, processor seconds of
the mails alone.
"""

import json
import logging
import sys
import time
from pathlib import Path

import django
from django.conf import settings


def configure(out: Path) -> None:
    """The settings of its own quick start, as far as taking in mail needs them."""
    settings.configure(
        SECRET_KEY="bench",
        USE_TZ=True,
        SITE_ID=1,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            *("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites"),
            *("django.contrib.messages", "django.contrib.humanize", "django.contrib.admin", "rest_framework"),
            "helpdesk",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        MEDIA_ROOT=str(out / "media"),
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
        EMAIL_FILE_PATH=str(out / "mail"),
        HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_VALID_EXTENSIONS=[".txt", ".log", ".png", ".pdf", ".csv", ".html", ".eml"],
    )
    django.setup()
    from django.contrib import admin
    from django.urls import include, path

    # Its acknowledgements link to pages.
    settings.ROOT_URLCONF = (path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk")))


def main() -> None:
    """Set up, take in, say how long it took."""
    mails, out = Path(sys.argv[1]), Path(sys.argv[2])
    configure(out)
    from django.core.management import call_command
    from helpdesk.email import extract_email_metadata
    from helpdesk.models import Queue, Ticket

    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate", verbosity=0)
    queue = Queue.objects.create(
        title="Support", slug="support", email_address="support@example.org", allow_email_submission=True
    )
    texts = [path.read_text() for path in sorted(mails.glob("*.eml"))]
    began = time.process_time()
    for text in texts:
        extract_email_metadata(text, queue=queue, logger=logging.getLogger("bench"))
    took = time.process_time() - began
    # A file may hold several mails: it is named by the moment.
    notices = sum(path.read_bytes().count(b"\nAuto-Submitted: ") for path in (out / "mail").iterdir())
    told = {"mails": len(texts), "tickets": Ticket.objects.count(), "notices": notices, "seconds": took}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
