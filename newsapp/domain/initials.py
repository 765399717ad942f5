"""Two letters that stand for a person where her name has no room."""


def initials_of(name: str) -> str:
    """The first letters of her first and her last name; of a single name the first two."""
    words = name.split()
    return (words[0][:1] + words[-1][:1] if len(words) > 1 else name[:2]).upper()
