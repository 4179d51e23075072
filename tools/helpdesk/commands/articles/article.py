"""`helpdesk article`: an article's life from draft to retirement, and what articles there should be."""

import click

from helpdesk.commands.articles.draft import draft
from helpdesk.commands.articles.feedback import feedback
from helpdesk.commands.articles.gaps import missing
from helpdesk.commands.articles.life import publish, retire, reviewed
from helpdesk.commands.articles.links import links


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
