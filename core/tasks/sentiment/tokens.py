"""Texts to words, by a rule that says itself in a few lines. Knows no torch.

Tags of HTML become blanks and entities letters; everything is lower case. A token is, in this order of preference:

- `n't`, wherever it is written (do n't, ca n't), and the ends 's 're 've 'll 'd 'm;
- a rating such as `7/10`;
- letters and digits without a break (a hyphen is one);
- `.`, `!` or `?`, many in a row counting once, by the last of them;
- a picture sign such as an emoji.

What else there is, commas among it, parts tokens and is left out.
"""

import html
import re

_TAG = re.compile(r"</?[a-z!][^<>]{0,1000}>", re.IGNORECASE)
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'", "\u2044": "/"})
_TOKEN = re.compile(
    r"n't|'(?:s|re|ve|ll|d|m)(?!\w)|\d+/\d+|[^\W_]+|[.!?](?![.!?])|[\u2600-\u27bf\U0001f300-\U0001faff]"
)  # fmt: skip


def tokenise(text: str) -> list[str]:
    """Return the tokens of a text; none where it holds no letter, digit or mark of those above."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return _TOKEN.findall(text.translate(_QUOTES).lower().replace("n't", " n't"))
