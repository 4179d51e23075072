"""What other machines of the web look for: which pages there are, and which they may read."""

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
        site.output.write("sitemap.xml", _sitemap(site))
    site.output.write("robots.txt", ("\n".join(rules) + "\n").encode())


def _sitemap(site: Site) -> bytes:
    root = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    pages = [path for path in site.output.paths if path.endswith(".html") and path != "404.html"]
    for path in pages[:MOST]:
        ElementTree.SubElement(ElementTree.SubElement(root, "url"), "loc").text = f"{site.base_url}/{href(path)}"
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()
