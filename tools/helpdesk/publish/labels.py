"""Labels to stick on assets: a sheet to print, each with a QR code (ISO/IEC 18004). It opens the form that reports a
problem with that asset, which is on every portal: whoever has the thing in hand may be no member of staff."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from helpdesk.model.asset import Asset
from helpdesk.publish.places import report_page

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
@page {{ size: A4; margin: 12mm }}
body {{ margin: 0; font: 10pt/1.25 system-ui, sans-serif; color: #000; background: #fff }}
ul {{ display: grid; grid-template-columns: repeat(3, 62mm); gap: 0; margin: 0; padding: 0; list-style: none }}
li {{ display: flex; gap: 3mm; align-items: center; box-sizing: border-box; width: 62mm; height: 34mm; padding: 3mm;
  border: .2mm dashed #999; overflow: hidden; break-inside: avoid }}
svg {{ flex: none; width: 26mm; height: 26mm }}
strong {{ display: block; font-size: 12pt; overflow-wrap: anywhere }}
span {{ display: block; overflow-wrap: anywhere; max-height: 2.5em; overflow: hidden }}
small {{ font-size: 7.5pt }}
</style>
</head>
<body>
<ul>
{labels}
</ul>
</body>
</html>
"""


def labels(assets: Iterable[Asset], portal: str, name: str) -> str:
    """The sheet as one HTML file that needs nothing else. `portal` is the address that the portal has."""
    drawn = Markup("\n").join(_label(one, portal, name) for one in assets)
    return _PAGE.format(title=escape(f"Labels: {name}"), labels=drawn)


def address(asset: Asset, portal: str) -> str:
    """Where a problem with an asset is reported."""
    return f"{portal.rstrip('/')}/{report_page(asset.kind, asset.id)}"


def code_of(asset: Asset, portal: str) -> Markup:
    """The QR code of that address as inline SVG; named for who can't see it."""
    import segno

    code = segno.make(address(asset, portal), micro=False, error="m", boost_error=False)
    return Markup(code.svg_inline(omitsize=True, border=2, title=f"QR code of {asset.id}"))  # noqa: S704 - its title is escaped


def _label(asset: Asset, portal: str, name: str) -> Markup:
    words = Markup("<div><strong>{}</strong><span>{}</span><small>{}: scan to report a problem</small></div>")
    return Markup("<li>") + code_of(asset, portal) + words.format(asset.id.upper(), asset.name, name) + Markup("</li>")
