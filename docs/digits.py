"""Draw what a digits run made of its samples as it learned: `python docs/digits.py RUN PICTURE.png STEP ...`.

The picture has a column a sample: the source, its translation at the evaluation nearest to each of the steps, at the
last one the way back below it. What is read is the run's history alone.
"""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image as Picture

from cvae_tui.core.answer import Image, Row
from cvae_tui.core.events import Evaluated
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.paths import find_run
from cvae_tui.tui.tables.png import png

TIMES = 3


def rows_of(found: list[Evaluated], steps: list[int]) -> tuple[list[Row], list[int]]:
    """Return a row of pictures for each sample, and the steps that they are of."""
    chosen = [min(found, key=lambda event: abs(event.step - step)) for step in steps]
    tables = [event.samples.rows for event in chosen if event.samples is not None]
    rows: list[Row] = []
    for number, first in enumerate(tables[0]):
        source, *_ = first.cells
        made = [table[number].cells[1] for table in tables]
        pictures = [source, *made, tables[-1][number].cells[2]]
        rows.append(Row(tuple(cell for cell in pictures if isinstance(cell, Image))))
    return rows, [event.step for event in chosen]


def main(run: str, file: str, *steps: str) -> None:
    """Write the picture."""
    events, _ = read_history(find_run(run))
    found = [event for event in events if isinstance(event, Evaluated) and event.samples is not None]
    rows, drawn = rows_of(found, [int(step) for step in steps])
    small = Picture.open(BytesIO(png(rows)))
    small.resize((TIMES * small.width, TIMES * small.height), Picture.Resampling.NEAREST).save(Path(file))
    sys.stdout.write(f"source, steps {', '.join(f'{step:,}' for step in drawn)}, back again: {file}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
