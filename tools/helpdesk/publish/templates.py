"""Templates as they are compiled: in one language, so that what a page says is part of it and not looked up for each.

`t('Opened in {month}', month=x)` becomes the desk's own words around `x`, joined to the markup beside them. Calls are
plain calls: nothing that a template of ours calls wants to be handed its context.
"""

import hashlib
import keyword
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from helpdesk.publish.texts import Texts


def environment(theme: Path, texts: Texts) -> jinja2.Environment:
    """Jinja2 with everything escaped, and a mistyped name an error; `t` speaks the language of `texts`."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(theme),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled(texts),
    )
    made.globals["t"] = texts
    made.code_generator_class = _InOneLanguage
    return made


def _compiled(texts: Texts) -> jinja2.BytecodeCache | None:
    """Templates as compiled before, in a folder that is this user's alone; None where there is no such place. What was
    compiled in other words, or by other code than this, is left aside."""
    words = repr((texts.language, sorted(texts.table.items()))).encode()
    made = hashlib.blake2b(Path(__file__).read_bytes() + words, digest_size=8).hexdigest()
    try:
        return jinja2.FileSystemBytecodeCache(pattern=f"__desk_{made}_%s.cache")
    except (OSError, RuntimeError):
        return None


class _InOneLanguage(CodeGenerator):
    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - so Jinja2 asks
        texts = self.environment.globals["t"]
        assert isinstance(texts, Texts)
        _Saying(texts).visit(node)
        super().visit_Template(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        named = any(keyword.iskeyword(each.key) for each in node.kwargs)
        if forward_caller or node.dyn_args or node.dyn_kwargs or named:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for each in (*node.args, *node.kwargs):
            self.visit(each, frame)
            self.write(", ")
        self.write(")")


class _Saying(NodeTransformer):
    """Puts texts in the place of what asks for them."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if not (isinstance(node.node, nodes.Name) and node.node.name == "t" and len(node.args) == 1):
            return node
        text = node.args[0]
        if not (isinstance(text, nodes.Const) and isinstance(text.value, str)) or node.dyn_args or node.dyn_kwargs:
            return node
        if not node.kwargs:
            return nodes.TemplateData(str(self._texts(text.value)), lineno=node.lineno)
        values = {each.key: each.value for each in node.kwargs}
        try:
            pieces = list(_pieces(self._texts.plain(text.value), values))
        except ValueError:  # the desk's own words for it, with a brace too many: the page that says it says so
            return node
        return nodes.Concat(pieces, lineno=node.lineno) if None not in pieces else node

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802
        """What is joined in the midst of markup is markup one after the other."""
        self.generic_visit(node)
        node.nodes = [
            piece for each in node.nodes for piece in (each.nodes if isinstance(each, nodes.Concat) else [each])
        ]
        return node


def _pieces(text: str, values: dict[str, nodes.Expr]) -> Iterator[nodes.Expr | None]:
    """A text's own words and the values between them; None for a value that is not there, or wants a format."""
    for words, name, form, conversion in Formatter().parse(text):
        if words:
            yield nodes.TemplateData(str(escape(words)))
        if name is not None:
            yield values.get(name) if not form and not conversion else None
