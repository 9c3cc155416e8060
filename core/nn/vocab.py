"""The alphabet: characters to numbers and back."""

from collections.abc import Iterable, Sequence

from ..errors import UsageError

PAD, SOS, EOS = 0, 1, 2
SPECIAL = 3


class Vocab:
    """A fixed alphabet with three special symbols before it: PAD 0, SOS 1, EOS 2."""

    def __init__(self, letters: str) -> None:
        self.letters = letters
        self._number = {letter: SPECIAL + i for i, letter in enumerate(letters)}

    def __len__(self) -> int:
        return SPECIAL + len(self.letters)

    def encode(self, word: str) -> list[int]:
        """Return the numbers of `word`'s letters, without SOS and EOS; `UsageError` for one that the alphabet lacks."""
        try:
            return [self._number[letter] for letter in word]
        except KeyError as error:
            raise UsageError(
                f"{word[:40]!r} holds {error.args[0]!r}; use only the letters {self.letters[0]}-{self.letters[-1]}"
            ) from None

    def decode(self, numbers: Sequence[int]) -> str:
        """Return the word up to the first EOS; PAD and SOS are passed over."""
        word: list[str] = []
        for number in numbers:
            if number == EOS:
                break
            if number >= SPECIAL:
                word.append(self.letters[number - SPECIAL])
        return "".join(word)

    def decode_all(self, rows: Iterable[Sequence[int]]) -> list[str]:
        """Return the words of several rows of numbers."""
        return [self.decode(row) for row in rows]


LATIN = Vocab("abcdefghijklmnopqrstuvwxyz")
