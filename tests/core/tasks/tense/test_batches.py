"""Batches small enough to do in the head."""

import torch

from cvae_tui.core.nn.vocab import EOS, LATIN, PAD, SOS
from cvae_tui.core.tasks.tense.batches import VerbTensors, by_length, epoch_order, letters, oversampled, thinned

CPU = torch.device("cpu")
ROWS = [("go", "goes", "going", "went"), ("ban", "bans", "banning", "banned")]


def spelled(row: torch.Tensor) -> list[int]:
    return row.tolist()


def test_by_length_keeps_positions() -> None:
    assert by_length(["abc", "a", "xyz"]) == {1: [1], 3: [0, 2]}


def test_letters_are_padded_behind() -> None:
    assert letters(["ab", "c"], CPU).tolist() == [[3, 4], [5, PAD]]


def test_a_batch_has_sources_of_one_length_and_targets_with_their_end() -> None:
    forms = VerbTensors(ROWS, CPU)
    # goes (third) -> went (past), bans (third) -> ban (present)
    batch = forms.batch(torch.tensor([1, 5]), torch.tensor([3, 4]))
    assert LATIN.decode_all(batch.words.tolist()) == ["goes", "bans"]
    assert batch.source.tolist() == [1, 1]
    assert batch.target.tolist() == [3, 0]
    assert batch.verbs.tolist() == [0, 1]
    went, ban = LATIN.encode("went"), LATIN.encode("ban")
    assert spelled(batch.targets[0]) == [*went, EOS, PAD]
    assert spelled(batch.targets[1]) == [*ban, EOS, PAD, PAD]
    assert spelled(batch.inputs[0]) == [SOS, *went, PAD]
    assert spelled(batch.inputs[1]) == [SOS, *ban, PAD, PAD]


def test_targets_of_one_length_are_not_padded() -> None:
    batch = VerbTensors(ROWS, CPU).batch(torch.tensor([3, 5]), torch.tensor([3, 5]))  # went, bans
    assert batch.targets.shape == batch.inputs.shape == (2, 5)
    assert batch.targets[:, 4].tolist() == [EOS, EOS]


def test_targets_alone_are_as_wide_as_their_longest_word() -> None:
    forms = VerbTensors(ROWS, CPU)
    batch = forms.targets_of(torch.tensor([0, 6]))  # go, banning
    assert LATIN.decode_all(batch.targets.tolist()) == ["go", "banning"]
    assert batch.targets.shape == batch.inputs.shape == (2, 8)
    assert batch.target.tolist() == [0, 2]
    assert batch.verbs.tolist() == [0, 1]


def test_an_epoch_has_every_form_and_batches_of_the_same_sizes() -> None:
    groups = {2: torch.arange(0, 10), 3: torch.arange(10, 13)}
    orders = [epoch_order(groups, 4, torch.Generator().manual_seed(seed)) for seed in (1, 2)]
    for order in orders:
        assert set(torch.cat(order).tolist()) == set(range(13))
        assert sorted(map(len, order)) == [3, 4, 4, 4]
        # Ten forms in batches of four: two come twice, none three times.
        assert max(torch.cat(order).bincount().tolist()) == 2
    assert [batch.tolist() for batch in orders[0]] != [batch.tolist() for batch in orders[1]]


def test_batches_never_mix_lengths() -> None:
    forms = VerbTensors(ROWS, CPU)
    for batch in epoch_order(forms.groups, 2, torch.Generator().manual_seed(0)):
        assert len(set(forms.lengths[batch].tolist())) == 1


def test_the_nearest_forms_are_those_of_about_a_length() -> None:
    forms = VerbTensors([("go", "goes", "going", "went"), ("abandon", "abandons", "abandoning", "abandoned")], CPU)
    # Of 2, 4, 5, 4 and 7, 8, 10, 9 letters.
    among = torch.tensor([6, 0, 1, 4, 3, 2])
    assert forms.nearest(among, 4, 2).tolist() == [2, 4]
    assert forms.nearest(among, 6, 2).tolist() == [3, 5]
    assert forms.nearest(among, 4, 6).tolist() == [2, 4, 5, 1, 3, 0]


def test_other_forms_are_read_as_their_kind_and_become_forms_of_their_row() -> None:
    forms = VerbTensors(ROWS, CPU, [("gone", 4, 0)])
    # gone (a participle, behind the eight forms of rows) -> went
    batch = forms.batch(torch.tensor([8]), torch.tensor([3]))
    assert LATIN.decode_all(batch.words.tolist()) == ["gone"]
    assert (batch.source.tolist(), batch.target.tolist(), batch.verbs.tolist()) == ([4], [3], [0])
    assert LATIN.decode_all(batch.targets.tolist()) == ["went"]
    assert forms.verb_of.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 0]


def test_weighty_forms_come_more_often() -> None:
    groups = {2: torch.tensor([0, 1]), 3: torch.tensor([2])}
    weighty = torch.tensor([False, True, True])
    assert {n: forms.tolist() for n, forms in oversampled(groups, weighty, 2).items()} == {2: [0, 1, 1, 1], 3: [2] * 3}
    assert oversampled(groups, weighty, 0) is groups


def test_half_of_the_seldom_forms_are_left_and_always_as_many() -> None:
    groups, seldom = {2: torch.arange(7)}, torch.tensor([False, False, *[True] * 5])
    drawn = [thinned(groups, seldom, torch.Generator().manual_seed(seed))[2].tolist() for seed in range(20)]
    assert all(forms[:2] == [0, 1] and len(set(forms)) == 5 for forms in drawn)
    assert {form for forms in drawn for form in forms} == set(range(7))
    assert thinned(groups, torch.zeros(7, dtype=torch.bool), torch.Generator()) is groups
