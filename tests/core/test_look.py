"""Words and marks as the look sets them; the pattern page is complete; nothing on a page breaks the policy."""

import datetime as dt
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, include, path
from hypothesis import given
from hypothesis import strategies as st

import ngayso.core
from ngayso.core.charts import Row
from ngayso.core.styleguide import styleguide
from ngayso.core.templatetags import look

# The look stands on the ground floor: its tests need no room above it.
pytestmark = pytest.mark.urls(__name__)
urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide/", styleguide, name="styleguide"),
    path("giao-dien/", styleguide, name="set_theme"),
    path("ngon-ngu/", styleguide, name="set_language"),
    path("", include(([path(name, styleguide, name=name) for name in ("account", "sign_in", "sign_out")], "people"))),
]

CORE = Path(ngayso.core.__file__).parent
TODAY = dt.date(2024, 10, 3)
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def _plain_static(settings: object) -> None:
    """Pages are drawn without the manifest of a built place."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def drawn(source: str, **context: object) -> str:
    template = engines["django"].from_string(source)
    return template.render(context)


def test_icon_is_drawn_from_the_sheet_and_hidden_or_named() -> None:
    html = look.icon("doc")
    assert 'aria-hidden="true"' in html
    assert html.count("#i-doc") == 1
    assert '<span class="hush">Thông báo &lt;mới&gt;</span>' in look.icon("bell", "Thông báo <mới>")
    assert "#m-late" in look.icon("m-late")
    with pytest.raises(ValueError, match="i-drum"):
        look.icon("drum")


@pytest.mark.parametrize("code", list(look.STATES))
def test_state_has_ring_word_and_colour(code: str) -> None:
    html = look.state(code)
    assert f"mark--{code}" in html
    assert f"#m-{code}" in html
    assert str(look.STATES[code]) in html
    assert f"m-{code}" in look.icon_names()


def test_state_takes_a_more_exact_word_and_refuses_an_unknown_code() -> None:
    assert "Chưa rõ chủ trì" in look.state("ask", "Chưa rõ chủ trì")
    with pytest.raises(KeyError):
        look.state("drum")


@pytest.mark.parametrize(
    ("confidence", "word", "bars", "percent"),
    [(1.0, "Chắc", 4, 99), (0.9, "Chắc", 4, 90), (0.84, "Khá chắc", 3, 84), (0.7, "Khá chắc", 3, 70),
     (0.52, "Cần xem", 2, 52), (0.0, "Cần xem", 1, 0)],
)  # fmt: skip
def test_sure_says_word_bars_and_per_cent(confidence: float, word: str, bars: int, percent: int) -> None:
    html = look.sure(confidence)
    assert f"</i>{word}, {percent} %" in html
    assert html.count('class="on"') == bars
    assert ("sure--see" in html) == (confidence < 0.7)


def test_sure_says_nothing_of_what_a_person_wrote() -> None:
    assert look.sure(None) == ""


def test_ref_links_when_it_can() -> None:
    assert look.ref("III.2.c") == '<span class="ref">III.2.c</span>'
    assert look.ref("III.2.c", "/x/?a=1&b=2") == '<a class="ref" href="/x/?a=1&amp;b=2">III.2.c</a>'
    assert look.ref("") == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(12480, "12.480"), (5.2, "5,2"), (Decimal("1234567.50"), "1.234.567,5"), (0, "0"), (-1500, "-1.500"), (None, ""),
     ("", ""), ("khoảng 100", "khoảng 100"), ("100", "100"), (1e21, "1.000.000.000.000.000.000.000"), ("NaN", "NaN")],
)  # fmt: skip
def test_vi_number(value: object, text: str) -> None:
    assert look.vi_number(value) == text  # type: ignore[arg-type]


def test_vi_number_with_fixed_places() -> None:
    assert look.vi_number(5, 1) == "5,0"
    assert look.vi_number(12480.456, "2") == "12.480,46"


@given(st.integers(-(10**15), 10**15))
def test_vi_number_keeps_every_figure(number: int) -> None:
    assert int(look.vi_number(number).replace(".", "")) == number


def test_days_are_written_as_documents_write_them() -> None:
    assert look.vi_day(dt.date(2024, 10, 3)) == "03/10/2024"
    assert look.vi_day(dt.date(2024, 9, 15)) == "15/9/2024"
    assert look.vi_day(dt.date(2025, 2, 7)) == "07/02/2025"
    assert look.vi_day_short(dt.date(2024, 10, 3)) == "03/10"
    assert look.vi_day(None) == look.vi_day_short(None) == look.vi_time(None) == look.vi_when(None) == ""
    assert look.vi_weekday(TODAY) == "thứ Năm"


def test_moments_are_shown_in_vietnam() -> None:
    late = dt.datetime(2024, 10, 2, 18, 30, tzinfo=dt.UTC)
    assert look.vi_day(late) == "03/10/2024"
    assert look.vi_time(late) == "01:30"
    assert look.vi_when(late, TODAY) == "hôm nay, 01:30"
    assert look.vi_when(late, TODAY + dt.timedelta(days=1)) == "hôm qua, 01:30"
    assert look.vi_when(late, TODAY + dt.timedelta(days=9)) == "03/10/2024, 01:30"


@pytest.mark.parametrize(
    ("by", "text"), [(7, "còn 7 ngày"), (0, "hôm nay"), (-3, "quá 3 ngày"), (1500, "còn 1.500 ngày")]
)
def test_days_left(by: int, text: str) -> None:
    assert look.days_left(TODAY + dt.timedelta(days=by), TODAY) == text


def test_days_left_of_nothing() -> None:
    assert look.days_left(None, TODAY) == ""


def test_dayrange() -> None:
    start, end = dt.date(2024, 9, 15), dt.date(2024, 10, 10)
    assert look.dayrange(start, end) == "15/9 – 10/10/2024"
    assert look.dayrange(dt.date(2024, 12, 20), dt.date(2025, 1, 5)) == "20/12/2024 – 05/01/2025"
    assert look.dayrange(end, end) == "10/10/2024"
    assert look.dayrange(start) == "từ 15/9/2024"
    assert look.dayrange(None, end) == "đến 10/10/2024"
    assert look.dayrange(None, None) == "Kế hoạch không ghi"
    assert drawn("{{ a|dayrange:b }}", a=None, b=end) == "đến 10/10/2024"


def test_compounds_stay_on_one_line() -> None:
    title = look.nbsp_compounds("Ngày Chuyển đổi số tỉnh Tiền Giang năm 2024")
    assert title == f"Ngày Chuyển{NBSP}đổi{NBSP}số tỉnh{NBSP}Tiền{NBSP}Giang năm{NBSP}2024"
    assert drawn("{{ t|nbsp_compounds }}", t="<b>ra quân</b>") == f"&lt;b&gt;ra{NBSP}quân&lt;/b&gt;"


@given(st.text(max_size=80))
def test_compounds_change_only_spaces(text: str) -> None:
    assert look.nbsp_compounds(text).replace(NBSP, " ") == text.replace(NBSP, " ")


def test_timeline_tag_draws_both_sizes_and_paper() -> None:
    rows = [Row(f"III.{n}", "Ra quân", "UBND huyện", TODAY, TODAY + dt.timedelta(days=n)) for n in range(40)]
    html = drawn("{% timeline rows today=today %}", rows=rows, today=TODAY)
    assert 'class="only-wide"' in html
    assert 'class="only-narrow"' in html
    assert html.count("tờ ") >= 3
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


class Question(forms.Form):
    day = forms.CharField(label="Kết thúc", help_text="Ngày cuối, kể cả ngày đó.")
    kind = forms.ChoiceField(label="Loại", widget=forms.RadioSelect, choices=[("a", "Cuộc thi")])
    seen = forms.BooleanField(label="Đã soát", required=False)


def test_field_ties_label_help_and_error_together() -> None:
    form = Question({"kind": "a"})
    html = drawn("{% field form.day no=4 confidence=0.5 source='III.2.d, dòng 6' see=True %}", form=form)
    assert '<label for="id_day"><span class="field__no">4</span>Kết thúc</label>' in html
    assert 'aria-describedby="id_day_helptext id_day_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_day_helptext"' in html
    assert 'id="id_day_error"' in html
    assert 'class="input"' in html
    assert "field--wrong" in html
    assert "field--see" in html
    assert "Cần xem, 50 %" in html


def test_field_never_colours_what_is_right() -> None:
    html = drawn("{% field form.day %}", form=Question({"day": "10/10/2024", "kind": "a"}))
    assert "field--wrong" not in html
    assert "aria-invalid" not in html


def test_ticks_and_choices_are_grouped() -> None:
    form = Question()
    assert '<label class="tick" for="id_seen">' in drawn("{% field form.seen %}", form=form)
    assert 'role="group" aria-labelledby="id_kind_label"' in drawn("{% field form.kind %}", form=form)


# ------------------------------------------------------------------------------------------------- pages and policy


class Classes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.classes: set[str] = set()
        self.wrong: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.classes |= set((held.get("class") or "").split())
        if "id" in held:
            self.ids.append(held["id"] or "")
        if "style" in held or tag == "style" or any(name.startswith("on") for name in held):
            self.wrong.append(self.get_starttag_text() or tag)
        if tag == "script" and "src" not in held:
            self.wrong.append("script without src")


def page(html: str) -> Classes:
    reader = Classes()
    reader.feed(html)
    return reader


@pytest.fixture
def pattern_page(db: object) -> str:
    request = RequestFactory().get("/styleguide/")
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    return styleguide(request).content.decode()


def components() -> set[str]:
    """The blocks of the twenty components: the first class of every rule, without parts (__) and sorts (--)."""
    css = (CORE / "static/core/base.css").read_text(encoding="utf-8")
    layer = css[css.index("@layer components") : css.index("@layer pages")]
    names = set(re.findall(r"\.([a-z][a-z-]*[a-z])(?![\w-])", re.sub(r"/\*.*?\*/", "", layer, flags=re.DOTALL)))
    return {name for name in names if "--" not in name and "__" not in name}


# Parts of the pages around, of print, and words that only narrow a component.
AROUND = {"wrap", "hush", "picture", "small", "main", "form", "blank"}


def test_every_component_stands_on_the_pattern_page(pattern_page: str) -> None:
    # The doors of the masthead are for those who are in, the strips for those who just did something.
    lacking = components() - page(pattern_page).classes - AROUND - {"nav", "strips"}
    assert not lacking


def test_there_are_twenty_components() -> None:
    css = (CORE / "static/core/base.css").read_text(encoding="utf-8")
    assert [int(n) for n in re.findall(r"/\* (\d+) [a-z]+:? ?", css)] == list(range(1, 21))


def test_the_style_sheet_keeps_to_the_baseline_browsers() -> None:
    for name in ("tokens.css", "base.css"):
        css = (CORE / "static/core" / name).read_text(encoding="utf-8")
        assert css.count("{") == css.count("}")
        assert "&" not in re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL), "nesting"
        assert not re.search(r"\[popover|@scope|@container|color-mix|light-dark\(|\boklch\b|@starting-style", css)
        for used in re.findall(r"var\((--[a-z0-9-]+)", css):
            assert f"{used}:" in (CORE / "static/core/tokens.css").read_text() or used in ("--mark-fill", "--mark-tick")


def test_the_pattern_page_keeps_to_the_policy(pattern_page: str) -> None:
    seen = page(pattern_page)
    assert seen.wrong == []
    assert len(seen.ids) == len(set(seen.ids))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("template", "context"),
    [
        ("400.html", {}),
        ("403.html", {}),
        ("404.html", {}),
        ("core/refused.html", {"sentence": "Người khác vừa đổi chỗ này. Tải lại trang.", "status": 409}),
        ("core/refused.html", {"sentence": "Đã thử quá nhiều lần. Chờ 5 phút.", "status": 429}),
        ("core/confirm.html", {"heading": "Xóa bản nháp?", "sentences": ["Tệp gốc cũng bị xóa."], "back_url": "/"}),
    ],
)
def test_plain_pages_say_what_happened_and_what_next(
    template: str, context: dict[str, object], rf: RequestFactory
) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/x/")
    request.user = AnonymousUser()
    html = render_to_string(template, context, request)
    seen = page(html)
    assert seen.wrong == []
    assert 'lang="vi"' in html
    assert html.count("<h1>") == 1
    assert "noidung" in seen.ids


def test_the_500_page_needs_neither_request_nor_database() -> None:
    html = render_to_string("500.html")
    assert "Máy chủ gặp lỗi" in html
    assert page(html).wrong == []


def test_errors_show_the_id_of_the_request() -> None:
    from ngayso.core import logs

    token = logs.request_id.set("0192-thu")
    try:
        assert "0192-thu" in render_to_string("500.html")
    finally:
        logs.request_id.reset(token)


def test_modules_are_modules_and_templates_hold_no_style() -> None:
    for file in (CORE / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert "style=" not in text, file
        assert not re.search(r"\son[a-z]+=", text), file
    for file in (CORE / "static/core/js").glob("*.js"):
        assert "eval(" not in file.read_text(encoding="utf-8")
        assert file.read_text(encoding="utf-8").startswith("/**"), file


def test_icons_hold_no_style() -> None:
    sheet = look.ICONS.read_text(encoding="utf-8")
    assert "style" not in sheet
    assert len(look.icon_names()) == sheet.count("<symbol")
    assert Template("{% load look %}{% icon 'doc' %}").render(Context())
