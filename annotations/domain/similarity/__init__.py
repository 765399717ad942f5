"""Which claims may say the same, in whatever language, and why one thinks so."""
