"""Asking for something: the catalogue in plain words, and a form for each item that hands over what was typed."""

from collections.abc import Sequence

from helpdesk.model.rules.catalog import FieldType, Item
from helpdesk.model.timeline import Target
from helpdesk.publish.pages.home import major_incidents
from helpdesk.publish.places import REPORT, request_page
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey
from helpdesk.publish.wizard.hours import hours_in_words
from helpdesk.publish.wizard.offers import OTHER, by_service, offered_items
from helpdesk.publish.wizard.promised import Promises
from helpdesk.publish.wizard.steps import sections_of, steps_of
from helpdesk.publish.wizard.ways import mail_link, query, ways_for

MOST_RADIOS = 5
_ABOUT_WHOM = {
    "requester-manager": "your manager",
    "service-owner": "whoever owns the service",
    "lead": "the team's lead",
}


def request_pages(site: Site, survey: Survey) -> None:
    """`request/index.html`, a page an item, one for everything else, the one that labels on things open, and the table
    of when an answer comes."""
    promises = Promises(site.snapshot.rules, site.now)
    major = major_incidents(site, survey)
    # What will be promised changes with the day that the tables begin on, and with the rules.
    site.group("request", (promises.start, major), lambda: _draw(site, promises, major))


def _draw(site: Site, promises: Promises, major: Sequence[object]) -> None:
    items = offered_items(site.snapshot.rules, site.audience)
    site.page(
        "pages/request.html",
        "request/index.html",
        site.texts.plain("Ask for something"),
        services=list(by_service(site.snapshot, items)),
        place=request_page,
        other=request_page(OTHER),
        major=major,
        as_data={"items": [_item(each) for each in items]},
    )
    for item in (*items, None):
        _form(site, item, promises, major)
    _form(site, None, promises, major, labelled=True)
    site.json("request/promised.json", {"tables": promises.tables})


def _form(
    site: Site, item: Item | None, promises: Promises, major: Sequence[object], *, labelled: bool = False
) -> None:
    """`labelled`: the form that asks which thing it is about; its label's address fills that in."""
    ways = ways_for(site.snapshot.rules.desk, item)
    other = "Report a problem with a device" if labelled else "Something else, or something does not work"
    name = item.name if item else site.texts.plain(other)
    questions = [field.label for field in item.fields if field.type is not FieldType.UPLOAD] if item else []
    if labelled:
        questions.append(site.texts.plain("Which device?"))
    answered = promises.of(item, Target.RESPONSE)
    steps = steps_of(item) if item and ways.any else ()
    site.page(
        "pages/form.html",
        REPORT if labelled else request_page(item.id if item else OTHER),
        name,
        item=item,
        labelled=labelled,
        name=name,
        ways=ways,
        mail=mail_link(ways.mail, name, questions) if ways.mail else "",
        github=f"{ways.github}?{query({'template': ways.template})}" if ways.github else "",
        answered=answered,
        done=promises.of(item, Target.RESOLVE),
        approvers=_approvers(site, item),
        steps=steps,
        sections=sections_of(item) if item else (),
        total=len(steps) + bool(ways.gateway) + 1,
        tasks=[task.title for task in item.tasks] if item else [],
        hours=hours_in_words(site.snapshot.rules.calendars.get(answered.hours), site.texts) if answered else "",
        most_radios=MOST_RADIOS,
        major=major,
        largest=site.snapshot.rules.desk.attachments.largest,
        as_data=_item(item) if item else {"id": "report" if labelled else OTHER, "name": name},
    )


def _item(item: Item) -> dict[str, object]:
    """What a form asks, as data; who agrees and how it is routed are the desk's own."""
    asked = [
        {
            "id": each.id,
            "label": each.label,
            "type": each.type,
            "required": each.required,
            "options": each.options,
            "section": each.section,
        }
        for each in item.fields
    ]
    return {"id": item.id, "name": item.name, "description": item.description, "service": item.service, "fields": asked}


def _approvers(site: Site, item: Item | None) -> list[str]:
    """Who agrees first, in words: a role, or a team. No person is named to the public."""
    named = []
    for approver in item.approvers if item else ():
        if approver.who in _ABOUT_WHOM:
            named.append(site.texts.plain(_ABOUT_WHOM[approver.who]))
        elif approver.who in site.snapshot.rules.teams:
            named.append(site.names.team(approver.who))
        else:
            named.append(
                site.names.person(approver.who) if site.audience.staff else site.texts.plain("a person in charge")
            )
    return list(dict.fromkeys(named))
