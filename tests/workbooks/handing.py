"""Rows of a sheet, and what the tests of the import's pages do again and again."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from workbooks.models import ImportRun

HEAD = "TT;Chỉ tiêu, nhiệm vụ;Đơn vị tính;Chỉ tiêu giao;Cơ quan chủ trì;Thời hạn\n"
GOOD = "1;Số hóa hồ sơ, kết quả giải quyết thủ tục;%;≥ 50;Sở Xây dựng;15/12/2022\n"
UPSIDE = "2;Tỷ lệ họp trực tuyến của cơ quan;%;90-60%;Sở Xây dựng;15/12/2022\n"
NAMELESS = "3;Số lớp tập huấn kỹ năng số cơ bản;lớp;4;Sở Khoa học Vũ trụ;15/12/2022\n"
SHEET = HEAD + GOOD + UPSIDE + NAMELESS


def sheet_of(run):
    return run.understood["tables"][0]["sheet"]


def url(name, run, query=""):
    return reverse(f"workbooks:import-{name}", args=[run.pk]) + query


def post(client, act, run, query="", **fields):
    version = ImportRun.objects.values_list("version", flat=True).get(pk=run.pk)
    headers = fields.pop("headers", None)
    return client.post(url(act, run, query), {"version": version} | fields, headers=headers)


def upload(client, months, text=SHEET, name="giao.csv", **fields):
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    said = {"kind": "assignments", "in_force_from": months[10].pk, "file": file}
    return client.post("/imports/upload/", said | fields)


def text_of(response):
    return " ".join(response.content.decode().split())
