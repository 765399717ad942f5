"""The statistics of a project in words."""

from annotations.domain.agreement.pooled import Statistic
from newsapp.wording import Wording
from newsapp.wording import gettext as _

DEFINITIONS: dict[Statistic, Wording] = {
    Statistic.WORDS_PERCENT: _(
        "Of all pairs of coders, over every word: the share who have the word under the same tags. Chance is not taken out."
    ),
    Statistic.WORDS_COHEN: _(
        "Cohen’s kappa (1960) over words: agreement beyond what each coder’s own habits lead to by chance; the mean over "
        "pairs of coders."
    ),
    Statistic.WORDS_FLEISS: _(
        "Fleiss’ kappa (1971) over words: agreement beyond chance, which is one for all coders; only where every article "
        "has equally many."
    ),
    Statistic.WORDS_ALPHA: _("Krippendorff’s nominal alpha over words, for any number of coders."),
    Statistic.PLACES_PERCENT: _(
        "Of the spans that two coders both marked (they share at least half of what they cover together): the share with "
        "the same tags. Chance is not taken out."
    ),
    Statistic.PLACES_COHEN: _("Cohen’s kappa over the tags of spans that two coders both marked; the mean over pairs."),
    Statistic.PLACES_FLEISS: _("Fleiss’ kappa over the tags of spans that two coders both marked."),
    Statistic.PLACES_ALPHA: _("Krippendorff’s nominal alpha over the tags of spans that two coders both marked."),
    Statistic.ALPHA_1995: _(
        "Krippendorff’s unitizing alpha of 1995 and 2004: boundaries count by the square of how far they are apart; every "
        "article weighs the same, tags are compared one by one and summed; a discontinuous span counts as one whole stretch."
    ),
    Statistic.ALPHA_2016: _(
        "Krippendorff’s unitizing alpha of 2016 with gaps, tag by tag: characters under the tag or not, of a "
        "discontinuous span those of its pieces; in what is expected a piece is not paired with itself."
    ),
    Statistic.GAMMA: _(
        "Gamma (Mathet, Widlöcher and Métivier 2015; alpha, beta and empty cost 1): how much less disorder there is in the "
        "best alignment of spans than by chance, which is sampled from a fixed seed; a discontinuous span counts as one whole "
        "stretch."
    ),
    Statistic.F1_EXACT: _(
        "F1 of spans with start, end and tag alike, over all pairs of coders; each piece of a discontinuous span counts by "
        "itself."
    ),
    Statistic.F1_OVERLAP: _(
        "F1 of spans by the share of each that is covered by the same tag, as the scorer of SemEval-2020 task 11 counts; "
        "each piece of a discontinuous span counts by itself."
    ),
}
"""What each statistic is. Spans of one coder and tag that overlap are merged first, for all but the matched spans."""

NAMES: dict[Statistic, Wording] = {
    Statistic.WORDS_PERCENT: _("Words: percent"),
    Statistic.WORDS_COHEN: _("Words: Cohen’s kappa"),
    Statistic.WORDS_FLEISS: _("Words: Fleiss’ kappa"),
    Statistic.WORDS_ALPHA: _("Words: Krippendorff’s alpha"),
    Statistic.PLACES_PERCENT: _("Matched spans: percent"),
    Statistic.PLACES_COHEN: _("Matched spans: Cohen’s kappa"),
    Statistic.PLACES_FLEISS: _("Matched spans: Fleiss’ kappa"),
    Statistic.PLACES_ALPHA: _("Matched spans: Krippendorff’s alpha"),
    Statistic.ALPHA_1995: _("Unitizing alpha, 1995"),
    Statistic.ALPHA_2016: _("Unitizing alpha, 2016"),
    Statistic.GAMMA: _("Gamma"),
    Statistic.F1_EXACT: _("F1, exact spans"),
    Statistic.F1_OVERLAP: _("F1, overlap"),
}
"""What each statistic is called on a page."""

CONFUSION = _(
    "Two coders’ spans are the same one when they share at least half of the characters that they cover together, matched one "
    "to one so that they share most. A tag that both put on it counts once on the diagonal; each that only one put there "
    "counts against each that only the other did, or against none. So does every tag of a span that only one marked."
)
"""What the confusion matrix counts."""

DRIFT = _(
    "What each coder has now against gold, in articles with gold. Her spans that gold neither settles nor touches are left "
    "out: nobody decided about them yet. A week is the one in which she was done with the article."
)
"""What coders are told of against gold."""
