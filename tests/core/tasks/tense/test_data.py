"""Files of every kind that people have: read when they can be, refused with file, line and reason when not."""

from pathlib import Path

import pytest

from cvae_tui.core.errors import DataError, UsageError
from cvae_tui.core.tasks.tense.data import Pair, check_word, read_folder

ROWS = b"go goes going went\nlie lies lying lay\nlay lays laying laid\n"


def folder(tmp_path: Path, train: bytes = ROWS, test: bytes | None = None, unseen: bytes | None = None) -> Path:
    for name, content in {"train.txt": train, "test.txt": test, "unseen.txt": unseen}.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
    return tmp_path


def test_rows_in_order(tmp_path: Path) -> None:
    data = read_folder(folder(tmp_path))
    assert data.train[0] == ("go", "goes", "going", "went") and len(data.train) == 3
    assert data.test == () and data.unseen == () and data.notes == ()


@pytest.mark.parametrize(
    "train",
    [
        b"\xef\xbb\xbf" + ROWS,
        ROWS.replace(b"\n", b"\r\n"),
        b"\n\n" + ROWS.replace(b"\n", b"\n\n"),
        ROWS.rstrip(b"\n"),
        ROWS.replace(b" ", b"\t  "),
    ],
)
def test_harmless_differences_give_the_same_rows_and_fingerprint(tmp_path: Path, train: bytes) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    plain, odd = read_folder(folder(tmp_path / "a")), read_folder(folder(tmp_path / "b", train))
    assert odd.train == plain.train and odd.fingerprint == plain.fingerprint


def test_upper_case_is_folded_and_said_once(tmp_path: Path) -> None:
    data = read_folder(folder(tmp_path, b"Go Goes GOING went\nBan bans banning banned\n"))
    assert data.train[0] == ("go", "goes", "going", "went")
    assert data.notes == ("train.txt has upper-case letters; they are read as lower case",)


@pytest.mark.parametrize(
    ("train", "said"),
    [
        (b"go goes going went\ngo goes went\n", "line 2: 3 words instead of four"),
        (b"go goes going w3nt\n", "line 1: 'w3nt' is not a word"),
        (b"re-do redoes redoing redid\n", "line 1: 're-do' is not a word"),
        ("gö goes going went\n".encode(), "line 1: 'gö' is not a word"),
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"a" * 41 + b" b c d\n", "has 41 letters"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(tmp_path: Path, train: bytes, said: str) -> None:
    with pytest.raises(DataError, match=r"train\.txt") as error:
        read_folder(folder(tmp_path, train))
    assert said in str(error.value) and "\n" not in str(error.value)


def test_a_missing_file_and_a_folder_in_its_place_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"train\.txt is missing"):
        read_folder(tmp_path)
    (tmp_path / "train.txt").mkdir()
    with pytest.raises(DataError, match="cannot be read"):
        read_folder(tmp_path)


def test_ten_pairs_without_tenses_are_the_labs(tmp_path: Path) -> None:
    data = read_folder(folder(tmp_path, test=b"go went\n" * 10))
    assert [(pair.source, pair.target) for pair in data.test] == [
        (0, 3), (0, 2), (0, 1), (0, 1), (3, 1), (0, 2), (3, 0), (2, 0), (2, 3), (2, 1),
    ]  # fmt: skip


def test_pairs_may_name_their_tenses_or_be_looked_up(tmp_path: Path) -> None:
    data = read_folder(folder(tmp_path, test=b"go went sp p\ngoing goes progressive third\nlying lies\n"))
    assert data.test == (Pair("go", 0, "went", 3), Pair("going", 2, "goes", 1), Pair("lying", 2, "lies", 1))


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (b"put put\n", "test.txt, line 1: 'put put' could be several tenses"),
        (b"go went\ngo gone\n", "test.txt, line 2: 'go gone' is in no row"),
        (b"go went sp future\n", "test.txt, line 1: there is no tense 'future'"),
        (b"go went sp\n", "test.txt, line 1: 3 words"),
    ],
)
def test_a_pair_that_cannot_be_used_is_named(tmp_path: Path, test: bytes, said: str) -> None:
    rows = ROWS + b"put puts putting put\nput puts putting putted\nput put putting put\n"
    with pytest.raises(DataError) as error:
        read_folder(folder(tmp_path, rows, test))
    assert said in str(error.value)


def test_unseen_verbs_have_variants(tmp_path: Path) -> None:
    data = read_folder(folder(tmp_path, unseen=b"travel travels travelling/traveling travelled/traveled\n"))
    assert data.unseen == ((("travel",), ("travels",), ("travelling", "traveling"), ("travelled", "traveled")),)


@pytest.mark.parametrize(
    "word", ["", "  ", "two words", "w0rd", "naïve", "[bold]x[/]", "😀", "a" * 500, "re-do", "\x1b[31m"]
)
def test_a_word_that_is_none_gets_one_sentence(word: str) -> None:
    with pytest.raises(UsageError) as error:
        check_word(word)
    assert "\n" not in str(error.value) and "\x1b" not in str(error.value) and len(str(error.value)) < 200


def test_a_word_is_folded() -> None:
    assert check_word(" Splitting ") == "splitting"


def test_the_labs_own_file_is_read_without_complaint() -> None:
    lab = Path(__file__).parents[4] / "shared" / "lab_1227"
    if not lab.is_dir():
        pytest.skip("the lab's own data is not beside the checkout")
    data = read_folder(lab)
    assert len(data.train) == 1227 and len(set(data.train)) == 1217 and len(data.test) == 10 and data.notes == ()
