from pathlib import Path

import pytest
import torch

from cvae_tui.core import device as module
from cvae_tui.core.device import (
    FEW,
    can_bfloat16,
    choose_device,
    fast_bfloat16,
    keep_freed_memory,
    processor,
    threads_for,
    use_bfloat16,
)
from cvae_tui.core.errors import UsageError


def test_the_processor_is_always_there() -> None:
    assert choose_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize(("cuda", "mps", "chosen"), [(True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")])
def test_auto_takes_the_fastest(monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool, chosen: str) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert choose_device().type == chosen


def test_one_of_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert choose_device("cuda:1") == torch.device("cuda:1")
    with pytest.raises(UsageError, match="no device cuda:2; use --device auto"):
        choose_device("cuda:2")


@pytest.mark.parametrize("name", ["gpu", "", "cuda:", "cuda:x", "cuda:-1", "auto:1", "cuda:9999999", "meta", "cpu:1"])
def test_an_unknown_device(name: str) -> None:
    with pytest.raises(UsageError):
        choose_device(name)


@pytest.mark.parametrize("takes", [1, 0])
def test_the_c_library_is_asked_to_keep_what_is_freed(monkeypatch: pytest.MonkeyPatch, takes: int) -> None:
    asked: list[tuple[int, int]] = []

    class Library:
        def mallopt(self, option: int, value: int) -> int:
            asked.append((option, value))
            return takes

    monkeypatch.setattr(module.ctypes, "CDLL", lambda name: Library())
    assert keep_freed_memory.__wrapped__() is bool(takes)
    # M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h.
    assert asked[:2] == [(-3, 1 << 30), (-1, 1 << 30)][: len(asked)]


def test_a_c_library_without_the_setting_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.ctypes, "CDLL", lambda name: object())
    assert not keep_freed_memory.__wrapped__()


@pytest.mark.parametrize(("examples", "threads"), [(1, 1), (FEW, 1), (FEW + 1, 3)])
def test_few_examples_are_computed_on_one_thread_and_the_others_come_back(examples: int, threads: int) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        with threads_for(examples):
            assert torch.get_num_threads() == threads
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


CPU = torch.device("cpu")


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A processor whose layers refuse bfloat16, whatever its flags say."""
    monkeypatch.setattr(module, "can_bfloat16", lambda device: False)
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)


def test_bfloat16_is_tried_and_leaves_the_random_numbers_alone() -> None:
    before = torch.random.get_rng_state()
    can_bfloat16.cache_clear()
    assert can_bfloat16(CPU) or not fast_bfloat16(CPU)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_where_it_does_not_work_it_is_not_taken_and_not_given(refusing: None) -> None:
    assert not use_bfloat16("auto", CPU)
    assert not use_bfloat16("float32", CPU)
    with pytest.raises(
        UsageError, match="precision=bfloat16 does not work on cpu here; set precision=auto, or float32"
    ):
        use_bfloat16("bfloat16", CPU)


def test_where_it_works_it_is_taken_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "can_bfloat16", lambda device: True)
    for fast in (False, True):
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda fast=fast: fast)
        assert use_bfloat16("bfloat16", CPU)
        assert use_bfloat16("auto", CPU) == fast


def test_an_accelerator_has_float32_unless_bfloat16_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "can_bfloat16", lambda device: True)
    assert not use_bfloat16("auto", torch.device("cuda")) and use_bfloat16("bfloat16", torch.device("cuda"))


def test_the_processor_is_named_once(tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text("processor : 0\nmodel name\t: Abacus 3\nmodel name\t: Abacus 3\n")
    assert processor(told) == "Abacus 3"
    assert processor(tmp_path / "missing")
