"""The figures that a notice tells: worked out when it is sent, from the desk as it is then."""

from collections.abc import Mapping
from datetime import datetime

from helpdesk.decide.notifying.reports import TEMPLATE
from helpdesk.decide.notifying.wording import More
from helpdesk.figures.month import Month
from helpdesk.figures.report import Report
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import Json, Owed


def figures_in(snapshot: Snapshot) -> More:
    """What the mail of the monthly report says; nothing for other notices. A month is worked out once for all its
    readers."""
    made: dict[tuple[str, datetime], Report] = {}

    def more(owed: Owed, language: str) -> Mapping[str, Json]:
        if owed.template != TEMPLATE:
            return {}
        from helpdesk.publish.report.mail import report_values
        from helpdesk.publish.report.months import report_of

        asked = (str(owed.data.get("month", "")), owed.at)
        if asked not in made:
            made[asked] = report_of(snapshot, Month.named(asked[0]), owed.at)
        return report_values(made[asked], snapshot, language)

    return more
