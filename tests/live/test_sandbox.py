"""The sandbox, with real children and hostile documents."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsapp.domain.extraction.article import CleanedArticle
from newsapp.domain.extraction.pages import clean_html
from newsapp.domain.extraction.raw import clean_raw
from newsapp.errors import RuleViolation, TooLarge
from newsapp.sandbox.pool import Sandbox, default_sandbox, run_cleaning
from newsapp.wording import Wording

ROOT = Path(__file__).resolve().parents[2]
PARAGRAPH = (
    "The harbour council voted on Monday to close the old pier, which a storm damaged in March, the Herald reports."
)
RAW = f"ua | en\n\nCouncil closes pier\n\nCouncil closes pier\n\n{PARAGRAPH}"
PAGE = f"<article><h1>Council closes pier</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH[::-1]}</p></article>"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(size=2, seconds=4)
    yield sandbox
    sandbox.close()


def refusal(sandbox: Sandbox, **document: object) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        sandbox.clean(**document)  # type: ignore[arg-type]
    return caught.value


def is_running(pid: int) -> bool:
    """Whether a process runs (one that ended and was not reaped does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(pid: int, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_running(pid)


def test_a_child_gives_the_same_article_as_the_functions_do(sandbox: Sandbox) -> None:
    assert sandbox.clean(kind="raw", payload=RAW) == clean_raw(raw=RAW)
    assert sandbox.clean(kind="html", payload=PAGE) == clean_html(page=PAGE)
    kept = frozenset(["switcher-1"])
    assert sandbox.clean(kind="raw", payload=RAW, keep=kept) == clean_raw(raw=RAW, keep=kept)


def test_bytes_are_decoded_in_the_child(sandbox: Sandbox) -> None:
    text = "Городской совет закрывает причал\n\nГородской совет решил закрыть старый причал, сообщает местная газета."
    assert sandbox.clean(kind="raw", payload=text.encode("cp1251"), charset="windows-1251").language == "ru"
    assert refusal(sandbox, kind="raw", payload=b"abc", charset="bz2").code == "unknown_charset"


def test_children_are_used_again(sandbox: Sandbox) -> None:
    before = sandbox.pids()
    for _ in range(3):
        sandbox.clean(kind="raw", payload=RAW)
    assert sandbox.pids() == before


def test_refusals_arrive_as_they_were_raised(sandbox: Sandbox) -> None:
    assert (refusal(sandbox, kind="raw", payload="a\0").code) == "nul"
    assert (refusal(sandbox, kind="raw", payload="a\ud800").code) == "lone_surrogate"
    unknown = refusal(sandbox, kind="raw", payload=RAW, keep=["nothing-1"])
    assert (unknown.code, unknown.path) == ("unknown_removal", "keep")
    assert isinstance(unknown.wording, Wording)
    assert unknown.wording.values["unknown"] == "nothing-1"
    assert unknown.message.startswith("There is no removal “nothing-1”; there are: ")
    assert isinstance(refusal(sandbox, kind="html", payload="x" * 20_000_000), TooLarge)


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + '<!ENTITY file SYSTEM "file:///etc/passwd">]><html><body><p>&a11; &file;</p></body></html>'
)
CLEAR_REFUSALS = {
    "too_slow",
    "too_demanding",
    "too_deep",
    "too_large",
    "too_many_elements",
    "text_too_long",
    "empty_text",
    "truncated_page",
}
HOSTILE = {
    "100,000 nested tags": "<div>" * 100_000 + "deep",
    "100,000 nested inline tags": "<b>" * 100_000 + "deep",
    "10 MB of <": "<" * 10_000_000,
    "10 MB of unclosed comments": "<!--" * 2_500_000,
    "billion laughs": BILLION_LAUGHS,
    "500,000 attributes": "<p " + " ".join(f"a{n}=1" for n in range(500_000)) + ">x</p>",
    "250,000 paragraphs": "<p>Some words in a paragraph." * 250_000,
    "10 MB of spaces": " " * 10_000_000,
    "one word of 10 MB": "<p>" + "a" * 10_000_000,
    "100,000 links": "<a href=x>y</a> " * 100_000,
    "a bomb of entities": "<p>" + "&nbsp;&amp;" * 800_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_or_refused_in_time_and_harms_nobody(sandbox: Sandbox, name: str) -> None:
    started = time.monotonic()
    outcome: CleanedArticle | RuleViolation
    try:
        outcome = sandbox.clean(kind="html", payload=HOSTILE[name])
    except RuleViolation as refused:
        outcome = refused
    if isinstance(outcome, CleanedArticle):
        assert len(outcome.text) <= 2_000_000
        assert "root:" not in outcome.text
    else:
        assert outcome.code in CLEAR_REFUSALS
    assert time.monotonic() - started < 12
    assert sandbox.clean(kind="raw", payload=RAW).title == "Council closes pier"


def test_a_page_that_takes_too_long_is_refused_and_its_child_replaced() -> None:
    with Patient(seconds=0.2) as sandbox:
        sandbox.warm_up()
        before = sandbox.pids()
        slow = refusal(sandbox, kind="html", payload=HOSTILE["500,000 attributes"])
        assert (slow.code, slow.message) == ("too_slow", "The page took too long to read.")
        assert all(wait_until_gone(pid) for pid in before)
        sandbox.seconds = 10
        assert sandbox.clean(kind="raw", payload=RAW).title == "Council closes pier"
        assert not set(sandbox.pids()) & set(before)


class Patient:
    """A sandbox of one child for one test."""

    def __init__(self, *, seconds: float = 10, documents: int = 100) -> None:
        self.sandbox = Sandbox(size=1, seconds=seconds, documents=documents)

    def __enter__(self) -> Sandbox:
        return self.sandbox

    def __exit__(self, *_: object) -> None:
        self.sandbox.close()


def test_a_child_that_was_killed_while_idle_is_replaced_unnoticed() -> None:
    with Patient() as sandbox:
        sandbox.warm_up()
        (pid,) = sandbox.pids()
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
        assert sandbox.clean(kind="raw", payload=RAW).title == "Council closes pier"
        assert sandbox.pids() != [pid]


def test_a_child_that_is_killed_at_work_is_a_clear_refusal() -> None:
    with Patient() as sandbox:
        sandbox.warm_up()
        (pid,) = sandbox.pids()
        killer = threading.Timer(0.5, os.kill, (pid, signal.SIGKILL))
        killer.start()
        assert refusal(sandbox, kind="html", payload=HOSTILE["500,000 attributes"]).code == "too_demanding"
        assert sandbox.clean(kind="raw", payload=RAW).title == "Council closes pier"


def test_a_child_is_replaced_after_so_many_documents() -> None:
    with Patient(documents=2) as sandbox:
        sandbox.warm_up()
        (pid,) = sandbox.pids()
        for _ in range(2):
            sandbox.clean(kind="raw", payload=RAW)
        assert wait_until_gone(pid)
        sandbox.clean(kind="raw", payload=RAW)


def test_eight_threads_share_two_children() -> None:
    sandbox = Sandbox(size=2, seconds=20)
    try:
        wanted: dict[int, CleanedArticle] = {}
        sources = {n: RAW.replace("pier", f"pier {n}") for n in range(40)}
        with ThreadPoolExecutor(8) as pool:
            jobs = {n: pool.submit(sandbox.clean, kind="raw", payload=source) for n, source in sources.items()}
            wanted = {n: job.result() for n, job in jobs.items()}
        assert all(article.title == f"Council closes pier {n}" for n, article in wanted.items())
        assert len(sandbox.pids()) <= 2
    finally:
        sandbox.close()


def test_closing_ends_every_child_and_later_calls_are_refused() -> None:
    sandbox = Sandbox(size=2)
    sandbox.warm_up()
    pids = sandbox.pids()
    sandbox.close()
    sandbox.close()
    assert pids
    assert all(wait_until_gone(pid) for pid in pids)
    assert refusal(sandbox, kind="raw", payload=RAW).code == "sandbox_closed"


def test_the_module_call_uses_one_sandbox_of_the_process() -> None:
    assert run_cleaning(kind="raw", payload=RAW).title == "Council closes pier"
    assert default_sandbox() is default_sandbox()


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM])
def test_children_end_when_their_parent_is_killed(signal_number: signal.Signals) -> None:
    program = (
        "import time\nfrom newsapp.sandbox.pool import default_sandbox\n"
        "s = default_sandbox(); s.warm_up(); print(*s.pids(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        (pid,) = map(int, parent.stdout.readline().split())
        assert is_running(pid)
        parent.send_signal(signal_number)
    assert wait_until_gone(pid)


def test_a_child_inherits_no_secrets() -> None:
    os.environ["CLAIMDESK_TEST_SECRET"] = "not for children"
    try:
        with Patient() as sandbox:
            sandbox.warm_up()
            (pid,) = sandbox.pids()
            environment = Path(f"/proc/{pid}/environ")
            if not os.access(environment, os.R_OK):
                pytest.skip("needs /proc/PID/environ, which cannot be read here")
            assert b"SECRET" not in environment.read_bytes()
    finally:
        del os.environ["CLAIMDESK_TEST_SECRET"]


def confined(program: str) -> str:
    """What a program prints that runs in the confinement of a child."""
    prelude = (
        "from newsapp.sandbox.confinement import *\n"
        "off = leave_the_network(); import socket, subprocess, os, urllib.request\n"
        "limit_resources(memory=200_000_000); refuse_the_outside()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", prelude + textwrap.dedent(program)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 80), 1)",
        "socket.socket(socket.AF_UNIX).connect('/tmp/x')",
        "socket.getaddrinfo('example.org', 80)",
        "urllib.request.urlopen('http://127.0.0.1/')",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "open('claimdesk-test', 'w')",
        "os.open('claimdesk-test', os.O_CREAT | os.O_RDWR)",
        "os.remove('manage.py')",
        "os.kill(os.getppid(), 0)",
    ],
)
def test_a_confined_process_reaches_neither_network_nor_processes_nor_files(attempt: str) -> None:
    program = f"try:\n    {attempt}\n    print('done')\nexcept OSError as fault:\n    print(type(fault).__name__)"
    assert confined(program) in ("PermissionError", "URLError")
    assert not (ROOT / "claimdesk-test").exists()


def test_a_confined_process_cannot_take_more_memory_than_it_may() -> None:
    program = "try:\n    print(len(bytearray(500_000_000)))\nexcept MemoryError:\n    print('refused')"
    assert confined(program) == "refused"


def test_the_kernel_ends_a_process_whose_document_is_overdue() -> None:
    program = "begin_document(seconds=0.2)\nwhile True:\n    pass"
    started = time.monotonic()
    confined(program)
    assert time.monotonic() - started < 10
