from dataclasses import replace

import pytest
from toy import SPEC, registered

from cvae_tui.core.errors import UsageError
from cvae_tui.core.registry import all_presets, all_tasks, find_preset, find_task, load_named, register, unregister
from cvae_tui.core.spec import FormerNames


def test_presets_have_names_tasks_and_sources() -> None:
    presets = all_presets()
    assert len({preset.name for preset in presets}) == len(presets)
    for preset in presets:
        assert isinstance(preset.config, find_task(preset.task).config)
        assert preset.shows.endswith(".")
        assert preset.source


def test_what_is_unknown_names_the_nearest() -> None:
    with registered():
        with pytest.raises(UsageError, match="there is no preset 'toy-slo'; did you mean 'toy-slow'"):
            find_preset("toy-slo")
        with pytest.raises(UsageError, match="there is no task 'toyy'; did you mean 'toy'"):
            find_task("toyy")


def test_a_task_is_known_while_it_is_registered() -> None:
    before = dict(all_tasks())
    with registered():
        assert all_tasks() == {**before, "toy": SPEC}
        assert find_task(None) is next(iter(before.values()))
        assert find_preset("toy").task == "toy"
    assert all_tasks() == before


def test_a_preset_of_another_task_is_refused() -> None:
    with registered(), pytest.raises(ValueError, match="the preset 'toy' of 'other' is another task's"):
        register(replace(SPEC, name="other"))


def test_a_preset_is_found_by_its_former_name() -> None:
    register(replace(SPEC, former=FormerNames(presets={"dots": "toy"})))
    try:
        assert find_preset("dots").name == "toy"
    finally:
        unregister("toy")


def test_what_a_spec_names_is_loaded() -> None:
    assert load_named("toy:SPEC") is SPEC
