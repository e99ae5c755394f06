"""One HTTP call that tells apart what surely did not go out from what may have: no redirects, TLS verified."""

import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from ngayso.office.channels import NotSent, Uncertain

SECONDS = 15.0
MOST_BYTES = 100_000


@dataclass(frozen=True)
class Answer:
    status: int
    text: str


def call(method: str, url: str, headers: dict[str, str], body: bytes = b"") -> Answer:
    """The answer to one request. NotSent while the request was not yet handed over, Uncertain when the answer to it never
    came. `url` is http or https and comes from the settings of this place, never from a person."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, port, timeout=SECONDS, context=ssl.create_default_context()
        )
    elif parts.scheme == "http":
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    else:
        raise NotSent(_("Địa chỉ của kênh trong cài đặt không bắt đầu bằng http:// hay https://."), down=True)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        try:
            connection.connect()
        except (OSError, http.client.HTTPException) as error:
            # The sentence names no address of the provider and nothing that it said: settings may hold secrets.
            raise NotSent(_("Không kết nối được tới nhà cung cấp của kênh."), down=True) from error
        try:
            connection.request(method, path, body=body or None, headers=headers)
            response = connection.getresponse()
            text = response.read(MOST_BYTES).decode("utf-8", "replace")
        except (ValueError, UnicodeError) as error:
            raise NotSent(_("Cài đặt của kênh có ký tự không gửi được."), down=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise Uncertain(_("Nhà cung cấp không trả lời sau khi đã nhận yêu cầu gửi.")) from error
        return Answer(response.status, text)
    finally:
        connection.close()


def refused(answer: Answer) -> None:
    """Raises what a status other than 2xx means; returns for 2xx."""
    status = answer.status
    if 200 <= status < 300:
        return
    if status in (408, 425, 429, 503):
        raise NotSent(_("Nhà cung cấp đang bận (HTTP %d), sẽ gửi lại sau.") % status, down=True)
    if status in (401, 403, 404, 405, 407) or 300 <= status < 400:
        raise NotSent(_("Nhà cung cấp không nhận cài đặt của kênh (HTTP %d).") % status, down=True)
    if 400 <= status < 500:
        raise NotSent(_("Nhà cung cấp không nhận tin này (HTTP %d).") % status, permanent=True)
    # 500, 502, 504: the gateway may have handed the message on before it fell.
    raise Uncertain(_("Nhà cung cấp báo lỗi của họ (HTTP %d), chưa rõ tin đã đi chưa.") % status)
