"""Invented verbs: the same change in source and target, and endings that stay as they were."""

import torch

from cvae_tui.core.nn.vocab import EOS, LATIN, PAD
from cvae_tui.core.tasks.tense.batches import VerbTensors
from cvae_tui.core.tasks.tense.hallucination import KEPT_OF_STEM, hallucinate, prefixed_verbs, prefixes_of, replaceable

CPU = torch.device("cpu")
ROWS = (
    ("walk", "walks", "walking", "walked"),
    ("abandon", "abandons", "abandoning", "abandoned"),
    ("go", "goes", "going", "went"),
    ("try", "tries", "trying", "tried"),
)
REPLACEABLE = torch.tensor([*map(replaceable, ROWS)])


def test_replaceable_letters_are_the_first_of_a_long_stem_and_none_of_an_irregular_verb() -> None:
    assert [*map(replaceable, ROWS)] == [1, 4, 0, 0]
    # The four forms of spend have four letters in common, and behind another than s they would be other verbs'.
    assert replaceable(("spend", "spends", "spending", "spent")) == 0


def test_a_hallucinated_beginning_is_the_same_in_source_and_target_and_keeps_the_ending() -> None:
    forms = VerbTensors(ROWS, CPU)
    batch = forms.batch(torch.tensor([6, 14]), torch.tensor([7, 15]))  # abandoning -> abandoned, trying -> tried
    made = hallucinate(batch, torch.tensor([True, True]), REPLACEABLE, forms.letters, torch.Generator().manual_seed(3))
    source, target = LATIN.decode_all(made.words.tolist())[0], LATIN.decode_all(made.targets.tolist())[0]
    kept = 7 - KEPT_OF_STEM
    assert source[:kept] == target[:kept] != "aban"
    assert source[kept:] == "doning" and target[kept:] == "doned"
    assert LATIN.decode(made.inputs[0].tolist()) == target
    # Two shared letters are too few to replace any.
    assert LATIN.decode_all(made.targets.tolist())[1] == "tried"
    assert made.targets[1, 5].item() == EOS and made.targets[1, 6:].eq(PAD).all()


def test_verbs_not_chosen_stay() -> None:
    forms = VerbTensors(ROWS, CPU)
    batch = forms.batch(torch.tensor([6]), torch.tensor([7]))
    made = hallucinate(batch, torch.tensor([False]), REPLACEABLE, forms.letters, torch.Generator())
    assert torch.equal(made.words, batch.words) and torch.equal(made.targets, batch.targets)


def test_irregular_verbs_stand_behind_the_prefixes_that_irregular_verbs_have() -> None:
    run, do = ("run", "runs", "running", "ran"), ("do", "does", "doing", "did")
    cut, take = ("cut", "cuts", "cutting", "cut"), ("take", "takes", "taking", "took")
    outrun, outdo = ("outrun", "outruns", "outrunning", "outran"), ("outdo", "outdoes", "outdoing", "outdid")
    outcut, retake = ("outcut", "outcuts", "outcutting", "outcut"), ("retake", "retakes", "retaking", "retook")
    # Of out- three verbs tell, of re- one alone, which may be chance: so retake is a verb like any other.
    assert prefixed_verbs((run, outrun, do, outdo, cut, outcut, take, retake, *ROWS)) == {
        ("outtake", "outtakes", "outtaking", "outtook"): len("out"),
        ("outretake", "outretakes", "outretaking", "outretook"): len("out"),
        ("outgo", "outgoes", "outgoing", "outwent"): len("out"),
    }


def test_three_irregular_verbs_make_a_prefix() -> None:
    verbs = "run runs running ran", "go goes going went", "cut cuts cutting cut"
    simple = [(a, b, c, d) for a, b, c, d in map(str.split, verbs)]
    behind = [("out" + a, "out" + b, "out" + c, "out" + d) for a, b, c, d in simple]
    assert prefixes_of([*simple, *behind]) == {"out"}
    assert prefixes_of([*simple, *behind[:2]]) == prefixes_of(ROWS) == set()


def test_without_prefixes_there_are_no_prefixed_verbs() -> None:
    assert prefixed_verbs(ROWS) == {} == prefixed_verbs(())
