"""The rows of noise as a value."""

from cvae_tui.core.tasks.tense.config import Mark
from cvae_tui.tui.messages import Answered, Cell, Decode, Interpolate, Line
from cvae_tui.tui.tables.forms import ASCII, text
from cvae_tui.tui.tables.noise import NoiseRows, subtitle, title


def line(base: str, mark: Mark = "train") -> Line:
    return Line((Cell(base, 1), Cell(base + "s", 1), Cell(base + "ing", 1), Cell(base + "ed", 1)), mark)


def decoded(noise: NoiseRows, *bases: str) -> None:
    question = noise.question()
    noise.take(Answered(question, tuple(line(base) for base in bases)))


def rows(count: int = 3) -> NoiseRows:
    noise = NoiseRows()
    noise.learn_latent(4)
    noise.fit(count)
    return noise


def seeds(noise: NoiseRows) -> list[int]:
    return [row.seed for row in noise.rows]


def test_the_same_seed_gives_the_same_rows_and_no_row_twice() -> None:
    assert seeds(rows(200)) == seeds(rows(200))
    assert len(set(seeds(rows(200)))) == 200


def test_rows_stay_when_fewer_fit_and_come_back() -> None:
    noise = rows(5)
    before = seeds(noise)
    noise.cursor = 4
    noise.fit(2)
    assert (seeds(noise), noise.cursor) == (before[:2], 1)
    noise.fit(6)
    assert seeds(noise)[:5] == before
    noise.fit(-1)
    assert (noise.rows, noise.current, noise.cursor) == ([], None, 0)


def test_locked_rows_survive() -> None:
    noise = rows(4)
    before = seeds(noise)
    noise.move(1)
    noise.lock()
    noise.resample()
    assert [a == b for a, b in zip(seeds(noise), before, strict=True)] == [False, True, False, False]
    noise.resample_row()
    assert seeds(noise)[1] != before[1]
    assert noise.rows[1].locked
    noise.lock()
    assert not noise.rows[1].locked


def test_reseed_is_reproducible() -> None:
    noise = rows(3)
    noise.reseed(7)
    once = seeds(noise)
    noise.resample()
    noise.reseed(7)
    assert seeds(noise) == once


def test_the_cursor_stays_within() -> None:
    noise = rows(3)
    noise.move(-5)
    assert noise.cursor == 0
    noise.move(9)
    assert noise.cursor == 2


def test_moving_along_a_dimension() -> None:
    noise = rows(2)
    noise.turn(-1)
    assert noise.dimension == 3
    noise.nudge(1)
    noise.nudge(1)
    noise.turn(1)
    noise.nudge(-1)
    assert noise.question() == Decode(((noise.rows[0].seed, ((0, -0.5), (3, 1.0))), (noise.rows[1].seed, ())))
    assert noise.rows[0].moved == "z0 -0.5 z3 +1.0"
    noise.nudge(1)
    assert noise.rows[0].moved == "z3 +1.0"


def test_without_a_model_there_is_no_dimension() -> None:
    noise = NoiseRows()
    noise.fit(1)
    noise.turn(1)
    noise.nudge(1)
    assert (noise.dimension, noise.rows[0].moves) == (0, {})


def test_another_model_forgets_the_forms_but_not_the_noise() -> None:
    noise = rows(1)
    noise.turn(-1)
    noise.nudge(1)
    decoded(noise, "glance")
    before = seeds(noise)
    noise.learn_latent(2)
    assert (seeds(noise), noise.rows[0].line, noise.rows[0].moves, noise.dimension) == (before, None, {}, 0)


def test_answers_mark_what_changed() -> None:
    noise = rows(2)
    decoded(noise, "walk", "talk")
    assert [row.changed for row in noise.rows] == [(False,) * 4] * 2
    decoded(noise, "walk", "balk")
    assert [row.changed for row in noise.rows] == [(False,) * 4, (True,) * 4]


def test_an_answer_for_rows_that_are_gone_is_left_alone() -> None:
    noise = rows(2)
    question = noise.question()
    noise.resample_row()
    noise.take(Answered(question, (line("walk"), line("talk"))))
    assert noise.rows[0].line is None
    assert noise.rows[1].line == line("talk")
    noise.take(Answered(question, error="no model"))
    assert noise.rows[1].line == line("talk")


def test_the_way_between_rows() -> None:
    noise = rows(4)
    noise.move(3)
    noise.between()
    first, last = noise.rows[3].seed, noise.rows[0].seed
    assert noise.question() == Interpolate((first, ()), (last, ()), 4)
    assert [row.label for row in noise.drawn()] == [f"{first:04x}", " 33%", " 67%", f"{last:04x}"]
    assert [row.line for row in noise.drawn()] == [None] * 4
    decoded(noise, "walk", "talk", "balk", "calk")
    assert [row.line for row in noise.drawn()] == [line("walk"), line("talk"), line("balk"), line("calk")]
    decoded(noise, "walk", "talk", "balk", "caulk")
    assert [any(row.changed) for row in noise.drawn()] == [False, False, False, True]
    assert noise.table()[1] == ("33%", "", "train", "talk", "talks", "talking", "talked")
    assert text(title(noise, 60, ASCII)) == f"z#{first:04x} -> z#{last:04x}"
    assert text(subtitle(noise)) == "plain"


def test_one_row_has_no_way() -> None:
    noise = rows(1)
    noise.between()
    assert noise.path is None


def test_csv() -> None:
    noise = rows(2)
    noise.nudge(1)
    decoded(noise, "walk", "talk")
    one, two = seeds(noise)
    assert noise.as_csv() == (
        "noise,moved,mark,present,third,progressive,past\n"
        f"z#{one:04x},z0 +0.5,train,walk,walks,walking,walked\n"
        f"z#{two:04x},,train,talk,talks,talking,talked\n"
    )


def test_titles() -> None:
    noise = rows(4)
    assert text(title(noise, 60)) == "Latent samples"
    noise.take(Answered(noise.question(), (line("walk"), line("walk"), line("brilk", "new"), line("x", "broken"))))
    assert text(title(noise, 70)) == "Latent samples  ● 2 train ○ 0 real ◌ 1 new × 1 broken"
    assert text(title(noise, 58)) == "Samples  ● 2 train ○ 0 real ◌ 1 new × 1 broken"
    assert text(title(noise, 44)) == "Latent samples  ● 2 ○ 0 ◌ 1 × 1"
    assert text(title(noise, 30)) == "● 2 ○ 0 ◌ 1 × 1"
    assert text(subtitle(noise)) == "plain · Gaussian 50 % (1 distinct) · < z0 >"
    noise.way = "round trip"
    noise.lock()
    noise.nudge(-1)
    assert text(subtitle(noise, ASCII)) == "round trip - Gaussian 50 % (1 distinct) - < z0 > - z0 -0.5 - # 1 locked"
