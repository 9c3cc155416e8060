"""The keys of every part: one table from which bindings, the footer, the palette, the help and docs/keys.md are made.

A letter, digit or sign has one meaning everywhere, and `short` is its word; space alone marks in a list and pauses
elsewhere, and h j k l are the arrows. No key is one that tmux (ctrl+b), screen (ctrl+a) or zellij (ctrl+g, p, t, n, h,
s, o, q) takes; letters act only while no input has the focus. `python -m cvae_tui.tui.keys` prints the table.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType
from textual.keys import format_key


@dataclass(frozen=True)
class Key:
    """A binding: `id` is what a keymap names it by, `where` the part that owns it, `short` its word in the footer.

    With `priority` it acts before the next key is handed out: what comes in a burst, as over a slow line, goes where
    the reader means it to go. Keys that move the focus need that.
    """

    where: str
    id: str
    key: str
    action: str
    short: str
    tooltip: str
    priority: bool = False

    def binding(self) -> Binding:
        """Return it as Textual wants it."""
        return Binding(self.key, self.action, self.short, False, None, self.priority, self.tooltip, self.id)


PANES = ("curves", "prompt", "samples", "model")
"""The panes, in the order of their digits; each is a part with keys of its own."""
PARTS = {
    "everywhere": "Everywhere",
    "training": "Training",
    "panes": "Panes",
    "runs": "Runs and log",
    "curves": "Curves",
    "prompt": "Prompt",
    "samples": "Samples",
    "model": "Model",
    "map": "Model: map",
    "dials": "Dials",
    "list": "List of runs",
    "sheet": "Help, log and the like",
}
"""The title of every part."""
OWNERS = {
    "curves": "curves",
    "prompt": "prompt",
    "samples": "samples",
    "model": "report",
    "map": "map",
    "dials": "dials",
}
"""The widget on the dashboard that owns the keys of a part: only while it has the focus do they act."""
ANYWHERE = ("everywhere", "training", "panes", "runs")
"""The parts whose keys act on the whole dashboard."""

# fmt: off
KEYS: tuple[Key, ...] = (
    Key("everywhere", "app.help", "question_mark,f1", "help", "help", "Every key and sign, those of this pane first"),
    Key("everywhere", "app.legend", "K", "legend", "signs", "What every sign and abbreviation on the screen means"),
    Key("everywhere", "app.palette", "P,f2", "command_palette", "palette", "Everything the app can do, by name"),
    Key("everywhere", "app.theme", "T", "next_theme", "theme", "The next of the themes"),
    Key("everywhere", "app.quit", "q", "quit", "quit", "Leave; a run that is live is saved first"),
    Key("training", "train.start", "t", "order('train')", "train", "Choose a preset and data, and train a model"),
    Key("training", "train.pause", "space", "order('toggle')", "pause", "Pause between two steps, or go on"),
    Key("training", "train.step", "full_stop", "order('step')", "step", "Learn one batch, then pause"),
    Key("training", "train.stop", "x", "order('stop')", "stop", "Save and end the run; it can be resumed"),
    Key("training", "train.save", "s", "order('save')", "save", "Write a checkpoint now"),
    Key("training", "train.dials", "d", "order('dials')", "dials", "Sliders of the dials below the panes; again: none",
        True),
    Key("training", "dials.less", "left_square_bracket", "order('turn', '-1')", "turn", "Turn the chosen dial down"),
    Key("training", "dials.more", "right_square_bracket", "order('turn', '1')", "turn", "Turn the chosen dial up"),
    Key("training", "dials.schedule", "equals_sign", "order('turn', '0')", "schedule",
        "Give the chosen dial back to its schedule"),
    Key("training", "show.freeze", "f", "order('freeze')", "freeze", "Hold the display still; training goes on"),
    Key("panes", "pane.next", "tab", "order('next', '1')", "next pane", "Go to the next pane", True),
    Key("panes", "pane.previous", "shift+tab", "order('next', '-1')", "pane before", "Go to the pane before", True),
    Key("panes", "pane.curves", "1", "order('pane', 'curves')", "curves", "Go to the curves"),
    Key("panes", "pane.prompt", "2", "order('pane', 'prompt')", "prompt", "Go to the prompt"),
    Key("panes", "pane.samples", "3", "order('pane', 'samples')", "samples", "Go to the samples"),
    Key("panes", "pane.model", "4", "order('pane', 'model')", "model", "Go to what was measured of the model"),
    Key("panes", "pane.jump", "J", "order('jump')", "jump", "Show a letter on each pane; the letter goes there"),
    Key("panes", "pane.whole", "z", "order('whole')", "whole", "Give the pane the whole screen, or give it back"),
    Key("panes", "pane.both", "b", "order('both')", "both",
        "On a narrow screen, curves above the other pane; again: one pane at a time"),
    Key("panes", "pane.back", "escape", "order('back')", "back",
        "Leave what was entered last: the input, the whole screen, the pane, the model", True),
    Key("panes", "prompt.focus", "i,slash", "order('type')", "type", "Type a question or a command", True),
    Key("panes", "prompt.command", "colon", "order('type', ':')", "command",
        "Type a command, such as :open RUN", True),
    Key("panes", "samples.resample", "r", "order('resample')", "new samples",
        "New samples for every row that is not locked"),
    Key("panes", "show.view", "v", "order('view')", "view",
        "The next view of the model, in the curves' place: its diagnosis, its map, the curves"),
    Key("panes", "show.colour", "C", "order('colour')", "colours",
        "Colour the points of the map, or the words of a text that was read, by something else"),
    Key("runs", "runs.open", "o", "order('runs')", "runs", "Runs: open, overlay, compare, train on, delete"),
    Key("runs", "lessons.open", "E", "order('lesson')", "lessons",
        "Lessons to watch, or what the one that ended has taught"),
    Key("runs", "show.usage", "u", "order('usage')", "usage",
        "A line with what the machine is busy with: processor, memory and GPUs; again: without it"),
    Key("runs", "runs.overlays", "O", "order('overlays')", "overlays", "Take away the runs that lie under this one"),
    Key("runs", "log.open", "w", "order('log')", "log", "What happened and every notice, to read again"),
    Key("curves", "curves.earlier", "left,h", "cursor(-1)", "cursor", "Move the cursor to earlier values"),
    Key("curves", "curves.later", "right,l", "cursor(1)", "cursor", "Move the cursor to later values"),
    Key("curves", "curves.far-earlier", "shift+left", "cursor(-10)", "far", "Move it ten times as far"),
    Key("curves", "curves.far-later", "shift+right", "cursor(10)", "far", "Move it ten times as far"),
    Key("curves", "curves.first", "home", "ends(True)", "start", "Move the cursor to the first values"),
    Key("curves", "curves.latest", "end,G,backspace", "ends(False)", "end",
        "Take the cursor away: the latest values again"),
    Key("curves", "curves.closer", "plus", "zoom(True)", "zoom", "See half as much of the axis, around the cursor"),
    Key("curves", "curves.wider", "minus", "zoom(False)", "zoom", "See twice as much"),
    Key("curves", "curves.reset", "0", "reset", "all", "See all of it again; the wheel zooms too, and dragging pans"),
    Key("curves", "curves.maximise", "m", "maximise", "maximise", "The marked chart alone, or all of them"),
    Key("curves", "curves.log", "g", "log", "log axis", "Logarithmic axis for the marked chart, or linear"),
    Key("curves", "curves.axis", "a", "axis", "axis", "Steps, epochs or training time below the charts"),
    Key("curves", "curves.smoothing", "S", "smooth", "smoothing", "Smooth the losses more; after the most, not at all"),
    Key("curves", "curves.next", "n", "next_chart(1)", "chart", "Mark the next chart"),
    Key("curves", "curves.previous", "N", "next_chart(-1)", "chart before", "Mark the chart before"),
    Key("prompt", "prompt.ask", "enter", "ask", "ask", "Ask what is typed, or carry the command out"),
    Key("prompt", "prompt.older", "up", "look(-1)", "typed before", "The line typed before", True),
    Key("prompt", "prompt.newer", "down", "look(1)", "typed before", "The line typed after", True),
    Key("prompt", "prompt.page_up", "pageup", "page(-1)", "answers", "Scroll the answers up"),
    Key("prompt", "prompt.page_down", "pagedown", "page(1)", "answers", "Scroll them down"),
    Key("samples", "samples.up", "up,k", "move(-1)", "row", "The row above"),
    Key("samples", "samples.down", "down,j", "move(1)", "row", "The row below"),
    Key("samples", "samples.resample_row", "R", "resample_row", "this one", "A new sample for this row"),
    Key("samples", "samples.whole", "enter", "whole", "whole", "Ask for the row in full, at the prompt"),
    Key("samples", "samples.lock", "L", "lock", "lock", "Keep this row when all are drawn anew"),
    Key("samples", "samples.mode", "p", "mode", "mode", "The next mode of drawing samples"),
    Key("samples", "samples.less", "left,h", "nudge(-1)", "move z", "Move the row's z by -0.5"),
    Key("samples", "samples.more", "right,l", "nudge(1)", "move z", "Move the row's z by +0.5"),
    Key("samples", "samples.dimension_down", "less_than_sign", "dimension(-1)", "dimension", "The dimension before"),
    Key("samples", "samples.dimension_up", "greater_than_sign", "dimension(1)", "dimension", "The next dimension of z"),
    Key("samples", "samples.path", "W", "path", "way", "The way from this row to the next; again: back to the rows"),
    Key("samples", "samples.copy_row", "y", "copy_row", "copy", "Copy this row"),
    Key("samples", "samples.copy_all", "Y", "copy_all", "copy all", "Copy every row"),
    Key("samples", "samples.export", "e", "export", "export",
        "Write the rows to a CSV file, pictures to a PNG"),
    Key("map", "map.left", "left,h", "walk(-1, 0)", "walk",
        "Move the cursor; the answer below is that of its place"),
    Key("map", "map.right", "right,l", "walk(1, 0)", "walk", "Move it to the right"),
    Key("map", "map.up", "up,k", "walk(0, -1)", "walk", "Move it up"),
    Key("map", "map.down", "down,j", "walk(0, 1)", "walk", "Move it down"),
    Key("map", "map.far-left", "shift+left", "walk(-8, 0)", "far", "Move it far to the left"),
    Key("map", "map.far-right", "shift+right", "walk(8, 0)", "far", "Move it far to the right"),
    Key("map", "map.far-up", "shift+up", "walk(0, -4)", "far", "Move it far up"),
    Key("map", "map.far-down", "shift+down", "walk(0, 4)", "far", "Move it far down"),
    Key("map", "map.dimension_down", "less_than_sign", "dimension(-1)", "dimension", "The two dimensions before"),
    Key("map", "map.dimension_up", "greater_than_sign", "dimension(1)", "dimension",
        "The next two dimensions, after the last the principal plane (PCA); :map 0 5 shows any two"),
    Key("map", "map.nearest", "enter", "nearest", "nearest", "Put the cursor on the nearest point"),
    Key("dials", "dials.above", "up,k", "choose(-1)", "choose", "Choose the dial above"),
    Key("dials", "dials.below", "down,j", "choose(1)", "choose", "Choose the dial below"),
    Key("dials", "dials.left", "left,h", "turn(-1)", "turn", "Turn it down; digits and enter give it a value"),
    Key("dials", "dials.right", "right,l", "turn(1)", "turn", "Turn it up"),
    Key("dials", "dials.lowest", "home", "end(False)", "lowest", "Turn it to the lower end"),
    Key("dials", "dials.highest", "end", "end(True)", "highest", "Turn it to the upper end"),
    Key("list", "list.open", "enter", "open", "open", "Open the run; one that is training elsewhere is followed"),
    Key("list", "list.mark", "space", "mark", "mark", "Mark the run, or take the mark away"),
    Key("list", "list.overlay", "O", "overlay", "overlays",
        "Lay the marked runs' curves, or this one's, faintly under those of the open run"),
    Key("list", "list.pin", "B", "pin", "pin", "Lay this run's curves under whatever run is opened from now on"),
    Key("list", "list.compare", "c", "compare", "compare", "Compare this run with the one that is marked"),
    Key("list", "list.resume", "t", "resume", "train", "Train the run on; a finished one gets a larger budget"),
    Key("list", "list.delete", "D,delete", "delete", "delete", "Delete the run, after a question"),
    Key("list", "list.filter", "i,slash", "filter", "type", "Type what the runs shown have in name, state or verdict"),
    Key("list", "list.up", "up,k", "move(-1)", "run", "The run above"),
    Key("list", "list.down", "down,j", "move(1)", "run", "The run below"),
    Key("list", "list.back", "escape", "back", "back", "Leave the filter or the list"),
    Key("sheet", "sheet.up", "up,k", "scroll(-3)", "scroll", "Scroll up"),
    Key("sheet", "sheet.down", "down,j", "scroll(3)", "scroll", "Scroll down"),
    Key("sheet", "sheet.page_up", "pageup", "page(-1)", "page", "Scroll up by a page"),
    Key("sheet", "sheet.page_down", "pagedown", "page(1)", "page", "Scroll down by a page"),
    Key("sheet", "sheet.first", "home", "ends(True)", "start", "Go to the start"),
    Key("sheet", "sheet.last", "end,G", "ends(False)", "end", "Go to the end"),
    Key("sheet", "sheet.copy", "y", "copy", "copy", "Copy everything"),
    Key("sheet", "sheet.back", "escape", "back", "back", "Leave it; in the help, forget first what is typed", True),
    Key("sheet", "sheet.quit", "q", "back", "quit", "Leave it"),
)
# fmt: on

FOOTERS: Mapping[str, tuple[str, ...]] = {
    "idle": ("train.start", "prompt.focus", "samples.resample", "runs.open", "show.view", "app.quit"),
    "live": ("train.pause", "train.dials", "train.step", "train.stop", "prompt.focus", "samples.resample"),
    "curves": (
        "curves.earlier", "curves.later", "curves.closer", "curves.wider", "curves.maximise", "curves.log",
        "curves.axis", "curves.smoothing",
    ),
    "prompt": (
        "prompt.ask", "prompt.older", "prompt.newer", "prompt.page_up", "prompt.page_down", "pane.next", "pane.back",
    ),
    "samples": (
        "samples.resample", "samples.resample_row", "samples.lock", "samples.less", "samples.more", "samples.mode",
        "samples.copy_row",
    ),
    "model": ("show.view", "pane.curves", "pane.whole", "pane.next", "pane.back"),
    "map": (
        "map.left", "map.right", "map.up", "map.down", "map.nearest", "show.colour", "map.dimension_down",
        "map.dimension_up", "show.view", "pane.back",
    ),
    "dials": (
        "dials.less", "dials.more", "dials.above", "dials.below", "dials.lowest", "dials.schedule", "train.pause",
        "pane.back",
    ),
    "list": ("list.open", "list.mark", "list.overlay", "list.compare", "list.resume", "list.filter", "list.back"),
    "sheet": ("sheet.up", "sheet.down", "sheet.page_up", "sheet.page_down", "sheet.copy", "sheet.back"),
}  # fmt: skip
"""The keys used most in each part, on the dashboard while nothing is trained ("idle") and while something is ("live").

