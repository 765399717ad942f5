"""Places in the log, and the bytes of a stream."""

import json

import pytest

from newsapp.domain.live import Place, mark, message
from newsapp.web.live.presence import ENTRIES_IN_NOTICE, Presence


def test_a_place_is_a_snapshot() -> None:
    place = Place.read("100:105:100,102")
    assert (place.text, place.oldest, place.following) == ("100:105:100,102", 100, 105)
    assert Place.read("7:7:").following == 7


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "7:7",
        "0:0:",
        "9:8:",
        "1:5:5",
        "1:5:0",
        "1:5:3,2",
        "1:5:2,2",
        "1:5:2,",
        "-1:5:",
        "１:5:",
        "1:5:" + "2," * 3000,
    ],
)
def test_what_is_no_snapshot_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no place in the log"):
        Place.read(text)


def test_a_message_is_one_line_of_data_whatever_it_holds() -> None:
    written = message("highlight", {"note": "one\ntwo\r\n\u2028«три»"}).decode()
    kind, data, *rest = written.split("\n")
    assert (kind, rest) == ("event: highlight", ["", ""])
    assert json.loads(data.removeprefix("data: ")) == {"note": "one\ntwo\r\n\u2028«три»"}
    assert mark(Place.read("7:7:")) == b"id: 7:7:\n\n"


def test_processes_learn_from_each_other_who_is_where() -> None:
    one, other = Presence("one"), Presence("other")
    assert one.set_own({(1, 2, 3)})
    assert not one.set_own({(1, 2, 3)})
    (notice,) = one.notices()
    assert other.hear(notice)
    assert not one.hear(notice), "its own notice tells a process nothing"
    assert other.everybody() == {(1, 2, 3)}
    one.set_own(set())
    (empty,) = one.notices()
    assert other.hear(empty)
    assert not other.hear(notice), "an older notice comes too late"
    assert other.everybody() == set()


def test_many_people_are_told_in_notices_that_postgresql_takes() -> None:
    one, other = Presence("0123456789abcdef"), Presence("other")
    entries = {(10**9 + n, 10**9 + n, 10**8 + n) for n in range(ENTRIES_IN_NOTICE * 2 + 1)}
    one.set_own(entries)
    notices = list(one.notices())
    assert len(notices) == 3
    assert max(len(notice.encode()) for notice in notices) < 8_000
    for notice in notices:
        other.hear(notice)
    assert other.everybody() == entries


@pytest.mark.parametrize("payload", ["", "{}", "[]", '{"process": "x", "turn": 1, "here": [[1]]}', "1"])
def test_a_notice_that_somebody_else_sent_is_passed_over(payload: str) -> None:
    presence = Presence("one")
    assert not presence.hear(payload)
    assert presence.everybody() == set()
