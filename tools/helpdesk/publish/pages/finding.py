"""The search: its index below `search/`, and the page that shows results, and without a script all there is, A to Z."""

from helpdesk.publish.finding.documents import help_documents, ticket_documents
from helpdesk.publish.finding.index import Document, Index, index_of, is_small, whole_of
from helpdesk.publish.finding.words import fold
from helpdesk.publish.output import key_of
from helpdesk.publish.public_ticket import PublicTicket
from helpdesk.publish.site import Site
from helpdesk.publish.staff_ticket import Row
from helpdesk.publish.survey import Survey

MOST_LISTED = 1000
# Of the files below search/, which are the portal's own and no part of its API: another number, another form.
FORM = 1
KINDS = {"article": "Article", "request": "Can be asked for", "service": "Service"}


def search_files(site: Site, survey: Survey) -> None:
    """`search/head.json` says which files there are; the others are described in `publish.finding.index`."""
    shown = [*map(_found_by, survey.rows), *map(_found_by, survey.public)]
    made_of = (shown, sorted(site.snapshot.articles.items()))
    site.group("search", made_of, lambda: _draw(site, survey))


def _found_by(row: Row | PublicTicket) -> tuple[str, ...]:
    """What a ticket is found by, and what stands beside it."""
    both = (row.reference, row.heading, row.place, row.type, row.status)
    if isinstance(row, PublicTicket):
        return both
    return *both, row.requester, row.team_name, row.assignee_name, row.category


def _draw(site: Site, survey: Survey) -> None:
    helps = help_documents(site)
    tickets = ticket_documents(survey.rows, survey.public)
    made = {"help": index_of(helps), "tickets": index_of(tickets)}
    for name, index in made.items():
        files = {"all.json": whole_of(index)} if is_small(index) else index.files
        for file, content in files.items():
            site.output.write(f"search/{name}/{file}", content)
    head = {name: _head(index) for name, index in made.items()}
    site.json("search/head.json", {"form": FORM, "prefix": site.snapshot.rules.desk.prefix, **head})
    _results_page(site, helps)


def _head(index: Index) -> dict[str, object]:
    """`v` changes with any file, so that a browser never mixes an old file with new ones."""
    version = key_of(sorted(index.files.items()))[:8]
    return {"count": index.count, "keys": " ".join(index.keys), "v": version, "small": is_small(index)}


def _results_page(site: Site, documents: list[Document]) -> None:
    listed = sorted(documents, key=lambda each: (fold(each.title), each.place))[:MOST_LISTED]
    letters: dict[str, list[Document]] = {}
    for each in listed:
        letters.setdefault(fold(each.title)[:1].upper() or "#", []).append(each)
    context: dict[str, object] = {"letters": letters, "left_out": len(documents) - len(listed), "kinds": KINDS}
    data = {"found": [{"title": each.title, "place": each.place, "kind": each.kind} for each in listed]}
    site.page("pages/search.html", "search.html", site.texts.plain("Search"), as_data=data, **context)
