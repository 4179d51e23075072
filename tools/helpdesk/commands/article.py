"""`helpdesk article`: an article's life from draft to retirement, and what articles there should be."""

import click

from helpdesk.commands.article_draft import draft
from helpdesk.commands.article_feedback import feedback
from helpdesk.commands.article_gaps import missing
from helpdesk.commands.article_life import publish, retire, reviewed
from helpdesk.commands.article_links import links


@click.group()
def article() -> None:
    """Draft articles from resolved tickets, publish, review and retire them, and see what is missing.

    \b
    Example:
      helpdesk article from 123 --pr
      helpdesk article gaps
    """


for verb in (draft, publish, reviewed, retire, feedback, links, missing):
    article.add_command(verb)
