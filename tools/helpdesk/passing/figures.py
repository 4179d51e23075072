"""The figures that a notice tells: worked out when it is sent, from the desk as it is then."""

from collections.abc import Mapping

from helpdesk.decide.reports import TEMPLATE
from helpdesk.decide.wording import More
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import Json, Owed


def figures_in(snapshot: Snapshot) -> More:
    """What the mail of the monthly report says; nothing for other notices."""

    def more(owed: Owed, language: str) -> Mapping[str, Json]:
        if owed.template != TEMPLATE:
            return {}
        from helpdesk.publish.report.mail import report_values

        return report_values(snapshot, str(owed.data.get("month", "")), owed.at, language)

    return more
