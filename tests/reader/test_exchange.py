import json

from ngayso.reader.exchange import exchange
from tests.reader.written import read_written

PLAN = """\
ỦY BAN NHÂN DÂN
XÃ BA TRI

Số: 15/KH-UBND

Ba Tri, ngày 05 tháng 9 năm 2024

KẾ HOẠCH
Tổ chức ngày sách năm 2024

Căn cứ Quyết định số 12/QĐ-TTg ngày 01/02/2024 của Thủ tướng Chính phủ;

I. NỘI DUNG

1. Hội thi kể chuyện

- Đơn vị chủ trì: Phòng Văn hóa - Xã hội.

- Thời gian: ngày 10/10/2024.

II. TỔ CHỨC THỰC HIỆN

1. Phòng Văn hóa - Xã hội

a) Báo cáo kết quả về Ủy ban nhân dân xã trước ngày 16/10/2024.

Nơi nhận:
- Các ấp;
- Lưu: VT.

CHỦ TỊCH

Lê Văn An
"""


def test_the_exchange_form_is_plain_data() -> None:
    made = exchange(read_written(PLAN))
    assert json.loads(json.dumps(made)) == made
    assert made["document"]["number"] == "15/KH-UBND"
    assert made["document"]["date"] == "2024-09-05"
    assert made["document"]["signer"] == {"authority": None, "position": "CHỦ TỊCH", "name": "Lê Văn An"}
    assert made["bases"] == ["12/QĐ-TTg"]
    assert made["activities"][0]["leads"] == ["Phòng Văn hóa - Xã hội"]
    assert (made["activities"][0]["start"], made["activities"][0]["end"]) == ("2024-10-10", "2024-10-10")
    assert made["reports"] == [{"to": "Ủy ban nhân dân xã", "due": "2024-10-16", "due_text": "trước ngày 16/10/2024"}]
    assert made["funding"] is None
    assert made["recipients"] == ["Các ấp"]
