"""One request of a monitor to its alerts, whatever monitor it is and whatever was sent.

`read_alerts` never raises for what somebody sent: it says what is wrong and what to do.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs

from msgspec.structs import replace

from helpdesk.channels.alerts.handshakes import asked
from helpdesk.channels.alerts.kind import Kind
from helpdesk.channels.alerts.kinds import KINDS
from helpdesk.channels.alerts.mapping import mapped
from helpdesk.channels.alerts.payload import LONGEST, Node, clean, labels, one_line, scalar
from helpdesk.channels.alerts.reading import Outcome, Quiet, Reading, Unreadable
from helpdesk.channels.alerts.wording import LONGEST_TEXT, details, paragraphs
from helpdesk.model.alert import Alert
from helpdesk.model.rules.alerts import AlertMapping

LARGEST_BODY = 4_000_000
MOST_ALERTS = 2_000
NAMES = tuple(kind.name for kind in KINDS)
OTHER_NAMES = {
    "prometheus": "alertmanager",
    "grafana-unified": "grafana",
    "grafana-legacy": "grafana",
    "icinga": "nagios",
    "aws": "sns",
    "aws-sns": "sns",
    "aws-cloudwatch": "sns",
    "cloudwatch": "sns",
    "azure": "azure-monitor",
    "gcp": "gcp-monitoring",
    "stackdriver": "gcp-monitoring",
    "kuma": "uptime-kuma",
    "errbit": "honeybadger",
    "airbrake": "honeybadger",
    "generic": "json",
}


def read_alerts(
    body: bytes, headers: Mapping[str, str], source: str = "", mappings: Sequence[AlertMapping] = ()
) -> Reading:
    """What a monitor's request says.

    `headers` as they came, names in any case. `source` names the kind (one of `NAMES`) or a mapping of the desk's own
    (`rules/alerts/NAME.yml`), as the address that was posted to does; without it the body and headers decide.
    """
    try:
        lowered = {name.casefold(): value for name, value in headers.items()}
        payload = _payload(body, lowered)
        return _read(payload, lowered, source.strip().casefold(), mappings)
    except Unreadable as problem:
        return Reading(kind=source, outcome=Outcome.REJECTED, why=one_line(str(problem), 500))


def _payload(body: bytes, headers: Mapping[str, str]) -> Node:
    if len(body) > LARGEST_BODY:
        raise Unreadable(f"{len(body)} bytes are more than the {LARGEST_BODY} that are read; send fewer alerts at once")
    if not body.strip():
        if any(name.startswith("ce-") for name in headers) or "webhook-request-origin" in headers:
            return Node()
        raise Unreadable("the body is empty; an alert is JSON in the body")
    content = headers.get("content-type", "").partition(";")[0].strip().casefold()
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    if content == "application/x-www-form-urlencoded":
        return _form(text)
    return Node(_json(text))


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        raise Unreadable(f"not JSON: {problem.msg}, line {problem.lineno}, column {problem.colno}") from None
    except RecursionError:
        raise Unreadable("JSON nested too deeply to be an alert") from None
    except ValueError:
        raise Unreadable("not JSON: a number in it has too many digits") from None


def _form(text: str) -> Node:
    """A form's fields as one object; a single field that holds JSON is that."""
    try:
        fields = {name: values[0] for name, values in parse_qs(text, max_num_fields=500).items()}
    except ValueError:
        raise Unreadable("a form with more than 500 fields is no alert") from None
    for name in ("payload", "data", "body"):
        if fields.get(name, "").lstrip().startswith(("{", "[")):
            return Node(_json(fields[name]))
    return Node(fields)


def _read(body: Node, headers: Mapping[str, str], source: str, mappings: Sequence[AlertMapping]) -> Reading:
    mapping = next((each for each in mappings if each.name.casefold() == source), None)
    if mapping is None and not source:
        mapping = next((each for each in mappings if _is_theirs(each, body)), None)
    if mapping is not None:
        return _kept(mapping.name, mapped(body, mapping))
    question = asked(body, headers)
    if question is not None:
        return Reading(kind=question[0], outcome=Outcome.HANDSHAKE, handshake=question[1], why=question[2])
    kind = _kind(body, headers, source)
    try:
        found = [(_from(alert, kind, source), node) for alert, node in kind.read(body, headers)]
        return _kept(kind.name, found)
    except Quiet as quiet:
        return Reading(kind=kind.name, outcome=Outcome.IGNORED, why=one_line(str(quiet), 500))


def _from(alert: Alert, kind: Kind, source: str) -> Alert:
    """What was said to come from a monitor, and was read by the usual names alone, comes from that monitor."""
    named = OTHER_NAMES.get(source, source)
    return replace(alert, source=named) if kind is KINDS[-1] and named else alert


def _is_theirs(mapping: AlertMapping, body: Node) -> bool:
    """A mapping without a mark is used only where it is named."""
    return bool(mapping.recognise) and all(body.text(path) for path in mapping.recognise)


def _kind(body: Node, headers: Mapping[str, str], source: str) -> Kind:
    """The named kind, where the request is of it; else the kind that it is of; else by the usual names."""
    name = OTHER_NAMES.get(source, source)
    named = [kind for kind in KINDS if kind.name.partition("-legacy")[0] == name]
    if source and not named:
        raise Unreadable(f"no monitor is called {source[:60]!r}; one of {', '.join(NAMES)}, or a file in rules/alerts/")
    fitting = [kind for kind in (*named, *KINDS[:-1]) if kind.fits(body, headers)]
    return (fitting or [KINDS[-1]])[0]


def _kept(kind: str, found: Sequence[tuple[Alert, Node]]) -> Reading:
    if not found:
        raise Unreadable(f"no alert in what is said to come from {kind}")
    if len(found) > MOST_ALERTS:
        raise Unreadable(f"{len(found)} alerts at once are more than {MOST_ALERTS}; limit them at the sender")
    return Reading(kind=kind, outcome=Outcome.ALERTS, alerts=tuple(_bounded(found)))


def _bounded(found: Sequence[tuple[Alert, Node]]) -> Iterator[Alert]:
    for alert, node in found:
        if not alert.key:
            raise Unreadable("an alert has neither an id nor a name to know it by")
        yield replace(
            alert,
            key=one_line(alert.key, 500),
            title=one_line(alert.title, 250) or one_line(alert.key, 250),
            text=clean(paragraphs(alert.text[: LONGEST_TEXT - LONGEST], details(node))),
            severity=one_line(alert.severity, 100),
            service=one_line(alert.service, 200),
            group=one_line(alert.group, 500),
            event=one_line(alert.event, 60),
            url=_link(alert.url),
            labels=labels(alert.labels),
        )


def _link(url: str) -> str:
    url = scalar(url)
    return (
        url if url.startswith(("http://", "https://")) and len(url) <= 2_000 and not set(url) & set(' \n"<>`') else ""
    )
