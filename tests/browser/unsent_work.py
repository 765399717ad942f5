"""What a page could not send: how a test cuts it off, and what the browser keeps of it."""

from time import monotonic

from playwright.sync_api import BrowserContext, Page, Request, Route

from tests.browser.workbench_page import Workbench

API = "**/api/v1/**"


def mark(bench: Workbench, words: str = "about 300 ships", key: str = "f") -> None:
    bench.select(words)
    bench.press(key)


def cut_off(context: BrowserContext) -> None:
    context.route(API, lambda route: route.abort())


def lose_first_answer(page: Page) -> list[int]:
    """The server does what the page asks first, and the page never hears of it; answers the status that was lost."""
    lost: list[int] = []

    def lose(route: Route) -> None:
        response = route.fetch()
        if lost:
            route.fulfill(response=response)
        else:
            lost.append(response.status)
            route.abort()

    page.route(API, lose)
    return lost


def busy_once(page: Page, what: str) -> list[float]:
    """The server answers the first request once that it is busy for three seconds; the moments of all of them."""
    moments: list[float] = []

    def busy(route: Route) -> None:
        moments.append(monotonic())
        if len(moments) == 1:
            route.fulfill(status=503, body="", headers={"Retry-After": "3"})
        else:
            route.continue_()

    page.route(what, busy)
    return moments


def kept(page: Page) -> int:
    """How many chains the vault has."""
    return int(
        page.evaluate("""() => new Promise((resolve) => {
            const request = indexedDB.open("claimdesk-unsent");
            request.onsuccess = () => {
                const all = request.result.transaction("chains").objectStore("chains").count();
                all.onsuccess = () => { request.result.close(); resolve(all.result); };
            };
        })""")
    )


def await_kept(page: Page, count: int) -> None:
    for _ in range(100):
        if kept(page) == count:
            return
        page.wait_for_timeout(30)
    assert kept(page) == count


def look_for_leftovers(page: Page) -> None:
    """Look through what closed tabs left, as the page does now and then, to the end: what is to be sent has been asked for."""
    page.evaluate("""async () => {
        const address = (name) => document.querySelector(`link[rel=modulepreload][href*="${name}"]`).href;
        const { theVault } = await import(address("lib/vault"));
        const { takeOver } = await import(address("unsent/leftovers"));
        await takeOver(theVault());
    }""")


def changes_sent(page: Page) -> list[str]:
    """What the page asks to be changed from now on: method, collection."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if "/api/v1/" in request.url and request.method != "GET":
            sent.append(f"{request.method} {request.url.split('/api/v1/projects/')[1].split('/')[1]}")

    page.on("request", note)
    return sent
