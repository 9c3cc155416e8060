"""The rule of tokens, as its module states it."""

import pytest

from cvae_tui.core.tasks.sentiment.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("A good Film", "a good film"),
        ("It's great, isn't it", "it 's great is n't it"),
        ("DON\u2019T! can't won't", "do n't ! ca n't wo n't"),
        ("they've he'll we're I'd I'm", "they 've he 'll we 're i 'd i 'm"),
        ("one<br /><br />two<BR>three <i>four</i>", "one two three four"),
        ("3 < 5 and 7 > 2", "3 5 and 7 2"),
        ("Fish &amp; chips &lt;b&gt;", "fish chips"),
        ("well-made, 'quoted' (aside)", "well made quoted aside"),
        ("7/10 and 1 / 2", "7/10 and 1 2"),
        ("What?! No... Yes!!!", "what ! no . yes !"),
        ("caf\u00e9 \u00fcber snake_case", "caf\u00e9 \u00fcber snake case"),
        ("good \U0001f600\U0001f600", "good \U0001f600 \U0001f600"),
        ("\u7535\u5f71\u5f88\u597d", "\u7535\u5f71\u5f88\u597d"),
        ("\x1b[31mred\x1b[0m", "31mred 0m"),
        ("", ""),
        ("--- ,;: ''", ""),
    ],
)
def test_tokens(text: str, tokens: str) -> None:
    assert tokenise(text) == tokens.split()


def test_a_tag_that_is_never_closed_costs_no_time() -> None:
    assert tokenise("<a" * 20_000)[:2] == ["a", "a"]
