"""Every task's data, small: what a few steps are learned on."""

from pathlib import Path

VERBS = "walk walks walking walked\ngo goes going went\ntry tries trying tried\nsing sings singing sang\n"
PAIRS = "recieve receive\nreceve receive\nbeleive believe\nbelive believe\ntommorow tomorrow\nwierd weird\n"
REVIEWS = [("a good film", 1), ("a lovely story", 1), ("a bad film", 0), ("an awful story", 0)]
USUAL = {"epochs": "3", "seconds": "0", "report_every": "2", "evaluate_every": "0"}
SMALL = {
    "tense": {
        **USUAL, "hidden": "16", "embedding": "8", "latent": "4", "condition": "2", "code": "8", "batch_size": "8",
    },
    "spelling": {**USUAL, "hidden": "16", "direct": "16", "embedding": "8", "batch_size": "3"},
    "sentiment": {**USUAL, "words": "50", "embedding": "4", "hidden": "4", "batch_size": "4"},
    "digits": {**USUAL, "width": "4", "batch_size": "4", "steps_per_epoch": "2", "pretraining": "0"},
}  # fmt: skip
"""Settings of each task's default with which it learns six steps or so in a moment."""


def write_small(task: str, folder: Path) -> str | None:
    """Write a task's data into a folder that is made, and return it; None where the shipped data is small enough."""
    if task == "digits":
        return None
    folder.mkdir()
    if task == "sentiment":
        for part in ("train", "validation", "test"):
            rows = [f"{text} of {number} in {part},{label}\n" for number in range(4) for text, label in REVIEWS]
            (folder / f"{part}.csv").write_text("text,label\n" + "".join(rows))
    else:
        (folder / "train.txt").write_text({"tense": VERBS, "spelling": PAIRS}[task])
    return str(folder)
