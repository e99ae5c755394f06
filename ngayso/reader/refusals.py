"""Every sentence with which a file is turned away at the door, by its code. Each says what to do next."""

from ngayso.reader.errors import Refused

MOST_BYTES = 50_000_000
MOST_PAGES = 500

# Said beside a reading, not against it.
FOOTNOTES = "Tệp có chú thích cuối trang: không đọc phần chú thích."

_AS_DOCX = "Hãy mở bằng Word, chọn “Lưu dưới dạng” (Save As) với kiểu tệp .docx rồi nộp lại."

SENTENCES = {
    "empty": "Tệp rỗng, không có nội dung. Hãy kiểm tra lại tệp rồi nộp lại.",
    "missing": "Không tìm thấy tệp {name}. Hãy kiểm tra lại đường dẫn.",
    "unreadable": "Không mở được tệp {name}. Hãy kiểm tra quyền đọc tệp rồi thử lại.",
    "limit.size": "Tệp lớn hơn 50 MB. Hãy giảm dung lượng ảnh trong tệp hoặc tách tệp rồi nộp lại.",
    "limit.pages": "Tài liệu dài hơn 500 trang. Hãy tách phần kế hoạch và phụ lục cần đọc rồi nộp lại.",
    "limit.time": "Đọc tệp quá lâu nên đã dừng. Hãy tách bớt phụ lục hoặc lưu lại thành .docx rồi nộp lại.",
    "limit.memory": "Đọc tệp cần quá nhiều bộ nhớ nên đã dừng. Hãy tách bớt phụ lục, bỏ bớt ảnh rồi nộp lại.",
    "limit.unpacked": "Tệp nén bất thường: khi mở ra lớn hơn mức cho phép. Hãy mở bằng Word, lưu lại thành .docx "
    "rồi nộp lại.",
    "name.wrong": "Tệp có đuôi {suffix} nhưng nội dung là {real}. {remedy}",
    "kind.unknown": "Không nhận ra loại tệp. Hãy nộp kế hoạch ở dạng .docx, .pdf, .html, .md hoặc .txt.",
    "kind.archive": "Đây là tệp nén. Hãy giải nén rồi nộp riêng tệp kế hoạch (.docx hoặc .pdf).",
    "kind.image": "Đây là tệp ảnh, cần nhận dạng chữ trước khi đọc. Hãy nộp bản .docx hoặc .pdf có chữ.",
    "kind.program": "Đây là tệp chương trình, không phải văn bản. Hãy nộp kế hoạch ở dạng .docx hoặc .pdf.",
    "kind.sheet": "Đây là bảng tính. Hãy nộp văn bản kế hoạch ở dạng .docx hoặc .pdf.",
    "kind.slides": "Đây là tệp trình chiếu. Hãy nộp văn bản kế hoạch ở dạng .docx hoặc .pdf.",
    "kind.odt": f"Đây là tệp LibreOffice (.odt). {_AS_DOCX}",
    "kind.rtf": f"Đây là tệp RTF. {_AS_DOCX}",
    "kind.doc": f"Đây là tệp Word kiểu cũ (.doc). {_AS_DOCX}",
    "kind.xml": f"Đây là tệp XML, không phải văn bản kế hoạch. {_AS_DOCX}",
    "office.locked": "Tệp Word có mật khẩu. Hãy mở bằng Word, bỏ mật khẩu, lưu lại rồi nộp lại.",
    "docx.broken": f"Tệp .docx bị hỏng hoặc tải lên chưa trọn vẹn. {_AS_DOCX}",
    "xml.entities": f"Tệp chứa khai báo XML không an toàn nên không được đọc. {_AS_DOCX}",
    "pdf.locked": "Tệp PDF có mật khẩu. Hãy bỏ mật khẩu (in lại thành PDF không mật khẩu) rồi nộp lại.",
    "pdf.broken": "Tệp PDF bị hỏng hoặc tải lên chưa trọn vẹn. Hãy xuất lại PDF từ Word rồi nộp lại.",
    "pdf.image": "Tệp PDF chỉ có ảnh chụp trang giấy, cần nhận dạng chữ trước khi đọc. Hãy nộp bản .docx hoặc PDF "
    "xuất từ Word.",
    "pdf.letters": "Chữ trong tệp PDF không giải mã được, cần nhận dạng chữ. Hãy nộp bản .docx hoặc PDF xuất từ Word.",
    "text.letters": "Không nhận ra bảng mã chữ của tệp. Hãy lưu lại với bảng mã UTF-8 rồi nộp lại.",
    "stamp.secret": "Văn bản có dấu chỉ độ mật (MẬT, TỐI MẬT, TUYỆT MẬT) nên không được đọc và không được lưu. Hãy xử lý văn bản này "
    "theo quy định về bảo vệ bí mật nhà nước.",
    "not.official": "Không nhận ra đây là kế hoạch hay văn bản hành chính: không có phần đầu văn bản, hoạt động hoặc nhiệm vụ nào. "
    "Hãy kiểm tra lại tệp và nộp đúng tệp kế hoạch.",
    "reader.failed": "Chưa đọc được tệp này vì cấu trúc bất thường. Hãy mở bằng Word, lưu lại thành .docx rồi nộp lại.",
}


def refuse(code: str, **words: str) -> Refused:
    """The refusal with that code; `words` fill the blanks of its sentence."""
    return Refused(code, SENTENCES[code].format(**words))
