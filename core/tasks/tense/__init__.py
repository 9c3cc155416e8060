"""English tense: a verb in any form in, its four tenses out."""
