"""Names that people wrote, inside sentences of ours."""


def isolated(name: str) -> str:
    """A name that turns no words around it, where there is no markup to hold it (`<bdi>` does this on a page)."""
    return f"\u2068{name}\u2069"
