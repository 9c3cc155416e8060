"""The lessons of the sentiment task: a last state that reads padding, and one that does not."""

from ...spec import Lesson, Moment

LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "padding", "The last state, on padding", "lesson-padding",
        watch="the loss; a coin's is 0.693",
        predict="the loss stays near 0.69: nothing is learned.",
        happened="After an epoch it is right hardly more often than a coin.",
        why="Every text is padded to 200 words and the last state is that behind the padding: what was read has passed"
            " through a hundred steps of nothing, and so has the gradient on its way back.",
        tries=("type a sentence: how sure is it?", "v: labels against answers"),
        then="masked", offer="leave the padding out and watch it learn",
    ),
    Lesson(
        "masked", "The last state, at the text's end", "lesson-masked",
        watch="the loss; a coin's is 0.693",
        predict="the loss falls below 0.6 within the epoch, with the same network and the same steps.",
        moments=(Moment("here it reads", "loss", below=0.6),),
        happened="The same network learned as soon as its last state was that of the last word.",
        why="Nearly all of what attention added in report 004 is that padding was no longer in the way: there the last"
            " state at the text's end has 0.839, on padding 0.601, and attention over time 0.853.",
        tries=("t, with pooling=attention or pooling=mean: what is left to gain",),
    ),
)  # fmt: skip
