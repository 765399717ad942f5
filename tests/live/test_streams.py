"""Live streams of a real server: order, replay, nothing missed, nothing after access has ended."""

import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.live.live_site import API, Site, join, serve, sign_in, stop
from tests.live.streaming import StreamReader


@pytest.fixture
def site(running: Site) -> Iterator[Site]:
    """The site, with nobody listening."""
    yield running
    running.close_streams()


def ids(reader: StreamReader) -> list[str]:
    return [data["id"] for data in reader.of("highlight")]


def test_a_colleagues_highlight_comes_within_a_second_as_the_interface_has_it(site: Site) -> None:
    reader = site.stream().wait_for_place()
    assert reader.headers["Content-Type"].startswith("text/event-stream")
    made = site.mark()
    saved = time.monotonic()
    (said,) = reader.wait_for("highlight")
    assert reader.messages[-1].at - saved < 1
    assert said["highlight"] == made
    assert (said["article"], said["actor"]) == (site.article, "bela")


def test_changes_come_in_order_and_a_deletion_says_that_it_is_gone(site: Site) -> None:
    reader = site.stream().wait_for_place()
    made = site.mark()
    path = f"{API}highlights/{made['id']}/"
    reader.wait_for("highlight", 1)
    assert site.call("PATCH", path, {"note": "so it is"}, by="bela", If_Match='"1"')[0] == 200
    reader.wait_for("highlight", 2)
    assert site.call("DELETE", path, by="bela", If_Match='"2"')[0] == 204
    reader.wait_for("highlight", 3)
    assert site.call("POST", f"{path}restore/", {}, by="bela")[0] == 200
    said = reader.wait_for("highlight", 4)
    states = [data["highlight"] and data["highlight"]["version"] for data in said]
    assert states == [1, 2, None, 4]
    events = [data["event"] for data in said]
    assert events == sorted(events)


def test_whoever_comes_back_gets_what_she_missed_once_and_nothing_else(site: Site) -> None:
    reader = site.stream().wait_for_place()
    before = site.mark()
    reader.wait_until(lambda r: r.of("highlight") and r.marks > 1)
    reader.close()
    missed = [site.mark()["id"], site.mark()["id"]]
    again = site.stream(query=f"?after={reader.place}")
    again.wait_for("highlight", 2)
    afterwards = site.mark()["id"]
    again.wait_for("highlight", 3)
    assert ids(again) == [*missed, afterwards]
    assert before["id"] not in ids(again)


def test_what_is_missed_too_much_is_a_reset_and_the_stream_goes_on(site: Site) -> None:
    reader = site.stream().wait_for_place()
    reader.close()
    site.shell(
        "from newsapp.models import Project\nfrom newsapp.services.activity import Happening, record\n"
        "p = Project.objects.get(slug='desk')\n"
        "record(project_id=p.pk, actor_id=None, happenings=[Happening('outlet.x', str(n)) for n in range(1001)])"
    )
    again = site.stream(query=f"?after={reader.place}")
    again.wait_for("reset")
    made = site.mark()
    again.wait_for("highlight")
    assert ids(again) == [made["id"]]


def test_a_place_of_another_server_is_a_reset(site: Site) -> None:
    site.stream(query="?after=999999999:999999999:").wait_for("reset")


@pytest.mark.parametrize("after", ["7", "0:0:", "9:8:", "1:5:9", "x" * 5000, "%00"])
def test_a_place_that_is_none_is_refused(site: Site, after: str) -> None:
    assert site.stream(query=f"?after={after}").status == 400


def test_who_may_not_read_gets_no_stream(site: Site) -> None:
    assert site.stream(Cookie="sessionid=none").status == 401
    assert site.stream(Authorization="Token nonsense").status == 401
    assert site.stream(by="stella").status == 404
    assert site.stream(project="nowhere").status == 404
    assert site.stream(Authorization=f"Token {site.tokens['ana']}", Host="elsewhere.example").status == 400


def test_without_the_accept_header_it_is_the_log(site: Site) -> None:
    status, page = site.call("GET", f"{API}events/?limit=1")
    assert status == 200
    assert set(page) == {"next", "previous", "results"}
    assert site.call("GET", f"{API}events/?after=1:1:")[0] == 400


