"""What the spelling task declares: everything named is declared, and the report's presets are all there."""

from cvae_tui.core.spec import Preset
from cvae_tui.core.tasks.spelling.config import SpellingConfig
from cvae_tui.core.tasks.spelling.presets import PRESETS
from cvae_tui.core.tasks.spelling.spec import SPEC

REPORTS = [preset for preset in PRESETS if preset.name.startswith("report-003")]


def configured(preset: Preset) -> SpellingConfig:
    assert isinstance(preset.config, SpellingConfig)
    return preset.config


def test_panels_headline_and_dials_name_declared_metrics() -> None:
    declared = {metric.key for metric in SPEC.metrics}
    assert all(set(panel.names) <= declared for panel in SPEC.panels)
    assert set(SPEC.headline) <= declared and {dial.key for dial in SPEC.dials} <= declared


def test_the_reports_six_systems() -> None:
    found = {preset.name: preset.config for preset in REPORTS}
    assert set(found) == {f"report-003-{units}-tf{tf}" for units in (256, 512) for tf in ("1", "05", "0")}
    config = found["report-003-512-tf05"].to_dict()
    assert (config["hidden"], config["teacher_forcing"], config["batch_size"], config["optimizer"]) == (
        512,
        0.5,
        1,
        "sgd",
    )
    assert all("does not state" in preset.source for preset in REPORTS)


def test_each_variant_has_its_dials() -> None:
    names = {preset.name: sorted(configured(preset).schedules()) for preset in PRESETS}
    assert (
        names["spelling"] == ["lr"]
        and names["spelling-direct"] == ["lr", "noise"]
        and names["report-003-256-tf1"] == ["lr", "teacher_forcing"]
    )
    assert configured(PRESETS[1]).schedules()["noise"](0.05) == 0.0 < configured(PRESETS[1]).schedules()["noise"](0.5)
