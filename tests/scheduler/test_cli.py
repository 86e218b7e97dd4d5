"""`loa` as typed: what it prints, how it ends, and that every mistake is one clear line."""

import json
from pathlib import Path

import pytest

from tests.conftest import Loa

PARAGRAPH = "Sáng 5/3/2025, Ủy ban nhân dân phường tổ chức hội nghị tổng kết công tác vận động nhân dân. " * 3
HTML = f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Phường A tổng kết công tác</title></head><body>
<article><h1>Phường A tổng kết công tác</h1><p>{PARAGRAPH}</p><p>Đoạn hai. {PARAGRAPH}</p><p>Đoạn ba. {PARAGRAPH}</p></article>
</body></html>"""


def test_help_names_every_command(loa: Loa) -> None:
    result = loa("--help")
    assert result.returncode == 0
    for command in ("run", "crawl", "publish", "serve", "sources", "status", "export", "read", "relate", "sample-town", "init"):
        assert f" {command} " in result.stdout
        assert loa(command, "--help").returncode == 0


def test_init_writes_a_configuration_once(loa: Loa, tmp_path: Path) -> None:
    assert loa("init").returncode == 0
    assert loa("status").returncode == 0
    again = loa("init")
    assert again.returncode == 2
    assert again.stderr.startswith("loa: ")
    assert loa("init", "--force").returncode == 0
    assert (tmp_path / "loa.toml").is_file()


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("serve = 1", ["status"], ["loa.toml", "line 1", "serve"]),
        ("[serve]\nport = 'x'", ["publish"], ["line 2", "serve.port"]),
        ("nothing = 1", ["crawl"], ["line 1", "nothing", "allowed"]),
        ("", ["crawl", "vn-nowhere"], ["vn-nowhere", "loa sources"]),
        ("", ["crawl"], ["no source is enabled"]),
        ("", ["run"], ["no source is enabled"]),
        ("", ["read", "nowhere.html"], ["nowhere.html"]),
        ("", ["--config", "gone.toml", "status"], ["gone.toml", "loa init"]),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    loa: Loa, tmp_path: Path, text: str, arguments: list[str], words: list[str]
) -> None:
    (tmp_path / "loa.toml").write_text(text, encoding="utf-8")
    result = loa(*arguments)
    assert result.returncode == 2, result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stderr.startswith("loa: ")
    for word in words:
        assert word in result.stderr


SOURCE = """
[[source]]
id = "vn-a"
title = "A"
homepage = "https://a.example/"
listings = ["https://a.example/"]
"""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('family = "nukevet"', ["line 7", "source[1].family", "nukevet", "nukeviet"]),
        ('[source.selectors]\ntitel = "h1"', ["line 8", "source[1].selectors.titel", "title"]),
        ('[source.selectors]\ntitle = "h1["', ["line 8", "source[1].selectors.title", "h1["]),
    ],
)
def test_a_source_that_cannot_be_is_refused_with_what_is_allowed(loa: Loa, tmp_path: Path, more: str, words: list[str]) -> None:
    (tmp_path / "loa.toml").write_text(SOURCE + more, encoding="utf-8")
    result = loa("sources")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1, result.stderr
    for word in words:
        assert word in result.stderr


def test_sources_lists_spiders_and_declared_ones(loa: Loa, tmp_path: Path) -> None:
    (tmp_path / "loa.toml").write_text(SOURCE, encoding="utf-8")
    assert any(line.startswith("vn-a ") for line in loa("sources").stdout.splitlines())
    lines = loa("sources", "--all").stdout.splitlines()
    assert any(line.startswith("vn-a ") for line in lines)
    assert any(line.startswith("vn-ha-long ") and "disabled" in line for line in lines)


def test_read_prints_an_article_for_a_person(loa: Loa, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(HTML, encoding="utf-8")
    result = loa("read", "page.html", "--url", "https://phuong-a.example.vn/tin-12345.html")
    assert result.returncode == 0, result.stderr
    assert "Phường A tổng kết công tác" in result.stdout
    assert "2025-03-05T00:00:00+07:00 (precision day, from prose)" in result.stdout


def test_read_answers_every_line_in_order_and_goes_on_after_bad_ones(loa: Loa) -> None:
    good = {"id": "1", "url": "https://phuong-a.example.vn/tin-12345.html", "html": HTML}
    numbered, empty = {"id": "3", "url": 5, "html": HTML}, {"id": "4", "url": "https://a.vn/", "html": ""}
    lines = [json.dumps(good), "not json", json.dumps(numbered), json.dumps(empty), json.dumps({**good, "id": "5"})]
    result = loa("read", "--jsonl", stdin="\n".join(lines) + "\n")
    assert result.returncode == 0, result.stderr
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["1", None, "3", "4", "5"]
    assert [bool(answer["error"]) for answer in answers] == [False, True, True, True, False]
    first = answers[0]
    assert first["title"] == "Phường A tổng kết công tác"
    assert first["published"] == "2025-03-05T00:00:00+07:00"
    assert (first["precision"], first["provenance"]) == ("day", "prose")
    assert first["text"].count("\n") == 2
    names = "id title lead text published precision provenance authors author image other_news error"
    assert list(first) == names.split()


def test_relate_links_articles_of_one_story(loa: Loa) -> None:
    def article(number: int, title: str, text: str) -> dict[str, object]:
        return {"id": str(number), "title": title, "lead": None, "text": text, "published": f"2025-03-{number:02}T08:00:00+07:00"}

    road = "Dự án nâng cấp tuyến đường Đất Đỏ dài 3,2 km qua thôn Khe Lánh, xã Thống Nhất do Ban Quản lý dự án làm chủ đầu tư."
    documents = [
        article(
            1, "Khởi công nâng cấp tuyến đường Đất Đỏ", road + " Lễ khởi công diễn ra sáng nay, có đông đủ bà con trong thôn dự."
        ),
        article(
            2,
            "Trạm y tế phường Bãi Cháy tiêm vắc xin cho trẻ",
            "Trạm y tế tổ chức tiêm phòng sởi cho trẻ em từ 1 đến 10 tuổi trên địa bàn.",
        ),
        article(
            3,
            "Tuyến đường Đất Đỏ hoàn thành rải nhựa",
            "Sau bảy tháng thi công, nhà thầu đã rải nhựa xong tuyến đường Đất Đỏ qua thôn Khe Lánh, xã Thống Nhất. Ban Quản lý "
            "dự án cho biết phần rãnh thoát nước và biển báo sẽ xong trước mùa mưa, xe máy của người dân đã đi lại được.",
        ),
        article(4, "Hội thi nấu ăn mừng ngày phụ nữ", "Các đội thi trổ tài nấu những món ăn truyền thống của quê hương."),
    ]
    result = loa("relate", "--jsonl", stdin="\n".join([*map(json.dumps, documents), "nonsense"]))
    assert result.returncode == 0, result.stderr
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["1", "2", "3", "4", None]
    assert answers[0]["related"][0]["id"] == "3"
    assert answers[2]["related"][0]["id"] == "1"
    assert answers[0]["related"][0]["reason"] in {"same story", "similar"}  # four documents are no measure of what is common
    assert 0 < answers[0]["related"][0]["score"] <= 1
    assert "error" in answers[4]
