import pytest

from ngayso.reader.funding import read_funding
from tests.reader.written import laid_with_sections

HEAD = "KẾ HOẠCH\nTổ chức ngày sách\n\nI. MỤC ĐÍCH\n\nĐọc nhiều hơn.\n\n"
TAIL = "\n\nIII. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\na) Chủ trì việc đọc.\n"


def funding(body: str) -> str | None:
    value = read_funding(*laid_with_sections(HEAD + body + TAIL))
    return value.text if value else None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "II. KINH PHÍ\n\nKinh phí được bố trí từ ngân sách xã. Phòng Kinh tế chủ trì thẩm định dự toán.",
            "Kinh phí được bố trí từ ngân sách xã",
        ),
        (
            "II. KINH PHÍ\n\n- Ngân sách xã theo phân cấp;\n- Nguồn xã hội hóa.",
            "Ngân sách xã theo phân cấp. Nguồn xã hội hóa",
        ),
        ("II. NGUỒN KINH PHÍ: Từ ngân sách địa phương năm 2025.", "Từ ngân sách địa phương năm 2025"),
        (
            "II. NỘI DUNG\n\n1. Đọc sách\n\n- Kinh phí thực hiện: từ nguồn chi thường xuyên của nhà trường.",
            "từ nguồn chi thường xuyên của nhà trường",
        ),
        ("II. NỘI DUNG\n\n1. Đọc sách ở thư viện.", None),
    ],
)
def test_where_the_money_comes_from(body: str, said: str | None) -> None:
    assert funding(body) == said
