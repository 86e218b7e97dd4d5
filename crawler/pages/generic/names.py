"""What the class, id and microdata names of an element say about its part in the page, in the habits of many countries.

Names are only ever evidence: every caller weighs them against the text that the element really holds. A name is split at
hyphens, underscores and capitals; one, two or three neighbouring words written together are looked up, so that "read-more",
"readMore" and "readmore" are one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final


class Part:
    """Parts of a page that names speak of, as bits of an int: several may hold at once.

    Plain numbers, because an enum's operators would cost every page a millisecond.
    """

    NONE: Final = 0
    BODY: Final = 1
    """The running text of an article, or its wrapper ("post", "content")."""
    STRONG_BODY: Final = 2
    """The running text, said in a way that is hardly ever used for anything else ("entry-content", "articleBody")."""
    COMMENTS: Final = 4
    """What readers wrote, which may be longer than the article."""
    CLUTTER: Final = 8
    """Never part of an article: related lists, newsletters, consent, navigation."""
    LITTER: Final = 16
    """Not part of an article while it is small: share bars, meta lines, widgets."""
    RELATED: Final = 32
    """Lists of other articles; always CLUTTER too."""
    CAPTION: Final = 64
    LEAD: Final = 128
    BYLINE: Final = 256
    DATE: Final = 512
    TAGS: Final = 1024
    CRUMBS: Final = 2048
    TITLE: Final = 4096


_VOCABULARY: dict[int, str] = {
    Part.STRONG_BODY: """
        articlebody articletext articlecontent articlecontents articlecopy articlemainbody articledetailbody
        articledetailcontent articlebodytext storybody storytext storycontent storycopy entrycontent entrybody entrytext
        postcontent postbody posttext postentry postbodycopy newscontent newsbody newstext newsdetailcontent newsbodyhtml
        detailcontent detailbody detailtext contentdetail contentbody contenttext contentarticle contentnews fieldnamebody
        fieldbody bodytext bodycopy bodycontent singlecontent fckdetail fckcontent noidung noidungtin chitietnoidung
        noidungbaiviet artikeltext artikelinhalt artikelbody artikelcontent articolotesto articolocorpo testoarticolo
        textearticle corpsarticle corpstexte contenuarticle cuerponoticia cuerponota cuerpoarticulo notacuerpo notacontenido
        textonoticia textomateria corpomateria corponoticia corpotexto cebodytext newstextwrap assetfullcontent
        journalcontentarticle fulltext richtextbody messagebody parsysarticle articlefulltext zonecontent maincontentbody
        publicationbody
    """,
    Part.BODY: """
        article content main post entry story text body hentry blog single news detail artikel nota noticia materia articolo
        baiviet chitiet page inhalt contenu contenido reportage meldung
    """,
    Part.COMMENTS: """
        comment commentlist respond disqus disqusthread fbcomment livefyre replies binhluan ykien ykienbandoc kommentar
        kommentare leserkommentare commentaire comentario commenti reactie reacties komentarze kommentarer commentform
        commentsection commentarea reviews discussion
    """,
    Part.CLUTTER: """
        newsletter subscribe subscription signup signin login register mailinglist optin cookie cookies consent gdpr onetrust
        didomi ccpa truste usercentrics cmp ad ads advert adverts advertising advertisement advertisements advertise adv adsense
        adslot adunit adcontainer adwrapper adbox adbanner adblock dfp gpt googlead quangcao werbung anzeige publicite
        publicidad publicidade pubblicita reclame sponsor sponsored sponsorship promoted pullquote
        pullquotes outbrain taboola revcontent zergnet
        mgid dianomi teads nativead authorbox authorbio authorinfo authorcard authorprofile authorabout authordescription
        authordetail authorblock aboutauthor abouttheauthor biobox autorbox authorsection authorwidget footer sitefooter
        pagefooter foot bottombar colophon nav navi navbar navigation subnav topnav mainnav postnavigation pager pagination
        paging prevnext nextprev pagenavi skiplink menu megamenu submenu mainmenu topmenu breadcrumb crumb crumbs duongdan
        sidebar rightcol rightcolumn rightrail rightbar leftrail leftbar rail paywall regwall donate donation membership
        supportus masthead siteheader topbar headertop headernav headermenu headerlogo ticker breakingnews utility noprint
        screenreadertext sronly visuallyhidden modal popup lightbox overlay offcanvas toast thongke truycap luottruycap rating
        starrating vote voting postrating danhgia poll audioplayer tts texttospeech readaloud listen docbai jwplayer
        videoplaylist sharedaddy addthis addtoany a2a sharethis shariff wabtn heateor sassy trinityaudio skipnav
        languageswitcher langswitch quicklinks sitesearch searchform searchbox appdownload downloadapp
    """,
    Part.RELATED: """
        related relatedpost relatednews relatedarticle relatedcontent relatedlink relatedstories relatedstory relateditem
        relatedtopic jprelatedpost recommend recommended recommendation recommendations recommender recirc recirculation
        morestories morestory morenews morearticles morefrom moreon morelike morein moretopics morecoverage morereading
        morelinks moreposts moreabout readmore readnext readalso alsoread alsolike alsoin seealso youmay youmaylike similar
        similarposts similararticles suggested suggestion mostread mostpopular mostviewed mostshared mostcommented popular
        popularpost popularnews trending topstories latestnews latestposts latestarticles upnext nextarticle nextpost lienquan
        tinlienquan tinkhac tintuckhac tincu tinmoi tincung tinnoibat cungchuyenmuc bailienquan baivietlienquan xemthem docthem
        docnhieu xemnhieu tindocnhieu tinxemnhieu othernews otherlist otherpost otherarticle otherstories articleother newsother
        verwandt verwandte mehrzumthema zumthema weitereartikel weiterethemen weiteremeldungen meistgelesen lesensieauch
        lireaussi alire surlememesujet articlesliees articleslies articlessimilaires articlesassocies pluslus memesujet
        relacionada relacionado relacionadas relacionados tepuedeinteresar masleidas masleidos masnoticias leetambien leiatambem
        vejatambem leiamais maislidas saibamais correlati correlate leggianche potrebbeinteressare piuletti gerelateerd leesook
        polecane czytaj powiazane podobne lesogsa lasmer relaterade relaterte relaterede bacajuga beritaterkait terkait
    """,
    Part.LITTER: """
        share sharing shared sharebar sharebutton sharelinks sharetools sharebox social socialmedia socialshare sociallinks
        socialbar socialicons sociable socials chiase teilen partage partager compartir compartilhar compartilhe condividi
        follow followus facebook fblike twitter whatsapp telegram zalo linkedin pinterest tool toolbar toolbox action actionbar
        actions button btn control fontsize zoom print printer inbai sendmail sendemail emaillink meta metadata postmeta
        entrymeta articlemeta bylinemeta info postinfo entryinfo articleinfo timestamp dateline tag tags taglist taglinks
        tagcloud posttags articletags keyword keywords tukhoa topic topics hashtag hashtags categories catlinks etiquetas
        schlagworte label sidebarwidget widgetarea promo promos promotion teaser teasers banner cta calltoaction view views
        viewcount luotxem counter hits reader readers readingtime readtime timetoread postviews icon icons badge badges logo
        avatar gravatar kicker eyebrow overline sectionlabel sectionname toc tableofcontents jumplinks notice editlink
        editsection mweditsection correction reporterror feedback survey slider carousel slideshow swiper slick thumbnail
        thumbnails thumbs permalink shortlink trackback copyright byline author authors authorname tacgia date published pubdate
        posted postedon postdate publisheddate credit source sourcelink
    """,
    Part.CAPTION: """
        caption captions figcaption legende bildunterschrift bildtext chuthich phototext photocredit photodesc imagecredit
        imagedesc imagecaption piedefoto piefoto didascalia wpcaption wpcaptiontext photocaption pictureinfo picturecaption
        imgcaption piccaption mediacaption
    """,
    Part.LEAD: """
        sapo lead lede standfirst dek deck summary intro introtext introduction chapo chapeau hometext excerpt subtitle
        subheadline subhead subheading entradilla bajada copete sommario occhiello vorspann anreisser anriss leadin leadtext
        leadparagraph gioithieu tomtat mota ingress inleiding abstract strapline linhafina olho resumen resumo articlesummary
        newssummary description desc teasertext hook tagline documentdescription articlelead articleintro singularsapo
        detailsapo articlesubtitle
    """,
    Part.BYLINE: """
        byline author authors authorname authorlink autor autoren autores autora auteur auteurs autore autori writer reporter
        journalist contributor contributors tacgia nguoiviet butdanh verfasser redakteur redactor firma signature signed
        postedby entryauthor vcard articleauthor postauthor autorname writtenby skribent journaliste
    """,
    Part.DATE: """
        date datum fecha data datetime time timestamp pubdate published publisheddate publishdate publishedat publishtime
        publishup publishupshow posted postedon posttime postdate entrydate articledate newsdate created createdate modified
        updated lastupdated ngay ngaydang thoigian ngaythang gio dateline releasedate stand horodatage fechapublicacion
        datapublicacao datahora pdate tanggal tarih meta metadata articleinfo postinfo postmeta entrymeta articlemeta byline
        datepublished datemodified publishedtime postedat dateposted publication veroeffentlicht datepublication
    """,
    Part.TAGS: "tag tags taglist taglinks posttag keyword keywords tukhoa hashtag hashtags etiquetas schlagworte topics",
    Part.CRUMBS: "breadcrumb crumb crumbs duongdan breadcrumblist",
    Part.TITLE: """
        title headline heading tieude entrytitle posttitle articletitle articleheader articleheadline titulo titre titel
        detailtitle newstitle storytitle storyheadline cmstitle nodetitle pagetitle headlinetext
    """,
}
_ALSO = {Part.RELATED: Part.CLUTTER, Part.STRONG_BODY: Part.BODY, Part.CRUMBS: Part.CLUTTER, Part.TAGS: Part.LITTER}


def _lexicon() -> dict[str, int]:
    lexicon: dict[str, int] = {}
    for part, words in _VOCABULARY.items():
        for word in words.split():
            lexicon[word] = lexicon.get(word, Part.NONE) | part | _ALSO.get(part, Part.NONE)
    return lexicon


_LEXICON = _lexicon()
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+|[0-9]+")
# Template systems mark state on the wrapper of a whole article ("has-sidebar", "comments-open", "category-social").
_STATE = re.compile(
    r"comments?[-_](?:open|closed|count|link)"
    r"|(?:has|is|no|not|with|js|wp-singular|tag|category|cat|postid|status|format|body|page-template|type|post-type)"
    r"[-_](?!(?:list|links?|cloud|container|wrap|wrapper|box|items?|area|section)s?$)"
)
_LONGEST = 400
# Names that build tools made up ("sc-f98b1ad2-0"): letters and digits in turns, in which a word would stand by chance.
_MADE_UP = re.compile(r"(?<![a-z0-9])(?=[a-z0-9]{6})(?:[a-z]+\d+[a-z]+\d|\d+[a-z]+\d+[a-z])[a-z0-9]*")


@lru_cache(maxsize=32768)
def parts(names: str) -> int:
    """Return the parts that `names` (class, id and itemprop values, blank-separated) speak of; Part.NONE for silence."""
    found: int = Part.NONE
    for raw in names[:_LONGEST].split():
        name = _CAMEL.sub("-", raw).lower()
        if _STATE.match(name):
            continue
        words = _WORD.findall(_MADE_UP.sub("", name))
        for start in range(len(words)):
            key = ""
            for word in words[start : start + 3]:
                key += word
                part = _LEXICON.get(key) or (_LEXICON.get(key[:-1]) if key[-1] == "s" and len(key) > 4 else None)
                if part:
                    found |= part
    return found
