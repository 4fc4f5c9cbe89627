"""Addresses as people may see them."""

import re

from monitor.config.secrets import MASK

_LOGIN = re.compile(r"(://[^:/?#@\s]*):\S*@")
_PARAMETER = re.compile(
    r"([?&][^=&#\s]*(?:pass|secret|token|key)[^=&#\s]*=)[^&#\s]*", re.IGNORECASE
)


def redact(text: str) -> str:
    """Mask the password of each address in a text, and parameters that hold secrets."""
    text = _LOGIN.sub(rf"\1:{MASK}@", text)
    return _PARAMETER.sub(rf"\1{MASK}", text)
