"""The keys of requesters' own pages, out of the environment."""

import os

import click

from helpdesk.decide.unlisted import PageKey
from helpdesk.decide.unlisted import page_keys as read


def page_keys() -> tuple[PageKey, ...]:
    """The keys of HELPDESK_PAGE_KEYS (`k2:secret,k1:secret`, newest first). Raises ClickException for what is none."""
    try:
        return read(os.environ.get("HELPDESK_PAGE_KEYS", ""))
    except ValueError as error:
        raise click.ClickException(f"HELPDESK_PAGE_KEYS: {error}") from error
