"""The lessons of the digits task: what holds the label, and what the cycle is for."""

from ...spec import Lesson, Moment

LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "two-classes", "Two classes", "lesson-two-classes",
        watch="the chart Label kept, and the samples (3)",
        predict="pictures pass as real and the way back closes, while half of the digits do not stay what they are.",
        moments=(Moment("here the way back closes", "cycle", below=0.25),),
        happened="Digits turned into other digits, and back again into what they were.",
        why="A discriminator that tells real from made alone does not ask which digit it is, and a cycle closes"
            " whatever stands in its middle. Eleven classes hold the label.",
        tries=("r: other pictures", "v: which digit is read as which"),
        then="no-cycle", offer="keep the classes and take the cycle away",
    ),
    Lesson(
        "no-cycle", "No cycle", "lesson-no-cycle",
        watch="the charts Label kept and Variety, and the samples (3)",
        predict="labels come to stay, the cycle stays open, and street digits of one kind are more and more alike.",
        moments=(Moment("here half of the labels stay", "to_street", above=0.5),),
        happened="Labels came to stay; street digits vary half as much as real ones, and the way back gives another"
            " digit.",
        why="To pass as real and as its digit, a picture need not tell which one it was made of. The way back asks just"
            " that, and so that pictures differ; without it a generator is free to forget.",
        tries=("E again, and turn the cycle weight to 2 (d)", "r: the same digit twice"),
    ),
)  # fmt: skip
