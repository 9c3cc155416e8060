"""Every lesson names what is there: presets, data, metrics, dials, and the lessons before and after it."""

import pytest
from toy import SPEC as TOY

from cvae_tui.core.experiments.lessons import lesson_presets
from cvae_tui.core.registry import all_tasks, load_named
from cvae_tui.core.spec import TaskSpec


@pytest.mark.parametrize("spec", [*all_tasks().values(), TOY], ids=lambda spec: spec.name)
def test_what_lessons_name_is_declared(spec: TaskSpec) -> None:
    presets = {preset.name: preset for preset in spec.presets}
    metrics = {metric.key for metric in spec.metrics}
    assert spec.lessons
    for lesson in spec.lessons:
        preset = presets[lesson.preset]
        # A busy machine shows the same as an idle one.
        assert preset.config.seconds == 0 and preset.verdict
        assert lesson.data in ("", *(known.name for known in spec.datasets))
        assert all(moment.breaks or moment.metric in metrics for moment in lesson.moments)
        assert all(dial in {dial.key for dial in spec.dials} for dial, _ in lesson.turns)
        assert bool(lesson.then) == bool(lesson.offer)
        assert bool(lesson.after) == bool(lesson.epochs) == bool(lesson.verdict)
        assert lesson.verdict in ("", *(verdict.key for verdict in spec.verdicts))
        following, before = spec.lesson(lesson.then), spec.lesson(lesson.after)
        assert following is not None or not lesson.then
        assert before is None or (before.then, before.preset) == (lesson.name, lesson.preset)
        assert before is not None or not lesson.after
    # `cvae-tui experiment lessons` runs them all.
    (experiment,) = (item for item in load_named(spec.experiments) if item.name == f"{spec.name}-lessons")
    assert {preset.name for preset in lesson_presets(spec)} <= set(experiment.presets)
    assert experiment.data == spec.lessons[0].data
