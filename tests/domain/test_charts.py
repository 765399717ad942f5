"""Charts as shapes."""

from newsapp.domain.charts import BARS, LABELS, Measured, columns, course, stacked


def test_the_longest_row_fills_the_room_and_parts_stand_beside_each_other() -> None:
    chart = stacked([("Ana", [("done", 3), ("waiting", 1)]), ("Bela", [("done", 2), ("waiting", 0)])])
    first, second, third = chart.bars
    assert (first.x, first.width) == (LABELS, BARS * 3 / 4)
    assert (second.kind, second.x, second.width) == ("waiting", LABELS + BARS * 3 / 4, BARS / 4)
    assert (third.y > first.y, third.width) == (True, BARS / 2)
    assert [label.words for label in chart.labels] == ["Ana", "4", "Bela", "2"]


def test_columns_stand_on_one_line_and_the_last_has_its_label() -> None:
    chart = columns([("1", 0), ("2", 4), ("3", 2)], kind="done", labelled=2)
    assert [bar.y + bar.height for bar in chart.bars] == [120, 120]
    assert chart.bars[0].height == 2 * chart.bars[1].height
    assert [label.words for label in chart.labels if label.end] == ["1", "3"]


def test_nothing_is_a_chart_without_bars() -> None:
    assert stacked([]).bars == []
    assert columns([("1", 0)], kind="done").bars == []


def test_a_course_joins_its_values_and_leaves_a_gap_where_there_is_none() -> None:
    chart = course(
        [Measured("1", 1, (0.5, 1)), Measured("2", 0.5, None), Measured("3", None, None), Measured("4", 0, None)]
    )
    assert [line.kind for line in chart.lines if line.kind != "scale"] == ["interval", "course"]
    assert [dot.y for dot in chart.dots] == [8, 64, 120]
    assert [label.words for label in chart.labels] == ["0", "0.5", "1", "1", "2", "3", "4"]


def test_the_scale_of_a_course_goes_below_nought_when_a_value_does() -> None:
    chart = course([Measured("1", 0.2, (-0.3, 0.4))])
    assert next(label.words for label in chart.labels if label.end) == "-0.5"
    assert course([]).dots == []
