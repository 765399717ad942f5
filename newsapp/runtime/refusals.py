"""The one exception of starting: something on this machine stands in the way."""


class CannotStart(Exception):
    """Starting is impossible, and a person can put it right.

    The message is one line, says what is wrong and, where there is one, the way out. It is printed as it is,
    without a traceback, and the process ends with exit status 1.
    """
