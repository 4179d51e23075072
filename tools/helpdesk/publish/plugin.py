"""The mkdocs plugin: `mkdocs build` builds the whole portal, `mkdocs serve` previews it.

mkdocs empties its output folder before each build. So it is given a folder of its own for the guide, and what changed
is brought over from there; the desk's own pages are written by `publish.build`.
"""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast

import jinja2
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext
from msgspec.structs import replace

from helpdesk.decide.notifying.unlisted import page_keys
from helpdesk.model.moment import parse_utc
from helpdesk.publish import phrasing
from helpdesk.publish.attachments import checked_out
from helpdesk.publish.audience import Audience
from helpdesk.publish.extras import Extras, Given
from helpdesk.publish.guide import FOLDER, guide_key, take_guide, without_styles
from helpdesk.publish.markup import boxed
from helpdesk.publish.output import ForeignFolderError
from helpdesk.publish.passes import noted_passes
from helpdesk.publish.places import up
from helpdesk.publish.portal import BuildReport, build
from helpdesk.publish.reader import Reader, snapshot_reader
from helpdesk.publish.site import Frame, equip, frame_of, top_of
from helpdesk.publish.texts import Texts, texts_of
from helpdesk.resources import data_folder


class HelpdeskConfig(Config):  # type: ignore[no-untyped-call]
    """`reader` names the function that reads the desk in a folder, as `package.module:function`: publishing knows
    nothing of git. `now` fixes the moment (RFC 3339); else SOURCE_DATE_EPOCH does, else it is the clock's."""

    reader = config_options.Type(str, default="helpdesk.commands.clone.desk:work_tree_snapshot")
    audience = config_options.Choice([each.value for each in Audience], default=Audience.STAFF.value)
    now = config_options.Type(str, default="")


def _reader(dotted: str) -> Reader:
    try:
        return snapshot_reader(dotted)
    except ValueError as error:
        raise PluginError(f"mkdocs.yml: plugins: helpdesk: reader: {error}") from error


class HelpdeskPlugin(BasePlugin[HelpdeskConfig]):  # type: ignore[no-untyped-call]
    """Draws the guide in the portal's frame, and builds the desk's pages when the guide is done."""

    def __init__(self) -> None:
        self.given: Given | None = None
        self.report: BuildReport | None = None
        self._work: Given | None = None
        self._frame: Frame | None = None
        self._staging: tempfile.TemporaryDirectory[str] | None = None
        self._out = Path()
        self._serves = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Serving has a throw-away folder already; building gets one."""
        self._serves = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the desk, so that the frame knows its name, and put mkdocs to work beside the output folder."""
        self._work = self.given or self._configured(config)
        self._frame = frame_of(self._work.snapshot, self._work.audience, guide=True)
        config.site_name = self._frame.name
        self._out = Path(config.site_dir)
        if not self._serves:
            self._staging = tempfile.TemporaryDirectory(prefix="helpdesk-guide-")
            config.site_dir = self._staging.name
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """The guide's pages lie below guide/: the front page and the rest of the portal are the desk's."""
        for file in files:
            if file.src_dir == config.docs_dir:
                file.dest_uri = f"{FOLDER}/{file.dest_uri}"
                for cached in ("url", "abs_dest_path"):
                    file.__dict__.pop(cached, None)
                file.dest_dir = config.site_dir
        return files

    def on_env(self, env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Everything escaped, as on the desk's own pages; mkdocs' own default is not."""
        env.autoescape = True
        assert self._frame is not None
        texts = self._texts()
        equip(env, phrasing.zone(self._frame.zone), texts)
        env.globals["top"] = top_of(env, self._frame, texts)
        env.globals["base"] = self._work.base_url.rstrip("/") if self._work else ""
        return env

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Cells aligned by classes, wide things in boxes, and `portal:` links led to the portal's root."""
        led = without_styles(html).replace('href="portal:', f'href="{up(page.file.dest_uri)}')
        return str(boxed(led, self._texts().plain("Table")))

    def on_page_context(
        self,
        context: TemplateContext,
        /,
        *,
        page: Page,
        config: MkDocsConfig,
        nav: Navigation,
    ) -> TemplateContext:
        """What the frame asks for."""
        place = page.file.dest_uri
        asked = {"frame": self._frame, "title": page.title, "root": up(place), "here": place}
        return cast("TemplateContext", {**context, **asked})

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Bring the guide over, then write the desk's pages."""
        assert self._work is not None and self._frame is not None
        work = self._work
        try:
            drawn = None
            if self._staging is not None:
                key = guide_key(_root(config), self._frame)
                drawn = take_guide(Path(self._staging.name), self._out, work.audience.value, key)
            built = build(
                work.snapshot,
                self._out,
                work.now,
                work.audience,
                work.base_url,
                replace(work.extras, adopt=self._serves),
            )
            self.report = drawn.joined(built) if drawn else built
        except ForeignFolderError as error:
            raise PluginError(str(error)) from error
        finally:
            self._tidy(config)

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """A preview is made anew when articles, assets or rules change. Tickets are too many to watch."""
        for name in ("kb", "assets", "rules"):
            folder = _root(config) / name
            if folder.is_dir():
                server.watch(str(folder))
        return server

    def on_build_error(self, error: Exception) -> None:
        if self._staging is not None:
            self._staging.cleanup()
            self._staging = None

    def _texts(self) -> Texts:
        assert self._work is not None and self._frame is not None
        return texts_of(data_folder("theme"), self._frame.language, self._work.snapshot.rules.texts)

    def _tidy(self, config: MkDocsConfig) -> None:
        if self._staging is not None:
            self._staging.cleanup()
            self._staging = None
            config.site_dir = str(self._out)

    def _configured(self, config: MkDocsConfig) -> Given:
        snapshot = _reader(self.config.reader)(_root(config))
        try:
            keys = page_keys(os.environ.get("HELPDESK_PAGE_KEYS", ""))
        except ValueError as error:
            raise PluginError(f"HELPDESK_PAGE_KEYS: {error}") from error
        root = _root(config)
        extras = Extras(guide=True, files=checked_out(root), page_keys=keys, passes=noted_passes(root))
        return Given(snapshot, self._now(), Audience(self.config.audience), config.site_url or "", extras)

    def _now(self) -> datetime:
        if self.config.now:
            return parse_utc(self.config.now)
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC).replace(microsecond=0)


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or "mkdocs.yml").resolve().parent
