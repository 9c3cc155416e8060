"""The lesson of the spelling task: a decoder without teacher forcing, and the same with it."""

from ...spec import Lesson, Moment

LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "own-letters", "No teacher forcing", "lesson-own-letters",
        watch="the loss, in nats a word",
        predict="the loss falls with the frequencies of letters, and no word comes out right.",
        moments=(Moment("here it has learned which letters are frequent", "loss", below=24.0),),
        happened="The loss sank to 15 nats a word, two a letter: letters and their neighbours, and not one word right.",
        why="Fed its own letters alone, the decoder learns what follows a mistake, of which there is no end. And the"
            " gradient that would tell the encoder what to keep goes back through every step of the decoder: of a plain"
            " RNN's last step a hundredth is left after five steps, of an LSTM's after ten (v shows it).",
        tries=("v: the size of the gradient by steps into the past (BPTT)", "r: what it makes of misspellings"),
        then="truth", offer="turn teacher forcing to 1 and watch the loss fall",
    ),
    Lesson(
        "truth", "Teacher forcing", "lesson-own-letters",
        watch="the loss, in nats a word",
        predict="fed the truth, the loss falls at once, and goes on falling.",
        moments=(
            Moment("here it is fed the truth", "teacher_forcing", above=0.5),
            Moment("here the loss has halved", "loss", below=7.5),
            Moment("here unseen words come right", "exact", above=0.1),
        ),
        happened="In as many steps again the loss fell from 15 nats a word to 6, and of words that it never saw more"
                 " than one in ten comes right, where it was none. Many right words it still breaks.",
        why="The truth before each letter makes every step a task of its own, and its gradient one step long. The first"
            " fall shows less than it seems: to go on from right letters is the easier question. That words come right"
            " is the proof, for then it is fed its own letters again; what it lacks there is called exposure bias.",
        tries=("o, then t: train it on, and turn teacher forcing back to 0 (d)", "type a word, such as recieve"),
        after="own-letters", epochs=1, turns=(("teacher_forcing", 1.0),), verdict="corrects some",
    ),
)  # fmt: skip
