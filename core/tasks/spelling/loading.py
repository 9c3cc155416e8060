"""A spelling model made: the networks of a variant, what suggests with them, and a run's read from its folder."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import torch

from ...errors import DataError
from ...runs.checkpoint import load_weights
from ...runs.metadata import RunMetadata, read_metadata, settings_of
from ...runs.paths import named_data
from .config import SpellingConfig
from .corrector import ChannelNetwork, Corrector, known_words
from .data import LETTERS, SpellingData, digest_of, is_word, lexicon_of, read_folder, read_lexicon
from .lexicon import Lexicon
from .memory import NOTHING, Memory, memory_of
from .seq2seq import EncoderDecoder, Reader
from .speller import Speller
from .suggestion import Suggester


def suggester(
    network: ChannelNetwork | EncoderDecoder, lexicon: Lexicon, config: SpellingConfig, device: torch.device,
    remembered: Callable[[], Memory],
) -> Suggester:  # fmt: skip
    """Return what suggests with a network."""
    if isinstance(network, EncoderDecoder):
        return Reader(network, config.beam, device)
    return Corrector(network, lexicon, config, device, remembered)


def build(config: SpellingConfig) -> ChannelNetwork | EncoderDecoder:
    """Return the networks of a variant."""
    return EncoderDecoder(len(LETTERS), config.hidden) if config.variant == "lstm" else ChannelNetwork(config)


def load_speller(run: Path, device: torch.device) -> Speller:
    """Load a run's networks; its data need not be there.

    Raises:
        CheckpointError: the run is damaged or of other settings.
    """
    metadata = read_metadata(run)
    config = settings_of(metadata, SpellingConfig.from_dict)
    network = build(config)
    load_weights(run, {"model": network})
    folder = named_data(metadata.data, metadata.task)
    path = lexicon_of(folder)
    counts = read_lexicon(path)
    words = cast("Sequence[Any]", metadata.extra.get("words") or ())
    lexicon = known_words(counts, [word for word in words if isinstance(word, str) and is_word(word)])
    notes = _notes(metadata, folder, path)
    ready = network.float().to(device)
    read = cache(partial(_data_of, folder, metadata.fingerprint))
    return Speller(suggester(ready, lexicon, config, device, partial(_remembered, read, lexicon)), lexicon, read, notes)


def _notes(metadata: RunMetadata, folder: Path, lexicon: Path) -> Sequence[str]:
    """Return what is not any more as it was when the run was trained."""
    if not folder.is_dir():
        return (f"{folder} is gone; the pairs learned from it are not remembered, and scores want another with --data",)
    if metadata.extra.get("lexicon") not in (None, digest_of(lexicon)):
        return (f"{lexicon} is not the lexicon that the run was trained with; other words are known now",)
    return ()


def _remembered(read: Callable[[], SpellingData], lexicon: Lexicon) -> Memory:
    """Return what a run's pairs tell; nothing where the data is gone."""
    try:
        return memory_of(read(), lexicon)
    except DataError:
        return NOTHING


def _data_of(folder: Path, fingerprint: str) -> SpellingData:
    """Return a run's data, as it was learned."""
    data = read_folder(folder)
    if data.fingerprint != fingerprint:
        raise DataError(f"{folder} has changed since the run was trained on it; name a folder with --data")
    return data
