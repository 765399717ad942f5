"""What is told of a coder against gold, and over weeks."""

from annotations.domain.agreement.pooled import Statistic

DRIFTING = (
    Statistic.F1_OVERLAP,
    Statistic.F1_EXACT,
    Statistic.ALPHA_2016,
    Statistic.WORDS_COHEN,
    Statistic.PLACES_PERCENT,
)
"""Statistics of a coder against gold; the first is shown unless another is asked for. Gamma, which samples, is not among
them: gold is one decision after another, not a coder who could have set her spans elsewhere."""
