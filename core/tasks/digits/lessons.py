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
        watch="the charts Label kept and Variety",
        predict="labels come to stay, and variety goes: each digit has one picture.",
        moments=(Moment("here half of the labels stay", "to_street", above=0.5),),
        happened="Labels are kept, and all pictures of a digit came to look alike.",
        why="One picture a digit is enough to pass as real and as that digit. The way back asks that a picture tell"
            " which one it was made of, and so that pictures differ.",
        tries=("d: turn the cycle weight to 2", "r: the same digit twice"),
    ),
)  # fmt: skip
