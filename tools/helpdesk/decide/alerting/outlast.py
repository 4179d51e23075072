"""An alert that outlasts the planned work it was put down to opens a ticket of its own."""

from helpdesk.decide.alerting.begin import begin
from helpdesk.decide.alerting.notes import write
from helpdesk.decide.calendars.hours import to_second
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.model.message import Message, Party
from helpdesk.model.timeline import Step

_RULE = "built-in practice: an alert that outlasts planned work wakes people"


def outlast(this: DeskPass) -> None:
    """Carry out every pinned alarm whose time has come."""
    for draft in list(this.drafts.values()):
        for _, step in draft.state.agenda:
            if step.do == "alarm" and step.at <= this.now:
                _sound(this, draft, step)


def _sound(this: DeskPass, draft: Draft, step: Step) -> None:
    """`step.to` is the identity of the alert that was held until now."""
    sounding = draft.state.alerts.get(step.to)
    if sounding is None or not sounding.sounds or sounding.held is None:
        return
    at, alert = to_second(max(step.at, draft.ticket.opened)), sounding.alert
    why = f"it still fires after {draft.reference}, {draft.ticket.title!r}"
    labels = "\n".join(f"- {name}: `{value.replace('`', chr(39))}`" for name, value in alert.labels.items())
    message = Message(
        key=f"alarm:{draft.reference}:{step.to}@{step.at.isoformat()}"[:500],
        channel="alert",
        received=at,
        sender=Party(name=alert.source),
        subject=alert.title,
        text=f"{alert.title}\n\nFiring since {sounding.since:%Y-%m-%d %H:%M} UTC; {why}.\n\n{labels}\n\n{alert.url}",
        automatic=True,
        alert=alert,
    )
    new = begin(this, message, alert, at, after=None)
    if new is not draft:
        write(this, draft, alert, at, into=new.reference, why=f"{why}: it goes on in {new.reference}", rule=_RULE)
