"""The keys of every part: one table from which bindings, the palette, the help screen and docs/keys.md are made.

`python -m cvae_tui.tui.keys` prints the table. No key is one that tmux (ctrl+b), screen (ctrl+a) or zellij
(ctrl+g, p, t, n, h, s, o, q) takes; letters act only while no input has the focus.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType
from textual.keys import format_key


@dataclass(frozen=True)
class Key:
    """A binding: `id` is what a keymap names it by, `where` the part that owns it, `footer` its place there, if any.

    With `priority` it acts before the next key is handed out: what comes in a burst, as over a slow line, goes where
    the reader means it to go. Keys that move the focus need that.
    """

    where: str
    id: str
    key: str
    action: str
    short: str
    tooltip: str
    footer: bool = False
    priority: bool = False

    def binding(self) -> Binding:
        """Return it as Textual wants it."""
        return Binding(self.key, self.action, self.short, self.footer, None, self.priority, self.tooltip, self.id)


PARTS = {
    "everywhere": "Everywhere",
    "training": "Training",
    "panes": "Panes",
    "runs": "Runs and records",
    "curves": "In the curves",
    "prompt": "In the prompt",
    "samples": "In the samples",
    "map": "In the map",
    "list": "In the list of runs",
}
"""The title of every part."""
ANYWHERE = ("everywhere", "training", "panes", "runs")
"""The parts whose keys act on the whole dashboard."""

# fmt: off
KEYS: tuple[Key, ...] = (
    Key("everywhere", "app.help", "question_mark,f1", "help", "help", "Every key, and what the panes show", True),
    Key("everywhere", "app.palette", "P,f2", "command_palette", "palette", "Everything the app can do, by name"),
    Key("everywhere", "app.quit", "q", "quit", "quit", "Leave; a run that is live is saved first", True),
    Key("everywhere", "app.theme", "T", "next_theme", "theme", "The next of the themes"),
    Key("training", "train.start", "t", "order('train')", "train", "Choose a preset and data, and train a model", True),
    Key("training", "train.pause", "space", "order('toggle')", "pause", "Pause between two steps, or go on", True),
    Key("training", "train.step", "full_stop", "order('step')", "step", "Learn one batch, then pause", True),
    Key("training", "train.save", "s", "order('save')", "save", "Write a checkpoint now"),
    Key("training", "train.stop", "x", "order('stop')", "stop", "Save and end the run; it can be resumed", True),
    Key("training", "train.dials", "d", "order('dials')", "dials", "Turn a dial, or let it follow its schedule", True),
    Key("training", "show.freeze", "f", "order('freeze')", "freeze", "Hold the display still; training goes on"),
    Key("panes", "pane.curves", "1", "order('pane', 'curves')", "curves", "Go to the curves"),
    Key("panes", "pane.prompt", "2", "order('pane', 'prompt')", "prompt", "Go to the answers"),
    Key("panes", "pane.samples", "3", "order('pane', 'samples')", "samples", "Go to the samples"),
    Key("panes", "pane.zoom", "z", "order('zoom')", "zoom", "Give the pane the whole screen, or give it back"),
    Key("panes", "prompt.focus", "i,slash", "order('type')", "type", "Type a question or a command", True, True),
    Key("panes", "prompt.command", "colon", "order('type', ':')", "command",
        "Type a command, such as :open RUN", False, True),
    Key("panes", "prompt.leave", "escape", "order('leave')", "leave",
        "Leave the input, the zoom or the view", True, True),
    Key("panes", "samples.resample", "r", "order('resample')", "resample",
        "New samples for every row that is not locked", True),
    Key("panes", "show.view", "v", "order('view')", "view",
        "The next view of the model, in the curves' place: its diagnosis, its map, the curves", True),
    Key("runs", "runs.open", "o", "order('runs')", "runs", "Runs: open, overlay, compare, resume, delete", True),
    Key("runs", "log.open", "L", "order('log')", "log", "What happened and every notice, to read again"),
    Key("curves", "curves.earlier", "left,h", "cursor(-1)", "earlier", "Move the cursor to earlier values"),
    Key("curves", "curves.later", "right,l", "cursor(1)", "later", "Move the cursor to later values"),
    Key("curves", "curves.far-earlier", "shift+left,H", "cursor(-10)", "far earlier", "Move it ten times as far"),
    Key("curves", "curves.far-later", "shift+right", "cursor(10)", "far later", "Move it ten times as far"),
    Key("curves", "curves.latest", "backspace", "cursor(0)", "latest", "Take the cursor away: the latest values again"),
    Key("curves", "curves.smoother", "plus,equals_sign", "smooth(1)", "smoother", "Smooth the losses more"),
    Key("curves", "curves.rougher", "minus", "smooth(-1)", "rougher", "Smooth the losses less"),
    Key("curves", "curves.log", "y", "log", "log", "Logarithmic axis for the marked chart, or linear"),
    Key("curves", "curves.axis", "a", "axis", "axis", "Steps, epochs or training time below the charts"),
    Key("curves", "curves.maximise", "m", "maximise", "maximise", "The marked chart alone, or all of them"),
    Key("curves", "curves.next", "n", "next_chart(1)", "next", "Mark the next chart"),
    Key("curves", "curves.previous", "N", "next_chart(-1)", "previous", "Mark the chart before"),
    Key("prompt", "prompt.older", "up", "look(-1)", "older line", "The line typed before", False, True),
    Key("prompt", "prompt.newer", "down", "look(1)", "newer line", "The line typed after", False, True),
    Key("prompt", "prompt.page_up", "pageup", "page(-1)", "answers up", "Scroll the answers up"),
    Key("prompt", "prompt.page_down", "pagedown", "page(1)", "answers down", "Scroll them down"),
    Key("samples", "samples.up", "up,k", "move(-1)", "row up", "The row above"),
    Key("samples", "samples.down", "down,j", "move(1)", "row down", "The row below"),
    Key("samples", "samples.resample_row", "R", "resample_row", "resample row", "A new sample for this row"),
    Key("samples", "samples.lock", "l", "lock", "lock", "Keep this row when all are resampled"),
    Key("samples", "samples.less", "left,minus", "nudge(-1)", "z down", "Move the row's z by -0.5"),
    Key("samples", "samples.more", "right,plus", "nudge(1)", "z up", "Move the row's z by +0.5"),
    Key("samples", "samples.dimension_down", "less_than_sign", "dimension(-1)", "dimension", "The dimension before"),
    Key("samples", "samples.dimension_up", "greater_than_sign", "dimension(1)", "dimension", "The next dimension of z"),
    Key("samples", "samples.mode", "p", "mode", "mode", "The next mode of drawing samples"),
    Key("samples", "samples.path", "w", "path", "path", "The path from this row to the next; again: back to the rows"),
    Key("samples", "samples.copy_row", "y", "copy_row", "copy row", "Copy this row"),
    Key("samples", "samples.copy_all", "Y", "copy_all", "copy all", "Copy every row"),
    Key("samples", "samples.export", "e", "export", "export", "Write the rows to a CSV file"),
    Key("map", "map.left", "left,h", "walk(-1, 0)", "left", "Move the cursor; the answer below is that of its place"),
    Key("map", "map.right", "right,l", "walk(1, 0)", "right", "Move it to the right"),
    Key("map", "map.up", "up,k", "walk(0, -1)", "up", "Move it up"),
    Key("map", "map.down", "down,j", "walk(0, 1)", "down", "Move it down"),
    Key("map", "map.far-left", "shift+left", "walk(-8, 0)", "far left", "Move it far to the left"),
    Key("map", "map.far-right", "shift+right", "walk(8, 0)", "far right", "Move it far to the right"),
    Key("map", "map.far-up", "shift+up", "walk(0, -4)", "far up", "Move it far up"),
    Key("map", "map.far-down", "shift+down", "walk(0, 4)", "far down", "Move it far down"),
    Key("map", "map.nearest", "enter", "nearest", "nearest", "Put the cursor on the nearest point", True),
    Key("map", "map.colour", "c", "colour", "colours", "Colour the points by something else", True),
    Key("list", "list.open", "enter", "open", "open", "Open the run; one that is training elsewhere is followed"),
    Key("list", "list.resume", "r", "resume", "resume", "Go on training the run; a finished one gets a larger budget"),
    Key("list", "list.overlay", "o", "overlay", "overlay", "Lay the run's curves faintly under those shown"),
    Key("list", "list.compare", "c", "compare", "compare", "Mark the run; on a second one, compare the two"),
    Key("list", "list.delete", "D,delete", "delete", "delete", "Delete the run, after a question"),
    Key("list", "list.filter", "slash", "filter", "filter", "Show only runs whose name or state has what you type"),
    Key("list", "list.back", "escape", "back", "back", "Leave the filter or the list"),
)
# fmt: on

FORMER = {
    "pane.grid": "pane.samples",
    "show.latent": "show.view",
    "show.diagnosis": "show.view",
    "grid.way": "samples.mode",
    "grid.interpolate": "samples.path",
    "grid.copy_table": "samples.copy_all",
}
"""Names that settings made for earlier versions may have; else what was `grid.` is `samples.`."""


def bindings(*where: str) -> list[BindingType]:
    """Return the bindings of some parts of the table, for a class's BINDINGS."""
    return [key.binding() for key in KEYS if key.where in where]


