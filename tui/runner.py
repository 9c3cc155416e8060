"""The engine's thread, and a short-lived one that reads a run to compare with: the only file that knows threads.

Orders go in by a queue and are carried out between two batches; what happens comes out as messages, a handful a
second however fast the batches are. Torch is imported in this thread, after the first paint. It is no daemon: an
interpreter that ends while such a thread is inside torch aborts; so `close` saves, and the thread ends by itself.
"""

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from textual.message import Message

from ..core.errors import CheckpointError, CvaeError
from ..core.events import Event, Saved, Stepped
from ..core.runs.history import read_history
from .messages import Answered, Changed, Complaint, Model, Opened, Overlaid, Question, Snapshot, Told, TrainOrder

if TYPE_CHECKING:
    from .session.session import Engine

PERIOD = 0.1
"""Seconds between two reports to the screen."""
LOOK_AGAIN = 1.0
"""Seconds between two looks at a run that another process trains."""


class Runner:
    """Carries out the screen's orders in one thread, in the order they came. Every method returns at once."""

    def __init__(self, post: Callable[[Message], object], device: str = "auto") -> None:
        self._post_message = post
        self._device = device
        self._made: Engine | None = None
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._asked: set[Question] = set()
        self._news: list[Event] = []
        self._shown_at = 0.0
        self._shown: tuple[Snapshot | None, int] = (None, 0)
        self._single = False
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="engine")

    # --- for the screen ----------------------------------------------------------------------------------------------

    @property
    def history(self) -> list[Event]:
        """Every event of the open run, in order; it only grows, until another run is opened. Read, never change it."""
        return self._made.history if self._made else []

    @property
    def snapshot(self) -> Snapshot:
        """The present state."""
        return self._made.snapshot if self._made else Snapshot()

    @property
    def live(self) -> bool:
        """Whether a run is being trained, paused or not."""
        return self._made is not None and self._made.live

    @property
    def working(self) -> bool:
        """Whether the thread has not ended yet."""
        return self._thread.is_alive()

    def start(self, run: str | None = None, order: TrainOrder | None = None) -> None:
        """Begin: open a run (None: the shipped model, if there is one) and, with an order, train."""
        self._orders.put(lambda: self._open_first(run, order))
        self._thread.start()

    def open(self, run: str | Path | None) -> None:
        """Open a run to look at and to ask."""
        self._orders.put(lambda: self._engine.open(run))

    def train(self, order: TrainOrder) -> None:
        """Start a run."""
        self._orders.put(lambda: self._engine.train(order))

    def resume(self, run: Path, settings: tuple[tuple[str, str], ...] = ()) -> None:
        """Go on with a run, with these settings changed."""
        self._orders.put(lambda: self._engine.resume(run, dict(settings)))

    def pause(self, paused: bool) -> None:
        """Pause before the next batch, or go on."""
        self._orders.put(lambda: self._engine.pause(paused))

    def step(self) -> None:
        """Learn one batch, then pause."""
        self._orders.put(self._one_step)

    def stop(self) -> None:
        """Save and end the run."""
        self._orders.put(lambda: self._engine.stop())

    def save(self) -> None:
        """Write a checkpoint now."""
        self._orders.put(self._save)

    def turn(self, dial: str, value: float | None) -> None:
        """Turn a dial from the next step on; None follows its schedule again."""
        self._orders.put(lambda: self._engine.turn(dial, value))

    def ask(self, question: Question) -> None:
        """Have a question answered between two batches; one that already waits is not asked twice."""
        if question not in self._asked:
            self._asked.add(question)
            self._orders.put(lambda: self._answer(question))

    def overlay(self, run: Path) -> None:
        """Read a run's history beside everything else; its curves come as a message."""
        threading.Thread(target=self._read, args=(run,), name="overlay", daemon=True).start()

    def close(self) -> None:
        """Save what is live and let the thread end; orders not yet carried out are dropped."""
        self._closing.set()
        self._orders.put(lambda: None)

    def join(self, seconds: float) -> bool:
        """Wait for the thread's end; return whether it came."""
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self.working

    # --- in the thread -----------------------------------------------------------------------------------------------

    @property
    def _engine(self) -> "Engine":
        if self._made is None:
            # Not before the thread wants it: the first paint goes without this import.
            from .session.session import Engine

            self._made = Engine(self._device, self._opened, self._complain)
        return self._made

    def _work(self) -> None:
        while not self._closing.is_set():
            self._carry_out_what_waits()
            if self._engine.rolling and not self._closing.is_set():
                self._advance()
            self._publish()
        if self._engine.live:
            self._carry_out(self._engine.stop)
            while self._engine.live:
                self._advance()
        self._engine.close()
        self._publish(now=True)

    def _carry_out_what_waits(self) -> None:
        """Carry out every order there is; while nothing is being learned, wait for one."""
        while not self._closing.is_set():
            try:
                if self._engine.rolling:
                    order = self._orders.get_nowait()
                else:
                    self._publish(now=True)
                    order = self._orders.get(timeout=LOOK_AGAIN if self._engine.following else None)
            except queue.Empty:
                if self._engine.rolling:
                    return
                self._carry_out(self._look_again)
                continue
            self._carry_out(order)

    def _carry_out(self, order: Callable[[], object]) -> None:
        before = self._engine.snapshot
        try:
            order()
        except CvaeError as error:
            self._failed(str(error), before)
        except Exception as error:  # whatever it is, the screen goes on and says so
            self._failed(_sentence(error), before)
        if self._engine.snapshot.state != before.state:
            self._publish(now=True)

    def _failed(self, sentence: str, before: Snapshot) -> None:
        self._complain(sentence)
        if self._engine.snapshot.state != "loading":
            return
        if self._engine.live:
            self._engine.set(state="paused")
        elif self._engine.answers:
            # What was open is still there.
            self._engine.set(state=before.state, error=before.error)
        else:
            self._engine.set(state="failed" if self._engine.snapshot.model.name else "ready", error=sentence)

    def _advance(self) -> None:
        try:
            event = self._engine.advance()
        except CvaeError as error:
            self._broke(str(error))
            return
        except Exception as error:  # torch says what it will: out of memory, a device gone
            self._broke(_sentence(error))
            return
        if isinstance(event, Stepped):
            if self._single and self._engine.rolling:
                self._engine.pause(True)
            self._single = False
        elif event is not None:
            self._news.append(event)
        # A single step asked of a run that ended instead is none of the next one.
        self._single = self._single and self._engine.live
        if not self._engine.rolling:
            self._publish(now=True)

    def _broke(self, sentence: str) -> None:
        self._single = False
        self._engine.break_off(sentence)
        self._complain(sentence)

    def _open_first(self, run: str | None, order: TrainOrder | None) -> None:
        self._publish(now=True)
        if order is not None:
            self._engine.train(order)
            return
        try:
            self._engine.open(run)
        except CheckpointError:
            # Without a shipped model nothing is wrong yet; the panes say what to do.
            if run is not None or self._engine.snapshot.model.name:
                raise
            self._engine.idle()
            self._publish(now=True)
            self._engine.warm_up()

    def _one_step(self) -> None:
        self._engine.pause(False)
        self._single = self._engine.snapshot.state == "running"

    def _save(self) -> None:
        event = self._engine.save()
        assert isinstance(event, Saved)
        self._news.append(event)
        self._publish(now=True)

    def _answer(self, question: Question) -> None:
        self._asked.discard(question)
        try:
            self._post(self._engine.answer(question))
        except Exception as error:  # a question must not end a run
            self._post(Answered(question, error=_sentence(error), step=self._engine.snapshot.step))

    def _look_again(self) -> None:
        known = len(self._engine.history)
        if self._engine.follow():
            self._news += [event for event in self._engine.history[known:] if not isinstance(event, Stepped)]
            self._publish(now=True)

    # --- in a thread of its own --------------------------------------------------------------------------------------

    def _read(self, run: Path) -> None:
        from .charts.curves import Curves

        try:
            self._post(Overlaid(run.name, Curves(read_history(run)[0])))
        except CvaeError as error:
            self._complain(str(error))
        except Exception as error:  # a thread's traceback would be written over the screen
            self._complain(_sentence(error))

    # --- out of the thread -------------------------------------------------------------------------------------------

    def _publish(self, now: bool = False) -> None:
        time = monotonic()
        if not now and time - self._shown_at < PERIOD:
            return
        self._shown_at = time
        news, self._news = tuple(self._news), []
        before, self._shown = self._shown, (self._engine.snapshot, len(self._engine.history))
        if before[0] is not self._shown[0]:
            self._post(Changed(self._engine.snapshot))
        if news or before[1] != self._shown[1]:
            self._post(Told(news))

    def _opened(self, model: Model) -> None:
        self._news.clear()
        self._post(Opened(model))

    def _complain(self, sentence: str) -> None:
        self._post(Complaint(sentence))

    def _post(self, message: Message) -> None:
        try:
            self._post_message(message)
        except RuntimeError:
            # The screen is gone; what matters now is that the run is saved.
            self._closing.set()


def _sentence(error: Exception) -> str:
    first = (str(error).strip().splitlines() or [""])[0]
    return f"something unforeseen happened ({type(error).__name__}: {first[:160]}); the run's last checkpoint is kept"
