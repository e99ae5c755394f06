"""E-mail by SMTP (RFC 5321), as EMAIL_URL says."""

import contextlib
import html
import re
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from ngayso.core import clock
from ngayso.office.channels import NotSent, Uncertain
from ngayso.office.models import ChannelName, Delivery

SECONDS = 20.0
_LINE_DOT = re.compile(rb"(?m)^\.")


class Email:
    name = ChannelName.EMAIL

    def is_configured(self) -> bool:
        return bool(
            settings.EMAIL_CONFIG.get("EMAIL_BACKEND", "").endswith("smtp.EmailBackend")
            and settings.EMAIL_CONFIG.get("EMAIL_HOST")
        )

    def send(self, delivery: Delivery) -> str:
        """Gives the Message-ID, made from the delivery's id: a repeat is recognisable by whoever gets both."""
        message = written(delivery)
        smtp = _opened()
        try:
            _hand_over(smtp, delivery.address, message.as_bytes(policy=SMTP))
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()
        return str(message["Message-ID"])


def written(delivery: Delivery) -> EmailMessage:
    """The message: the same words as plain text and as HTML, its link last."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr(("Ngày Số", settings.DEFAULT_FROM_EMAIL))
    message["To"] = delivery.address
    message["Subject"] = delivery.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{delivery.pk}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office note comes back
    # The words are Vietnamese whatever the language of who pressed the button.
    foot = "Thư gửi tự động từ Ngày Số, xin không trả lời thư này."
    url = settings.PUBLIC_URL + delivery.link if delivery.link else ""
    message.set_content("\n\n".join(filter(None, [delivery.body, url, f"-- \n{foot}"])) + "\n", cte="quoted-printable")
    lines = "".join(f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in delivery.body.split("\n\n"))
    link = f'<p><a href="{html.escape(url)}">{html.escape(url)}</a></p>' if url else ""
    page = f'<!doctype html><html lang="vi"><body>{lines}{link}<p><small>{foot}</small></p></body></html>\n'
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    return message


def _opened() -> smtplib.SMTP:
    """A connection, encrypted and signed in as the settings say. All that fails here is the channel's fault."""
    given: dict[str, Any] = settings.EMAIL_CONFIG
    host, port = given["EMAIL_HOST"], given.get("EMAIL_PORT")
    try:
        if given.get("EMAIL_USE_SSL"):
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port or 465, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(host, port or (587 if given.get("EMAIL_USE_TLS") else 25), timeout=SECONDS)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_("Không kết nối được máy chủ thư."), down=True) from error
    try:
        smtp.ehlo_or_helo_if_needed()
        if given.get("EMAIL_USE_TLS"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if given.get("EMAIL_HOST_USER"):
            smtp.login(given["EMAIL_HOST_USER"], given.get("EMAIL_HOST_PASSWORD") or "")
    except smtplib.SMTPAuthenticationError as error:
        smtp.close()
        raise NotSent(_("Máy chủ thư không nhận tên và mật khẩu trong cài đặt."), down=True) from error
    except (OSError, smtplib.SMTPException) as error:
        smtp.close()
        raise NotSent(_("Máy chủ thư không mở được phiên gửi."), down=True) from error
    return smtp


def _hand_over(smtp: smtplib.SMTP, address: str, content: bytes) -> None:
    """MAIL, RCPT and DATA by hand: smtplib's sendmail does not tell whether the line broke before or after the content."""
    try:
        code, _said = smtp.mail(settings.DEFAULT_FROM_EMAIL)
        if code != 250:
            raise NotSent(_("Máy chủ thư không nhận địa chỉ người gửi (mã %d).") % code, down=True)
        code, _said = smtp.rcpt(address)
        if code not in (250, 251):
            _refuse(code, _("Máy chủ thư không nhận địa chỉ này (mã %d)."))
        code, _said = smtp.docmd("DATA")
        if code != 354:
            _refuse(code, _("Máy chủ thư không nhận nội dung (mã %d)."))
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise NotSent(_("Máy chủ thư ngắt kết nối trước khi nhận thư."), down=True) from error
    try:
        smtp.send(_LINE_DOT.sub(b"..", content) + (b"" if content.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        code, _said = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain(
            _("Máy chủ thư ngắt kết nối sau khi đã nhận nội dung, chưa trả lời đã nhận hay chưa.")
        ) from error
    if code != 250:
        _refuse(code, _("Máy chủ thư không nhận thư (mã %d)."))


def _refuse(code: int, sentence: str) -> None:
    """RFC 5321 §4.2.1: 4yz may do later, 5yz never."""
    raise NotSent(sentence % code, permanent=500 <= code < 600, down=code == 421)
