"""A whole desk read and checked: the files in, the findings out."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.check import CHECKS, Check, Desk, Subject, found
from helpdesk.check.check import Keys
from helpdesk.commands.setup.issue_forms import stale_forms
from helpdesk.load.article import read_article
from helpdesk.load.asset import read_asset
from helpdesk.load.cursors import PATH as CURSORS
from helpdesk.load.cursors import read_cursors
from helpdesk.load.drop_box import read_drop
from helpdesk.load.folders import Folders, belongs_to_record, sort_paths
from helpdesk.load.located import located
from helpdesk.load.readers import read_month
from helpdesk.load.record import assemble
from helpdesk.load.rules import read_prefix, read_rules
from helpdesk.load.rules.examples import read_examples
from helpdesk.model.finding import Finding
from helpdesk.model.ids import reference
from helpdesk.resources import default_rules

Kind = TypeVar("Kind")
Found = Iterator[tuple[Finding, Keys]]
_ASKED: dict[Subject, tuple[Check, ...]] = {
    subject: tuple(one for one in CHECKS if one.subject is subject) for subject in Subject
}


class Report(msgspec.Struct, frozen=True):
    """Every finding, sorted, and how many records were read."""

    findings: tuple[Finding, ...]
    records: int


def check_desk(files: Mapping[str, bytes], now: datetime, forms: Mapping[str, bytes] | None = None) -> Report:
    """Read and check every record among `files` (content by path, read when it is asked for), and the issue forms
    `forms` made from them.

    Where the rules are wrong, records are only held against their schemas.
    """
    prefix = read_prefix(files.get("rules/desk.yml", b""))
    folders = sort_paths(files, prefix)
    files_of_rules = {path: files[path] for path in folders.rules}
    rules, findings = read_rules(files_of_rules, default_rules(), "")
    findings += folders.findings
    if CURSORS in files:
        findings += read_cursors(CURSORS, files[CURSORS])[1]
    articles = _kept(read_article, folders.articles, files, findings)
    assets = _kept(read_asset, folders.assets, files, findings)
    waiting = _kept(read_drop, folders.waiting, files, findings)
    heard = _kept(read_month, folders.readers, files, findings)
    desk = None
    if rules is not None:
        findings += read_examples(files_of_rules, rules)[1]
        desk = Desk(
            rules=rules,
            references={reference(prefix, number) for number in folders.tickets},
            articles={article.id: article for article in articles},
            assets={asset.id: asset for asset in assets},
            today=now.astimezone(ZoneInfo(rules.desk.timezone)).date(),
            asset_paths=_paths((asset.id, asset.path) for asset in assets),
            drops=_paths((dropped.item.uuid, dropped.path) for dropped in waiting),
            stale=stale_forms(forms or {}, rules),
        )
    asked = list(_tickets(files, folders, prefix, desk, findings))
    if desk is not None:
        asked += found(_ASKED[Subject.RULES], rules, "rules", desk)
        for article in articles:
            asked += found(_ASKED[Subject.ARTICLE], article, article.path, desk)
        for asset in assets:
            asked += found(_ASKED[Subject.ASSET], asset, asset.path, desk)
        for dropped in waiting:
            asked += found(_ASKED[Subject.WAITING], dropped, dropped.path, desk)
    findings += [located(finding, keys, files[finding.path]) if keys else finding for finding, keys in asked]
    records = len(folders.tickets) + len(articles) + len(assets) + len(waiting) + len(heard)
    return Report(tuple(sorted(set(findings))), records)


def _tickets(
    files: Mapping[str, bytes],
    folders: Folders,
    prefix: str,
    desk: Desk | None,
    findings: list[Finding],
) -> Found:
    """What the checks find in tickets, read one by one so that memory does not grow with their number."""
    for number, paths in folders.tickets.items():
        contents = {below: files[path] for below, path in paths.items() if belongs_to_record(below)}
        record, wrong = assemble(number, prefix, contents)
        findings += wrong
        if record is not None and desk is not None and not record.quarantined:
            yield from found(_ASKED[Subject.TICKET], record, f"{record.path}/ticket.md", desk)


def _kept(
    read: Callable[[str, bytes], tuple[Kind | None, list[Finding]]],
    paths: list[str],
    files: Mapping[str, bytes],
    findings: list[Finding],
) -> list[Kind]:
    """The readable records among these paths; what is wrong with the others goes to `findings`."""
    kept = []
    for path in paths:
        value, wrong = read(path, files[path])
        findings += wrong
        if value is not None:
            kept.append(value)
    return kept


def _paths(pairs: Iterator[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    paths: dict[str, tuple[str, ...]] = {}
    for name, path in pairs:
        paths[name] = (*paths.get(name, ()), path)
    return paths
