"""A call in one screen: five fields, what they may mean under them, keyboard only, 80 columns.

Tab and Shift-Tab go from field to field, the arrows choose from a list and Enter takes what is chosen, F2 logs the call
and Esc gives it up.
"""

from collections.abc import Callable

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.output import Output

from helpdesk.commands.calls.notes import CallNotes
from helpdesk.commands.terminal.visible import one_line
from helpdesk.model.ticket import Level

WIDTH = 80
_LABEL = 10
_ROOM = WIDTH - _LABEL - 3
_KEYS = " Tab next field   ↑↓ Enter choose   F2 log the call   Esc give up"


class CallScreen:
    """The screen over the notes. `run` returns whether the call is to be logged."""

    def __init__(self, notes: CallNotes, input: Input | None = None, output: Output | None = None) -> None:
        self.notes = notes
        self._place, self._said = 0, ""
        self._caller = self._field(notes.caller, notes.type_caller)
        self._about = self._field(notes.about, notes.type_about)
        self._category = self._field(notes.category, lambda text: setattr(notes, "category", text.strip()))
        self._urgency = self._field(notes.urgency, lambda text: setattr(notes, "urgency", text.strip().lower()))
        self._text = Buffer(multiline=True, on_text_changed=lambda buffer: setattr(notes, "text", buffer.text))
        self._fields = (self._caller, self._about, self._category, self._urgency, self._text)
        self.application: Application[bool] = Application(
            layout=Layout(self._rows(), focused_element=self._windows[0]),
            key_bindings=self._keys(),
            full_screen=True,
            input=input,
            output=output,
        )
        # Esc is a key of its own here, and not the beginning of another for long.
        self.application.ttimeoutlen = 0.05

    def run(self) -> bool:
        return bool(self.application.run())

    def _field(self, text: str, typed: Callable[[str], None]) -> Buffer:
        def changed(buffer: Buffer) -> None:
            self._place, self._said = 0, ""
            typed(buffer.text)

        return Buffer(multiline=False, on_text_changed=changed, document=Document(text))

    def _rows(self) -> HSplit:
        names = ("Caller", "About", "Category", "Urgency", "Notes")
        self._windows = [
            Window(BufferControl(buffer), height=None if name == "Notes" else 1, wrap_lines=name == "Notes")
            for name, buffer in zip(names, self._fields, strict=True)
        ]
        rows: list[Window | VSplit] = [Window(FormattedTextControl([("bold", " A call")]), height=1)]
        for name, window in zip(names, self._windows, strict=True):
            label = Window(FormattedTextControl(f" {name}:"), width=_LABEL, dont_extend_height=True)
            rows.append(VSplit([label, window]))
            if name != "Notes":
                rows.append(Window(FormattedTextControl(self._list_of(name)), dont_extend_height=True))
        rows += [Window(FormattedTextControl(lambda: [("bold", f" {self._said}")]), height=1)]
        rows += [Window(FormattedTextControl(_KEYS), height=1)]
        return HSplit(rows, width=WIDTH)

    def _list_of(self, name: str) -> Callable[[], StyleAndTextTuples]:
        def shown() -> StyleAndTextTuples:
            lines = self.lines(name)
            here = self._windows[("Caller", "About", "Category", "Urgency").index(name)] is self._focused
            marks = (">" if here and place == self._place else " " for place in range(len(lines)))
            rows = (f"{mark:>{_LABEL + 1}} {line[:_ROOM]}" for mark, line in zip(marks, lines, strict=True))
            return [("", "\n".join(rows))]

        return shown

    def lines(self, name: str) -> list[str]:
        """What may be chosen under a field, a line each. What others wrote is shown as one line of plain characters."""
        notes = self.notes
        match name:
            case "Caller":
                lines = ["  ".join(filter(None, (p.name, p.email, p.phone))) for p in notes.people()]
            case "About":
                lines = [
                    f"{'* ' if hit == notes.ticket else ''}{hit.name}  {hit.title}  {hit.more}" for hit in notes.hits
                ]
            case "Category":
                known = notes.category in notes.rules.categories
                lines = [] if known else notes.categories()[:5] if self._focused is self._windows[2] else []
            case _:
                choose = self._focused is self._windows[3]
                lines = [level.value for level in Level] if choose and not notes.urgency else []
        return [one_line(line) for line in lines]

    @property
    def _focused(self) -> object:
        return self.application.layout.current_window

    @property
    def _name(self) -> str:
        names = ("Caller", "About", "Category", "Urgency", "Notes")
        return names[self._windows.index(self.application.layout.current_window)]

    def _take(self) -> None:
        """Enter: what is chosen becomes the field's; where there is nothing to choose, the next field's turn."""
        lines, notes = self.lines(self._name), self.notes
        match self._name:
            case "Caller" if lines:
                notes.choose_person(self._place)
                self._caller.text = notes.caller
            case "About" if lines and notes.hits[self._place].number is not None:
                notes.choose_ticket(self._place)
                return
            case "Category" if lines:
                self._category.text = notes.categories()[self._place]
            case "Urgency" if lines:
                self._urgency.text = lines[self._place]
            case _:
                pass
        self._next()

    def _next(self) -> None:
        self._place = 0
        self.application.layout.focus_next()

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        in_list = Condition(lambda: self._name != "Notes")

        @keys.add("tab")
        def _(_event: KeyPressEvent) -> None:
            self._next()

        @keys.add("s-tab")
        def _(_event: KeyPressEvent) -> None:
            self._place = 0
            self.application.layout.focus_previous()

        @keys.add("enter", filter=in_list)
        def _(_event: KeyPressEvent) -> None:
            self._take()

        @keys.add("down", filter=in_list)
        def _(_event: KeyPressEvent) -> None:
            self._place = max(0, min(self._place + 1, len(self.lines(self._name)) - 1))

        @keys.add("up", filter=in_list)
        def _(_event: KeyPressEvent) -> None:
            self._place = max(0, self._place - 1)

        @keys.add("f2")
        def _(event: KeyPressEvent) -> None:
            self._said = self.notes.missing()
            if not self._said:
                event.app.exit(result=True)

        @keys.add("escape")
        @keys.add("c-c")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=False)

        return keys
