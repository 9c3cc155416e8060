"""Judges: networks that read digits of one kind, trained on real pictures of that kind alone.

They are measures, not part of what is learned. Those of a data folder are trained once, in about a minute, and kept;
the shipped pictures come with theirs.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save  # pyright: ignore[reportUnknownVariableType]
from torch import Tensor
from torch.nn import functional

from ...runs.durable import write_anew
from ...runs.paths import home
from .config import DOMAINS
from .data import CHANNELS, DigitsData, Pictures
from .networks import Judge, placed
from .tensors import to_tensor

SHIPPED = "judges.safetensors"
WIDTH, BATCH, STEPS, RATE, SEED = 32, 128, {"mnist": 360, "street": 560}, 4e-3, 0
# Pixels by which a picture is moved about while a judge learns.
SHIFT = 2
SMOOTHING = 0.05


def judges_of(data: DigitsData, device: torch.device) -> dict[str, Judge]:
    """Return the judge of each kind: the folder's own, else those kept from an earlier time, else trained now."""
    found = _load(data.folder / SHIPPED, data.fingerprint) or _load(_kept(data), data.fingerprint)
    if found is None:
        found = {kind: train_judge(data.train[kind], device).half().float() for kind in DOMAINS}
        save_judges(_kept(data), found, data.fingerprint)
    return {kind: placed(judge, device) for kind, judge in found.items()}


def accuracy(judge: Judge, pictures: Pictures, device: torch.device) -> float:
    """Return how often a judge is right on real pictures."""
    read = read_digits(judge, to_tensor(pictures, device)).argmax(1)
    return float((read.cpu() == torch.from_numpy(pictures.labels)).double().mean())


@torch.no_grad()
def read_digits(judge: Judge, pictures: Tensor) -> Tensor:
    """Return the probability of each digit (N, 10)."""
    judge.eval()
    parts = cast("tuple[Tensor, ...]", pictures.split(500))
    return torch.cat([judge(part).float().softmax(1) for part in parts])


def train_judge(pictures: Pictures, device: torch.device) -> Judge:
    """Train a judge on real pictures, always the same one on the CPU."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        kind = "mnist" if pictures.pixels.shape[3] == CHANNELS["mnist"] else "street"
        judge = placed(Judge(CHANNELS[kind], WIDTH), device)
        x, y = to_tensor(pictures, device), torch.from_numpy(pictures.labels).to(device)
        optimizer = torch.optim.AdamW(judge.parameters(), lr=RATE, weight_decay=1e-2)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=STEPS[kind])
        judge.train()
        for _ in range(STEPS[kind]):
            places = torch.randint(len(y), (BATCH,)).to(device)
            down, right = (int(by) for by in torch.randint(-SHIFT, SHIFT + 1, (2,)))
            logits = judge(torch.roll(x[places], (down, right), (2, 3)))
            optimizer.zero_grad()
            functional.cross_entropy(logits, y[places], label_smoothing=SMOOTHING).backward()
            optimizer.step()
            schedule.step()
    return judge.eval()


def save_judges(path: Path, judges: Mapping[str, Judge], fingerprint: str) -> None:
    """Write judges in half precision, with the data that they belong to."""
    tensors = {
        f"{kind}.{name}": value.half().contiguous() if value.is_floating_point() else value
        for kind, judge in judges.items()
        for name, value in judge.state_dict().items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    write_anew(path, [save({**tensors, f"fingerprint.{fingerprint}": torch.zeros(1)})])


def _kept(data: DigitsData) -> Path:
    return home() / "judges" / f"{data.fingerprint}.safetensors"


def _load(path: Path, fingerprint: str) -> dict[str, Judge] | None:
    """Return the judges in a file; None where it is missing, damaged or of other data: they are trained again."""
    try:
        tensors = load_file(path)
        if f"fingerprint.{fingerprint}" not in tensors:
            return None
        judges = {kind: Judge(CHANNELS[kind], WIDTH) for kind in DOMAINS}
        for kind, judge in judges.items():
            own = {name.removeprefix(f"{kind}."): value for name, value in tensors.items() if name.startswith(kind)}
            judge.load_state_dict(own)
            judge.eval()
    except (OSError, SafetensorError, RuntimeError):
        return None
    return judges
