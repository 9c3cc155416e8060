"""The three reports' systems; only the recurrent state and the way z enters it differ. Shapes as in `model`."""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

from ...nn.layers import State, letter_weights, run_layer
from ...nn.vocab import EOS, LATIN, SOS
from .config import TENSES, TenseConfig
from .model import Cvae, EncoderMemory, Posterior

# Words up to which multiplying their letters costs less than multiplying the whole table of letters.
FEW_WORDS = 4


class ReportCvae(Cvae):
    """What the three reports' systems share: the tense is concatenated to the encoder's zero first state."""

    cell: type[nn.GRU] | type[nn.LSTM] = nn.LSTM
    # Whether the encoder reads SOS and EOS around the letters, as it does in report 002.
    reads_bounds = False

    def __init__(self, config: TenseConfig) -> None:
        super().__init__(config)
        # In report 000 the tense is beside the hidden units, in the others it is among them.
        self.hidden = hidden = config.hidden + (config.condition if self.cell is nn.GRU else 0)
        self.condition = nn.Embedding(len(TENSES), config.condition)
        self.encoder_embed = nn.Embedding(len(LATIN), config.embedding)
        self.encoder = self.cell(config.embedding, hidden, batch_first=True)
        self.decoder_embed = nn.Embedding(len(LATIN), config.embedding)
        self.decoder = self.cell(config.embedding, hidden, batch_first=True)
        self.out = nn.Linear(hidden, len(LATIN))

    def _encoded(self, words: Tensor, tense: Tensor) -> State:
        """Return the encoder's last state, each part (B, H)."""
        condition = self.condition(tense)
        zeros = condition.new_zeros(len(words), self.hidden - self.config.condition)
        first = torch.cat([zeros, condition], dim=-1).unsqueeze(0)
        state = (first,) if self.cell is nn.GRU else (first, first)
        if self.reads_bounds:
            words = functional.pad(functional.pad(words, (1, 0), value=SOS), (0, 1), value=EOS)
        if self._on_cpu and len(words) > FEW_WORDS:
            weights = letter_weights(self.encoder, self.encoder_embed.weight)
            _, last = run_layer(self.encoder, _one_hot(words), state, weights)
        else:
            _, last = run_layer(self.encoder, self.encoder_embed(words), state)
        return tuple(part[0] for part in last)

    @property
    def _on_cpu(self) -> bool:
        """Whether letters may be read as one-hot vectors: an accelerator multiplies at no cost that one would see."""
        return self.out.weight.device.type == "cpu"

    def _by_letter(self, words: int) -> bool:
        """Tell whether the decoder of so many words reads one-hot letters, and not its own output too."""
        return self._on_cpu and self.config.feedback == "letter" and words > FEW_WORDS

    def letter_weights(self, words: int) -> list[Tensor] | None:
        """Return weights for one-hot letters, where the decoder reads nothing else."""
        return letter_weights(self.decoder, self._table()) if self._by_letter(words) else None

    def embed_in(
        self, letters: Int[Tensor, "B T"], memory: EncoderMemory | None, first: int = 0
    ) -> Float[Tensor, "B T E"]:
        """Return the letters as one-hot vectors or, where not only letters are read, embedded."""
        return _one_hot(letters) if self._by_letter(len(letters)) else functional.embedding(letters, self._table())

    def _table(self) -> Float[Tensor, "V E"]:
        """Return what the decoder reads for each letter."""
        return self.decoder_embed.weight

    def read_out(
        self, hidden: Float[Tensor, "B T H"], memory: EncoderMemory | None, first: int = 0
    ) -> Float[Tensor, "B T V"]:
        """Return the logits of a linear layer; these systems have no memory to attend to."""
        return self.out(hidden)


