"""Amounts that a plan promises: "100 người", "10 ngày", "ít nhất 80%", "04 lớp"."""

import re

from ngayso.reader.reading import Span, Target

_THINGS = (
    "người|ngày|lớp|buổi|cuộc|hội nghị|đợt|lượt|lượt người|đại biểu|học sinh|sinh viên|giáo viên|cán bộ|học viên|thí sinh|đội|tổ|đoàn|mô hình|điểm|xã|phường|thôn|ấp|"
    "khu phố|trường|hộ|hộ gia đình|doanh nghiệp|tin|tin, bài|bài|bài viết|phóng sự|chuyên mục|chuyên đề|clip|video|pano|áp phích|tờ rơi|băng rôn|suất|suất quà|phần quà|công trình|"
    "tuyến đường|cây|đơn vị|hoạt động|sản phẩm|dịch vụ|thủ tục|hồ sơ|cơ sở|giải|phần mềm|bộ|tập|tháng|tuần|giờ|phút|tiết|lần|triệu đồng|tỷ đồng|nghìn đồng|đồng|km|m2|ha|tấn|kg"
)
_AMOUNT = re.compile(
    rf"(?<![\w/.,-])(?P<sign>[≥≤><]\s*)?(?P<number>\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?)\s*(?:(?P<percent>%)|(?P<thing>{_THINGS})(?![\w]))(?!\s*/\s*\d)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:dự kiến|ít nhất|tối thiểu|tối đa|trên|khoảng|hơn|từ|đạt|gồm|đủ|không quá|dưới)\s*$", re.IGNORECASE
)
_NO_AMOUNT = re.compile(
    r"(?:số|điều|khoản|mục|quý|tháng|năm|ngày|lần thứ|thứ|khóa|đề án|nghị quyết)\s*$", re.IGNORECASE
)


def read_targets(text: str, start: int, end: int) -> tuple[Target, ...]:
    """The amounts in text[start:end], in order; numbers of documents, dates and ordinals are none."""
    found = []
    for amount in _AMOUNT.finditer(text, start, end):
        before = text[max(start, amount.start() - 24) : amount.start()]
        if _NO_AMOUNT.search(before):
            continue
        number = float(amount["number"].replace(".", "").replace(",", "."))
        unit = "%" if amount["percent"] else amount["thing"].lower()
        hedge = _BEFORE.search(before)
        low = amount.start() - (len(hedge[0]) if hedge else 0)
        found.append(
            Target(
                number, unit, " ".join(text[low : amount.end()].split()), Span(low, amount.end()), "target.amount", 0.85
            )
        )
    return tuple(found)
