"""A calendar in words, as a request form says when its promises run."""

import pytest

from helpdesk.model.calendar import CalendarRule, HolidaySource, Weekday
from helpdesk.publish.texts import ENGLISH, texts_of
from helpdesk.publish.wizard.hours import hours_in_words
from helpdesk.resources import data_folder


def calendar(*weekly: tuple[tuple[str, str], ...], **more: object) -> CalendarRule:
    return CalendarRule(id="c", timezone="Europe/Berlin", weekly=dict(zip(Weekday, weekly, strict=False)), **more)


DAY, SHORT, SPLIT = (("08:00", "18:00"),), (("08:00", "16:30"),), (("09:00", "13:00"), ("14:00", "18:00"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (calendar(DAY, DAY, DAY, DAY, SHORT), "Working time is Mon-Thu 08:00-18:00, Fri 08:00-16:30 (Europe/Berlin)."),
        (calendar(SPLIT, (), SPLIT), "Working time is Mon 09:00-13:00 + 14:00-18:00, Wed 09:00-13:00 + 14:00-18:00 "
                                     "(Europe/Berlin)."),
        (calendar(*[(("00:00", "24:00"),)] * 7), "Working time is around the clock."),
        (None, "Working time is around the clock."),
    ],
)  # fmt: skip
def test_days_with_the_same_hours_are_said_together(given, said):
    assert hours_in_words(given, ENGLISH) == said


def test_holidays_are_named_and_days_are_in_the_desks_language():
    given = calendar(DAY, DAY, holidays=(HolidaySource(country="DE"),))
    said = hours_in_words(given, texts_of(data_folder("theme"), "de"))
    assert said == "Arbeitszeit ist Mo-Di 08:00-18:00 (Europe/Berlin), außer an Feiertagen."
