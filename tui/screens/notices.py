"""What the reader is told: the status line says what happened last, the log keeps it all, a notice what is hidden."""

from collections.abc import Sequence
from typing import Literal

from textual.screen import Screen

from ...core.events import Alert, Evaluated, Event, Saved, Stepped
from ...core.spec import TaskSpec
from ..format import Tone, sentence, step_sentence
from ..widgets.lines import Record, Ticker

ALERT = 15.0
"""Seconds for which an alert stays."""


class Notices:
    """Tells of events and of what cannot be done; `records` are of this session, `past` what the open run told before.

    Nothing is told twice: a notice pops up only for what the status line does not show, or not whole.
    """

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self.records: list[Record] = []
        self.past: list[Record] = []
        self._stepped: Stepped | None = None
        self._single: Record | None = None
        self._wants_save = False

    def show_past(self, events: Sequence[Event], spec: TaskSpec) -> None:
        """Begin with what an opened run told before, by its steps; the status line has its last evaluation or alert."""
        told = [event for event in events if not isinstance(event, Stepped | Saved)]
        self.past = [Record(f"{event.step:,}", *sentence(event, spec)) for event in told]
        steps = (event for event in reversed(events) if isinstance(event, Stepped))
        self._stepped = next((event for event in steps if event.losses is not None), None)
        pairs = zip(self.past, told, strict=True)
        worth = [record for record, event in pairs if isinstance(event, Evaluated | Alert)]
        self._ticker.latest = worth[-1]._replace(time="") if worth else Record()

    def announce(self, event: Event, spec: TaskSpec, paused: bool = False) -> None:
        """Tell of an event; of a step where the run is `paused` after it."""
        text, tone = sentence(event, spec)
        match event:
            case Stepped(losses=None):
                pass
            case Stepped():
                if paused:
                    self.record(step_sentence(event, self._stepped, spec))
                    self._single = self.records[-1]
                self._stepped = event
            case Saved() if not self._wants_save:
                self.keep(text, tone)
            case Alert() if tone in ("good", "bad"):
                # While a run is live other sentences follow at once in the status line.
                severity = "error" if tone == "bad" else "information"
                self._screen.notify(text, severity=severity, timeout=ALERT, markup=False)
            case _:
                self._wants_save = self._wants_save and not isinstance(event, Saved)
                self.record(text, tone)
                if tone in ("good", "bad"):
                    self._pop_up(text, "error" if tone == "bad" else "information")

    def tell_changes(self, step: int, before: int, changes: tuple[int, int]) -> None:
        """Add to a single step's sentence how many cells of the samples it changed, out of how many.

        `before` is the step of the answers that they are compared with.
        """
        if self._single is None or self._stepped is None or self._stepped.step != step or not changes[1]:
            return
        told, self._single = self._single, None
        if self._ticker.latest is told:
            since = "" if before == step - 1 else f" since step {before:,}"
            text = f"{told.text}  {changes[0]} of {changes[1]} cells of the samples changed{since}"
            self._ticker.latest = self.records[self.records.index(told)] = told._replace(text=text)

    def expect_save(self) -> None:
        """The reader has the run saved: that is worth the status line."""
        self._wants_save = True

    def record(self, text: str, tone: Tone = "plain") -> None:
        """Keep a sentence in the log and show it in the status line."""
        self._ticker.latest = made = Record.now(text, tone)
        self.records.append(made)

    def keep(self, text: str, tone: Tone) -> None:
        """Keep a sentence in the log, unless that ends with it."""
        if not self.records or self.records[-1].text != text:
            self.records.append(Record.now(text, tone))

    def complain(self, sentence: str) -> None:
        """Tell what cannot be done."""
        self.record(sentence, "bad")
        self._pop_up(sentence, "warning")

    def _pop_up(self, text: str, severity: Literal["information", "warning", "error"]) -> None:
        if self._screen.app.screen is not self._screen or not self._ticker.is_whole:
            self._screen.notify(text, severity=severity, markup=False)

    @property
    def _ticker(self) -> Ticker:
        return self._screen.query_one(Ticker)
