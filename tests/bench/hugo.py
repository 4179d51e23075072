"""The same tickets as a Hugo site: the yardstick of the portal."""

from pathlib import Path

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<h1>{{ .Params.id }} {{ .Title }}</h1><dl>{{ range $name, $value := .Params }}<dt>{{ $name }}</dt><dd>{{ $value }}</dd>
{{ end }}</dl>{{ .Content }}</body></html>"""
_LIST = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tickets</title></head><body><ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></body></html>"""


def hugo_site(desk: Path, folder: Path) -> Path:
    """Write it: a page a ticket, its comments below its request, one list."""
    layouts, pages = folder / "layouts/_default", folder / "content/tickets"
    for path in (layouts, pages):
        path.mkdir(parents=True)
    off = 'disableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n'
    (folder / "config.toml").write_text(f'baseURL = "https://desk.example/"\ntitle = "Desk"\n{off}')
    (layouts / "single.html").write_text(_PAGE)
    (layouts / "list.html").write_text(_LIST)
    for ticket in (desk / "tickets").glob("*/*/ticket.md"):
        comments = sorted((ticket.parent / "comments").glob("*.md"))
        texts = [ticket.read_text(), *(path.read_text().split("---\n", 2)[-1] for path in comments)]
        # Hugo takes these keys of a page's front matter for its own.
        page = texts[0].replace("\nresources:", "\nparts:", 1).replace("\ntype:", "\nkind:", 1)
        (pages / f"{ticket.parent.name}.md").write_text("\n\n".join([page, *texts[1:]]))
    return folder