class OneLatent(ReportCvae):
    """What reports 000 and 002 share: mu and logvar are linear in the last hidden state."""

    # Whether the decoder has its own embedding of the tense.
    apart = False

    def __init__(self, config: TenseConfig) -> None:
        super().__init__(config)
        if self.apart:
            self.decoder_condition = nn.Embedding(len(TENSES), config.condition)
        self.to_mu = nn.Linear(self.hidden, config.latent)
        self.to_logvar = nn.Linear(self.hidden, config.latent)
        self.from_z = nn.Linear(config.latent, self.hidden - config.condition)

    def encode(self, words: Int[Tensor, "B S"], tense: Int[Tensor, "B"]) -> Posterior:
        """Encode the words."""
        hidden = self._encoded(words, tense)[0]
        return Posterior(self.to_mu(hidden).float(), self.to_logvar(hidden).float())


class GruCvae(OneLatent):
    """`gru`, report 000: the hidden state is `hidden` + `condition` wide, z and the tense make the decoder's."""

    cell = nn.GRU

    def start(self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"]) -> tuple[State, Tensor]:
        """Return [linear(z), tense] as the hidden state."""
        hidden = torch.cat([self.from_z(z), self.condition(tense)], dim=-1)
        return (hidden.unsqueeze(0),), z[:, :0]


class LstmHiddenCvae(OneLatent):
    """`lstm-h`, report 002: a latent for the hidden state, the cell state from the tense alone, nothing shared."""

    reads_bounds = apart = True

    def start(self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"]) -> tuple[State, Tensor]:
        """Return [linear(z), tense] as the hidden state and [0, tense] as the cell state."""
        condition = self.decoder_condition(tense)
        lifted = self.from_z(z)
        hidden = torch.cat([lifted, condition], dim=-1)
        cell = torch.cat([torch.zeros_like(lifted), condition], dim=-1)
        return (hidden.unsqueeze(0), cell.unsqueeze(0)), z[:, :0]

    def encoder_parameters(self) -> list[nn.Parameter]:
        """Return the encoder's parameters, its embedding of the tense among them."""
        return [*self.condition.parameters(), *super().encoder_parameters()]


class LstmBothCvae(ReportCvae):
    """`lstm-hc`, report 001: a latent each for the hidden and the cell state, side by side in one z of 2 x latent."""

    def __init__(self, config: TenseConfig) -> None:
        super().__init__(config)
        self.latent = 2 * config.latent
        width = config.latent + config.condition
        self.to_mu_hidden = nn.Linear(self.hidden, config.latent)
        self.to_logvar_hidden = nn.Linear(self.hidden, config.latent)
        self.to_mu_cell = nn.Linear(self.hidden, config.latent)
        self.to_logvar_cell = nn.Linear(self.hidden, config.latent)
        self.from_z_hidden = nn.Linear(width, self.hidden)
        self.from_z_cell = nn.Linear(width, self.hidden)

    def encode(self, words: Int[Tensor, "B S"], tense: Int[Tensor, "B"]) -> Posterior:
        """Read the words; each of the two states has its own mu and logvar."""
        hidden, cell = self._encoded(words, tense)
        mu = torch.cat([self.to_mu_hidden(hidden), self.to_mu_cell(cell)], dim=-1)
        logvar = torch.cat([self.to_logvar_hidden(hidden), self.to_logvar_cell(cell)], dim=-1)
        return Posterior(mu.float(), logvar.float())

    def start(self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"]) -> tuple[State, Tensor]:
        """Return linear([z, tense]) for each of the two states."""
        condition = self.condition(tense)
        z_hidden, z_cell = z.chunk(2, dim=-1)
        hidden = self.from_z_hidden(torch.cat([z_hidden, condition], dim=-1))
        cell = self.from_z_cell(torch.cat([z_cell, condition], dim=-1))
        return (hidden.unsqueeze(0), cell.unsqueeze(0)), z[:, :0]

    def _table(self) -> Float[Tensor, "V E"]:
        """Return the embeddings with the negative part cut off, as in report 001."""
        return torch.relu(self.decoder_embed.weight)


def _one_hot(letters: Int[Tensor, "B T"]) -> Float[Tensor, "B T V"]:
    return functional.one_hot(letters, len(LATIN)).float()
