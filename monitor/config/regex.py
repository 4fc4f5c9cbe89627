"""Regular expressions in settings, in the dialect that takes linear time."""

import re2

from monitor.config.refusal import refusal


def regex(value: str) -> str:
    """Read an RE2 expression.

    Raises:
        ValueError: RE2 does not take it; the text says why.
    """
    options = re2.Options()
    options.log_errors = False  # else the library writes to stderr
    try:
        re2.compile(value, options)
    except re2.error as e:
        why = e.args[0].decode() if isinstance(e.args[0], bytes) else e.args[0]
        raise refusal(f"not a regular expression: {why}; see the RE2 syntax") from e
    return value
