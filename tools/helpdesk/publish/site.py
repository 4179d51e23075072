"""The portal under construction: what every page needs to be rendered and written."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import jinja2
import msgspec
from markupsafe import Markup

from helpdesk.model.snapshot import Snapshot
from helpdesk.publish import phrasing
from helpdesk.publish.audience import Audience
from helpdesk.publish.dashboards.drawings import Drawings
from helpdesk.publish.made_by import code_digest
from helpdesk.publish.markup import boxed, message
from helpdesk.publish.names import Names
from helpdesk.publish.output import Output, key_of
from helpdesk.publish.places import href, queue_page, segment, twin, up
from helpdesk.publish.served import served
from helpdesk.publish.templates import environment
from helpdesk.publish.texts import Texts, texts_of
from helpdesk.publish.wizard.ways import GITHUB, intake_repository, origin
from helpdesk.resources import data_folder

STATIC = "static"
_SAID = re.compile(r'\bsay\(("(?:[^"\\]|\\.)*")')
Context = Callable[[], Mapping[str, object]]
Result = TypeVar("Result")


class Section(msgspec.Struct, frozen=True):
    """An entry of the portal's main navigation."""

    label: str
    place: str

    def holds(self, path: str) -> bool:
        """Whether a page lies in this section's folder."""
        folder, slash, _ = self.place.rpartition("/")
        return bool(slash) and path.startswith(f"{folder}/")


class Frame(msgspec.Struct, frozen=True):
    """What stands around every page, the guide's included. `language` is the desk's own, `said_in` that of the pages'
    texts, `translated`: the scripts need a table of them; `gateway` and `github` are where a form may be sent besides
    the portal itself. `asks` is where readers say whether an article helped, `sought` where searches that find nothing
    are counted; empty for nowhere."""

    name: str
    audience: str
    sections: tuple[Section, ...]
    zone: str
    language: str
    said_in: str = "en"
    direction: str = "ltr"
    gateway: str = ""
    github: str = ""
    asks: str = ""
    sought: str = ""
    translated: bool = False

    @property
    def staff(self) -> bool:
        return Audience(self.audience).staff


def frame_of(snapshot: Snapshot, audience: Audience, *, guide: bool) -> Frame:
    """The frame of a desk's portal; the guide has its place in it when there is one."""
    desk, staff = snapshot.rules.desk, audience.staff
    language = desk.languages[0] if desk.languages else "en"
    texts = texts_of(data_folder("theme"), language, snapshot.rules.texts)
    shown = [
        ("Home", "index.html", True),
        ("Get help", "request/index.html", True),
        ("Queues", "queues/index.html", staff),
        ("Tickets", "tickets/index.html", True),
        ("Articles", "articles/index.html", True),
        ("Services", "services/index.html", True),
        ("Changes", "changes/index.html", staff),
        ("Assets", "assets/index.html", staff),
        ("Problems", "problems/index.html", staff),
        ("Analytics", "analytics/index.html", True),
        ("Desk health", "health/index.html", staff),
        ("Guide", "guide/index.html", guide),
    ]
    return Frame(
        desk.name,
        audience.value,
        tuple(Section(texts.plain(label), place) for label, place, there in shown if there),
        phrasing.zone(desk.timezone).key,
        language,
        texts.language,
        texts.direction,
        origin(desk.gateway),
        GITHUB.rstrip("/") if intake_repository(desk) else "",
        f"{desk.gateway.rstrip('/')}/readers/helped" if origin(desk.gateway) and desk.readers.ask else "",
        f"{desk.gateway.rstrip('/')}/readers/sought" if origin(desk.gateway) and desk.readers.searches else "",
        bool(texts.table),
    )


Top = Callable[[str, str], Markup]


def top_of(made_in: jinja2.Environment, frame: Frame, texts: Texts) -> Top:
    """What draws the top of the page at `here`, whose way to the root is `root`. Most pages share theirs."""

    @cache
    def drawn(root: str, current: str, exact: bool) -> Markup:
        return Markup(made_in.get_template("parts/top.html").module.top(frame, root, current, exact, texts))  # type: ignore[attr-defined]  # noqa: S704

    def top(root: str, here: str) -> Markup:
        current = next((s.place for s in frame.sections if s.place == here or s.holds(here)), "")
        return drawn(root, current, current == here)

    return top


def equip(made: jinja2.Environment, where: ZoneInfo, texts: Texts) -> None:
    """Give templates what they say things with, the guide's too."""
    made.globals |= {"t": texts, "counted": texts.count, "code": _code, "segment": segment, "twin": twin, "base": ""}
    made.globals["duration"] = partial(phrasing.duration, texts=texts)
    table = texts.plain("Table")
    made.filters |= {
        "when": partial(phrasing.time_tag, where=where, texts=texts),
        "due": partial(phrasing.time_tag, where=where, texts=texts, mark="due"),
        "at": partial(phrasing.time_tag, where=where, texts=texts, mark="at"),
        "answer": partial(phrasing.answer, texts=texts),
        "instant": phrasing.instant,
        "day": partial(phrasing.day, texts=texts),
        "span": partial(phrasing.span, texts=texts),
        "percent": phrasing.percent,
        "size": partial(phrasing.size, texts=texts),
        "number": texts.number,
        "message": lambda text: boxed(message(text, language=texts.language), table),
        "href": href,
    }


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)