def test_transactions_that_commit_out_of_order_are_told_in_full_and_once(site: Site) -> None:
    """The later id commits first; a reader who comes back after that one still gets the earlier."""
    insert = (
        "INSERT INTO newsapp_event (project_id, article_id, verb, object_id, data) SELECT project_id, article_id, "
        "'highlight.changed', object_id, '{}' FROM newsapp_event WHERE object_id = %s LIMIT 1 RETURNING id"
    )
    first, second = site.mark(), site.mark()
    reader = site.stream().wait_for_place()
    with psycopg.connect(site.database.url) as early, psycopg.connect(site.database.url) as late:
        (early_id,) = early.execute(insert, [first["id"]]).fetchone()  # type: ignore[misc]
        (late_id,) = late.execute(insert, [second["id"]]).fetchone()  # type: ignore[misc]
        assert early_id < late_id
        late.commit()
        reader.wait_until(lambda r: r.of("highlight") and r.marks > 1)
        assert ids(reader) == [second["id"]]
        # The early one is still open: nobody waits for it.
        while_open = site.mark()
        reader.wait_until(lambda r: len(ids(r)) == 2 and r.marks > 2)
        place = reader.place
        early.commit()
    reader.wait_for("highlight", 3)
    assert ids(reader) == [second["id"], while_open["id"], first["id"]]
    again = site.stream(query=f"?after={place}")
    again.wait_for("highlight")
    later = site.mark()
    again.wait_for("highlight", 2)
    assert ids(again) == [first["id"], later["id"]]


def test_what_is_rolled_back_is_never_told(site: Site) -> None:
    first = site.mark()
    reader = site.stream().wait_for_place()
    with psycopg.connect(site.database.url) as connection:
        connection.execute(
            "INSERT INTO newsapp_event (project_id, verb, object_id, data) SELECT project_id, 'highlight.changed', "
            "object_id, '{}' FROM newsapp_event WHERE object_id = %s LIMIT 1",
            [first["id"]],
        )
        connection.rollback()
    made = site.mark()
    reader.wait_for("highlight")
    assert ids(reader) == [made["id"]]


def test_a_big_batch_is_told_whole(site: Site) -> None:
    reader = site.stream().wait_for_place()
    body = {"article": site.article, "start": 0, "end": 8, "tags": ["claim"]}
    status, made = site.call("POST", f"{API}highlights/", [body] * 900, by="bela")
    assert status == 201
    reader.wait_until(lambda r: len(r.of("highlight")) == 900 or r.of("reset"))
    assert not reader.of("reset")
    assert {data["id"] for data in reader.of("highlight")} == {one["id"] for one in made}


def test_the_stream_of_a_member_who_is_removed_ends_within_seconds(site: Site) -> None:
    reader = site.stream(by="bela").wait_for_place()
    site.shell("from newsapp.models import Membership\nMembership.objects.filter(user__username='bela').delete()")
    ended_at = time.monotonic()
    site.mark(by="ana")
    reader.wait_for_end()
    assert time.monotonic() - ended_at < 6
    assert reader.of("highlight") == []
    assert site.stream(by="bela").status == 404
    join(site, "bela")


