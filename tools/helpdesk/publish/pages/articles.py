"""Knowledge articles: a page each, and an index by section of those that are in force."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import msgspec

from helpdesk.model.knowledge import Article, ArticleStatus, listed, successor_of, versions
from helpdesk.model.readers import NOBODY, Opinion, Remark, opinions
from helpdesk.publish.feeds import Entry, atom
from helpdesk.publish.markup import article as rendered
from helpdesk.publish.markup import boxed, sibling
from helpdesk.publish.places import article_page, asset_page, href, twin, up
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey
from helpdesk.publish.wizard.ways import mail_link

FEED = "articles/articles.atom"
YEAR = timedelta(days=365)
MOST_REMARKS = 10


class ArticleData(msgspec.Struct, frozen=True, kw_only=True):
    """An article as data. `solved` counts the tickets that it solved, `helpful` and `unhelpful` what was said
    on tickets and by readers in the last year, for the public once enough said something; `spared` counts readers who
    were about to ask, for staff alone. `owner` is empty for the public; `text` is its Markdown."""

    id: str
    place: str
    title: str
    summary: str
    section: str
    language: str
    audience: str
    status: str
    owner: str
    updated: date | None
    review: date | None
    stale: bool
    solved: int
    helpful: int
    unhelpful: int
    spared: int
    text: str


def section_of(article: Article) -> str:
    return article.id.rpartition("/")[0]


def section_name(section: str) -> str:
    """`remote-work` -> `Remote work`."""
    return section.replace("/", " / ").replace("-", " ").replace("_", " ").capitalize() or "General"


def is_stale(article: Article, site: Site) -> bool:
    """The day on which it was to be read over again has passed; nobody need read a retired one again."""
    retired = article.status is ArticleStatus.RETIRED
    return article.review is not None and article.review < site.now.date() and not retired


def article_pages(site: Site, survey: Survey) -> tuple[ArticleData, ...]:
    """`articles/index.html`, and every article that this audience may read, retired ones too; as data what they say."""
    staff, among = site.audience.staff, site.snapshot.articles
    shown = {name: among[name] for name in sorted(among) if among[name].read_by(staff=staff)}
    ordered = sorted(shown.values(), key=lambda each: (section_of(each), each.title.casefold(), each.id))
    found = listed(shown, staff=staff)
    in_force = (each for each in ordered if each.id in found)
    sections = [(section_name(name), list(group)) for name, group in groupby(in_force, key=section_of)]
    drafts = [each for each in ordered if each.status is ArticleStatus.DRAFT]
    if drafts:
        sections.append((site.texts.plain("Drafts"), drafts))
    said = _said(site)
    made = tuple(_data(site, survey, each, said.get(each.id, NOBODY)) for each in ordered)
    remarks = {name: each.remarks[:MOST_REMARKS] for name, each in said.items()} if staff else {}
    site.group(
        "articles", (made, sorted(among.items()), remarks), lambda: _draw(site, shown, ordered, sections, made, remarks)
    )
    return made


def _draw(
    site: Site,
    shown: Mapping[str, Article],
    ordered: Sequence[Article],
    sections: Sequence[tuple[str, list[Article]]],
    made: Sequence[ArticleData],
    remarks: Mapping[str, Sequence[Remark]],
) -> None:
    stale = {each.id for each in ordered if is_stale(each, site)}
    found = listed(shown, staff=site.audience.staff)
    news = [_news(each) for each in ordered if each.id in found and each.updated is not None]
    if news:
        title = site.texts.plain("Articles")
        site.output.write(FEED, atom(site.frame.name, title, FEED, site.base_url, news, site.now))
    site.page(
        "pages/articles.html",
        "articles/index.html",
        site.texts.plain("Articles"),
        sections=sections,
        stale=stale,
        place=article_page,
        feed=FEED if news else "",
    )
    for each, data in zip(ordered, made, strict=True):
        _page(site, each, shown, data, remarks.get(each.id, ()))
        site.json(twin(data.place), data)
    current = [data for data in made if data.status != ArticleStatus.RETIRED]
    site.json(twin("articles/index.html"), {"articles": current})


def _news(article: Article) -> Entry:
    """An article in the feed: known by its id for ever, dated by the day that its own front matter says."""
    assert article.updated is not None
    day = datetime(article.updated.year, article.updated.month, article.updated.day, tzinfo=UTC)
    name, place = f"article {article.id}", article_page(article.id)
    return Entry(id=name, place=place, title=article.title, text=article.summary, published=day, updated=day)


def _said(site: Site) -> Mapping[str, Opinion]:
    """What readers said of each article in the last year."""
    today = site.now.date()
    return opinions(site.snapshot.readers.values(), today - YEAR, today + timedelta(days=1))


def _data(site: Site, survey: Survey, article: Article, said: Opinion) -> ArticleData:
    helpful = survey.helped[article.id, True] + said.helped
    unhelpful = survey.helped[article.id, False] + said.not_helped
    # Few answers say little, and may tell whose they are.
    shown = site.audience.staff or helpful + unhelpful >= site.snapshot.rules.desk.readers.public_from
    return ArticleData(
        id=article.id,
        place=article_page(article.id),
        title=article.title,
        summary=article.summary,
        section=section_name(section_of(article)),
        language=article.language,
        audience=article.audience,
        status=article.status,
        owner=site.names.person(article.owner) if site.audience.staff else "",
        updated=article.updated,
        review=article.review,
        stale=is_stale(article, site),
        solved=survey.solved[article.id],
        helpful=helpful if shown else 0,
        unhelpful=unhelpful if shown else 0,
        spared=said.spared if site.audience.staff else 0,
        text=article.body,
    )


def _page(
    site: Site, article: Article, shown: Mapping[str, Article], data: ArticleData, remarks: Sequence[Remark]
) -> None:
    place = article_page(article.id)

    def resolve(target: str) -> str:
        found = sibling(article.id, target)
        anchor = f"#{target.partition('#')[2]}" if "#" in target else ""
        return href(up(place) + article_page(found)) + anchor if found in shown else "#"

    known = site.snapshot.assets
    site.page(
        "pages/article.html",
        place,
        article.title,
        article=article,
        data=data,
        body=boxed(rendered(article.body, article.title, resolve), site.texts.plain("Table")),
        section=section_name(section_of(article)),
        stale=is_stale(article, site),
        categories=[site.names.category(each) for each in article.categories],
        services=[(known[a].name, asset_page(known[a].kind, a)) if a in known else (a, "") for a in article.services],
        owner=site.names.person(article.owner),
        related=_related(article, listed(shown, staff=site.audience.staff)),
        versions=versions(article, shown),
        successor=successor_of(article, shown),
        place_of=article_page,
        remarks=remarks,
        asks=bool(site.frame.asks) and article.status is ArticleStatus.PUBLISHED,
        tell=_mail_about(site, article),
    )


def _mail_about(site: Site, article: Article) -> str:
    """A mail begun about an article that is in force, where the desk has an address and no gateway takes answers."""
    address = site.snapshot.rules.desk.mail.address
    if not address or article.status is not ArticleStatus.PUBLISHED:
        return ""
    title = site.texts.plain("About the article {title}", title=f"{article.title} ({article.id})")
    return mail_link(address, title, (site.texts.plain("What is missing, or does not hold?"),))


def _related(article: Article, shown: Mapping[str, Article]) -> list[Article]:
    """At most five others that share a category or service, the closest first."""
    mine = {*article.categories, *article.services}
    scores: dict[str, int] = defaultdict(int)
    for other in shown.values():
        common = len(mine & {*other.categories, *other.services})
        if common and other.id != article.id:
            scores[other.id] = common
    return [shown[name] for name in sorted(scores, key=lambda name: (-scores[name], name))[:5]]
