"""Labels: the words before a date that say whether it is the publication's or an edit's."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.pages.dates.plain import plain

_REACH = 40
"""Characters before a date in which its label stands."""

# Stems, the same for every page: a portal's template is often in another language than its text. Of two labels the nearer holds,
# so "Cập nhật tin tức | Ngày đăng: …" is a publication.
_EDIT = """
    cập nhật · chỉnh sửa · sửa đổi · sửa lúc · ngày sửa · sửa ngày · sửa lần cuối · lần sửa · sửa cuối · hiệu chỉnh
    update · modif · edited · revised · last change · changed on · amended
    aktualisier · geändert · änderung · bearbeitet · mis à jour · mise à jour · actualis · révisé
    actualiz · última edición · editado · atualiza · última alteração · alterado · aggiorna · actualitz · darrera edició
    bijgewerkt · gewijzigd · wijziging · bewerkt · zaktualizowan · aktualiza · modyfik · ostatnia zmiana · zmieniono
    změněno · změna · upraveno · zmenené · uppdater · ändrad · ändrat · opdater · ændret · redigeret · oppdater · endret
    muokattu · päivitetty · muudetud · uuendatud · módosít · frissít · güncelle · değiştirilme · düzenlenme
    diperbarui · diubah · dimutakhirkan · pembaruan · kemaskini · обновл · измен · оновл · змінен · актуализ · ενημερ · τροποπο
    更新 · 修改 · 修正 · 수정 · 갱신 · 업데이트 · ปรับปรุง · แก้ไข · อัปเดต · อัพเดท
"""
_PUBLICATION = """
    ngày đăng · đăng ngày · đăng lúc · đăng tải · đăng bởi · đăng tin · ngày xuất bản · xuất bản · ngày tạo · ngày viết · gửi lúc
    ngày gửi · ngày phát hành · ngày ban hành · publish · publié · publica · publik
    posted · created · erstellt · veröffentlich · eingestellt
    mis en ligne · pubbl · geplaatst · gepubliceerd · dodano · utworzon · zveřejněn · vloženo · opprettet · oprettet · skapad
    julkaistu · avaldatud · közzétéve · yayın · eklenme · diterbitkan · diposting · опубл · размещен · створено · δημοσ
    公開 · 公开 · 发布 · 發布 · 發佈 · 掲載 · 登録 · 작성 · 등록 · 게시 · เผยแพร่ · ประกาศ · วันที่ลง
"""


def _stems(table: str) -> str:
    return "|".join(re.escape(plain(stem)) for line in table.strip().splitlines() for stem in line.strip().split(" · "))


_LABEL = re.compile(rf"(?P<edit>{_stems(_EDIT)})|(?:{_stems(_PUBLICATION)})")
_DIGIT = re.compile(r"[0-9]")


def labels_edit(text: str, start: int) -> bool:
    """Tell whether the date at `start` of a `plain` text is labelled as an edit's, with no number and no other label between."""
    return _edits(_DIGIT.split(text[max(0, start - _REACH) : start])[-1])


@lru_cache(maxsize=1024)
def _edits(label: str) -> bool:
    # Cached, since all pages of a site label their dates alike.
    found = list(_LABEL.finditer(label))
    return bool(found) and found[-1]["edit"] is not None
