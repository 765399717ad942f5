"""The yardstick of the workbench: a page made by hand with the same text and the same list, and nothing that works."""

import gzip
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_STYLE = """
body { display: grid; grid-template-columns: 15rem 1fr 22rem; margin: 0; font: 16px/1.5 sans-serif; }
article { font: 18px/1.7 serif; max-width: 44rem; padding: 2rem; }
ol { list-style: none; margin: 0; padding: 1rem; }
li { border: 1px solid #ddd; border-left: 3px solid #47a; border-radius: 6px; margin: 0 0 .5rem; padding: .5rem; }
q { display: block; }
"""


def page_of(text: str, marks: Sequence[tuple[str, str]]) -> str:
    """The whole page; `marks` are tags and quotes."""
    blocks = "".join(f"<p>{escape(block)}</p>" for block in text.split("\n\n"))
    items = "".join(f"<li><b>{escape(tags)}</b><q>{escape(quote)}</q></li>" for tags, quote in marks)
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Static</title><style>{_STYLE}</style>"
        f"<body><nav></nav><article>{blocks}</article><ol>{items}</ol></body></html>"
    )


@contextmanager
def static_pages(pages: dict[str, str]) -> Iterator[int]:
    """Serve pages by their paths, compressed, until the block ends; answers the port."""
    bodies = {path: gzip.compress(html.encode()) for path, html in pages.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = bodies.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
