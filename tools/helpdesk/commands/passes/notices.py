"""`helpdesk notices`: who is told what, and what it looks like before anybody gets it."""

from collections.abc import Iterable
from pathlib import Path

import click

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.clone.refusal import Refused
from helpdesk.decide.classifying.conditions import described
from helpdesk.model.notice import Notice
from helpdesk.model.rules import Rules
from helpdesk.model.rules.condition import ALWAYS
from helpdesk.model.timeline import Json

# What the desk sends without a rule of notices.yml, and when.
BY_ITSELF = {
    "commands": "a command in a message is not carried out, or has something to tell",
    "approve": "asked for approval",
    "approve-again": "still asked for approval",
    "closing": "before a ticket closes by itself",
    "digest": "what waited for one person",
    "incomplete": "answers are missing",
    "reminder": "we wait for an answer",
    "report": "a month is over, to those that rules/desk.yml names under report",
    "task": "a task begins",
    "task-late": "a task is late",
    "undelivered": "a notice did not arrive",
    "withdrawn": "whoever asked wants it no longer",
}


@click.group()
def notices() -> None:
    """Show who is told what, and preview the texts.

    \b
    Example:
      helpdesk notices list
      helpdesk notices preview acknowledge --language de
    """


@notices.command(name="list")
@reads
def list_(desk: Desk) -> None:
    """List the notices of this desk: when, to whom, how, in which languages.

    \b
    Example:
      helpdesk notices list
    """
    rows = [*_rows(desk.rules)]
    width = {name: max(len(str(row[name])) for row in rows) for name in ("template", "on", "to")}
    lines = [
        f"{row['template']:<{width['template']}}  {row['on']:<{width['on']}}  {row['to']:<{width['to']}}"
        f"  {row['channel']}  {', '.join(row['languages'])}" + (f"  when {row['when']}" if row["when"] else "")
        for row in rows
    ]
    desk.answer(rows, [*lines, "", "next: helpdesk notices preview NAME shows one"])


def _rows(rules: Rules) -> Iterable[dict[str, Json]]:
    used = set()
    for rule in rules.notices:
        used.add(rule.template)
        yield {
            "template": rule.template,
            "on": rule.on,
            "to": ", ".join(rule.to),
            "channel": rule.channel,
            "languages": languages(rules, rule.template),
            "when": "" if rule.when == ALWAYS else described(rule.when),
            "rule": rule.origin,
        }
    for name in sorted({template.rpartition(".")[0] for template in rules.templates} - used):
        on, spoken = BY_ITSELF.get(name, "never: no rule asks for it"), languages(rules, name)
        row = {"template": name, "on": on, "to": "", "channel": "mail", "languages": spoken, "when": "", "rule": ""}
        yield dict(row)


def languages(rules: Rules, name: str) -> list[str]:
    """The languages a text is there in."""
    return sorted(t.rpartition(".")[2] for t in rules.templates if t.rpartition(".")[0] == name)


@notices.command()
@click.argument("template", required=False, default="acknowledge")
@click.option("--language", default="", metavar="XX", help="In this language, instead of the reader's own.")
@click.option("--role", default="", help="As this role reads it: requester, assignee, lead, watchers, a handle ...")
@click.option("--ticket", "number", default="", metavar="TICKET", help="About this ticket, instead of an example.")
@click.option(
    "--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write the HTML form to this file."
)
@reads
def preview(desk: Desk, template: str, language: str, role: str, number: str, page: Path | None) -> None:
    """Preview a notice: what goes out, and nothing is sent.

    \b
    Example:
      helpdesk notices preview resolved --language fr
      helpdesk notices preview reply --ticket 123 --html reply.html
    """
    from helpdesk.commands.passes.notice_preview import example, previewed

    known = sorted({name.rpartition(".")[0] for name in desk.rules.templates})
    if template not in known:
        raise Refused(f"no such text: {template!r}", f"there are {', '.join(known)}")
    if language and language not in languages(desk.rules, template):
        there = ", ".join(languages(desk.rules, template))
        raise Refused(f"{template} is not there in {language!r}", f"there are {there}; or write it")
    record = desk.record(number) if number else example(desk.rules, desk.now)
    notice = previewed(template, role, language, record, desk.snapshot, desk.now)
    if isinstance(notice, str):
        raise Refused(notice, "name another --role, or another --ticket")
    _show(desk, notice, page)


def _show(desk: Desk, notice: Notice, page: Path | None) -> None:
    if page is not None:
        from helpdesk.channels.mail.compose import html

        page.write_text(html(notice.markdown, notice.subject, notice.language), encoding="utf-8")
    to = ", ".join(f"{party.name} <{party.email}>".strip() for party in notice.recipients)
    data = {
        "to": to,
        "channel": notice.channel,
        "language": notice.language,
        "subject": notice.subject,
        "text": notice.text,
        "markdown": notice.markdown,
    }
    lines = [f"To: {to}", f"Subject: {notice.subject}", "", *notice.text.splitlines()]
    desk.answer(data, [*lines, *([f"(HTML in {page})"] if page is not None else [])])
