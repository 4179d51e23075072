"""rules/texts/<language>.yml: what the portal says, in a language or in words of the desk's own."""

import string
from collections.abc import Iterator, Mapping
from functools import cache

from helpdesk.load.rules.source import Source
from helpdesk.load.strict_yaml import Document, read_yaml
from helpdesk.model.finding import Finding, Severity
from helpdesk.model.nearest import did_you_mean
from helpdesk.resources import data_folder

BUILT_IN = ("en", "de", "fr", "es")
# Texts that are lists: as many words as the English has.
_LISTS = ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "Mon Tue Wed Thu Fri Sat Sun")
_LARGEST, _NAMED = 1_000_000, 3


@cache
def portal_texts() -> tuple[str, ...]:
    """All that the portal says, in English. A translation that is built in has each of them."""
    path = data_folder("theme") / "texts" / f"{BUILT_IN[1]}.yml"
    document, _ = read_yaml(str(path), path.read_bytes(), _LARGEST)
    return tuple(document.value) if document is not None and isinstance(document.value, dict) else ()


def read_texts(source: Source) -> dict[str, dict[str, str]]:
    """What each language says, by the English; texts that the portal does not have are left out."""
    found: dict[str, dict[str, str]] = {}
    for path in source.paths("texts"):
        document = source.sound(path, "texts")
        if document is None or not isinstance(document.value, dict):
            continue
        said, language = document.value, path.rsplit("/", 1)[1].removesuffix(".yml")
        source.findings += _wrong(said, document)
        if language not in BUILT_IN:
            source.findings += _missing(said, document, language)
        known = set(portal_texts())
        found[language] = {text: translation for text, translation in said.items() if text in known}
    return found


def missing(said: Mapping[str, str]) -> tuple[str, ...]:
    """The portal's texts that a translation lacks."""
    return tuple(text for text in portal_texts() if text not in said)


def _wrong(said: Mapping[str, str], document: Document) -> Iterator[Finding]:
    known = set(portal_texts())
    for text, translation in said.items():
        if text not in known:
            what = f"no text of the portal: {text[:80]!r}"
            found = document.finding((text,), "R080", what, did_you_mean(text, sorted(known)), of_key=True)
            yield _warning(found)
        elif filled_in(text) != filled_in(translation):
            names = ", ".join(f"{{{name}}}" for name in sorted(filled_in(text) or ())) or "nothing"
            yield document.finding((text,), "R081", f"it fills in other things than {names}", "fill in just these")
        elif text in _LISTS and len(text.split()) != len(translation.split()):
            remedy = f"write {len(text.split())} words"
            yield document.finding((text,), "R081", f"a list of {len(translation.split())} words", remedy)


def _missing(said: Mapping[str, str], document: Document, language: str) -> Iterator[Finding]:
    """A language of the desk's own is told what it lacks; of the built-in ones the rest is there."""
    lacks = missing(said)
    if lacks:
        named = ", ".join(repr(text[:40]) for text in lacks[:_NAMED]) + (" and more" if len(lacks) > _NAMED else "")
        what = f"{len(lacks)} of {len(portal_texts())} texts are missing and stay English: {named}"
        yield _warning(document.finding((), "R082", what, f"`helpdesk texts {language}` prints them"))


def _warning(finding: Finding) -> Finding:
    return Finding(
        finding.path, finding.line, finding.column, finding.code, finding.what, finding.remedy, Severity.WARNING
    )


def filled_in(text: str) -> frozenset[str] | None:
    """The names that `str.format` fills in: plain ones alone. None for anything else that it would take for a field."""
    try:
        fields = [each for each in string.Formatter().parse(text) if each[1] is not None]
    except ValueError:
        return None
    if any(not name or not name.isidentifier() or form or conversion for _, name, form, conversion in fields):
        return None
    return frozenset(str(name) for _, name, _, _ in fields)
