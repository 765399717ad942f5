"""Figures in a text: what is said to be how many, with its bound, unit, place and time; and which of them disagree."""
