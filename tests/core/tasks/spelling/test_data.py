"""What a data folder may hold, and what is said of one that cannot be used."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from cvae_tui.core.errors import DataError
from cvae_tui.core.tasks.spelling.data import is_word, read_folder, read_lexicon, several, targets_of
from cvae_tui.core.tasks.spelling.measure import halves

LAB = Path(__file__).parents[5] / "shared" / "lab_spelling"


def test_every_kind_of_file_is_read(folder: Path) -> None:
    data = read_folder(folder)
    assert len(data.pairs) == 12 and {*data.train} | {*data.validation} == {*data.pairs}
    assert data.tests == {"test": (("recieve", "receive"), ("frend", "receive"))}
    assert data.unseen == {"people": (("sorow", ("sorrow",)), ("oporate", ("operate", "separate")))}
    assert data.kept == {"name": ("Tom",)}
    assert data.lexicon == folder / "lexicon.txt" and read_lexicon(data.lexicon)["don't"] == 3


def test_validation_shares_no_target_and_depends_on_words_alone(folder: Path) -> None:
    data = read_folder(folder)
    assert {word for _, word in data.train}.isdisjoint({word for _, word in data.validation}) and data.validation
    lines = (folder / "train.txt").read_text().splitlines()
    (folder / "train.txt").write_text("\n".join(reversed(lines)))
    assert {*read_folder(folder).validation} == {*data.validation}


def test_the_halves_of_validation_share_no_input(folder: Path) -> None:
    (folder / "train.txt").write_text("".join(f"a{a}x a{a}\na{a}y a{a}\n" for a in "bcdefghijk"))
    data = replace(read_folder(folder), train=(), validation=read_folder(folder).pairs)
    fitted, scored = halves(data)
    assert {x for x, _ in fitted}.isdisjoint({x for x, _ in scored}) and len(fitted) + len(scored) == 20
    assert {right for _, right in fitted}.isdisjoint({right for _, right in scored})


def test_the_labs_format_with_all_that_is_odd_is_counted(tmp_path: Path) -> None:
    entries = [
        {"input": ["Recieve", "receve", "receive"], "target": "receive"}, {"input": ["receve"], "target": "recede"},
        {"input": ["wi3rd"], "target": "weird"}, {"input": ["receve"], "target": "receive"},
    ]  # fmt: skip
    (tmp_path / "train.json").write_text(json.dumps(entries))
    data = read_folder(tmp_path)
    assert sorted(data.pairs) == [("receve", "recede"), ("receve", "receive"), ("recieve", "receive")]
    assert several(data.pairs) == {"receve": {"recede", "receive"}}
    assert [note.split(" ")[0] for note in data.notes] == ["1"] * 4
    assert "letters a to z" in data.notes[0] and "own target" in data.notes[2] and "more than one" in data.notes[3]


def test_what_training_has_is_in_no_list_of_unseen_words_and_right_words_are_words(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("recieve receive\nwierd weird\n")
    (tmp_path / "unseen_mine.txt").write_text("wierd weird\nfreind friend/fr1end\nsorow s0rrow\n")
    (tmp_path / "kept_name.txt").write_text("Tom\nwell-known\nR2D2\n")
    data = read_folder(tmp_path)
    assert data.unseen == {"mine": (("freind", ("friend",)),)} and data.kept == {"name": ("Tom", "well-known")}
    assert [note for note in data.notes if "unseen_mine" in note or "kept_name" in note] == [
        "1 of these: lines of unseen_mine.txt hold something else than words of the letters a to z and are left out",
        "1 of these: inputs of unseen_mine.txt stand in training and are left out",
        "1 of these: lines of kept_name.txt hold something else than a word of the letters a to z and are left out",
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("train.json", "[{", "is no JSON"),
        ("train.json", '{"input": []}', "is no list"),
        ("train.json", '[{"input": ["a"]}]', "entry 1 has no target"),
        ("train.json", '[{"input": [3], "target": "a"}]', "entry 1 has no list of misspellings"),
        ("train.json", "[]", "holds no pair"),
        ("train.json", "[" * 100_000, "is no JSON"),
        ("train.txt", "recieve\n", "line 1 has 1 words"),
        ("train.txt", "a b\n\nc d e\n", "line 3 has 3 words"),
        ("train.txt", "same same\n", "holds no pair"),
        ("other.txt", "a b\n", "has no train.json and no train.txt"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=said):
        read_folder(tmp_path)


def test_a_file_of_other_bytes_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_bytes(b"teh the\n\xff\xfe\x00")
    with pytest.raises(DataError, match=r"line 2 is not UTF-8; save the file as UTF-8"):
        read_folder(tmp_path)


def test_a_hundred_thousand_pairs_are_read(tmp_path: Path) -> None:
    letters = "abcdefghij"
    words = ["".join(letters[int(digit)] for digit in f"{number:04}") for number in range(10_000)]
    (tmp_path / "train.txt").write_text("".join(f"{word}{end} {word}\n" for word in words for end in letters))
    data = read_folder(tmp_path)
    assert len(data.pairs) == 100_000 and len(data.validation) == 2_500


@pytest.mark.parametrize(("text", "fine"), [("don't", True), ("'tis", False), ("A", False), ("", False), ("a1", False),
                                            ("a" * 30, True), ("a" * 31, False), ("café", False)])  # fmt: skip
def test_what_is_a_word(text: str, fine: bool) -> None:
    assert is_word(text) is fine


@pytest.mark.parametrize("line", ["word", "word x", "3 word", "word -1", "word ٣"])
def test_a_lexicon_is_words_with_counts(tmp_path: Path, line: str) -> None:
    (tmp_path / "lexicon.txt").write_text(f"the 9\n{line}\n")
    with pytest.raises(DataError, match="line 2 is no word with its count"):
        read_lexicon(tmp_path / "lexicon.txt")


@pytest.mark.skipif(not LAB.is_dir(), reason="the lab's own data is not at hand")
def test_the_labs_own_data_has_what_its_readme_says() -> None:
    data = read_folder(LAB)
    assert len(data.pairs) == 12_490 and len(several(data.pairs)) == 640
    assert {name: len(pairs) for name, pairs in data.tests.items()} == {"new_test": 50, "test": 50}
    assert any(note.startswith("51 pairs are their own target") for note in data.notes)
    known = targets_of(data.pairs)
    assert sum(word in known.get(wrong, ()) for wrong, word in data.tests["test"]) == 43


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("teh the\n")
    os.mkfifo(tmp_path / "test.json")
    with pytest.raises(DataError, match=r"test\.json is no file"):
        read_folder(tmp_path)
