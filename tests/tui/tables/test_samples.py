"""The rows of samples as a value."""

from dataclasses import replace

from cvae_tui.core.answer import Image, Query, Row, SampleRow, Shown, Table, Text
from cvae_tui.core.spec import Mode, Sign
from cvae_tui.core.tasks.tense.spec import SPEC
from cvae_tui.tui.messages import Answered, Samples
from cvae_tui.tui.tables.pieces import signs_of, text
from cvae_tui.tui.tables.samples import SampleRows

LEGEND = (Sign("train", "●", "*", "good", "known"), Sign("broken", "×", "x", "bad", "anything else"))
SIGNS, ASCII = signs_of(LEGEND), signs_of(LEGEND, ascii=True)
MODES = (Mode("prior", "prior", ""), Mode("trip", "round trip", ""))


def between(first: SampleRow, second: SampleRow, steps: int) -> Query:
    return Query("path", (first, second, steps))


TASK = replace(SPEC, modes=MODES, between=between)


def row(base: str, category: str = "train", label: str = "") -> Row:
    return Row((Text(base, 1.0), Text(base + "ed", 1.0)), label, category)


def answer(samples: SampleRows, *bases: str, note: str = "") -> None:
    table = Table(("present", "past"), tuple(row(base, label=f"{i}%") for i, base in enumerate(bases)), note)
    samples.take(Answered(samples.question(), table))


def rows(count: int = 3, dimensions: int = 4) -> SampleRows:
    samples = SampleRows()
    samples.show_model(TASK, dimensions)
    samples.fit(count)
    return samples


def seeds(samples: SampleRows) -> list[int]:
    return [sample.seed for sample in samples.rows]


def cells(samples: SampleRows) -> list[str]:
    return [sample[3] for sample in samples.texts()]


def test_the_same_seed_gives_the_same_rows_and_no_row_twice() -> None:
    assert seeds(rows(200)) == seeds(rows(200))
    assert len(set(seeds(rows(200)))) == 200


def test_rows_stay_when_fewer_fit_and_come_back() -> None:
    samples = rows(5)
    before = seeds(samples)
    samples.move(9)
    assert samples.cursor == 4
    samples.fit(2)
    assert (seeds(samples), samples.cursor) == (before[:2], 1)
    assert samples.shown == Shown((SampleRow(before[0]), SampleRow(before[1])), 1, samples.mode.key)
    samples.fit(6)
    assert seeds(samples)[:5] == before
    samples.fit(-1)
    assert (samples.rows, samples.current, samples.cursor) == ([], None, 0)


def test_locked_rows_survive() -> None:
    samples = rows(4)
    before = seeds(samples)
    samples.move(1)
    samples.lock()
    samples.resample()
    assert [a == b for a, b in zip(seeds(samples), before, strict=True)] == [False, True, False, False]
    samples.resample_row()
    assert seeds(samples)[1] != before[1]
    assert samples.rows[1].locked
    samples.lock()
    assert not samples.rows[1].locked


def test_a_seed_gives_its_rows_again() -> None:
    samples = rows(3)
    samples.resample(7)
    once = seeds(samples)
    samples.resample()
    samples.resample(7)
    assert seeds(samples) == once


def test_moving_along_a_dimension() -> None:
    samples = rows(2)
    samples.turn(-1)
    samples.nudge(1)
    samples.nudge(1)
    samples.turn(1)
    samples.nudge(-1)
    first, second = seeds(samples)
    edited = SampleRow(first, ((0, -0.5), (3, 1.0)))
    assert samples.question() == Samples((edited, SampleRow(second)), "prior")
    assert samples.rows[0].moved == "z0 -0.5 z3 +1.0"
    samples.nudge(1)
    assert samples.rows[0].moved == "z3 +1.0"


def test_without_z_there_is_no_dimension() -> None:
    samples = rows(1, dimensions=0)
    samples.turn(1)
    samples.nudge(1)
    assert (samples.dimension, samples.rows[0].edits) == (0, {})
    assert samples.name(samples.rows[0]) == f"#{seeds(samples)[0]:04x}"
    assert text(samples.subtitle()) == "prior"


