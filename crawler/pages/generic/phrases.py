"""Lines that pages print around articles, in the languages of the world: headings of other news, calls to act, notices.

All matching is on `news.text.fold`ed text, so accents, case and the two spellings of Vietnamese tone marks do not matter.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from crawler.pages.generic.words import words
from news.text import fold

_folded = lru_cache(maxsize=4096)(fold)  # one line is asked about several times


def _phrases(text: str) -> list[str]:
    return [fold(phrase) for line in text.strip().splitlines() for phrase in line.split(" · ")]


def _patterns(text: str) -> str:
    # Folding would turn \\W, which is not a letter, into \\w, which is one.
    return "|".join(
        fold(pattern.replace("\\W", "[^\\w]")) for line in text.strip().splitlines() for pattern in line.strip().split(" · ")
    )


# A heading under which only other articles, comments or buttons follow; the whole line, a colon or count aside.
_OTHER = _phrases("""
    tin tức khác · tin khác · các tin khác · những tin khác · các tin tức khác · tin liên quan · các tin liên quan
    bài viết liên quan · bài liên quan · các bài viết liên quan · nội dung liên quan · tin bài liên quan · tin, bài liên quan
    cùng chuyên mục · tin cùng chuyên mục · bài cùng chuyên mục · bài viết cùng chuyên mục · tin cùng loại · tin mới
    tin mới nhất · tin mới hơn · tin cũ hơn · các tin mới hơn · các tin cũ hơn · những tin mới hơn · những tin cũ hơn
    các tin mới · các tin đã đưa · tin đã đưa · tin mới đăng · bài viết mới · bài viết mới nhất · tin nổi bật · tin đọc nhiều
    đọc nhiều · đọc nhiều nhất · xem nhiều · xem nhiều nhất · tin xem nhiều · tin tiêu điểm · bài viết khác · các bài viết khác
    các bài khác · bài khác · có thể bạn quan tâm · có thể bạn thích · xem thêm · đọc thêm · tin thêm · bình luận
    ý kiến bạn đọc · ý kiến · gửi ý kiến · gửi bình luận · chia sẻ · chia sẻ bài viết · từ khóa · thẻ · tags · tin cùng chủ đề
    cùng chủ đề · chủ đề liên quan · related · related articles · related article · related stories · related posts
    related news · related content · related topics · related coverage · related links · related reading · related items
    related internet links · more on this story · more on this topic · more on this · more stories · more news
    more top stories · more like this · more to read · more to explore · more for you · more headlines · read more · read next
    what to read next · up next · next up · recommended · recommended for you · recommended stories · recommended reading
    recommended articles · you may also like · you might also like · you may be interested in · you might be interested in
    you may like · you might like · most read · most popular · most viewed · most shared · popular · popular stories
    popular posts · trending · trending now · trending stories · top stories · latest · latest news · latest stories
    latest posts · recent posts · recent news · other news · other stories · other articles · also read · also in the news
    also on the site · read also · see also · see more · don't miss · in case you missed it · comments · comment
    leave a comment · leave a reply · post a comment · add a comment · join the conversation · join the discussion
    view comments · share · share this · share this: · share this article · share this story · share this post · like this:
    topics · filed under · sponsored · sponsored content · sponsored links · from around the web · around the web
    promoted stories · editor's picks · editors' picks · about the author · newsletter · sign up · get the newsletter
    follow us · follow us on · advertisement · our picks · elsewhere on the site · explore more · keep reading
    continue reading · discover more · previous article · next article · mehr zum thema · zum thema · verwandte artikel
    verwandte themen · verwandte beiträge · ähnliche artikel · ähnliche beiträge · lesen sie auch · lesen sie jetzt
    auch interessant · das könnte sie auch interessieren · das könnte dich auch interessieren · das könnte sie interessieren
    meistgelesen · meistgelesene artikel · meist gelesen · weitere artikel · weitere meldungen · weitere nachrichten
    weitere news · weitere themen · weitere beiträge · aktuelle meldungen · aktuelle nachrichten · mehr nachrichten
    mehr aus dem ressort · kommentare · kommentar schreiben · diskutieren sie mit · artikel teilen · teilen · schlagwörter
    schlagworte · zur startseite · à lire aussi · lire aussi · lire également · à lire également · à voir aussi · voir aussi
    sur le même sujet · sur le même thème · dans la même rubrique · articles similaires · articles liés · articles connexes
    articles recommandés · autres articles · autres actualités · toutes les actualités · les plus lus · à ne pas manquer
    vous aimerez aussi · vous pourriez aussi aimer · contenus sponsorisés · commentaires · réagir · partager
    partager cet article · mots-clés · actualités associées · te puede interesar · también te puede interesar · te recomendamos
    le puede interesar · noticias relacionadas · artículos relacionados · contenido relacionado · entradas relacionadas
    temas relacionados · lee también · lea también · leer más · ver también · más noticias · más leídas · lo más leído
    lo más visto · otras noticias · últimas noticias · más información · comentarios · deja un comentario · compartir
    compartir esta noticia · comparte · etiquetas · archivado en · leia também · leia mais · veja também · saiba mais
    notícias relacionadas · artigos relacionados · conteúdo relacionado · mais lidas · mais notícias · últimas notícias
    outras notícias · comentários · compartilhe · compartilhar · leggi anche · leggi tutto · articoli correlati
    notizie correlate · contenuti correlati · potrebbe interessarti · potrebbe interessarti anche · ti potrebbe interessare
    ti potrebbe interessare anche · i più letti · altre notizie · commenti · condividi · condividi su · lees ook · lees verder
    meer over · meer nieuws · ander nieuws · gerelateerde artikelen · gerelateerd nieuws · gerelateerd · meest gelezen
    reacties · deel dit artikel · delen · czytaj także · czytaj też · czytaj więcej · przeczytaj także · przeczytaj również
    zobacz także · zobacz też · zobacz również · powiązane artykuły · podobne artykuły · polecamy · polecane
    najczęściej czytane · komentarze · udostępnij · läs mer · läs också · läs även · relaterade artiklar · relaterat · mest läst
    kommentarer · dela · les også · les mer · relaterte saker · mest lest · læs også · læs mere · relaterede artikler · lue myös
    lue lisää · čtěte také · mohlo by vás zajímat · související · související články · kapcsolódó cikkek · kapcsolódó · ajánlott
    citește și · articole similare · știri similare · ilgili haberler · diğer haberler · yorumlar · çok okunanlar · baca juga
    berita terkait · berita lainnya · artikel terkait · terpopuler · komentar · читайте также · по теме · похожие статьи
    похожие новости · другие новости · материалы по теме · ещё по теме · популярное · комментарии · поделиться · новости по теме
    читайте також · схожі новини · коментарі · інші новини · прочетете още · διαβάστε επίσης · σχετικά άρθρα · σχόλια · 関連記事
    関連ニュース · 関連リンク · 関連情報 · あわせて読みたい · おすすめ記事 · おすすめ · 人気記事 · 人気の記事 · ランキング
    アクセスランキング · 新着記事 · 最新記事 · 最新ニュース · コメント · シェア · シェアする · 関連キーワード · 관련기사
    관련 기사 · 관련 뉴스 · 많이 본 뉴스 · 인기기사 · 인기 기사 · 댓글 · 공유하기 · 相关新闻 · 相关阅读 · 相关文章 · 相关链接
    推荐阅读 · 延伸阅读 · 延伸閱讀 · 相關新聞 · 相關文章 · 热门文章 · 热门新闻 · 最新消息 · 最新新闻 · 评论 · 分享 · اقرأ أيضا
    اقرأ أيضاً · مواضيع ذات صلة · أخبار ذات صلة · الأكثر قراءة · تعليقات · यह भी पढ़ें · संबंधित खबरें · ข่าวที่เกี่ยวข้อง
    อ่านเพิ่มเติม
