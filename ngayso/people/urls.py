"""Doors of sign-in, units and persons."""

from django.urls import path

from ngayso.people import audit_views, directory_views, person_views, views

app_name = "people"
urlpatterns = [
    path("dang-nhap/", views.sign_in, name="sign_in"),
    path("dang-nhap/xin-duong-dan/", views.ask_link, name="ask_link"),
    path("vao/<str:token>/", views.open_link, name="open_link"),
    path("dang-xuat/", views.sign_out, name="sign_out"),
    path("tai-khoan/", views.account, name="account"),
    path("loi-moi/<str:token>/", views.accept, name="accept"),
    path("don-vi/", directory_views.units, name="units"),
    path("don-vi/them/", directory_views.add_unit, name="add_unit"),
    path("don-vi/xuat.xlsx", directory_views.export, name="export_units"),
    path("don-vi/nhap/", directory_views.import_sheet, name="import_units"),
    path("don-vi/nhap/<uuid:file_id>/", directory_views.preview, name="preview_units"),
    path("don-vi/nhom/<slug:code>/", directory_views.group, name="group"),
    path("don-vi/<uuid:unit_id>/", directory_views.unit, name="unit"),
    path("don-vi/<uuid:unit_id>/sua/", directory_views.change_unit, name="change_unit"),
    path("nguoi-dung/", person_views.persons, name="persons"),
    path("nguoi-dung/moi/", person_views.invite, name="invite"),
    path("nguoi-dung/loi-moi/<uuid:invitation_id>/rut/", person_views.withdraw, name="withdraw"),
    path("nguoi-dung/vai-tro/<int:membership_id>/thoi/", person_views.end_role, name="end_role"),
    path("nguoi-dung/<uuid:user_id>/", person_views.person, name="person"),
    path("nguoi-dung/<uuid:user_id>/duong-dan/", person_views.link, name="person_link"),
    path("nguoi-dung/<uuid:user_id>/khoa/", person_views.set_active, name="set_active"),
    path("nhat-ky/", audit_views.audit_rows, name="audit"),
    path("nhat-ky/xuat.xlsx", audit_views.audit_xlsx, name="audit_xlsx"),
    path("nhat-ky/kiem-tra/", audit_views.check_chain, name="check_chain"),
    path("nhat-ky/kiem-tra/<uuid:run>/", audit_views.chain, name="chain"),
    path("nhat-ky/<int:number>/", audit_views.audit_row, name="audit_row"),
]