def encoded(value: object) -> bytes:
    """As JSON, the same bytes for equal values."""
    return msgspec.json.encode(value, order="deterministic")


class Site:
    """Renders templates into one output folder."""

    def __init__(self, snapshot: Snapshot, output: Output, frame: Frame, now: datetime, base_url: str) -> None:
        self.snapshot, self.output, self.frame, self.now = snapshot, output, frame, now
        self.base_url = base_url.rstrip("/")
        self.audience = Audience(frame.audience)
        self.theme = data_folder("theme")
        self.texts = texts_of(self.theme, frame.language, snapshot.rules.texts)
        self.names = Names(snapshot.rules, snapshot.assets, self.texts)
        self._environment = environment(self.theme, self.texts)
        equip(self._environment, phrasing.zone(frame.zone), self.texts)
        self._environment.globals |= {
            "frame": frame,
            "desk": snapshot.rules.desk,
            "queue_page": queue_page,
            "base": self.base_url,
        }
        self.drawings = Drawings(snapshot.kept("drawings", code_digest()))
        self._environment.filters["drawing"] = self.drawings.svg
        self._environment.globals["top"] = top_of(self._environment, frame, self.texts)
        # The version of the rules does not tell edits from other edits that nobody has committed.
        self.world = key_of(
            code_digest(), msgspec.to_builtins(snapshot.rules, str_keys=True), sorted(snapshot.assets.items())
        )
        self._made_with = key_of(theme_digest(self.theme), self.world, frame, self.base_url)

    def render(self, template: str, path: str, title: str, **context: object) -> str:
        """The page at `path`. `root` in the context is the way back to the portal's root, worked out if not given."""
        whole = {"root": up(path), **context, "title": title, "here": path}
        return self._environment.get_template(template).render(whole)

    def page(self, template: str, path: str, title: str, *, as_data: object = None, **context: object) -> None:
        """Render and write; left alone on disk when the bytes are the same. `as_data` is the page's twin."""
        self.output.write(path, self.render(template, path, title, **context).encode())
        if as_data is not None:
            self.json(twin(path), as_data)

    def worked_out(self, name: str, made_of: object, kind: type[Result], work: Callable[[], Result]) -> Result:
        """What `work` gives, which msgspec can encode as `kind`; not worked out again from the same things."""
        kept, key = self.snapshot.kept(name, self.world), key_of(made_of)
        for _, state, data in kept.entries():
            if state == key:
                try:
                    return msgspec.msgpack.decode(data, type=kind)
                except msgspec.DecodeError:
                    break
        result = work()
        kept.keep([(0, key, msgspec.msgpack.encode(result))])
        return result

    def group(self, name: str, made_of: object, draw: Callable[[], None]) -> None:
        """Pages that are drawn together; `draw` is not even called when all were made of the same things before."""
        self.output.group(name, self.key(made_of), draw)

    def key(self, made_of: object) -> str:
        """The key of a page that is made of these things, by this tool with this theme and these rules and assets."""
        return key_of(self._made_with, made_of)

    def keyed_page(
        self,
        template: str,
        path: str,
        title: str,
        made_of: object,
        context: Context,
        as_data: Callable[[], object] | None = None,
    ) -> None:
        """As `page`, but `context` and `as_data` are not even asked for when the page was made of the same before."""
        key = self.key(made_of)
        self.output.page(path, key, lambda: self.render(template, path, title, **context()))
        if as_data is not None:
            self.output.page(twin(path), key, lambda: encoded(as_data()).decode())

    def json(self, path: str, value: object) -> None:
        self.output.write(path, encoded(value))

    def keyed_json(self, path: str, made_of: object, value: Callable[[], object]) -> None:
        """As `json`, but `value` is not even asked for when the file was made of the same things before."""
        self.output.page(path, self.key(made_of), lambda: encoded(value()).decode())

    def static_files(self) -> None:
        """The stylesheet and the scripts, which mkdocs would copy to the same place, and what the scripts say."""
        for file in sorted((self.theme / STATIC).iterdir()):
            self.output.write(f"{STATIC}/{file.name}", served(file))
        said = {text: self.texts.plain(text) for text in said_by_scripts(self.theme)} if self.texts.table else {}
        table = msgspec.json.encode({"language": self.texts.language, "texts": said}, order="deterministic")
        self.output.write(f"{STATIC}/texts.js", b"globalThis.deskTexts = " + table + b";\n")


@cache
def said_by_scripts(theme: Path) -> tuple[str, ...]:
    """The texts that the scripts name in `say("...")`."""
    scripts = (file.read_text(encoding="utf-8") for file in sorted((theme / STATIC).glob("*.js")))
    return tuple(sorted({json.loads(found) for script in scripts for found in _SAID.findall(script)}))


def theme_digest(theme: Path) -> str:
    """A digest of every file of the theme, so that a changed template changes every page's key."""
    digest = hashlib.blake2b(digest_size=12)
    for file in sorted(path for path in theme.rglob("*") if path.is_file()):
        digest.update(file.relative_to(theme).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
