"""What the digits task declares of itself; see `core.spec`. Knows no torch."""

from collections.abc import Sequence

from ...events import Alert, Stepped
from ...spec import DataSet, Dial, Metric, Mode, PanelSpec, Sign, TaskSpec
from ...verdict import Verdict
from .config import DigitsConfig
from .lessons import LESSONS
from .presets import PRESETS
from .queries import EXAMPLES, parse, whole

# Nats of a discriminator's loss below which it tells everything made from everything real, and the fraction of a run
# that it is given to be fooled.
WON, PATIENCE = 0.02, 0.1

METRICS = (
    Metric("d_ms", "D m-s", "D ms", "nats", 1),
    Metric("d_sm", "D s-m", "D sm", "nats", 7),
    Metric("g_msm", "G m-s-m", "G msm", "nats", 2),
    Metric("g_sms", "G s-m-s", "G sms", "nats", 3),
    Metric("cycle", "cycle", "cyc", "nats", 6),
    Metric("to_street", "to street", "street", "share", 3, "to_street.label_kept"),
    Metric("to_mnist", "to MNIST", "mnist", "share", 2, "to_mnist.label_kept"),
    Metric("to_street_variety", "street variety", "s var", "count", 5, "to_street.variety"),
    Metric("to_mnist_variety", "MNIST variety", "m var", "count", 4, "to_mnist.variety"),
    Metric("to_street_cycle", "street cycle", "s cyc", "nats", 7, "to_street.cycle_error"),
    Metric("to_mnist_cycle", "MNIST cycle", "m cyc", "nats", 6, "to_mnist.cycle_error"),
    Metric("lr", "lr", "lr", "rate", 7),
    Metric("critic_lr", "critic lr", "D lr", "rate", 1),
    Metric("adversarial_weight", "adversarial w", "adv w", "rate", 5),
    Metric("label_weight", "label w", "label w", "rate", 3),
    Metric("cycle_weight", "cycle w", "cyc w", "rate", 6),
)

PANELS = (
    PanelSpec(
        "loss", "Losses", ("g_msm", "g_sms"), ("d_ms", "d_sm"), smooth=True, zero=True, empty="no step reported yet"
    ),
    PanelSpec("kept", "Label kept", ("to_street", "to_mnist"), zero=True),
    PanelSpec("variety", "Variety", ("to_street_variety", "to_mnist_variety"), ("cycle",), zero=True),
    PanelSpec(
        "schedules", "Dials", ("label_weight", "adversarial_weight", "cycle_weight"), ("lr", "critic_lr"), zero=True,
        empty="no step yet",
    ),
)  # fmt: skip

DIALS = (
    Dial("lr", "generators' rate", "lr", 7),
    Dial("critic_lr", "discriminators' rate", "D lr", 1),
    Dial("label_weight", "label weight", "label w", 3),
    Dial("adversarial_weight", "adversarial weight", "adv w", 5),
    Dial("cycle_weight", "cycle weight", "cyc w", 6),
)

ABOUT = (
    ("Losses", "of the discriminators (D) and the generators (G), by the way that the pictures went, in nats."),
    (
        "Label kept",
        "the share of translated validation pictures that a judge of real pictures reads as what they show.",
    ),
    ("Variety", "how much pictures of one digit differ, beside real ones; 0 is one picture a digit."),
    ("Street digits", "are synthetic: fonts on photographs. SVHN's own files are read with --data."),
)


VERDICTS = (
    Verdict("keeps labels", "good", "translated pictures are read as the digit that they show, and vary"),
    Verdict("labels half kept", "notice", "between half and 85 % of one direction's pictures keep their digit"),
    Verdict("labels flipped", "bad", "less than half of one direction's pictures keep their digit"),
    Verdict("one picture per class", "bad", "pictures of one digit are nearly the same: mode collapse"),
)


def won(stepped: Stepped) -> Sequence[Alert]:
    """Warn of a discriminator that tells everything apart, so that its generator learns nothing more."""
    losses = stepped.losses or {}
    if stepped.fraction < PATIENCE or not losses.get("g_msm"):
        return ()
    names = {"d_ms": "of MNIST's pictures turned street digits", "d_sm": "of street digits turned MNIST's"}
    return [
        Alert(stepped.step, "collapsed", f"the discriminator {names[key]} has won; lower its rate (critic_lr)")
        for key in names
        if losses.get(key, 1.0) < WON
    ]


SPEC = TaskSpec(
    name="digits",
    title="Digits between two kinds",
    unit="picture",
    config=DigitsConfig,
    presets=PRESETS,
    datasets=(DataSet("street", "MNIST's digits and synthetic street digits"),),
    metrics=METRICS,
    panels=PANELS,
    dials=DIALS,
    headline=("to_street", "to_mnist"),
    modes=(
        Mode("to_street", "to street", "MNIST's digits as street digits, and back"),
        Mode("to_mnist", "to MNIST", "street digits as MNIST's, and back"),
    ),
    legend=(
        Sign("kept", "●", "*", "good", "the judge reads the digit that the source shows"),
        Sign("flipped", "×", "x", "bad", "the judge reads another digit"),
    ),
    placeholder="digits, or help",
    hint="Type digits, e.g. 2026, then enter: each translated into the other kind, and back.",
    examples=EXAMPLES,
    about=ABOUT,
    data_help="a folder with pictures of both kinds, or SVHN's and MNIST's own files",
    parse=parse,
    whole=whole,
    create="cvae_tui.core.tasks.digits.task:DigitsTask",
    load="cvae_tui.core.tasks.digits.translator:load_translator",
    verdicts=VERDICTS,
    lessons=LESSONS,
    shipped="digits",
    experiments="cvae_tui.core.tasks.digits.experiments:EXPERIMENTS",
    benchmark="cvae_tui.core.tasks.digits.benchmark:benchmark",
    alerts=won,
    remedy="lower lr or critic_lr",
)
