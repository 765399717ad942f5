"""Structured logs: one JSON object a line in production, readable lines on a laptop, both with the request's id."""

import os
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRETS = re.compile(r"((?:sign-in|invitations|password/reset/key)(?:/|%2F))[^/%\s?&'\"]+", re.IGNORECASE)


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Whoever reads the log must not get in by it: addresses that open something are cut short."""
    for name in ("request", "event", "path"):
        if isinstance(event.get(name), str):
            event[name] = _SECRETS.sub(r"\1…", event[name])
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    hide_secrets,
]
_FORMAT = os.environ.get("CLAIMDESK_LOG_FORMAT", "json")
_LEVEL = os.environ.get("CLAIMDESK_LOG_LEVEL", "INFO")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": _SHARED,
        },
        "plain": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.dev.ConsoleRenderer(colors=False),
            ],
            "foreign_pre_chain": _SHARED,
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain" if _FORMAT == "plain" else "json"}},
    "root": {"handlers": ["stderr"], "level": _LEVEL},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "django_structlog": {"level": os.environ.get("CLAIMDESK_ACCESS_LOG_LEVEL", "INFO")},
    },
}

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
