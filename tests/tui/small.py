"""The smallest that can be trained: twelve verbs, and settings with which a step takes milliseconds."""

from pathlib import Path

VERBS = (
    "walk walks walking walked", "split splits splitting split", "glance glances glancing glanced",
    "sing sings singing sang", "carry carries carrying carried", "stop stops stopping stopped",
    "abet abets abetting abetted", "make makes making made", "try tries trying tried", "lie lies lying lay",
    "talk talks talking talked", "jump jumps jumping jumped",
)  # fmt: skip
ROWS = tuple((a, b, c, d) for a, b, c, d in (verb.split() for verb in VERBS))
SMALL = (
    ("hidden", "16"), ("embedding", "8"), ("latent", "4"), ("condition", "2"), ("code", "8"), ("report_every", "2"),
    ("batch_size", "16"),
)  # fmt: skip
EPOCHS = 6
"""Of the tiny run, which has seven steps each."""


def write_data(folder: Path) -> Path:
    """Write the verbs, and two pairs to be scored on, into a folder that is made."""
    folder.mkdir(parents=True)
    (folder / "train.txt").write_text("\n".join(VERBS) + "\n")
    (folder / "test.txt").write_text("walk walked sp p\nsing singing sp pg\n")
    return folder
