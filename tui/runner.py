"""The engine's thread, and a short-lived one that reads a run to compare with: the only file that knows threads.

Orders go in by a queue and are carried out between two batches; what happens comes out as messages, a handful a
second however fast the batches are, and no list is shared. Torch is imported in this thread, after the first paint.
It is no daemon: an interpreter that ends while such a thread is inside torch aborts; so `close` saves, and the thread
ends by itself.
"""

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from textual.message import Message

from ..core.errors import CvaeError
from ..core.events import Event, Stepped
from ..core.runs.history import read_history
from ..core.sessions import TrainOrder
from .messages import LIVE, Answered, Changed, Complaint, Overlaid, Question, Snapshot, Told

if TYPE_CHECKING:
    from .session.session import Session

PERIOD = 0.1
"""Seconds between two reports to the screen."""
LOOK_AGAIN = 1.0
"""Seconds between two looks at a run that another process trains."""


class Runner:
    """Carries out the screen's orders in one thread, in the order they came. Every method returns at once."""

    def __init__(self, post: Callable[[Message], object], device: str = "auto") -> None:
        self._post_message = post
        self._device = device
        self._orders: queue.SimpleQueue[Callable[[Session], object]] = queue.SimpleQueue()
        self._asked: set[Question] = set()
        self._ahead: Question | None = None
        self._news: list[Event] = []
        self._session: Session | None = None
        self._shown = Snapshot()
        self._shown_at = 0.0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="engine")

    # --- for the screen ----------------------------------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot:
        """The present state."""
        return self._session.snapshot if self._session else Snapshot()

    @property
    def live(self) -> bool:
        """Whether a run is being trained, paused or not."""
        return self.snapshot.state in LIVE

    @property
    def working(self) -> bool:
        """Whether the thread has begun and not ended yet."""
        return self._thread.is_alive()

    def start(self, run: str | None = None, order: TrainOrder | None = None, task: str | None = None) -> None:
        """Begin: train by an order, or else open a run (None: the one that the task ships, if it ships one)."""
        if order is not None:
            self.order(lambda session: session.train(order))
        else:
            self.order(lambda session: session.open(run, task))
        self._thread.start()

    def order(self, act: "Callable[[Session], object]") -> None:
        """Have something done between two batches; an event that it returns is handed on."""
        self._orders.put(act)

    def ask(self, question: Question) -> None:
        """Have a question answered between two batches; one that already waits is not asked twice."""
        if question not in self._asked:
            self._asked.add(question)
            self._orders.put(lambda session: self._answer(session, question))

    def ask_ahead(self, question: Question | None) -> None:
        """Have a question answered when the engine comes to it, but not while it learns; a later one takes its place.

        None takes back the one that waits: nobody wants its answer any more.
        """
        self._ahead = question
        if question is not None:
            self._orders.put(self._answer_ahead)

    def overlay(self, run: Path, pin: bool = False) -> None:
        """Read a run's history beside everything else; its curves come as a message."""
        threading.Thread(target=self._read, args=(run, pin), name="overlay", daemon=True).start()

    def close(self) -> None:
        """Save what is live and let the thread end; orders not yet carried out are dropped."""
        self._closing.set()
        self._orders.put(lambda session: None)

    def join(self, seconds: float) -> bool:
        """Wait for the thread's end; return whether it came."""
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self.working

    # --- in the thread -----------------------------------------------------------------------------------------------

    def _work(self) -> None:
        # Not before the thread wants it: the first paint goes without this import.
        from .session.session import Session

        self._session = session = Session(self._device, self._post)
        while not self._closing.is_set():
            order = self._next_order(session)
            if order is not None:
                self._carry_out(session, order)
            elif session.rolling:
                self._advance(session)
            else:
                self._carry_out(session, lambda session: self._news.extend(session.follow()))
        if session.live:
            self._carry_out(session, lambda session: session.stop())
            while session.live:
                self._advance(session)
        session.unfollow()
        self._publish(session, now=True)

    def _next_order(self, session: "Session") -> Callable[["Session"], object] | None:
        """Return an order; while nothing is being learned, wait for one, or until it is time to look at the run."""
        try:
            if session.rolling:
                return self._orders.get_nowait()
            self._publish(session, now=True)
            return self._orders.get(timeout=LOOK_AGAIN if session.following else None)
        except queue.Empty:
            return None

    def _carry_out(self, session: "Session", order: Callable[["Session"], object]) -> None:
        before = session.snapshot
        try:
            made = order(session)
            self._news += [made] if isinstance(made, Event) else []
        except Exception as error:  # whatever it is, the screen goes on and says so
            session.fail(_sentence(error), before)
        self._publish(session, now=session.snapshot.state != before.state)

    def _advance(self, session: "Session") -> None:
        try:
            event = session.advance()
        except Exception as error:  # torch says what it will: out of memory, a device gone
            session.break_off(_sentence(error))
        else:
            if event is not None and not (isinstance(event, Stepped) and event.losses is None):
                self._news.append(event)
        self._publish(session, now=not session.rolling)

    def _answer(self, session: "Session", question: Question) -> None:
        self._asked.discard(question)
        try:
            self._post(session.answer(question))
        except Exception as error:  # a question must not end a run
            self._post(Answered(question, error=_sentence(error), step=session.snapshot.step))

    def _answer_ahead(self, session: "Session") -> None:
        question, self._ahead = self._ahead, None
        if question is not None and not session.rolling:
            self._answer(session, question)

    def _read(self, run: Path, pin: bool) -> None:
        """Read a run, in a thread of its own."""
        from .charts.curves import Curves

        try:
            self._post(Overlaid(run.name, Curves(read_history(run)[0]), pin))
        except Exception as error:  # a thread's traceback would be written over the screen
            self._post(Complaint(_sentence(error)))

    # --- out of the thread -------------------------------------------------------------------------------------------

    def _publish(self, session: "Session", now: bool) -> None:
        time = monotonic()
        if not now and time - self._shown_at < PERIOD:
            return
        self._shown_at = time
        news, self._news = tuple(self._news), []
        if self._shown is not session.snapshot:
            self._shown = session.snapshot
            self._post(Changed(self._shown))
        if news:
            self._post(Told(news))

    def _post(self, message: Message) -> None:
        try:
            self._post_message(message)
        except RuntimeError:
            # The screen is gone; what matters now is that the run is saved.
            self._closing.set()


def _sentence(error: Exception) -> str:
    if isinstance(error, CvaeError):
        return str(error)
    first = (str(error).strip().splitlines() or [""])[0]
    return f"something unforeseen happened ({type(error).__name__}: {first[:160]}); the run's last checkpoint is kept"
