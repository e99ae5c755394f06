"""Letters to units that have no other address: an official letter a page, with a QR that opens the unit's desk."""

import io
from collections.abc import Sequence

import segno
from django.conf import settings

from ngayso.core import clock
from ngayso.office.models import Delivery
from ngayso.papers import docx
from ngayso.papers.parts import Block, Bullets, OfficialDocument, Paragraph, Picture, Signer
from ngayso.people.models import Province
from ngayso.people.posts import head_of, initials
from ngayso.people.queries import province

QR_MM = 34.0


def address_of(delivery: Delivery) -> str:
    """The whole address that the message leads to, "" when it leads nowhere."""
    return settings.PUBLIC_URL + delivery.link if delivery.link else ""


def printed(deliveries: Sequence[Delivery]) -> bytes:
    """The letters as one .docx, each beginning on a page of its own. The same rows give the same bytes. 1 query."""
    here = province()
    return docx.write_all([_letter(row, here) for row in deliveries])


def _letter(row: Delivery, here: Province | None) -> OfficialDocument:
    agency = here.focal.name if here else ""
    body: list[Block] = []
    bullets: list[str] = []
    for line in filter(None, (line.strip() for line in row.body.splitlines())):
        if line.startswith("- "):
            bullets.append(line[2:])
            continue
        if bullets:
            body.append(Bullets(tuple(bullets)))
            bullets = []
        body.append(Paragraph(line))
    if bullets:
        body.append(Bullets(tuple(bullets)))
    url = address_of(row)
    if url:
        body.append(Paragraph("Đề nghị đơn vị quét mã dưới đây bằng điện thoại, hoặc mở địa chỉ ghi dưới mã, để xem việc và ghi kết quả:"))  # fmt: skip
        body.append(Picture(_qr(url), QR_MM, f"Mã QR mở địa chỉ {url}", caption=url))
    body.append(Paragraph("Đơn vị chưa có tài khoản thì liên hệ cơ quan gửi thư này để được cấp"))
    return OfficialDocument(
        parent=here.unit.name if here and here.unit_id != here.focal_id else "",
        agency=agency,
        symbol=f"{initials(agency)}-CĐS" if agency else "",
        place=here.focal.place if here else "",
        day=row.made_at.astimezone(clock.HERE).date(),
        title=row.subject,
        addressees=(row.unit.name,),
        body=tuple(body),
        recipients=("Như trên",),
        archive="VT",
        signer=Signer(head_of(here.focal if here else None)),
    )


def _qr(url: str) -> bytes:
    """A PNG of the address, 12 pixels a module, so that print stays sharp; level M bears a crease."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", scale=12, border=4)
    return out.getvalue()
