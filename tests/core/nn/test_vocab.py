import pytest

from cvae_tui.core.errors import UsageError
from cvae_tui.core.nn.vocab import EOS, LATIN, PAD, SOS, Vocab


def test_letters_come_after_the_special_symbols() -> None:
    assert (PAD, SOS, EOS) == (0, 1, 2)
    assert len(LATIN) == 29
    assert LATIN.encode("abz") == [3, 4, 28]
    assert LATIN.encode("") == []


def test_decoding_ends_at_eos_and_passes_over_pad_and_sos() -> None:
    assert LATIN.decode([SOS, 3, PAD, 4, EOS, 5]) == "ab"
    assert LATIN.decode_all([[EOS], [28]]) == ["", "z"]


def test_a_letter_that_is_not_in_the_alphabet_is_named() -> None:
    with pytest.raises(UsageError, match="'cab' holds 'c'; use only the letters a-b"):
        Vocab("ab").encode("cab")
