"""Zalo Notification Service: a message by a template that Zalo has approved, to the Zalo account of a telephone number.

POST {phone, template_id, template_data, tracking_id} with the header access_token; the answer's `error` is 0 when it was
taken and data.msg_id names it. An access token lasts about a day and is got for a refresh token that is good once.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.core import clock
from ngayso.office.channels import NotSent, Uncertain
from ngayso.office.http import Answer, call, refused
from ngayso.office.models import ChannelName, Delivery

TOKEN_INVALID = -124
EARLY = 300
"""Seconds before its end at which a token is no longer used."""

# Codes of ZNS: what is wrong with this one message or person, so that sending again would not help.
_NEVER = {
    -108: gettext_lazy("Số điện thoại không hợp lệ với Zalo."),
    -110: gettext_lazy("Ứng dụng Zalo của người nhận quá cũ."),
    -111: gettext_lazy("Mẫu tin Zalo thiếu dữ liệu."),
    -112: gettext_lazy("Dữ liệu không khớp với mẫu tin Zalo."),
    -114: gettext_lazy("Người nhận không nhận được tin qua Zalo."),
    -116: gettext_lazy("Nội dung tin không hợp lệ với Zalo."),
    -118: gettext_lazy("Số điện thoại này không có tài khoản Zalo."),
    -119: gettext_lazy("Tài khoản Zalo này không nhận được tin."),
    -130: gettext_lazy("Một giá trị dài hơn mẫu tin Zalo cho phép."),
    -132: gettext_lazy("Một giá trị không hợp lệ với mẫu tin Zalo."),
    -139: gettext_lazy("Người nhận đã từ chối loại tin này trên Zalo."),
    -141: gettext_lazy("Người nhận đã từ chối tin của tài khoản Zalo này."),
}
_DOWN = {
    -100: gettext_lazy("Zalo báo lỗi chưa xác định, sẽ gửi lại sau."),
    -115: gettext_lazy("Tài khoản ZNS hết số dư."),
    TOKEN_INVALID: gettext_lazy("Zalo không nhận mã truy cập. Quản trị cấp lại ZALO_REFRESH_TOKEN."),
    -133: gettext_lazy("Zalo không gửi loại tin này vào ban đêm, sẽ gửi lại sau."),
    -144: gettext_lazy("Tài khoản Zalo đã hết số tin trong ngày."),
    -147: gettext_lazy("Mẫu tin Zalo đã hết số tin trong ngày."),
}


class Zalo:
    name = ChannelName.ZALO

    def is_configured(self) -> bool:
        return bool(
            settings.ZALO_APP_ID
            and settings.ZALO_SECRET_KEY
            and settings.ZALO_TEMPLATE_ID
            and (settings.ZALO_REFRESH_TOKEN or _kept())
        )

    def send(self, delivery: Delivery) -> str:
        """Gives Zalo's id of the message. A token that Zalo does not take any more is changed once."""
        token = access_token()
        said = _asked(delivery, token)
        if said.get("error") == TOKEN_INVALID:
            said = _asked(delivery, access_token(not_this=token))
        error = said.get("error")
        if error == 0:
            return str((said.get("data") or {}).get("msg_id", ""))[:200]
        if not isinstance(error, int):
            raise Uncertain(_("Không hiểu trả lời của Zalo, chưa rõ tin đã đi chưa."))
        if error in _NEVER:
            raise NotSent(str(_NEVER[error]), permanent=True)
        raise NotSent(str(_DOWN.get(error, _("Zalo không nhận tin (mã %d).") % error)), down=True)


def template_data(delivery: Delivery) -> dict[str, str]:
    """Values for the template: ten, don_vi, noi_dung, ngay, duong_dan, and what the message itself gives."""
    made = {
        "ten": (delivery.user.name if delivery.user else str(delivery.unit))[:30],
        "don_vi": delivery.unit.name[:200],
        "noi_dung": delivery.subject[:200],
        "ngay": delivery.made_at.astimezone(clock.HERE).strftime("%d/%m/%Y"),
        "duong_dan": delivery.link.lstrip("/")[:200],
    }
    return made | {name: str(value) for name, value in delivery.data.items()}


def _asked(delivery: Delivery, token: str) -> dict[str, Any]:
    body = {
        "phone": delivery.address,
        "template_id": settings.ZALO_TEMPLATE_ID,
        "template_data": template_data(delivery),
        "tracking_id": str(delivery.pk),
    }
    headers = {"Content-Type": "application/json", "access_token": token, "User-Agent": "ngayso"}
    answer = call("POST", settings.ZALO_URL, headers, json.dumps(body, ensure_ascii=False).encode())
    refused(answer)
    return _read(answer)


def _read(answer: Answer) -> dict[str, Any]:
    try:
        said = json.loads(answer.text)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {}


# Tokens. They lie in one file of this place, for its owner alone; one process at a time changes them.


def access_token(*, not_this: str = "") -> str:
    """A token that is good now; `not_this` is one that Zalo has just refused."""
    kept = _kept()
    if _good(kept, not_this):
        return str(kept["access_token"])
    with _alone():
        kept = _kept()  # another worker may have changed it while we waited
        if _good(kept, not_this):
            return str(kept["access_token"])
        return _refreshed(str(kept.get("refresh_token") or settings.ZALO_REFRESH_TOKEN))


def _good(kept: dict[str, Any], not_this: str) -> bool:
    token = kept.get("access_token", "")
    return bool(token) and token != not_this and float(kept.get("until", 0)) - EARLY > clock.now().timestamp()


def _refreshed(refresh_token: str) -> str:
    form = {"app_id": settings.ZALO_APP_ID, "grant_type": "refresh_token", "refresh_token": refresh_token}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "secret_key": settings.ZALO_SECRET_KEY,
        "User-Agent": "ngayso",
    }
    try:
        answer = call("POST", settings.ZALO_TOKEN_URL, headers, urlencode(form).encode())
        refused(answer)
    except Uncertain as error:
        # No message went out by this call, only the change of tokens is in doubt.
        raise NotSent(_("Zalo không trả lời khi đổi mã truy cập."), down=True) from error
    said = _read(answer)
    try:
        token, following, lasts = str(said["access_token"]), str(said["refresh_token"]), int(said["expires_in"])
    except (KeyError, TypeError, ValueError) as error:
        raise NotSent(
            _("Zalo không đổi mã truy cập. Quản trị cấp ZALO_REFRESH_TOKEN mới rồi khởi động lại."), down=True
        ) from error
    until = clock.now().timestamp() + lasts
    _keep({"access_token": token, "refresh_token": following, "until": until, "given": _given()})
    return token


def _place() -> Path:
    return Path(settings.VAR) / "zalo-token.json"


def _given() -> str:
    """Tells one ZALO_REFRESH_TOKEN of the settings from the next, without keeping it."""
    return hashlib.sha256(settings.ZALO_REFRESH_TOKEN.encode()).hexdigest()


def _kept() -> dict[str, Any]:
    """The tokens that lie here; none when the settings have been given another refresh token since."""
    try:
        kept = json.loads(_place().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return kept if not settings.ZALO_REFRESH_TOKEN or kept.get("given") == _given() else {}


def _keep(tokens: dict[str, Any]) -> None:
    """Wholly or not at all, also when the power fails: a refresh token that is lost can only be got by hand."""
    place = _place()
    partial = place.with_suffix(".new")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(tokens, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, place)


@contextmanager
def _alone() -> Iterator[None]:
    place = _place().with_suffix(".lock")
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
