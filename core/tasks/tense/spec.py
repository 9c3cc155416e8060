"""What the tense task declares of itself; see `core.spec`. Knows no torch."""

from collections.abc import Sequence

from ...events import Alert, Stepped
from ...spec import DataSet, Dial, Metric, Mode, PanelSpec, Sign, TaskSpec
from ...verdict import EARLY, EXPLODED, Verdict
from .config import TenseConfig
from .former import FORMER
from .lessons import LESSONS
from .presets import PRESETS
from .queries import EXAMPLES, between, parse, whole

# Nats of KL below which z tells nothing that could be seen in a word, and from which it tells of the weights alone.
SILENT, PAST = 0.5, 300.0

METRICS = (
    Metric("ce", "CE", "CE", "nats", 1),
    Metric("kl", "KL", "KL", "nats", 2, "latent.kl"),
    Metric("bleu4", "BLEU-4", "BLEU", "share", 3, "conversion.bleu4"),
    Metric("exact", "exact", "ex", "share", 4),
    Metric("held_out", "held out", "held", "share", 6),
    Metric("gaussian", "Gaussian", "Gauss", "share", 5, "gaussian.score"),
    Metric("transported", "transported", "transp", "share", 6, "gaussian.transported.score"),
    Metric("round_trip", "round trip", "trip", "share", 2, "gaussian.round_trip.score"),
    Metric("distinct", "distinct", "dist", "count", 7, "gaussian.distinct_per_100"),
    Metric("kl_weight", "KL weight", "KL w", "rate", 2),
    Metric("teacher_forcing", "teacher", "tf", "rate", 3),
    Metric("lr", "lr", "lr", "rate", 7),
    Metric("encoder_lr", "encoder lr", "enc", "rate", 1),
)

PANELS = (
    PanelSpec("loss", "Loss", ("ce",), ("kl",), smooth=True, empty="no step reported yet"),
    PanelSpec("scores", "Scores", ("bleu4", "exact", "held_out")),
    PanelSpec("gaussian", "Noise", ("gaussian", "transported", "round_trip"), ("distinct",), zero=True),
    PanelSpec(
        "schedules", "Dials", ("kl_weight", "teacher_forcing"), ("lr", "encoder_lr"), zero=True, empty="no step yet"
    ),
)

DIALS = (
    Dial("kl_weight", "KL weight", "KL w", 2),
    Dial("teacher_forcing", "teacher forcing", "tf", 3, 0.0, 1.0),
    Dial("lr", "learning rate", "lr", 7),
    Dial("encoder_lr", "encoder rate", "enc lr", 1),
)

MODES = (
    Mode("transported", "transported", "z moved by the learned map to the verb it is assigned to, then decoded"),
    Mode("round_trip", "round trip", "the transported z decoded, its word read once more, and that decoded"),
    Mode("prior", "prior", "z ~ N(0, I) decoded as it was drawn: the lab's protocol"),
    Mode("joint", "joint", "the same z as it was drawn, decoded into the likeliest paradigm, four forms together"),
    Mode("novel", "novel", "letters drawn between two z, until they spell no learned form, then read and decoded"),
)

LEGEND = (
    Sign("train", "●", "*", "good", "a row of the training data"),
    Sign("real", "○", "o", "info", "another verb's right forms"),
    Sign("new", "◌", ".", "notice", "regular forms of no known verb"),
    Sign("broken", "×", "x", "bad", "anything else"),
)

ABOUT = (
    ("Loss", "cross entropy and KL in nats, summed over a word's letters and z's dimensions, averaged over words."),
    ("Gaussian", "the share of z ~ N(0, I), decoded as drawn in the four tenses, that is a training row."),
    ("transported", "the same z moved by the learned map first: by construction to one of the training verbs."),
)


VERDICTS = (
    Verdict("healthy", "good", "z tells enough, the decoder listens, and noise falls where words lie"),
    Verdict("weak", "notice", "z tells a tenth to three tenths of what it could"),
    Verdict("collapsed", "bad", "z tells next to nothing, or the decoder writes the same whatever z is"),
    EXPLODED,
    Verdict("ignores z", "bad", "z tells enough, and over half of the words stay the same with another word's z"),
    Verdict("autoencoder", "notice", "words have codes far from the prior, so that noise falls where nothing lies"),
    Verdict("leaky", "notice", "the tense can be read off z, though the decoder is told it"),
)


def faults(stepped: Stepped) -> Sequence[Alert]:
    """Warn of a KL that fell to nothing although it is weighed, and of one that grows past all that z could tell."""
    kl, weight = (stepped.losses or {}).get("kl", SILENT), stepped.dials.get("kl_weight", 0.0)
    if kl > PAST:
        grows = "the KL explodes, past all that z could tell of a word; give it a weight, or lower the encoder's rate"
        return (Alert(stepped.step, "exploded", grows),)
    if weight > 0 and stepped.fraction >= EARLY and kl < SILENT:
        sentence = "the KL is near 0: z tells nothing, the posterior collapsed; lower the KL weight"
        return (Alert(stepped.step, "collapsed", sentence),)
    return ()


SPEC = TaskSpec(
    name="tense",
    title="English tense",
    unit="word",
    config=TenseConfig,
    presets=PRESETS,
    datasets=(
        DataSet("full", "5,067 verbs, the most frequent first"),
        DataSet("lab", "1,227 verbs, in the size and format of the lab"),
        DataSet("large", "14,085 verbs, those of full and rare regular ones: what the shipped model is made from"),
    ),
    metrics=METRICS,
    panels=PANELS,
    dials=DIALS,
    headline=("bleu4", "gaussian"),
    modes=MODES,
    legend=LEGEND,
    placeholder="a verb, or help",
    hint="Type any form of a verb, e.g. splitting, then enter: its four tenses, and how sure the model is of each.",
    examples=EXAMPLES,
    about=ABOUT,
    data_help="a folder with train.txt",
    parse=parse,
    whole=whole,
    create="cvae_tui.core.tasks.tense.task:TenseTask",
    load="cvae_tui.core.tasks.tense.predictor:load_predictor",
    verdicts=VERDICTS,
    lessons=LESSONS,
    shipped="default",
    experiments="cvae_tui.core.tasks.tense.experiments:EXPERIMENTS",
    benchmark="cvae_tui.core.tasks.tense.benchmark.suite:benchmark",
    alerts=faults,
    map="training verbs where their z lies; at the cursor its four forms",
    remedy="lower lr or the KL weight, or clip",
    between=between,
    former=FORMER,
)
