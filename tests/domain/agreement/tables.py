"""Published data, as their sources print them."""

from annotations.domain.agreement.codings import Value
from annotations.domain.agreement.continua import Continuum, Unit

KRIPPENDORFF_12_BY_4: list[dict[str, Value]] = [
    {coder: int(value) for coder, value in zip("ABCD", unit, strict=True) if value != "."}
    for unit in "11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 ..3.".split()
]
"""Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section D."""

KRIPPENDORFF_15_BY_3: list[dict[str, Value]] = [
    {coder: int(value) for coder, value in zip("ABC", unit, strict=True) if value != "*"}
    for unit in zip("*****34121133*3", "1*213343*******", "**21344*21133*4", strict=True)
]
"""The computational example of the encyclopaedia's article on the coefficient."""

FLEISS_10_BY_14: list[dict[str, Value]] = [
    {
        f"rater {number}": value
        for number, value in enumerate(
            [value for value, count in enumerate(row.split(",")) for _rater in range(int(count))]
        )
    }
    for row in (
        "0,0,0,0,14/0,2,6,4,2/0,0,3,5,6/0,3,9,2,0/2,2,8,1,1/7,7,0,0,0/3,2,6,3,0/2,5,3,2,2/6,5,2,1,0/0,2,2,3,7".split(
            "/"
        )
    )
]
"""Fleiss' kappa: the worked example of the encyclopaedia's article."""

COHEN_1960 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
"""Cohen, A coefficient of agreement for nominal scales (1960), table 1, as counts of 200."""


def units_of_table(table: list[list[int]]) -> list[dict[str, Value]]:
    """Units from how often the first coder said the row and the second the column."""
    return [
        {"first": row, "second": column}
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _unit in range(count)
    ]


def continuum(start: int, length: int, coders: dict[str, list[tuple[int, int, str]]]) -> Continuum:
    """A text and who set which units in it."""
    units = tuple(tuple(sorted(Unit(*unit) for unit in units)) for units in coders.values())
    return Continuum(start, length, tuple(coders), units)


KRIPPENDORFF_2004 = continuum(
    150,
    300,
    {
        "i": [(225, 295, "c"), (370, 400, "c"), (180, 240, "k"), (300, 350, "k")],
        "j": [(220, 300, "c"), (355, 375, "c"), (400, 420, "c"), (180, 240, "k"), (300, 350, "k")],
    },
)
"""Krippendorff, Content Analysis (2004), chapter 11.6."""

KRIPPENDORFF_2019 = continuum(
    0,
    60,
    {
        "Alex": [(0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")],
        "Paul": [(0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")],
        "Suzan": [(0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")],
    },
)
"""Krippendorff, Content Analysis (2019), figure 12.11."""

ALEX_PAUL_SUZAN = continuum(
    2,
    58,
    {
        "Alex": [(2, 9, "1"), (11, 17, "2"), (24, 30, "5"), (32, 36, "6"), (36, 44, "6"), (44, 60, "7")],
        "Paul": [(2, 9, "1"), (11, 17, "3"), (19, 25, "5"), (32, 44, "6")],
        "Suzan": [(2, 9, "1"), (11, 17, "4"), (21, 27, "5"), (32, 36, "6"), (36, 40, "6"), (40, 44, "6")],
    },
)
"""The data of that name that pygamma-agreement (MIT) is tested with."""

SHORT_GAMMA = continuum(
    0,
    20,
    {
        "one": [(1, 5, "a"), (6, 10, "b"), (11, 15, "c")],
        "two": [(2, 7, "a"), (8, 12, "b"), (11, 15, "a")],
    },
)
