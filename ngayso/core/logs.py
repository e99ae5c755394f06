"""Logs as JSON lines with the id of the request. No personal data, no words of documents, no secrets."""

import datetime as dt
import json
import logging
import traceback
from contextvars import ContextVar
from pathlib import Path

request_id: ContextVar[str] = ContextVar("request_id", default="")

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Json(logging.Formatter):
    """One JSON object a line: at, level, logger, say, request, and what `extra` gave."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "say": record.getMessage(),
        }
        if request_id.get():
            line["request"] = request_id.get()
        # The request object of Django's own records cannot be written down and would tell too much.
        line.update((k, v) for k, v in vars(record).items() if k not in _PLAIN and k not in ("request", "response"))
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            # Places only: the text of an error may quote what a person or a document said.
            line["trace"] = [
                f"{Path(f.filename).parent.name}/{Path(f.filename).name}:{f.lineno} {f.name}"
                for f in traceback.extract_tb(record.exc_info[2])[-12:]
            ]
        return json.dumps(line, ensure_ascii=False, default=str)
