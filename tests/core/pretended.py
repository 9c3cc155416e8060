"""A CUDA device that is not there: computed on the host, with a list of what would have made the host wait for it.

Fake tensors will not do: builds without CUDA can neither index those of a CUDA device nor run their backward pass.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_stack
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves, tree_map

from cvae_tui.core.task import Learned, Task

CUDA = torch.device("cuda", 0)
CPU = torch.device("cpu")
# What hands values of the device to the host, or makes a shape of them.
READING = {"_local_scalar_dense", "is_nonzero", "equal", "nonzero", "masked_select", "_unique2", "repeat_interleave"}
WHOLE_READING = (Tensor.tolist, Tensor.numpy, Tensor.cpu)


class Record:
    """What was seen: `waits` for the device, `strays` that mix it with host tensors, and how many operations."""

    def __init__(self) -> None:
        self.waits: list[str] = []
        self.strays: list[str] = []
        self.operations = 0

    def forget(self) -> None:
        """Begin anew."""
        self.__init__()

    def note(self, what: str) -> None:
        """Remember a wait and the line that asked for it."""
        asked = [frame for frame in extract_stack() if "pretended" not in frame.filename][-1]
        self.waits.append(f"{what} in {Path(asked.filename).name}, line {asked.lineno}")


class OnDevice(Tensor):
    """A host tensor that says it is on the device; whatever is computed from it is there too."""

    record = Record()
    device = CUDA  # type: ignore[assignment]

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in WHOLE_READING:
            cls.record.note(func.__name__)
            with torch._C._DisableTorchDispatch():
                return func(args[0].detach().as_subclass(Tensor), *args[1:], **(kwargs or {}))
        with torch._C.DisableTorchFunctionSubclass():
            return func(*args, **(kwargs or {}))

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.overloadpacket.__name__
        record = cls.record
        record.operations += 1
        if name in READING or (name in ("index", "index_put_") and any(map(is_mask, tree_leaves(args[1])))):
            record.note(name)
        with torch._C._DisableTorchDispatch():
            return tree_map(placed, func(*args, **(kwargs or {})))


class Placing(TorchFunctionMode):
    """Sends what asks for the device to the host, and marks it as being on the device."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        leaves = tree_leaves((args, kwargs))
        on_device = any(isinstance(leaf, OnDevice) for leaf in leaves)
        if on_device and any(is_host(leaf) for leaf in leaves):
            OnDevice.record.strays.append(func.__name__)
        if func is Tensor.to and not isinstance(args[0], OnDevice) and CUDA in args[1:]:
            moved = kwargs.pop("non_blocking", False) or args[2:4] == (None, True) or True in args[2:]
            if not moved:
                OnDevice.record.note(f"to, of {tuple(args[0].shape)}")
            rest = [item for item in args[1:] if isinstance(item, torch.dtype)]
            return placed(args[0].to(*rest, copy=True, **{k: v for k, v in kwargs.items() if k != "device"}))
        if func is Tensor.to and isinstance(args[0], OnDevice):
            if CPU in args[1:]:
                OnDevice.record.note("to the host")
            args = tuple(item for item in args if item != CUDA)
            return func(*args, **kwargs) if len(args) > 1 or kwargs else args[0]
        if kwargs.get("device") is not None and torch.device(kwargs["device"]).type == "cuda":
            if func is torch.tensor:
                OnDevice.record.note("tensor")
            return placed(func(*args, **{**kwargs, "device": CPU}))
        return func(*args, **kwargs)


class HostGenerator(torch.Generator):
    """A generator of the host's, whatever device it is asked for."""

    def __new__(cls, device: torch.device | str | int | None = None) -> "HostGenerator":
        return super().__new__(cls)


def is_host(leaf: object) -> bool:
    """Tell whether something is a tensor of the host's; a single number may go to the device with a kernel."""
    return isinstance(leaf, Tensor) and not isinstance(leaf, OnDevice) and leaf.dim() > 0


def is_mask(index: object) -> bool:
    return isinstance(index, Tensor) and index.dtype in (torch.bool, torch.uint8)


def placed(value: Any) -> Any:
    """Return a tensor as one on the device, anything else as it is."""
    if type(value) is torch.nn.Parameter:
        value = value.data
    return value.as_subclass(OnDevice) if type(value) is Tensor else value


@contextmanager
def pretended_cuda(monkeypatch: pytest.MonkeyPatch) -> Generator[Record]:
    """Work as if there were a CUDA device."""
    by_device = torch.optim.Optimizer._group_tensors_by_device_and_dtype

    def grouped(*args: Any, **kwargs: Any) -> Any:
        return {(CUDA, kind): group for (_, kind), group in by_device(*args, **kwargs).items()}

    fork = torch.random.fork_rng
    with monkeypatch.context() as patch:
        patch.setattr(torch.random, "fork_rng", lambda **_: fork(devices=[]))
        patch.setattr(torch, "Generator", HostGenerator)
        patch.setattr(torch.optim.Optimizer, "_group_tensors_by_device_and_dtype", staticmethod(grouped))
        patch.setattr(torch.nn.utils.clip_grad, "_group_tensors_by_device_and_dtype", grouped)
        patch.setattr(OnDevice, "record", Record())
        # A module that is moved gets new parameters, as it would between two kinds of device.
        patch.setattr(torch.__future__, "_overwrite_module_params_on_conversion", True)
        with Placing():
            yield OnDevice.record


def check_step_never_waits(make: Callable[[], Task], monkeypatch: pytest.MonkeyPatch) -> None:
    """Check that a task's second step waits for the device nowhere, and mixes it with the host nowhere."""
    with pretended_cuda(monkeypatch) as seen:
        second_step(make(), seen)
    assert (seen.strays, seen.waits) == ([], [])


def second_step(task: Task, seen: Record, **held: float) -> Learned:
    """Return what a task learned in its second step, behind which the record holds that step alone."""
    dials = {**{name: schedule(0.5) for name, schedule in task.schedules().items()}, **held}
    task.step(0, dials)
    seen.forget()
    learned = task.step(1, dials)
    assert seen.operations > 50
    placed = [parameter for module in task.modules().values() for parameter in module.parameters()]
    assert {value.device for value in [*learned.losses.values(), *placed]} == {CUDA}
    return learned
