"""Files of every kind that people have: read when they can be, refused with file, line and reason when not."""

from pathlib import Path

import pytest

from cvae_tui.core.errors import DataError, UsageError
from cvae_tui.core.tasks.tense.data import check_word, read_folder
from cvae_tui.core.tasks.tense.pairs import Pair

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


def test_upper_case_is_folded_and_noted_once(tmp_path: Path) -> None:
    data = read_folder(folder(tmp_path, b"Go Goes GOING went\nBan bans banning banned\n"))
    assert data.train[0] == ("go", "goes", "going", "went")
    assert data.notes == ("train.txt has upper-case letters; they are read as lower case",)


@pytest.mark.parametrize("header", ["present third progressive past", "Base Third Gerund Past", "SP TP PG P"])
def test_a_header_is_left_out_and_noted(tmp_path: Path, header: str) -> None:
    data = read_folder(folder(tmp_path, f"\n{header}\n".encode() + ROWS))
    assert len(data.train) == 3 and data.train[0][0] == "go"
    assert data.notes == (f"line 2 of train.txt is a header ({header.lower()}) and left out",)
    shouted = read_folder(folder(tmp_path, f"{header}\n".encode() + ROWS.upper()))
    assert shouted.train == data.train and shouted.fingerprint == data.fingerprint and len(shouted.notes) == 2


def test_a_verb_that_a_header_could_name_is_a_verb(tmp_path: Path) -> None:
    data = read_folder(folder(tmp_path, b"form forms forming formed\n" + ROWS))
    assert data.train[0][0] == "form" and data.notes == ()


@pytest.mark.parametrize(
    ("train", "reason"),
    [
        (b"go goes going went\ngo goes went\n", "line 2: 3 words instead of four"),
        (b"go goes going w3nt\n", "line 1: 'w3nt' is not a word"),
        (b"re-do redoes redoing redid\n", "line 1: 're-do' is not a word"),
        ("gö goes going went\n".encode(), "line 1: 'gö' is not a word"),
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (ROWS + b"na\xefve a b c\n", "line 4: this is not UTF-8 text; save it as UTF-8"),
        (ROWS.decode().encode("utf-16"), "line 1: this is UTF-16, not UTF-8 text; save it as UTF-8"),
        (ROWS.decode().encode("utf-16-le"), "line 1: this is not UTF-8 text; save it as UTF-8"),
        (b"a" * 41 + b" b c d\n", "has 41 letters"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(tmp_path: Path, train: bytes, reason: str) -> None:
    with pytest.raises(DataError, match=r"train\.txt") as error:
        read_folder(folder(tmp_path, train))
    assert reason in str(error.value) and "\n" not in str(error.value)


def test_words_of_other_letters_are_counted_and_the_first_named(tmp_path: Path) -> None:
    odd = ROWS + b"x-ray x-rays x-raying x-rayed\n" + ROWS + "".join(f"a{i} b c d\n" for i in range(4)).encode()
    with pytest.raises(DataError) as error:
        read_folder(folder(tmp_path, odd))
    assert "has 5 lines with words that are not of the letters a to z" in str(error.value)
    assert "(line 4: 'x-ray', line 8: 'a0', line 9: 'a1', ...)" in str(error.value)


def test_a_missing_file_and_a_folder_in_its_place_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"train\.txt is missing"):
        read_folder(tmp_path)
    (tmp_path / "train.txt").mkdir()
    with pytest.raises(DataError, match="cannot be read"):
        read_folder(tmp_path)


LAB_PAIRS = (
    "abandon abandoned", "abet abetting", "begin begins", "expend expends", "sent sends", "split splitting",
    "flared flare", "functioning function", "functioning functioned", "healing heals",
)  # fmt: skip
LAB_TENSES = [(0, 3), (0, 2), (0, 1), (0, 1), (3, 1), (0, 2), (3, 0), (2, 0), (2, 3), (2, 1)]


def pairs_of(tmp_path: Path, *pairs: str, train: bytes = ROWS) -> list[tuple[int, int]]:
    data = read_folder(folder(tmp_path, train, "\n".join(pairs).encode()))
    return [(pair.source, pair.target) for pair in data.test]


def test_ten_pairs_that_fit_the_labs_order_by_row_or_spelling_are_the_labs(tmp_path: Path) -> None:
    assert pairs_of(tmp_path, *LAB_PAIRS) == LAB_TENSES
    # Of no known verb, but spelled so.
    invented = ("zorn zorned", "zib zibbing", *LAB_PAIRS[2:6], "zored zore", "mying mie", *LAB_PAIRS[8:])
    assert pairs_of(tmp_path, *invented) == LAB_TENSES


def test_ten_pairs_that_do_not_fit_are_looked_up_or_refused(tmp_path: Path) -> None:
    assert pairs_of(tmp_path, *["go went"] * 10) == [(0, 3)] * 10
    assert pairs_of(tmp_path, *["go went", "lays laid", "laying lay"] * 3, "lying lies") == [
        *[(0, 3), (1, 3), (2, 0)] * 3, (2, 1),
    ]  # fmt: skip
    with pytest.raises(DataError, match=r"test\.txt, line 1: 'abandoned abandon' is in no row"):
        pairs_of(tmp_path, "abandoned abandon", *LAB_PAIRS[1:])


def test_pairs_may_name_their_tenses_or_be_looked_up(tmp_path: Path) -> None:
    data = read_folder(folder(tmp_path, test=b"go went sp p\ngoing goes progressive third\nlying lies\n"))
    assert data.test == (Pair("go", 0, "went", 3), Pair("going", 2, "goes", 1), Pair("lying", 2, "lies", 1))


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        (b"put put\n", "test.txt, line 1: 'put put' could be several tenses"),
        (b"go went\ngo gone\n", "test.txt, line 2: 'go gone' is in no row"),
        (b"go went sp future\n", "test.txt, line 1: there is no tense 'future'"),
        (b"go went sp\n", "test.txt, line 1: 3 words"),
    ],
)
def test_a_pair_that_cannot_be_used_is_named(tmp_path: Path, test: bytes, reason: str) -> None:
    rows = ROWS + b"put puts putting put\nput puts putting putted\nput put putting put\n"
    with pytest.raises(DataError) as error:
        read_folder(folder(tmp_path, rows, test))
    assert reason in str(error.value)


