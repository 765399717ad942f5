"""An optional pack: the 14 persuasion techniques of SemEval-2020 task 11 (Da San Martino et al. 2020), below one tag."""

from annotations.domain.schemes import TagSpec

PARENT = "persuasion"

_TECHNIQUES = (
    ("loaded_language", "Loaded language", "Words with a strong emotional charge stand where plain ones would do."),
    ("name_calling_labeling", "Name calling, labelling", "Somebody is given a name that the reader hates or loves."),
    ("repetition", "Repetition", "The same message again and again, until it sounds familiar and so true."),
    (
        "exaggeration_minimisation",
        "Exaggeration, minimisation",
        "Something is made larger, worse or smaller than it is.",
    ),
    ("doubt", "Doubt", "Somebody’s credibility is questioned instead of what was said."),
    ("appeal_to_fear_prejudice", "Appeal to fear or prejudice", "An idea is sold by panic about what would come else."),
    ("flag_waving", "Flag-waving", "An action is justified by pride in a nation or a group."),
    ("causal_oversimplification", "Causal oversimplification", "One cause is named where several are at work."),
    ("slogans", "Slogans", "A short, striking phrase that works on feelings, often with a label in it."),
    ("appeal_to_authority", "Appeal to authority", "It is so because an authority says so, and for no other reason."),
    ("black_and_white_fallacy", "Black-and-white fallacy", "Two choices are offered as if there were no third."),
    (
        "thought_terminating_cliches",
        "Thought-terminating clichés",
        "A phrase that ends the discussion, not settles it.",
    ),
    (
        "whataboutism_straw_men_red_herring",
        "Whataboutism, straw men, red herring",
        "The argument is turned to hypocrisy, to something that nobody said, or to what is beside the point.",
    ),
    (
        "bandwagon_reductio_ad_hitlerum",
        "Bandwagon, reductio ad Hitlerum",
        "Do it because everybody does, or do not because hated people do.",
    ),
)


def persuasion_pack() -> tuple[TagSpec, ...]:
    """The parent tag and the 14 below it, without looks: whoever adds them picks the ones farthest from those in use."""
    parent = TagSpec(PARENT, "Persuasion", "", "", description="A rhetorical technique that works past the argument.")
    return (parent, *(TagSpec(key, label, "", "", "", words, parent=PARENT) for key, label, words in _TECHNIQUES))
