"""What the spelling task declares of itself; see `core.spec`. Knows no torch."""

from ...spec import DataSet, Dial, Metric, Mode, PanelSpec, Sign, TaskSpec
from ...verdict import Verdict
from .config import SpellingConfig
from .lessons import LESSONS
from .presets import PRESETS
from .queries import EXAMPLES, parse, whole

METRICS = (
    Metric("loss", "loss", "loss", "nats", 1),
    Metric("direct", "direct loss", "direct", "nats", 2),
    Metric("bleu4", "BLEU-4, unseen", "BLEU", "share", 3, "pairs.validation.bleu4"),
    Metric("seen_bleu4", "BLEU-4, seen", "BLEU s", "share", 6),
    Metric("test_bleu4", "BLEU-4, test", "BLEU t", "share", 4, "pairs.test.alone_bleu4"),
    Metric("exact", "exact, unseen", "exact", "share", 5, "unseen.top1"),
    Metric("seen_exact", "exact, seen", "ex s", "share", 7),
    Metric("top5", "in five, unseen", "top 5", "share", 2, "unseen.top5"),
    Metric("kept", "right words kept", "kept", "share", 8, "kept.all"),
    Metric("teacher_forcing", "teacher", "tf", "rate", 3),
    Metric("noise", "noise", "noise", "rate", 5),
    Metric("lr", "lr", "lr", "rate", 7),
)

PANELS = (
    PanelSpec("loss", "Loss", ("loss",), ("direct",), smooth=True, empty="no step reported yet"),
    PanelSpec("bleu", "BLEU-4", ("bleu4", "seen_bleu4", "test_bleu4")),
    PanelSpec("exact", "Exact match", ("exact", "seen_exact", "top5", "kept")),
    PanelSpec("schedules", "Dials", ("teacher_forcing", "noise"), ("lr",), zero=True, empty="no step yet"),
)

DIALS = (
    Dial("lr", "learning rate", "lr", 7),
    Dial("teacher_forcing", "teacher forcing", "tf", 3, 0.0, 1.0),
    Dial("noise", "noise", "noise", 5, 0.0, 4.0),
)

ABOUT = (
    ("Loss", "cross entropy in nats a word: of the misspelling given the word, and the other way (direct)."),
    ("BLEU-4", "the lab's, on letters: validation pairs whose word was never learned, pairs learned, the lab's test."),
    ("Exact match", "the best correction is a right one; of validation pairs in five suggestions, and of right words."),
    ("Probability", "fitted on validation pairs: of ten suggestions of 90 %, nine are right."),
)

VERDICTS = (
    Verdict("corrects", "good", "of words that it never saw, six in ten or more are right, and right words stay"),
    Verdict("corrects some", "notice", "of words that it never saw, between one and six in ten are right"),
    Verdict("corrects nothing unseen", "bad", "less than one in ten of the words that it never saw is right"),
    Verdict("breaks right words", "bad", "less than six in ten right words are left alone"),
    Verdict("copies", "bad", "what is typed comes back as it is"),
    Verdict("one word", "bad", "every input has the same answer"),
)

SPEC = TaskSpec(
    name="spelling",
    title="Spelling",
    unit="word",
    config=SpellingConfig,
    presets=PRESETS,
    datasets=(DataSet("english", "92,000 misspellings of codespell's and nlpaug's lists, 84,600 words"),),
    metrics=METRICS,
    panels=PANELS,
    dials=DIALS,
    headline=("bleu4", "exact"),
    modes=(
        Mode("held_out", "held out", "validation misspellings, with what the model makes of them"),
        Mode("wrong", "wrong ones", "those of them alone that it has wrong, as far as they are near"),
    ),
    legend=(
        Sign("right", "●", "*", "good", "the best suggestion is right"),
        Sign("wrong", "×", "x", "bad", "it is not"),
        Sign("known", "✓", "v", "good", "already a word"),
        Sign("corrected", "→", ">", "info", "no word; the first suggestion is probably meant"),
        Sign("unsure", "?", "?", "notice", "no word, and no suggestion is probable"),
        Sign("left", "○", "o", "muted", "in no lexicon, and left as it is"),
        Sign("other", "-", "-", "muted", "not of the letters a to z"),
    ),
    placeholder="a word, or a line of words",
    hint="Type a word, e.g. recieve, or a line of them, then enter: what may be meant, and how probable it is.",
    examples=EXAMPLES,
    about=ABOUT,
    data_help="a folder with train.json, or train.txt of two words a line",
    parse=parse,
    whole=whole,
    create="cvae_tui.core.tasks.spelling.task:SpellingTask",
    load="cvae_tui.core.tasks.spelling.loading:load_speller",
    verdicts=VERDICTS,
    lessons=LESSONS,
    shipped="spelling",
    experiments="cvae_tui.core.tasks.spelling.experiments:EXPERIMENTS",
    benchmark="cvae_tui.core.tasks.spelling.benchmark:benchmark",
    remedy="lower lr, or clip",
)
