"""How many threads a step is computed on, found by measuring: alone all cores pay, beside other programs fewer do."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

# Steps of a block, of which the first is not counted: kernels are prepared in it.
BLOCK = 5
# Blocks that each number of threads has in a trial, and how much longer than the quickest one a block may last.
BLOCKS, PATIENCE = 2, 3.0
# By what factor another number must be quicker to be taken.
BETTER = 1.1
# Seconds over which speed is watched, and the factor by which it changes when something else must have begun or ended.
WATCHED, CHANGED = 5.0, 1.6
# Seconds until the next trial in any case: doubled each time that nothing came of it.
SOONEST, LATEST = 30.0, 240.0


@dataclass
class Tried:
    """What a number of threads has shown in a trial."""

    examples: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Examples a second."""
        return self.examples / self.seconds if self.seconds else 0.0


def threads_for_steps(threads: int | None, device: torch.device, block: int = BLOCK) -> "Threads | None":
    """Use that many threads or, where None, return the choice between as many as there are, `block` steps at a time.

    There is nothing to choose on an accelerator, on one core, or where the environment says how many are wanted.
    """
    if threads is not None:
        torch.set_num_threads(threads)
        return None
    most = torch.get_num_threads()
    if device.type != "cpu" or most == 1 or "OMP_NUM_THREADS" in os.environ:
        return None
    counts = {most, *(2**power for power in range(most.bit_length()) if 2**power < most)}
    return Threads(sorted(counts, reverse=True), torch.set_num_threads, block)


class Threads:
    """Tries numbers of threads in turns, keeps to the quickest, and tries again when the speed has changed.

    A context, behind which as many are used as before: what comes next has the whole choice.
    """

    def __init__(self, counts: Sequence[int], use: Callable[[int], object], block: int = BLOCK) -> None:
        self._counts = tuple(counts)
        self._use = use
        self._steps = block
        self.chosen = self._counts[0]
        self._wait = SOONEST
        self._told = False
        self._begin()

    def __enter__(self) -> "Threads":
        return self

    def __exit__(self, *error: object) -> None:
        self._use(self._counts[0])

    def apply(self) -> None:
        """Have the next step computed on the number of threads whose turn it is."""
        self._use(self._left[0] if self._left else self.chosen)

    def learned(self, examples: int, seconds: float) -> str:
        """Take what the step took; return a sentence when a number was chosen that was not before, else nothing."""
        return self._try(examples, seconds) if self._left else self._watch(examples, seconds)

    def _begin(self) -> None:
        # The present number first: what the others are allowed is measured by it.
        others = [count for count in self._counts if count != self.chosen]
        self._tried = {count: Tried() for count in self._counts}
        self._left = [self.chosen, *others] * BLOCKS
        self._step, self._block = 0, Tried()

    def _try(self, examples: int, seconds: float) -> str:
        count = self._left[0]
        self._step += 1
        if self._step > 1:
            self._block.examples += examples
            self._block.seconds += seconds
        best = max(tried.rate for other, tried in self._tried.items() if other != count)
        hopeless = best * self._block.seconds > PATIENCE * max(self._block.examples, 1) and self._step > 1
        if self._step < self._steps and not hopeless:
            return ""
        self._tried[count].examples += self._block.examples
        self._tried[count].seconds += self._block.seconds
        self._left = [c for c in self._left[1:] if not (hopeless and c == count)]
        self._step, self._block = 0, Tried()
        return "" if self._left else self._choose()

    def _choose(self) -> str:
        before, tried = self.chosen, self._tried
        best = max(self._counts, key=lambda count: tried[count].rate)
        if tried[best].rate > BETTER * tried[before].rate:
            self.chosen = best
        self._wait = SOONEST if self.chosen != before else min(2 * self._wait, LATEST)
        self._reference, self._window, self._held = 0.0, Tried(), 0.0
        if self._told and self.chosen == before:
            return ""
        self._told = True
        other = max((count for count in self._counts if count != self.chosen), key=lambda count: tried[count].rate)
        times = tried[self.chosen].rate / tried[other].rate if tried[other].rate else 1.0
        threads = "1 thread" if self.chosen == 1 else f"{self.chosen} threads"
        return f"computing on {threads}, {times:.1f} times as fast as on {other} here and now"

    def _watch(self, examples: int, seconds: float) -> str:
        self._held += seconds
        self._window.examples += examples
        self._window.seconds += seconds
        if self._window.seconds >= WATCHED:
            rate, self._window = self._window.rate, Tried()
            self._reference = self._reference or rate
            if not self._reference / CHANGED <= rate <= self._reference * CHANGED or self._held >= self._wait:
                self._begin()
        return ""
