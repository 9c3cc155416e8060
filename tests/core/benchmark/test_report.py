from cvae_tui.core.benchmark.report import Figure, Report, shown, table

MACHINE = {
    "processor": "Abacus 3", "processors": 2, "threads": 1, "device": "cpu", "bfloat16": False, "torch": "2.9",
    "load": 0.1,
}  # fmt: skip
FAST = Figure("fast", "how fast", (1234.0, 39.0, 41.5), "times", 40.0)
SLOW = Figure("slow", "how slow", (12.0,), "ms", 10.0, at_most=True)
PLAIN = Figure("plain", "how many", (0.25,), "words/s")


def test_an_aim_is_reached_by_the_median() -> None:
    assert tuple(figure.to_dict()["reached"] for figure in (FAST, SLOW, PLAIN)) == (True, False, None)


def test_numbers_have_three_digits_that_count() -> None:
    assert [shown(value) for value in (0.012345, 1.0, 12.345, 123.45, 12345.6)] == [
        "0.0123",
        "1",
        "12.3",
        "123",
        "12,346",
    ]


def test_the_table_is_markdown_with_aligned_columns() -> None:
    assert table([FAST, SLOW, PLAIN]) == [
        "| what     | median       | lowest to highest | aim                  |",
        "|----------|--------------|-------------------|----------------------|",
        "| how fast | 41.5 times   | 39 to 1,234       | at least 40: reached |",
        "| how slow | 12 ms        |                   | at most 10: missed   |",
        "| how many | 0.25 words/s |                   |                      |",
    ]


def test_a_report_tells_the_machine_before_the_table() -> None:
    report = Report(MACHINE, 3, 61.0, (PLAIN,))
    first, empty, *rest = report.lines()
    assert first == (
        "Abacus 3, 1 of 2 processors, cpu, without bfloat16, torch 2.9, load 0.1 before it began; medians of 3 rounds."
    )
    assert empty == "" and rest == table([PLAIN])


def test_for_a_program_every_figure_has_its_key_and_its_spread() -> None:
    assert Report(MACHINE, 3, 61.0, (FAST,)).to_dict() == {
        "machine": MACHINE,
        "rounds": 3,
        "seconds": 61.0,
        "figures": [
            {
                "key": "fast", "what": "how fast", "median": 41.5, "low": 39.0, "high": 1234.0, "unit": "times",
                "aim": 40.0, "at_most": False, "reached": True,
            }
        ],
    }  # fmt: skip
