"""What other machines of the web look for: which pages there are, and which they may read."""

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from helpdesk.publish.places import href
from helpdesk.publish.site import Site

MOST = 50_000  # addresses a sitemap may have (sitemaps.org, protocol 0.9)


def web_files(site: Site) -> None:
    """`robots.txt`; and `sitemap.xml` where the public may read and the portal knows its address. Call it last."""
    mapped = not site.audience.staff and bool(site.base_url)
    rules = ["User-agent: *", "Disallow: /" if site.audience.staff else "Disallow: /api/"]
    if mapped:
        rules += ["", f"Sitemap: {site.base_url}/sitemap.xml"]
        for path, content in sitemaps(site.output.everything, site.base_url):
            site.output.write(path, content)
    site.output.write("robots.txt", ("\n".join(rules) + "\n").encode())


def sitemaps(paths: Sequence[str], base_url: str, most: int = MOST) -> Iterator[tuple[str, bytes]]:
    """`sitemap.xml` of every page; where there are more than one may hold, an index of `sitemap-1.xml`, ..."""
    pages = [path for path in paths if path.endswith(".html") and path != "404.html"]
    parts = [pages[start : start + most] for start in range(0, len(pages), most)]
    if len(parts) <= 1:
        yield "sitemap.xml", _listed("urlset", "url", pages, base_url)
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _listed("urlset", "url", part, base_url)
    yield "sitemap.xml", _listed("sitemapindex", "sitemap", names, base_url)


def _listed(kind: str, each: str, paths: Sequence[str], base_url: str) -> bytes:
    root = ElementTree.Element(kind, xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for path in paths:
        ElementTree.SubElement(ElementTree.SubElement(root, each), "loc").text = f"{base_url}/{href(path)}"
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()
