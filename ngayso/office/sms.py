"""SMS through any gateway that takes an HTTP request: address, headers and body come from the settings."""

import json
import re
import unicodedata
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from ngayso.office.channels import NotSent, Uncertain
from ngayso.office.http import call, refused
from ngayso.office.models import ChannelName, Delivery

MOST_SIGNS = 306
"""Two parts of a plain SMS; the subject is cut so that the link stays whole."""


class Sms:
    name = ChannelName.SMS

    def is_configured(self) -> bool:
        return bool(settings.SMS_URL)

    def send(self, delivery: Delivery) -> str:
        """Gives what the first group of SMS_SUCCESS found, usually the gateway's id."""
        headers = {"User-Agent": "ngayso", **settings.SMS_HEADERS}
        kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
        values = {"phone": delivery.address, "text": text_of(delivery), "id": str(delivery.pk)}
        url = _filled(settings.SMS_URL, values, "url")
        body = _filled(settings.SMS_BODY, values, "json" if "json" in kind else "url").encode()
        answer = call(settings.SMS_METHOD, url, headers, body)
        refused(answer)
        if not settings.SMS_SUCCESS:
            return ""
        found = re.search(settings.SMS_SUCCESS, answer.text)
        if found is None:
            if not answer.text.strip():
                raise Uncertain(_("Cổng tin nhắn trả lời rỗng, chưa rõ tin đã đi chưa."))
            raise NotSent(_("Cổng tin nhắn không báo gửi được."))
        return (found.group(1) or "")[:200] if found.groups() else ""


def text_of(delivery: Delivery) -> str:
    """The subject and the link; without diacritics unless SMS_PLAIN is off, for they make a message dear and long."""
    link = settings.PUBLIC_URL + delivery.link if delivery.link else ""
    room = MOST_SIGNS - len(link) - 1 if link else MOST_SIGNS
    subject = delivery.subject if len(delivery.subject) <= room else f"{delivery.subject[: max(room - 3, 0)]}..."
    text = f"{subject} {link}".strip()
    return bare(text) if settings.SMS_PLAIN else text


def bare(text: str) -> str:
    """Vietnamese in plain letters, case kept: "Đề nghị" → "De nghi"."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in parts if not unicodedata.combining(c))
    return plain.translate(str.maketrans("“”‘’–—…\u00a0", "\"\"''--. ")).encode("ascii", "ignore").decode()


def _filled(template: str, values: dict[str, str], how: str) -> str:
    """The template with {phone}, {text}, {id} in place, each escaped for where it stands."""

    def put(found: re.Match[str]) -> str:
        value = values[found.group(1)]
        return json.dumps(value, ensure_ascii=False)[1:-1] if how == "json" else quote(value, safe="")

    return re.sub(r"\{(phone|text|id)\}", put, template)