Neighbours that have one word stand together.
"""

FORMER = {
    "pane.grid": "pane.samples",
    "pane.zoom": "pane.whole",
    "prompt.leave": "pane.back",
    "show.latent": "show.view",
    "show.diagnosis": "show.view",
    "map.colour": "show.colour",
    "curves.smoother": "curves.smoothing",
    "grid.way": "samples.mode",
    "grid.interpolate": "samples.path",
    "grid.copy_table": "samples.copy_all",
}
"""Names that settings made for earlier versions may have; else what was `grid.` is `samples.`."""


def bindings(*where: str) -> list[BindingType]:
    """Return the bindings of some parts of the table, for a class's BINDINGS."""
    return [key.binding() for key in KEYS if key.where in where]


def by_part(first: str = "") -> Iterator[tuple[str, list[Key]]]:
    """Yield the title of each part, and its keys; one part, if it is named, before the others."""
    for where in sorted(PARTS, key=lambda where: where != first):
        yield PARTS[where], [key for key in KEYS if key.where == where]


def footer(part: str, keymap: Mapping[str, str], ascii: bool = False) -> list[tuple[Key, str]]:
    """Return the entries of a part's footer: the first of the keys that have a word, and how they all are spoken."""
    known = {key.id: key for key in KEYS}
    found: list[tuple[Key, str]] = []
    for name in FOOTERS[part]:
        key = known[name]
        said = spoken(keymap.get(name, key.key).split(",")[0], ascii)
        if found and found[-1][0].short == key.short:
            found[-1] = (found[-1][0], f"{found[-1][1]} {said}")
        else:
            found.append((key, said))
    return found


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
    """Tell whether the keys of two parts act at the same time; lists and sheets cover everything."""
    covering = {"list", "sheet"} & {one, other}
    return one == other or (not covering and (one in ANYWHERE or other in ANYWHERE))


def spoken(keys: str, ascii: bool = False) -> str:
    """Return keys as a reader knows them: `question_mark,f1` is `? f1`."""
    names = {"space": "space", "escape": "esc", "enter": "enter", "delete": "del", "pageup": "pgup", "pagedown": "pgdn"}
    if ascii:
        names |= {"left": "left", "right": "right", "up": "up", "down": "down", "backspace": "backspace"}
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
