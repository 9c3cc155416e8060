"""Spelling: words corrected by an LSTM encoder-decoder (report 003), or by a channel model over a lexicon."""
