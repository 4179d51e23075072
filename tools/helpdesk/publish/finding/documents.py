"""What can be found: help (articles, services, what can be asked for), and the tickets that this audience sees."""

from collections.abc import Iterator, Sequence

from helpdesk.model.knowledge import Article, listed
from helpdesk.publish.finding.index import Document
from helpdesk.publish.finding.words import first_words, words_of
from helpdesk.publish.markup import plain
from helpdesk.publish.places import article_page, asset_page, request_page, service_requests
from helpdesk.publish.public_ticket import PublicTicket
from helpdesk.publish.site import Site
from helpdesk.publish.staff_ticket import Row
from helpdesk.publish.wizard.offers import offered_items, services

LONGEST_LINE = 140
MOST_WORDS = 200
SERVICE, REQUEST, ARTICLE, TICKET = "service", "request", "article", "ticket"


def help_documents(site: Site) -> list[Document]:
    """Numbered in the order of their ids, articles first: a new one moves the numbers of those behind it. Of what is
    found alike the last comes first, so that articles in another language than the desk's stand before all."""
    made = [*_articles(site), *_requests(site), *_services(site)]
    return [Document(number, *parts) for number, parts in enumerate(made)]


Parts = tuple[str, str, str, str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]


def _articles(site: Site) -> Iterator[Parts]:
    shown = listed(site.snapshot.articles, staff=site.audience.staff).values()
    for article in sorted(shown, key=lambda each: each.language == site.frame.language):
        beside = words_of(" ".join((article.summary, *article.keywords, *_abouts(site, article))))
        text = tuple(first_words((plain(article.body, 12_000),), MOST_WORDS))
        yield article.title, article_page(article.id), ARTICLE, _line(article.summary), (
            words_of(article.title), beside, text,
        )  # fmt: skip


def _abouts(site: Site, article: Article) -> list[str]:
    return [*map(site.names.category, article.categories), *map(site.names.service, article.services)]


def _requests(site: Site) -> Iterator[Parts]:
    for item in offered_items(site.snapshot.rules, site.audience):
        text = words_of(" ".join(field.label for field in item.fields))
        beside = words_of(f"{item.description} {site.names.category(item.category)}")
        yield item.name, request_page(item.id), REQUEST, _line(item.description), (words_of(item.name), beside, text)


def _services(site: Site) -> Iterator[Parts]:
    for service in services(site.snapshot):
        place = asset_page(service.kind, service.id) if site.audience.staff else service_requests(service.id)
        told = service.description if site.audience.staff else ""
        yield service.name, place, SERVICE, _line(told), (words_of(service.name), words_of(told), ())


def ticket_documents(rows: Sequence[Row], public: Sequence[PublicTicket]) -> list[Document]:
    """Tickets that have a page, by their own numbers."""
    return [
        *(Document(_number(row.reference), row.heading, row.place, row.reference, _row_line(row), _row_words(row))
          for row in rows),
        *(Document(_number(each.reference), each.heading, each.place, each.reference, each.status,
                   (words_of(each.heading), words_of(each.type), ()))
          for each in public),
    ]  # fmt: skip


def _number(reference: str) -> int:
    return int(reference.rpartition("-")[2])


def _row_line(row: Row) -> str:
    return " · ".join(filter(None, (row.status, row.requester, row.team_name)))


def _row_words(row: Row) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    beside = (*words_of(row.requester), *words_of(row.assignee_name), *words_of(row.category))
    return words_of(row.heading), beside, (*words_of(row.team_name), *words_of(row.type))


def _line(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1].rstrip()}…"