def by_part() -> Iterator[tuple[str, list[Key]]]:
    """Yield the title of each part, and its keys."""
    for where, title in PARTS.items():
        yield title, [key for key in KEYS if key.where == where]


def present_name(name: str) -> str:
    """Return what a key is named by now that was once named so."""
    return FORMER.get(name, f"samples.{name[5:]}" if name.startswith("grid.") else name)


def clashes(keymap: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the keys that a keymap gives to two actions of which only one can act: (key, name, other name)."""
    held: dict[str, list[Key]] = {}
    for key in KEYS:
        for pressed in dict.fromkeys(keymap.get(key.id, key.key).replace(" ", "").split(",")):
            held.setdefault(pressed, []).append(key)
    found = [(name, a, b) for name, keys in held.items() for at, a in enumerate(keys) for b in keys[at + 1 :]]
    return [(name, a.id, b.id) for name, a, b in found if {a.id, b.id} & set(keymap) and _meet(a.where, b.where)]


def _meet(one: str, other: str) -> bool:
    """Tell whether the keys of two parts act at the same time; the list of runs covers everything."""
    return one == other or ("list" not in (one, other) and (one in ANYWHERE or other in ANYWHERE))


def spoken(keys: str) -> str:
    """Return keys as a reader knows them: `question_mark,f1` is `? f1`."""
    names = {"space": "space", "escape": "esc", "enter": "enter", "delete": "del", "pageup": "pgup", "pagedown": "pgdn"}
    return " ".join(names.get(key, format_key(key)) for key in keys.split(","))


def markdown() -> str:
    """Return the table in docs/keys.md."""
    lines = ["| Key | Does | In `settings.toml` | |", "|---|---|---|---|"]
    for title, keys in by_part():
        for key, named in zip(keys, [f"*{title}*", *[""] * len(keys)], strict=False):
            shown = " ".join(f"`{name}`" for name in spoken(key.key).split())
            lines.append(f"| {shown} | {key.tooltip} | `{key.id}` | {named} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(markdown() + "\n")