def test_unseen_verbs_have_variants(tmp_path: Path) -> None:
    data = read_folder(folder(tmp_path, unseen=b"travel travels travelling/traveling travelled/traveled\n"))
    assert data.unseen == ((("travel",), ("travels",), ("travelling", "traveling"), ("travelled", "traveled")),)


def test_unseen_verbs_that_share_a_word_with_training_are_left_out_and_counted(tmp_path: Path) -> None:
    unseen = b"lay lays laying laid\nsee sees seeing saw\nlie/lyen lies lying lied\n"
    data = read_folder(folder(tmp_path, unseen=unseen))
    assert [verb[0] for verb in data.unseen] == [("see",)]
    assert data.notes == ("2 of 3 unseen verbs share a word with the training rows and are left out",)


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
    lab = Path(__file__).parents[5] / "shared" / "lab_1227"
    if not lab.is_dir():
        pytest.skip("the lab's own data is not beside the checkout")
    data = read_folder(lab)
    assert len(data.train) == 1227 and len(set(data.train)) == 1217 and len(data.test) == 10 and data.notes == ()


def test_a_word_list_is_read_whatever_it_looks_like_and_refused_with_its_line(tmp_path: Path) -> None:
    data = folder(tmp_path)
    assert read_folder(data).word_list == frozenset()
    words = data / "words.txt"
    words.write_text("avalanche\nthe warrant\n", encoding="utf-8")
    assert read_folder(data).word_list == {"avalanche", "the", "warrant"} and read_folder(data).notes == ()
    words.write_text("Avalanche\n", encoding="utf-8")
    assert read_folder(data).word_list == {"avalanche"} and "lower case" in read_folder(data).notes[0]
    for text, said in (("a\nb2\n", "line 2: 'b2'"), ("", "is empty"), ("x" * 41, "41 letters")):
        words.write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match=said):
            read_folder(data)
