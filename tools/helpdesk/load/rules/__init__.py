"""Everything below rules/, read into one value, the built-in rules filled in."""

from collections.abc import Iterator, Mapping

from helpdesk.load.rules.alerts import read_alerts
from helpdesk.load.rules.approvals import read_approvals
from helpdesk.load.rules.assets import read_assets
from helpdesk.load.rules.calendars import read_calendars
from helpdesk.load.rules.catalog import read_catalog
from helpdesk.load.rules.categories import read_categories
from helpdesk.load.rules.desk import read_desk
from helpdesk.load.rules.fitting import fitting
from helpdesk.load.rules.lifecycles import read_lifecycles
from helpdesk.load.rules.mentions import mentions
from helpdesk.load.rules.notices import read_notices, read_templates
from helpdesk.load.rules.people import read_assignment, read_people, read_teams
from helpdesk.load.rules.permissions import read_permissions
from helpdesk.load.rules.priority import read_priority
from helpdesk.load.rules.recurring import read_recurring
from helpdesk.load.rules.routing import read_routing
from helpdesk.load.rules.service_levels import read_service_levels
from helpdesk.load.rules.source import FOLDER, Source
from helpdesk.load.rules.sync import read_sync
from helpdesk.load.rules.texts import read_texts
from helpdesk.load.rules.views import read_views
from helpdesk.load.rules.webhooks import read_webhooks
from helpdesk.model.finding import Finding, Severity
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules import Rules

_FILES = (
    "desk",
    "assignment",
    "categories",
    "priority",
    "routing",
    "notices",
    "approvals",
    "permissions",
    "recurring",
    "alerts",
    "assets",
    "webhooks",
    "views",
)
_FOLDERS = (
    "people",
    "teams",
    "calendars",
    "sla",
    "lifecycle",
    "notices",
    "catalog",
    "alerts",
    "sync",
    "tests",
    "texts",
)


def read_rules(
    files: Mapping[str, bytes], defaults: Mapping[str, bytes], version: str
) -> tuple[Rules | None, list[Finding]]:
    """The rules of a desk; None where a file is wrong, so that the last good version can rule on.

    `files` and `defaults` are by path (`rules/desk.yml`); a desk's file takes the place of the built-in one of the
    same path. `version` is the git tree id of rules/. Warnings alone leave the rules in force.
    """
    source = Source(files, defaults)
    desk = read_desk(source)
    templates = read_templates(source)
    rules = Rules(
        version=version,
        desk=desk,
        people=read_people(source),
        teams=read_teams(source),
        calendars=read_calendars(source, desk),
        categories=read_categories(source),
        priority=read_priority(source),
        routing=read_routing(source),
        service_levels=read_service_levels(source),
        lifecycles=read_lifecycles(source),
        notices=read_notices(source, templates),
        templates=templates,
        approvals=read_approvals(source),
        catalog=read_catalog(source),
        recurring=read_recurring(source),
        alerts=read_alerts(source),
        webhooks=read_webhooks(source),
        views=read_views(source),
        sync=read_sync(source),
        assets=read_assets(source),
        texts=read_texts(source),
        assignment=read_assignment(source),
        permissions=read_permissions(source),
    )
    findings = [*source.findings, *_unread(files)]
    if not findings or all(finding.severity is Severity.WARNING for finding in findings):
        rules = fitting(rules)
        findings += mentions(rules, source)
    findings.sort()
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    return (None if wrong else rules), findings


def read_prefix(desk_yml: bytes) -> str:
    """The prefix of references that rules/desk.yml names; the built-in one where it cannot be read."""
    return read_desk(Source({"rules/desk.yml": desk_yml}, {})).prefix


def _unread(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Files that look like rules and that nothing reads."""
    for path in files:
        parts = path.removeprefix(FOLDER).split("/")
        if not path.endswith((".yml", ".yaml")):
            continue
        name = parts[-1].rsplit(".", 1)[0]
        remedy = ""
        if path.endswith(".yaml"):
            remedy = f"name it {name}.yml"
        elif len(parts) == 1 and name not in _FILES:
            remedy = did_you_mean(name, _FILES)
        elif len(parts) > 1 and parts[0] not in _FOLDERS:
            remedy = did_you_mean(parts[0], _FOLDERS)
        else:
            continue
        yield Finding(path, 0, 0, "R001", "a file that nothing reads", remedy, Severity.WARNING)


__all__ = ["read_prefix", "read_rules"]