""")
_OTHERS = frozenset(_OTHER)
_EDGES = re.compile(r"^[\W_\d]+|[\W_\d]+$")
_LONGEST_HEADING = 60
_OPENERS = words("""
    tin các những bài nội cùng có xem đọc related other more latest recent you weitere verwandte autres otras outras altre ander
""")
"""Words with which headings of other news begin."""

# How a line begins that only leads elsewhere: true when its text is a link, or when a colon follows.
_LEADS_AWAY = re.compile(
    r"^\W*(?:"
    + _patterns(r"""
    read (?:more|also|next|the full|our|full story|this) · also read · see also · see more
    more(?: on this| from| about| news| stories) · more\s*:
    có thể bạn (?:quan tâm|thích)\s*: · related(?: article| story| news| link)?s? · recommended(?: reading| for you)?
    must[- ]read · don't miss · watch(?: also| now| more| live)? · listen · learn more · find out more · click here
    download our app · join our · opinion · xem thêm · xem tiếp · đọc thêm · đọc tiếp · tin liên quan · bài liên quan · >> ?
    mehr zum thema · mehr dazu · lesen sie (?:auch|mehr|hier) · lies auch · auch interessant · zum thema · siehe auch
    (?:a )?lire (?:aussi|egalement|notre) · a voir aussi · voir aussi · article reserve · lee (?:tambien|mas)
    lea (?:tambien|mas) · leer (?:mas|tambien) · te puede interesar · te recomendamos · ver tambien · mas informacion
    leia (?:tambem|mais) · veja (?:tambem|mais) · saiba mais · leggi (?:anche|tutto|l'articolo) · approfondisci
    lees (?:ook|verder|meer) · czytaj (?:tez|takze|wiecej|rowniez) · przeczytaj · zobacz (?:tez|takze|rowniez|wiecej)
    (?:las|les|læs) (?:ocksa|aven|mer|mere|ogsa|også) · lue (?:myos|lisaa) · ctete take · baca (?:juga|selengkapnya)
    simak (?:juga|video) · читайте (?:также|далее|також) · подробнее · citeste si · ilgili haber · 関連記事 · あわせて読みたい
    【関連 · ▶ · ► · 続きを読む · 관련기사 · 相关阅读 · 延伸阅读 · اقرأ أيضا · यह भी पढ़ें
""")
    + r")"
)

# Lines that are never part of a text, wherever they stand; short lines only.
_NOTICE = re.compile(
    r"^\W*(?:"
    + _patterns(r"""
    il vous reste .{0,60} a lire.* · already a subscriber.* · to (?:continue|keep) reading.* · diesen artikel weiterlesen.*
    (?:this|the) (?:article|story|content) is (?:only )?(?:for|available to|reserved for) .{0,40}(?:subscribers|members).*
    this (?:story|article|post) (?:has been|was|is being) (?:updated|corrected|amended|translated|republished).{0,120}$
    this (?:story|article|report) (?:originally|first) appeared .* · a version of this (?:article|story) .*
    (?:additional |with )?reporting (?:and writing )?by [^.]{3,100}$ · (?:this story was )?edited by .*
    the (?:digital|audio|radio|web|broadcast) version of this .*
    (?:[\w'’.-]+ ){2,10}contributed(?: reporting)?(?: to this (?:report|story|article))?[.]?$
    \(end\)$ · [\w.+-]{1,64}@[\w.-]{4,80}\s*\(end\)$ · .{0,140}newsletter.{0,140}(?:sign up|subscribe)(?: here| now)?\W*$
    .{0,160}\byou\b.{0,160}\bsupport\w* .{0,60}journalism\b.*
    quy (?:doc gia|ban doc) vui long .{0,40}(?:nguon|binh luan|tieng viet|dang nhap)\b.*
    advertisement\W*$ · advertisement\W+scroll.* · article continues (?:after|below).* · story continues (?:after|below).*
    continue reading below.* · scroll (?:down )?to continue.* · (?:view|show|load) (?:all |more )?comments.* · \d+ comments?$
    no comments(?: yet| so far| found)?\W*$ · comments (?:are|have been) closed.*
    leave a (?:comment|reply).* · be the first to comment.*
    (?:please )?(?:log|sign) in to (?:comment|reply|post|leave).* · your email address will not be published.*
    sign up (?:(?:for|to) (?:our|free|daily|weekly)|here|now)\b.* · subscribe (?:(?:to|for) (?:our|free)|now|here|today|our)\b.*
    get (?:the|our) (?:latest|daily|best|free|top).{0,80}(?:inbox|newsletter|email).* · (?:enter|type) your e-?mail.*
    follow (?:us|me|him|her|them|the author)\b.* · like us on.*
    join (?:us|our|the) .{0,40}(?:facebook|whatsapp|telegram|newsletter)\b.* · join (?:our|the) (?:channel|conversation).*
    share (?:this|on|via|article|story)\b.* · (?:click|tap) (?:here )?to (?:share|tweet|email|print|expand|enlarge).*
    tweet\W*$ · pin it.* · print(?: this| article| page)?\W*$ · e-?mail(?: this| article)?\W*$ · copy link.* · link copied.*
    skip to (?:main )?content.* · back to top.* · jump to .{0,40}$
    this (?:article|story) (?:was|is) (?:reproduced|republished) .*
    all rights reserved.* · ©.* · (?:copyright|\(c\))\W*(?:©|\d{4}|by\b).*
    .{0,30}© ?\d{4}.* · this material may not be published.* · cookies? (?:policy|settings|preferences).* · we use cookies.*
    this (?:web)?site uses cookies.* · \d+ (?:min(?:ute)?s?|mins?) read\W*$ · our standards\s*:.*
    click để đánh giá.* · tổng số điểm.* · apúntate .{0,20}(?:boletin|newsletter).* · \d+ (?:views|shares|likes|reads)\W*$
    (?:tags?|topics|keywords|categories|filed under|posted in|categorized|tagged)(?: with)?\s*:.* · file photo\W*$
    image (?:source|caption|credit|copyright)\b.* · photo(?:graph)?(?: by|:| credit).*
    (?:image|picture|video|photo)\s*:.{0,120} · getty images\W*$ · loading\W*$ · please enable javascript.*
    your browser does not support.* · play video.* · (?:watch|listen) live\W*$
""")
    + r")"
)
_LONGEST_NOTICE = 260
# The same where a longer line may well be a sentence of the text: "Trở về từ chiến trường, ông …".
_SHORT_NOTICE = re.compile(
    r"^\W*(?:"
    + _patterns(r"""
    chia sẻ\W*$ · sign up (?:for|to) the\b.* · subscribe (?:to|for)\b.* · share with\b.* · (?:copyright|\(c\)) .*
    no comments\b.* · (?:estimated )?read(?:ing)? time\b.* · quý (?:độc giả|bạn đọc) vui lòng .*
    chia sẻ (?:bài viết|lên|qua|trên|tin)\b.* · gửi (?:email|bình luận|ý kiến|cho bạn bè).*
    in (?:trang|bài viết|bài|tin này)\W*$ · in\W*$ · bản in\W*$ · lưu\W*$ · đọc bài viết\W*$ · nghe đọc bài.* · lấy link.*
    sao chép liên kết.* · (?:số )?lượt (?:xem|truy cập|người xem|đọc)\W*(?:\d.*)? · đã xem\W*(?:\d.*)? · phản hồi\s*:.*
    (?:từ khóa|từ khoá|tags?|thẻ|chủ đề)\s*:.* · đánh giá bài viết.* · xếp hạng\W*(?:\d.*)?
    bình luận\b.{0,20} · quảng cáo\W*$ · theo dõi .{0,40}(?:trên|google news|zalo|facebook).* · mời (?:bạn|quý) đọc\b.{0,80}
    thêm ý kiến.* · ý kiến \(.* · về đầu trang.* · quay lại.{0,12} · trở về.{0,12} · anzeige\W*$ · werbung\W*$
    (?:artikel|beitrag|seite) (?:teilen|drucken|merken|versenden|empfehlen)\b.* · teilen\W*$ · drucken\W*$
    zur (?:startseite|ubersicht|merkliste).* · zurück(?: zur .*)?\W*$ · nach oben\W*$ · kommentar(?:e|ieren|e anzeigen)?\W*$
    lesezeit\b.* · newsletter .{0,60}(?:abonnieren|anmelden|bestellen).* · melden sie sich .{0,60}newsletter.*
    jetzt (?:anmelden|abonnieren|testen).* · bild(?:quelle|nachweis)?\s*:.* · foto\s*:.{0,100}
    partager(?: sur| cet article| l'article)?\W*.{0,30}$ · imprimer\W*$ · (?:la suite|cet article) .{0,40}(?:reserve|abonnes).*
    abonnez-vous.* · inscrivez-vous .{0,60} · publicité\W*$ · lecture\s*:.* · temps de lecture.*
    retour (?:en haut|a la liste|a l'accueil).* · credit photo.* · compartir(?: en| esta| por)?\W*.{0,30}$ · imprimir\W*$
    publicidad\W*$ · suscríbete.* · síguenos .* · sigue (?:toda la informacion|leyendo|a .{0,20} en).* · apúntate .*
    volver(?: arriba| al listado)?\W*$ · compartilh(?:e|ar)\b.{0,40}$ · publicidade\W*$
    continua (?:depois|apos) d[ao] publicidade.* · assine\b.{0,60} · siga .{0,30} (?:no|nas|on)\b.* · clique aqui para.*
    condividi\b.{0,30}$ · stampa\W*$ · pubblicità\W*$ · iscriviti .{0,60} · seguici .{0,40} · riproduzione riservata.*
    tempo di lettura.* · deel (?:dit|op|via|artikel)\b.* · advertentie\W*$ · reageer\W*$ · reklama\W*$ · udostępnij\W*$
    annons\W*$ · annonse\W*$ · annonce\W*$ · mainos\W*$ · реклама\W*$ · поделиться\W*.{0,20}$ · подписывайтесь .*
    подписаться .* · 広告\W*$ · この記事をシェア.* · シェアする\W*$ · 印刷(?:する)?\W*$ · ページ(?:の)?(?:先頭|トップ)へ.*
    無断転載.* · この記事は有料.* · 残り\s*\d+文字.* · 광고\W*$ · 저작권자.* · 무단\s*전재.* · 责任编辑.* · 編輯[:：].*
    编辑[:：].* · 分享到.*
""")
    + r")"
)
_LONGEST_SHORT_NOTICE = 60


def is_other_heading(text: str) -> bool:
    """True when the line is a heading under which no text of the article follows ("Tin tức khác", "Related articles")."""
    if len(text) > _LONGEST_HEADING:
        return False
    return _EDGES.sub("", _folded(text)) in _EDGELESS


def opens_other_news(word: str) -> bool:
    """Tell whether a heading of other news may begin with this word: a first look, far cheaper than `heads_other_news`."""
    return normalize("NFC", word).lower() in _OPENERS


def heads_other_news(text: str) -> bool:
    """True when the line is a heading under which other articles are listed, rather than buttons, tags or comments."""
    return opens_other_news(text.split(" ", 1)[0]) and is_other_heading(text)


def is_comments_heading(text: str) -> bool:
    """True when the line is the heading of what readers wrote ("16 comments", "Bình luận (3)")."""
    return len(text) <= _LONGEST_HEADING and _COMMENTS.fullmatch(_EDGES.sub("", _folded(text))) is not None


def leads_away(text: str) -> bool:
    """True when the line opens as lines do that only point at another article ("Read more: …", "Xem thêm: …")."""
    return _LEADS_AWAY.match(_folded(text[:_LONGEST_HEADING])) is not None


def is_dateline(text: str) -> bool:
    """True for a short line that says nothing but a date or a time, with or without a label ("Published: 9 Dec 2022", "8:15")."""
    if len(text) > _LONGEST_DATELINE or not any(character.isdigit() for character in text):
        return False
    words = _WORD.findall(_folded(text))
    return len(words) <= 16 and all(word.isdigit() or word in _DATE_WORDS or _DATE_PIECE.match(word) for word in words)


def is_call(text: str) -> bool:
    """True for a short line that opens a box for subscribers ("Sign up for our newsletter", "Đăng ký nhận bản tin")."""
    return len(text) <= _LONGEST_CALL and _CALL.search(_folded(text)) is not None


def is_credited(text: str) -> bool:
    """True for a text that ends in the credit of a picture, as captions do and paragraphs do not ("(AP Photo/A. Name)")."""
    return len(text) <= _LONGEST_CAPTION and _CREDITED.search(text[-_LONGEST_CREDIT:]) is not None


def is_notice(text: str) -> bool:
    """True for a line that is a button, a label, a copyright notice or a call to subscribe rather than text."""
    if len(text) > _LONGEST_NOTICE:
        return False
    folded = _folded(text)
    return _NOTICE.match(folded) is not None or (
        len(text) <= _LONGEST_SHORT_NOTICE and _SHORT_NOTICE.fullmatch(folded) is not None and not _is_sentence(text)
    )


def _is_sentence(text: str) -> bool:
    """Buttons and labels end without a full stop: "Partager la rue entre tous." is none of them."""
    return text.count(" ") >= _FEWEST_BLANKS and _FULL_STOP.search(text) is not None


_FEWEST_BLANKS = 3
_FULL_STOP = re.compile(r"[^.][.!?][\"'”’»)]*$")
_LONGEST_CALL = 120
_CALL = re.compile(
    r"\bnewsletters?\b|^\W*(?:sign up|subscribe|inscrivez-vous|abonnez-vous|suscribete|apuntate|iscriviti|dang ky nhan)\b"
)
_LONGEST_CAPTION, _LONGEST_CREDIT = 500, 90
_CREDITED = re.compile(
    r"[(\[](?:[^()\[\]]{0,40}\b)?(?:photo|photos|foto|fotos|image|ảnh|hình)\b[^()\[\]]{0,60}[)\]]\W*$"
    r"|[.!?)”\"»] ?(?:photograph|photo|foto|ảnh|credit|bild)\s*(?:by|von)?\s*:\s*[^.:!?]{2,60}$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    "(?:"
    + _patterns(r"""
    (?:reader |user |all |your )?comments?(?: on .*| section)? · join the (?:conversation|discussion) · \w+ thoughts on .*
    bình luận · ý kiến bạn đọc · ý kiến(?: của bạn)? · (?:leser)?kommentare? · commentaires?
    vos commentaires · (?:deja (?:un|tu) )?comentarios? · comentários? · commenti · reacties · komentarze · kommentarer
    komentari · yorumlar · komentar · комментарии · коментарі · コメント · 댓글 · 评论 · 評論 · تعليقات · σχόλια
""")
    + ")"
)
_LONGEST_DATELINE = 100
_WORD = re.compile(r"\w+")
_DATE_PIECE = re.compile(r"\d{1,4}(?:st|nd|rd|th|h\d*|am|pm|er|o|a|t\d+z?|z|gio|phut|年.*|月.*|日.*|時.*|分.*)?$|t\d+z?$")
_DATE_WORDS = words(
    fold("""
    january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept
    oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun am pm a p m at
    on the of gmt utc est edt pst pdt cet cest bst ist published posted updated update last modified date first publication
    created uploaded by in time min mins minutes hours hour ago day days read edited januar februar märz mai juni juli oktober
    dezember montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag uhr stand vom um veröffentlicht aktualisiert
    erstellt datum den der zuletzt janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre lundi mardi
    mercredi jeudi vendredi samedi dimanche le à publie mis jour modifie et par h de enero febrero marzo abril mayo junio julio
    agosto septiembre octubre noviembre diciembre lunes martes miercoles jueves viernes sabado domingo del las publicado
    actualizado el fecha janeiro fevereiro março maio junho julho setembro outubro dezembro segunda terça quarta quinta sexta
    feira atualizado em às as gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre lunedi martedi mercoledi
    giovedi venerdi domenica pubblicato aggiornato il alle ore januari februari maart mei augustus maandag dinsdag woensdag
    donderdag vrijdag zaterdag zondag gepubliceerd bijgewerkt op om ngày tháng năm giờ phút lúc thứ hai ba tư bốn sáu bảy chủ
    nhật đăng cập sáng chiều tối xuất bản thời gian gửi 掲載日 更新日 公開日 最終更新日 年 月 日 火 水 木 金 土 曜日
    """)
)
_EDGELESS = frozenset(_EDGES.sub("", line) for line in _OTHERS)
