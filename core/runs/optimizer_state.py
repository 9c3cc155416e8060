"""The state of optimizers as tensors of a file, checked before an optimizer goes on with it."""

import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..errors import CheckpointError
from .tensor_file import read_tensors, tensor_shapes


def optimizer_state(optimizers: Mapping[str, torch.optim.Optimizer]) -> dict[str, Tensor]:
    """Return what optimizers keep of their parameters, by "optimizer.number of the parameter.name", on the CPU."""
    return {
        f"{owner}.{number}.{name}": value.detach().cpu().contiguous()
        for owner, optimizer in optimizers.items()
        for number, values in optimizer.state_dict()["state"].items()
        for name, value in values.items()
        if isinstance(value, Tensor)
    }


def restore_optimizer(path: Path, owner: str, optimizer: torch.optim.Optimizer) -> None:
    """Give an optimizer the state that a file holds under its name.

    Raises:
        CheckpointError: the file is damaged, or holds what does not fit the parameters or such an optimizer.
    """
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    stored = _stored_names(path, owner, parameters, _kept(optimizer))
    tensors = read_tensors(path, [name for names in stored.values() for name in names.values()])
    state = {
        index: {kind: _laid_out(tensors[name], parameters[index]) for kind, name in names.items()}
        for index, names in stored.items()
    }
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})


def _stored_names(
    path: Path, owner: str, parameters: Sequence[Tensor], scalars: Mapping[str, bool] | None
) -> dict[int, dict[str, str]]:
    """Return for each parameter, by its number, what is kept of it and under which name, if all of it fits."""
    found = dict[int, dict[str, str]]()
    for name, shape in tensor_shapes(path).items():
        if name.startswith(f"{owner}."):
            number, _, kind = name.removeprefix(f"{owner}.").partition(".")
            index = int(number) if number.isdecimal() and len(number) < 10 else len(parameters)
            if index >= len(parameters) or shape not in ((), tuple(parameters[index].shape)):
                raise _unfit(path, name)
            if scalars is not None and scalars.get(kind) != (shape == ()) and parameters[index].shape != ():
                raise _unfit(path, name)
            found.setdefault(index, {})[kind] = name
    # Where it is not known what such an optimizer keeps, it is at least the same of every parameter.
    kept = None if scalars is None else scalars.keys()
    for names in found.values():
        kept = names.keys() if kept is None else kept
        if names.keys() != kept:
            raise _unfit(path, min(names.values()))
    return found


def _laid_out(value: Tensor, parameter: Tensor) -> Tensor:
    """Return a value in the memory layout of its parameter: fused optimizers walk through both side by side."""
    return torch.empty_like(parameter).copy_(value) if value.shape == parameter.shape else value


def _kept(optimizer: torch.optim.Optimizer) -> dict[str, bool] | None:
    """Return what such an optimizer keeps of a parameter, and whether it is a scalar; None where that is not known."""
    kind: Any = type(optimizer)
    known = inspect.signature(kind).parameters
    parameter = nn.Parameter(torch.zeros(2, 2))
    parameter.grad = torch.ones(2, 2)
    try:
        tried = kind([parameter], **{name: value for name, value in optimizer.defaults.items() if name in known})
        tried.step()
    except (TypeError, ValueError, RuntimeError):
        return None
    return {name: value.shape == () for name, value in tried.state[parameter].items() if isinstance(value, Tensor)}


def _unfit(path: Path, name: str) -> CheckpointError:
    return CheckpointError(f"{path} does not fit this run's optimizer ({name[:60]!r}); train again")
