"""The committed lists: what the script makes, split by target, and right in their form."""

import re
import socket
from pathlib import Path

import pytest

from cvae_tui.data.spelling import build

ENGLISH = Path(build.__file__).parent / "english"
FILES = [path.name for path in sorted(ENGLISH.glob("*.txt"))]


def lines(name: str) -> list[str]:
    return (ENGLISH / name).read_text(encoding="ascii").splitlines()


@pytest.fixture(scope="module")
def pairs() -> dict[str, list[list[str]]]:
    return {name: [line.split() for line in lines(name)] for name in FILES}


def test_committed_files_are_what_the_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in build.VERSIONS:
        try:
            build.resource(package)
        except LookupError as error:
            pytest.skip(f"the word lists are not installed: {error}")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the data must be made without a network")

    monkeypatch.setattr(socket, "socket", refuse)
    build.build(tmp_path)
    assert [path.name for path in sorted((tmp_path / "english").iterdir())] == FILES
    for name in FILES:
        assert (tmp_path / "english" / name).read_bytes() == (ENGLISH / name).read_bytes(), name


def test_no_target_of_a_held_out_list_is_one_of_training(pairs: dict[str, list[list[str]]]) -> None:
    learned = {word for name in ("train_codespell.txt", "train_nlpaug.txt") for _, word in pairs[name]}
    inputs = {wrong for name in ("train_codespell.txt", "train_nlpaug.txt") for wrong, _ in pairs[name]}
    for name in ("unseen_codespell.txt", "unseen_nlpaug.txt"):
        right = {word for _, cell in pairs[name] for word in cell.split("/")}
        assert right.isdisjoint(learned) and {wrong for wrong, _ in pairs[name]}.isdisjoint(inputs)


def test_counts_and_form(pairs: dict[str, list[list[str]]]) -> None:
    assert {name: len(rows) for name, rows in pairs.items()} == {
        "kept_frequent.txt": 700, "kept_inflected.txt": 100, "kept_name.txt": 100, "kept_rare.txt": 100,
        "kept_unknown.txt": 200, "lexicon.txt": 84_614, "train_codespell.txt": 55_374, "train_nlpaug.txt": 36_873,
        "unseen_codespell.txt": 1_500, "unseen_nlpaug.txt": 1_350,
    }  # fmt: skip
    word = r"[a-z]+(?:'[a-z]+)*"
    for name, pattern in (
        ("train_", rf"{word} {word}"),
        ("unseen_", rf"{word} {word}(?:/{word})*"),
        ("lexicon", rf"{word} \d+"),
    ):
        for path in (each for each in FILES if each.startswith(name)):
            assert [line for line in lines(path) if not re.fullmatch(pattern, line)] == [], path


def test_no_input_is_a_word_or_its_own_target(pairs: dict[str, list[list[str]]]) -> None:
    words = {word for word, _ in pairs["lexicon.txt"]}
    for name in FILES:
        if name.startswith(("train", "unseen")):
            assert [row for row in pairs[name] if row[0] in words or row[0] == row[1]] == []


def test_right_words_are_nobodys_misspelling(pairs: dict[str, list[list[str]]]) -> None:
    inputs = {wrong for name in FILES if name.startswith(("train", "unseen")) for wrong, _ in pairs[name]}
    kept = {row[0].lower() for name in FILES if name.startswith("kept") for row in pairs[name]}
    assert kept.isdisjoint(inputs)
    unknown = {row[0] for row in pairs["kept_unknown.txt"]}
    assert unknown.isdisjoint({word for word, _ in pairs["lexicon.txt"]})


def test_pairs_of_two_different_words_case_folded() -> None:
    rows = [("Teh", "the"), ("the", "the"), ("x1", "x"), ("dont", "don't"), ("teh", "The"), ("a b", "ab")]
    assert build.pairs_of(rows) == [("dont", "don't"), ("teh", "the")]
