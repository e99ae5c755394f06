"""What is not read, or read with a warning: letters, novels, stamped papers, other kinds of documents."""

import pytest

from ngayso.reader.errors import Refused
from tests.reader.written import read_written

LETTER = """Dear Sir or Madam,

Thank you for your letter of 3 May. We are pleased to confirm that the order will be shipped on Monday.

1. Please check the invoice.

2. Please send the signed copy back before 20 May 2026.

Yours faithfully,

J. Smith
"""

NOVEL = """Chương 1

Buổi sáng hôm ấy, sương còn giăng trên mặt sông. Ông lão chèo con đò nhỏ qua bến, lặng lẽ như mọi ngày.

- Ông ơi, cho con qua với! - thằng bé gọi.

Ông lão cười, ghé mũi đò vào bờ. Gió thổi nhẹ. Con chó vàng chạy theo, vẫy đuôi mừng rỡ.

Chương 2

Năm sau, thằng bé lên tỉnh học. Nó nhớ bến sông, nhớ tiếng mái chèo khua nước.
"""

HEAD = """ỦY BAN NHÂN DÂN XÃ KIM LÂM

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM

Độc lập - Tự do - Hạnh phúc

Số: 12/{kind}-UBND

Kim Lâm, ngày 02 tháng 3 năm 2026

"""

NOTICE = (
    HEAD.format(kind="TB")
    + """THÔNG BÁO

Về việc nghỉ lễ

Ủy ban nhân dân xã thông báo lịch nghỉ lễ như sau:

1. Thời gian nghỉ: từ ngày 30/4/2026 đến ngày 01/5/2026.

TM. ỦY BAN NHÂN DÂN

CHỦ TỊCH

Lê Văn Thử
"""
)


def code(text: str) -> str:
    with pytest.raises(Refused) as refused:
        read_written(text)
    assert refused.value.sentence.endswith(".")
    return refused.value.code


@pytest.mark.parametrize("text", [LETTER, NOVEL, "Hôm nay trời đẹp.\n", "1\n\n2\n\n3\n"])
def test_what_is_no_official_document_is_refused(text: str) -> None:
    assert code(text) == "not.official"


@pytest.mark.parametrize(
    "stamp",
    [
        "MẬT",
        "TỐI MẬT",
        "TUYỆT MẬT",
        "Độ mật: MẬT",
        "[MẬT]",
        "**TỐI MẬT**",
        "T Ố I  M Ậ T",
        "MẬT - Bản số 01",
        "Bản số: 02 – TỐI MẬT",
        "Mật",
    ],
)
def test_a_stamp_of_secrecy_is_refused(stamp: str) -> None:
    head, _, body = NOTICE.partition("Số:")
    assert code(f"{head}{stamp}\n\nSố:{body}") == "stamp.secret"


def test_a_stamp_on_a_later_page_is_refused() -> None:
    assert code(f"{NOTICE}\n\nPHỤ LỤC\n\nTUYỆT MẬT\n\nDanh mục kèm theo.") == "stamp.secret"


@pytest.mark.parametrize(
    "sentence",
    ["Bảo đảm bí mật thông tin.", "Bảo vệ bí mật nhà nước, tài liệu mật.", "1. Mật khẩu mạnh", "Bản số hóa của hồ sơ"],
)
def test_the_word_alone_is_no_stamp(sentence: str) -> None:
    assert read_written(NOTICE.replace("1. Thời gian", f"{sentence}\n\n1. Thời gian"))


def test_another_kind_of_document_is_read_with_a_warning() -> None:
    reading = read_written(NOTICE)
    assert not reading.is_plan
    assert any("không phải kế hoạch" in warning for warning in reading.warnings)


def test_a_plan_without_activities_says_so() -> None:
    plan = NOTICE.replace("THÔNG BÁO", "KẾ HOẠCH").replace(
        "1. Thời gian nghỉ: từ ngày 30/4/2026 đến ngày 01/5/2026.", "1. Nâng cao chất lượng."
    )
    reading = read_written(plan)
    assert reading.is_plan
    assert any("hoạt động" in warning for warning in reading.warnings)


def test_what_was_not_made_out_is_listed() -> None:
    plan = HEAD.format(kind="KH") + (
        "KẾ HOẠCH\n\nTổ chức hội thi\n\nI. NỘI DUNG\n\n1. Hội thi tin học\n\n- Thời gian: khoảng giữa 2 kỳ 45 và 46.\n\n- Đơn vị chủ trì: Đoàn xã.\n"
    )
    reading = read_written(plan)
    assert [reading.text[unread.span.start : unread.span.end] for unread in reading.unread] == [
        "khoảng giữa 2 kỳ 45 và 46"
    ]
