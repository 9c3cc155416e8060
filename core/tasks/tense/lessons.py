"""The lessons of the tense task: what to watch in each of its small presets, and what to learn from it."""

from ...spec import Lesson, Moment

LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "collapse", "Posterior collapse", "lesson-collapse",
        watch="the KL in the chart Loss, and the samples (3)",
        predict="the KL falls to nearly 0 within the first epoch and stays there; every sample says nearly the same.",
        moments=(Moment("here the KL died", "kl", below=0.05),),
        happened="The KL died in the first epoch. CE fell all the same: the decoder learned English, not the word.",
        why="With the whole weight of 1 from the first step, a z that tells something costs more than it helps a"
            " decoder that has learned nothing yet; so the encoder says nothing, and the decoder never listens.",
        tries=("r: noise gives the same few words", "v: what z tells, in nats", "type a word: it does not come back"),
        data="lab", then="rescue", offer="turn the KL weight to 0.1 and watch it come back",
    ),
    Lesson(
        "rescue", "The rescue", "lesson-collapse",
        watch="the KL in the chart Loss, then BLEU-4 and the samples (3)",
        predict="with a weight of 0.1 the KL rises within seconds, and the words come back after it.",
        moments=(Moment("here z speaks again", "kl", above=5.0), Moment("here words come back", "bleu4", above=0.5)),
        happened="At a tenth of the weight the KL rose from next to nothing to more than ten nats; BLEU-4 followed.",
        why="Now a nat of z costs a tenth of a nat, and tells the decoder letters that cost whole ones. That is why the"
            " weight is annealed: first let z speak, then ask that it be brief (Bowman et al. 2016).",
        tries=("o, then t: train it on, and turn the KL weight (d)", "v: what z tells now", "r: words from noise"),
        data="lab", after="collapse", epochs=8, turns=(("kl_weight", 0.1),), verdict="healthy",
        then="explosion", offer="see the opposite: a KL that explodes",
    ),
    Lesson(
        "explosion", "KL explosion", "lesson-explosion",
        watch="the KL in the chart Loss and the KL weight in the chart Dials",
        predict="at weight 0 the KL grows to hundreds of nats; when the weight comes, at half time, the run breaks.",
        moments=(
            Moment("here the KL passes 100", "kl", above=100.0),
            Moment("here the weight comes", "kl_weight", above=0.5),
            Moment("here it broke", breaks=True),
        ),
        happened="The KL grew as long as nothing weighed it. The jump of the weight to 1 made a step so large that the"
                 " weights left every bound.",
        why="The gradient of the KL grows with the KL itself. At an encoder rate of 1 a step along it overshoots, each"
            " the further: report 002's failure.",
        tries=(
            "g: a logarithmic axis shows how it grew", "t, with encoder_lr=0.05: it holds",
            "t, with kl_rise=0.3: the KL shrinks in time",
        ),
        data="lab", then="release", offer="see a weight that comes and goes in time",
    ),
    Lesson(
        "release", "Annealing and release", "lesson-release",
        watch="the KL weight in the chart Dials and BLEU-4 in the chart Scores",
        predict="BLEU-4 sinks while the weight is high, and jumps when it falls to 0 at half time.",
        moments=(
            Moment("here the weight is full", "kl_weight", above=0.99),
            Moment("here it is released", "kl_weight", below=0.01),
            Moment("here words come back", "bleu4", above=0.5),
        ),
        happened="Under the full weight z told two nats and words were lost; released, they were back within an epoch;"
                 " then the second cycle took them again.",
        why="The decoder had learned to spell. As soon as z may tell the word, it has all that it needs: so report"
            " 001's BLEU-4 is highest where its weight is lowest, and a score without its schedule says little.",
        tries=("E again, and hold the KL weight at 0.1 in the second half (d)", "a: the same over epochs or seconds"),
        data="lab", then="exposure", offer="see a decoder that was only ever fed the truth",
    ),
    Lesson(
        "exposure", "Exposure bias", "lesson-exposure",
        watch="CE in the chart Loss and teacher forcing in the chart Dials",
        predict="CE falls while the decoder is fed the truth; fed its own letters from half time on, CE rises.",
        moments=(
            Moment("here it is fed its own letters", "teacher_forcing", below=0.99),
            Moment("here CE has doubled", "ce", above=5.0),
        ),
        happened="CE rose to three times what it was as soon as the decoder had to live with its own mistakes. BLEU-4,"
                 " which always did, did not sink with it.",
        why="A decoder that only ever continued the truth has never seen a wrong letter before it: one mistake leads it"
            " where it has learned nothing (Bengio et al. 2015, Ranzato et al. 2016).",
        tries=(
            "E again, and turn teacher forcing to 0 early, or back to 1 (d)",
            "r and the typed words: spelling, not only CE",
        ),
        data="lab",
    ),
)  # fmt: skip
