"""A task's lessons as presets to be run: those that begin a run, and those that go on with one. Knows no torch."""

from dataclasses import dataclass

from ..config import Config
from ..spec import Preset, TaskSpec


@dataclass(frozen=True)
class Sequel(Preset):
    """A lesson that goes on with the run of another: `epochs` more than that has, its dials turned as it begins.

    `after` is the name of the preset before it; `config` that of the run in which both lie, with the epochs of the
    first.
    """

    after: str = ""
    epochs: int = 0
    turns: tuple[tuple[str, float], ...] = ()

    def longer(self, config: Config) -> Config:
        """Return the settings of the whole run, of those of the run that it goes on with; a time is used up twice."""
        return config.with_text({"epochs": str(config.epochs + self.epochs), "seconds": str(2 * config.seconds)})


def lesson_presets(spec: TaskSpec) -> tuple[Preset, ...]:
    """Return what is run for each lesson of a task, in their order: its preset, or a `Sequel` named after it."""
    presets, made = {preset.name: preset for preset in spec.presets}, dict[str, Preset]()
    for lesson in spec.lessons:
        preset = presets[lesson.preset]
        made[lesson.name] = preset if not lesson.after else Sequel(
            f"lesson-{lesson.name}", spec.name, preset.config, lesson.predict, preset.source, lesson.verdict,
            made[lesson.after].name, lesson.epochs, lesson.turns,
        )  # fmt: skip
    return tuple(made.values())
