"""What a notice says besides, worked out when it is sent: figures of the desk as it is then, answers to commands in
the reader's language."""

from collections.abc import Mapping
from datetime import datetime

from helpdesk.decide.notifying.command_words import in_words_of
from helpdesk.decide.notifying.reports import TEMPLATE as REPORT
from helpdesk.decide.notifying.wording import More
from helpdesk.decide.spoken.hearing import TEMPLATE as COMMANDS
from helpdesk.figures.month import Month
from helpdesk.figures.report import Report
from helpdesk.load.command_answers import command_answers
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import Json, Owed


def more_in(snapshot: Snapshot) -> More:
    """What the mail of the monthly report and the answer to commands say; nothing for other notices. A month is worked
    out once for all its readers."""
    made: dict[tuple[str, datetime], Report] = {}

    def more(owed: Owed, language: str) -> Mapping[str, Json]:
        if owed.template == COMMANDS:
            return {"data": in_words_of(owed.data, command_answers(language))}
        if owed.template != REPORT:
            return {}
        from helpdesk.publish.report.mail import report_values
        from helpdesk.publish.report.months import report_of

        asked = (str(owed.data.get("month", "")), owed.at)
        if asked not in made:
            made[asked] = report_of(snapshot, Month.named(asked[0]), owed.at)
        return report_values(made[asked], snapshot, language)

    return more
