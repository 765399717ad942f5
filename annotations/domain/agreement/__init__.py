"""How far coders agree: coefficients over units that are given, over spans that each coder sets, and their intervals."""
