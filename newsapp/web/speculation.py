"""What browsers may fetch before it is asked for, see https://wicg.github.io/nav-speculation/speculation-rules.html."""

import base64
import hashlib
import json

from django.utils.safestring import mark_safe

RULES = mark_safe(  # noqa: S308 - a constant of ours
    json.dumps(
        {
            "prefetch": [
                {
                    "source": "document",
                    "where": {"selector_matches": "a[data-next-article], a[data-next-for-you]"},
                    "eagerness": "immediate",
                }
            ]
        }
    )
)
"""The next article's page is there when somebody goes to it. Browsers keep it for some minutes and show it once.

In the page, and not named by the header `Speculation-Rules`: that has the browser ask for them before style sheet and script.
"""


def allowing_rules(policy: str) -> str:
    """A content security policy that lets these rules stand in a page, and nothing else that is inline."""
    digest = base64.b64encode(hashlib.sha256(RULES.encode()).digest()).decode()
    return policy.replace("script-src 'self'", f"script-src 'self' 'sha256-{digest}'")
