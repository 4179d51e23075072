"""Where things are found on the portal: notices, pages and feeds agree by asking here. Paths end in a slash."""


def ticket_page(reference: str) -> str:
    return f"tickets/{reference}/"


def article_page(article: str) -> str:
    """`article` is its id, `<section>/<slug>`."""
    return f"kb/{article}/"


def asset_page(asset: str) -> str:
    return f"assets/{asset}/"


def on_portal(portal: str, page: str) -> str:
    """The full address of a page, or nothing where the desk has named no portal."""
    return f"{portal.rstrip('/')}/{page}" if portal else ""