ENDINGS = {
    "token revoked": "from newsapp.models import ApiToken; from django.utils import timezone\n"
    "ApiToken.objects.filter(label='short').update(revoked_at=timezone.now())",
    "token expired": "from newsapp.models import ApiToken; from django.utils import timezone\n"
    "ApiToken.objects.filter(label='short').update(expires_at=timezone.now())",
    "account closed": "from newsapp.models import User; User.objects.filter(username='cleo').update(is_active=False)",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_stream_ends_when_its_right_has_ended(site: Site, ending: str) -> None:
    token = site.shell(
        "from newsapp.models import *; from newsapp.services.people import create_token\n"
        "cleo, _ = User.objects.get_or_create(username='cleo')\n"
        "User.objects.filter(pk=cleo.pk).update(is_active=True)\n"
        "ApiToken.objects.filter(user=cleo).delete()\n"
        "Membership.objects.get_or_create(project=Project.objects.get(slug='desk'), user=cleo, "
        "defaults={'role': 'viewer'})\n"
        "print(create_token(user=cleo, label='short', scope='read'))"
    ).split()[-1]
    headers = {"Authorization": f"Token {token}"}
    reader = site.stream(**headers).wait_for_place()
    site.shell(ENDINGS[ending])
    asked = time.monotonic()
    reader.wait_for_end()
    assert time.monotonic() - asked < 6
    assert site.stream(**headers).status == 401


@pytest.mark.parametrize("ending", ["session deleted", "password changed"])
def test_a_browsers_stream_ends_with_its_session(site: Site, ending: str) -> None:
    cookie = sign_in(site, "bela")
    reader = site.stream(Cookie=cookie).wait_for_place()
    if ending == "session deleted":
        key = cookie.split("=")[1]
        site.shell(f"from django.contrib.sessions.models import Session\nSession.objects.filter(pk={key!r}).delete()")
    else:
        site.shell(
            "from newsapp.models import User\nu = User.objects.get(username='bela'); u.set_password('x y z'); u.save()"
        )
    asked = time.monotonic()
    reader.wait_for_end()
    assert time.monotonic() - asked < 6
    assert site.stream(Cookie=cookie).status == 401


def test_who_has_an_article_open_is_seen_and_gone_when_she_leaves(site: Site) -> None:
    ana = site.stream(by="ana", query=f"?here={site.article}").wait_for_place()
    bela = site.stream(by="bela", query=f"?here={site.article}").wait_for_place()
    (first, *_) = ana.wait_for("presence")
    assert first == {"article": site.article, "people": [{"username": "bela", "name": "bela", "initials": "BE"}]}
    assert bela.wait_for("presence")[0]["people"][0]["username"] == "ana"
    bela.close()
    closed = time.monotonic()
    ana.wait_for("presence", 2)
    assert time.monotonic() - closed < 3
    assert ana.of("presence")[-1]["people"] == []


def test_who_is_at_another_process_is_seen_too(site: Site) -> None:
    process, address = serve(site.environment)
    ana = site.stream(by="ana", query=f"?here={site.article}").wait_for_place()
    headers = {"Authorization": f"Token {site.tokens['bela']}"}
    bela = StreamReader(address, f"{API}events/?here={site.article}", headers).wait_for_place()
    assert ana.wait_for("presence")[0]["people"][0]["username"] == "bela"
    assert bela.wait_for("presence")[0]["people"][0]["username"] == "ana"
    made = site.mark()
    bela.wait_for("highlight")
    assert ids(bela) == [made["id"]]
    assert stop(process) < 5
    assert bela.ended is not None
    ana.wait_until(lambda r: r.of("presence")[-1]["people"] == [])


def test_a_person_has_only_so_many_streams(site: Site) -> None:
    readers = [site.stream() for _ in range(13)]
    assert [reader.status for reader in readers] == [200] * 12 + [429]
    readers[0].close()
    deadline = time.monotonic() + 10
    while site.stream().status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_the_listening_connection_is_made_again_when_it_is_cut(site: Site) -> None:
    reader = site.stream().wait_for_place()
    with psycopg.connect(site.database.url, autocommit=True) as connection:
        cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'claimdesk live'"
        assert connection.execute(cut).fetchone() == (1,)
        made = site.mark()
        reader.wait_for("highlight")
        assert ids(reader) == [made["id"]]
        deadline = time.monotonic() + 10
        while not connection.execute(cut.replace("pg_terminate_backend(pid)", "pid")).fetchone()[0]:  # type: ignore[index]
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_one_connection_listens_however_many_streams_there_are(site: Site) -> None:
    for _ in range(5):
        site.stream(by="ana").wait_for_place()
        site.stream(by="bela").wait_for_place()
    with psycopg.connect(site.database.url) as connection:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'claimdesk live'"
        assert connection.execute(asked).fetchone() == (1,)


def test_a_server_with_open_streams_stops_at_once(site: Site) -> None:
    process, address = serve(site.environment)
    headers = {"Authorization": f"Token {site.tokens['ana']}"}
    readers = [StreamReader(address, f"{API}events/", headers).wait_for_place() for _ in range(10)]
    assert stop(process) < 5
    for reader in readers:
        reader.wait_for_end()