def test_another_model_forgets_the_answers_but_not_the_rows() -> None:
    samples = rows(1)
    samples.turn(-1)
    samples.nudge(1)
    samples.next_mode()
    answer(samples, "glance")
    before = seeds(samples)
    samples.show_model(TASK, 2)
    assert (seeds(samples), samples.answers, samples.rows[0].edits, samples.dimension) == (before, [], {}, 0)
    assert samples.mode == MODES[1]
    samples.show_model(replace(SPEC, modes=(), between=None), 0)
    samples.next_mode()
    samples.show_path()
    assert (samples.question(), samples.path) == (Samples((SampleRow(before[0]),), ""), None)


def test_answers_mark_what_changed() -> None:
    samples = rows(2)
    answer(samples, "walk", "talk")
    assert [sample.changed for sample in samples.rows] == [(False, False)] * 2
    answer(samples, "walk", "balk")
    assert [sample.changed for sample in samples.rows] == [(False, False), (True, True)]
    samples.next_mode()
    answer(samples, "come", "go")
    assert [sample.changed for sample in samples.rows] == [(False, False)] * 2, "these are others, and not changed"


def test_an_answer_for_rows_that_are_gone_is_left_alone() -> None:
    samples = rows(2)
    question = samples.question()
    samples.resample_row()
    samples.take(Answered(question, Table(rows=(row("walk"), row("talk")))))
    assert cells(samples) == ["talk"]
    samples.take(Answered(question, error="no model"))
    samples.next_mode()
    samples.take(Answered(question, Table(rows=(row("x"), row("x")))))
    assert cells(samples) == ["talk"], "it was drawn in another mode"


def test_the_path_between_rows() -> None:
    samples = rows(4)
    samples.move(3)
    answer(samples, "a", "b", "c", "d", note="4 of 4")
    samples.show_path()
    first, last = seeds(samples)[3], seeds(samples)[0]
    assert samples.question() == between(SampleRow(first), SampleRow(last), 4)
    assert [text(line) for line in samples.draw(samples.drawn(40, 9))] == ["          …"] * 4
    answer(samples, "walk", "talk", "balk", "calk", note="3 of 4")
    answer(samples, "walk", "talk", "balk", "caulk", note="3 of 4")
    assert [text(line) for line in samples.draw(samples.drawn(40, 9, SIGNS))][2:] == [
        "  2%    ● balk           balked",
        "  3%    ● caulk~         caulked~",
    ]
    assert samples.texts()[1] == ("1%", "", "train", "talk", "talked")
    assert text(samples.title(60, ASCII)) == f"z#{first:04x} -> z#{last:04x}"
    assert text(samples.subtitle()) == "3 of 4"
    samples.path = None
    assert cells(samples) == ["a", "b", "c", "d"]


def test_one_row_has_no_path() -> None:
    samples = rows(1)
    samples.show_path()
    assert samples.path is None


def test_csv_has_the_size_of_pictures() -> None:
    samples = rows(2)
    samples.nudge(1)
    image = Image(2, 3, 1, bytes(6))
    cells = (Row((Text("7"), image), category="train"), Row((Text("a, b"), image)))
    samples.take(Answered(samples.question(), Table(("digit", "drawn"), cells)))
    one, two = seeds(samples)
    assert samples.as_csv() == (
        f'sample,moved,category,digit,drawn\nz#{one:04x},z0 +0.5,train,7,3x2\nz#{two:04x},,,"a, b",3x2\n'
    )


def test_titles() -> None:
    samples = rows(4)
    assert text(samples.title(60, SIGNS)) == "Samples"
    shown = (row("walk"), row("walk"), row("brilk", "broken"), row("x", "broken"))
    samples.take(Answered(samples.question(), Table(rows=shown, note="Gaussian 50 % (1 distinct)")))
    assert text(samples.title(60, SIGNS)) == "Samples  ● 2 train × 2 broken"
    assert text(samples.title(30, SIGNS)) == "Samples  ● 2 × 2"
    assert text(samples.title(20, SIGNS)) == "Samples"
    assert text(samples.subtitle()) == "prior · Gaussian 50 % (1 distinct) · < z0 >"
    samples.fit(2)
    assert text(samples.subtitle()) == "prior · < z0 >"
    samples.fit(4)
    samples.next_mode()
    samples.lock()
    samples.nudge(-1)
    assert text(samples.subtitle(ASCII)) == "round trip - Gaussian 50 % (1 distinct) - < z0 > - z0 -0.5 - # 1 locked"


def test_a_note_that_names_the_mode_names_it_alone() -> None:
    samples = rows(1)
    samples.next_mode()
    answer(samples, "walk", note="round trip 98 %")
    assert text(samples.subtitle()) == "round trip 98 % · < z0 >"
