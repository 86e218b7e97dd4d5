"""Shapes of newspapers and broadcasters: much around the text, much of it paragraphs too."""

# Markup and sentences stand whole, as they are published.
# ruff: noqa: E501

from __future__ import annotations

from bench.reading.making.parts import Case, body, cards, case, comment_thread, day, document, e, iso, json_ld, menu, og
from bench.reading.making.stories import Story

_COOKIE = '<div id="onetrust-banner-sdk" class="otFlat"><h2>We value your privacy</h2><p>We and our partners store and access information on a device, such as cookies, and process personal data, such as unique identifiers, for personalised advertising, measurement and the development of services.</p><button>Accept</button></div>'
_NEWSLETTER = '<div class="newsletter-signup"><h3>Sign up to the morning briefing</h3><p>Our daily email breaks down the key stories of the day, telling you what is happening and why it matters.</p><form><input type="email"><button>Sign up</button></form><p>Privacy notice: newsletters may contain information about charities, online ads, and content funded by outside parties.</p></div>'


def broadcaster(story: Story) -> Case:
    """Hashed class names, every paragraph in a block of its own, related links as a block among them."""
    text = body(
        story,
        p='<div data-component="text-block" class="sc-18fde0d6-0 dlWCEZ"><p class="sc-eb7bd5f6-0 fYAfXe">{0}</p></div>',
        h2='<div data-component="subheadline-block" class="sc-a1b"><h2 class="sc-f98">{0}</h2></div>',
        figure='<div data-component="image-block" class="sc-bb"><figure><div><img src="/ace/{1}.jpg"><span class="sc-a34861b-2">Getty Images</span></div><figcaption class="sc-8353772e-0">{0}</figcaption></figure></div>',
        inserts={4: f'<div data-component="links-block" class="sc-2b"><div class="sc-3c"><ul role="list">{cards(story, "<li><a href=/news/articles/c{2}>{0}</a></li>", count=3)}</ul></div></div>'},
    )  # fmt: skip
    tail = f'<div data-component="topic-list"><ul>{menu("Roads", "Cities")}</ul></div><section data-component="promo"><h2>Related</h2><div>{cards(story, "<div class=sc-9><a href=/news/c{2}><h3>{0}</h3></a><p>{1}</p><span>3 days ago</span></div>")}</div></section>'
    content = f'<header><nav>{menu()}</nav></header><main id="main-content"><article class="sc-3b6b161a-0"><div data-component="headline-block"><h1 class="sc-518485e5-0">{e(story.title)}</h1></div><div data-component="byline-block"><div class="sc-2b5e3b35"><time datetime="{iso(story, ".000Z")}">{day(story, "short")}</time></div><div><span class="sc-b42e7a8f-7">{e(", ".join(story.authors))}</span><div>Local Reporter</div></div><button>Share</button></div><div data-component="text-block"><p class="sc-eb7"><b>{e(story.lead)}</b></p></div>{text}{tail}</article></main><footer><p>Copyright © {story.moment.year + 2} The Broadcaster. The Broadcaster is not responsible for the content of external sites.</p></footer>'
    return case(
        story,
        document(
            f"<title>{e(story.title)} - Broadcaster News</title>" + json_ld(story) + og(story, "Broadcaster News", dated=False),
            content,
        ),
        url=f"https://www.broadcaster.example/news/articles/c{story.number}",
    )


def guardianish(story: Story) -> Case:
    """Standfirst outside the body, rich links as asides, an appeal for money at the end."""
    rich = f'<aside data-component="rich-link" class="element element-rich-link"><p><span>Related: </span><a href="/x">{e(story.others[0])}</a></p></aside>'
    text = body(
        story,
        p='<p class="dcr-16w5gq9">{0}</p>',
        inserts={3: rich, 5: f'<figure data-spacefinder-role="inline">{_NEWSLETTER}</figure>'},
        figure='<figure class="dcr-5h0uf4"><div><img src="https://i.example/{1}.jpg"></div><figcaption class="dcr-fd61eq"><span>{0} Photograph: Kim Ode/AP</span></figcaption></figure>',
    )
    content = f'<header><nav>{menu()}</nav></header><main><article><div><h1 class="dcr-y70er2">{e(story.title)}</h1></div><div class="dcr-standfirst"><div data-gu-name="standfirst"><p>{e(story.lead)}</p></div></div><address aria-label="Contributor info"><div><a rel="author" href="/profile/x">{e(story.authors[0])}</a></div></address><details><summary>{day(story)} GMT</summary>Last modified on {day(story)}</details><div id="maincontent"><div class="article-body-commercial-selector article-body-viewer-selector">{text}</div></div><div class="submeta"><div>Explore more on these topics</div>{menu("Transport", "Cities", "news")}<a>Reuse this content</a></div></article><section><h2>Most viewed</h2><ol>{cards(story, "<li><a href=/{2}><h3>{0}</h3></a></li>", count=9)}</ol></section><div class="contributions"><h2>Dear reader, we need you</h2><p>Our journalism is open to all, but it takes time and money. If you value what you read, please support us from just one pound a month, whatever you can afford.</p></div></main>'
    return case(
        story,
        document(
            f"<title>{e(story.title)} | Cities | The Herald</title>"
            + json_ld(story, graph=True)
            + og(story, "the Herald", zone="Z"),
            content,
        ),
        url=f"https://www.herald.example/uk-news/{story.number}/a-story",
    )


def cnnish(story: Story) -> Case:
    """The body split by advertisement containers, with an editor's note and related lines between paragraphs."""
    text = body(
        story,
        p='<p class="paragraph inline-placeholder vossi-paragraph" data-uri="x">{0}</p>',
        h2='<h2 class="subheader">{0}</h2>',
        figure='<div class="image image__hide-placeholder"><div class="image__container"><img src="/m/{1}.jpg"></div><div class="image__metadata"><div class="image__caption attribution"><span>{0}</span></div><figcaption class="image__credit">Kim Ode/Getty Images</figcaption></div></div>',
        inserts={
            2: '<div class="ad-slot-dynamic" data-ad="x">Ad Feedback</div>',
            4: f'<div class="related-content related-content--article"><a href="/y"><div><span class="related-content__label">Related article</span><span>{e(story.others[1])}</span></div></a></div>',
            6: '<div class="ad-feedback-link">Advertisement</div>',
        },
    )
    content = f'<div class="header"><nav>{menu()}</nav></div><section class="layout__wrapper"><main class="article__main"><div class="headline"><div class="headline__wrapper"><h1 class="headline__text">{e(story.title)}</h1></div><div class="headline__footer"><div class="byline"><div class="byline__names">By <span class="byline__name">{e(story.authors[0])}</span></div></div><div class="timestamp">Updated {day(story)} EST</div><div class="readtime">4 min read</div></div></div><div class="article__content-container"><div class="article__content">{text}</div></div></main><aside class="layout__right-rail"><h3>More from us</h3>{cards(story, "<div class=card><a href=/{2}><span>{0}</span></a></div>")}</aside></section><div class="zone"><h2>Paid content</h2>{cards(story, "<div class=ob-item><a href=https://ads.example/{2}>{0}</a><span>Sponsor</span></div>")}</div>'
    return case(
        story,
        document(f"<title>{e(story.title)} | Network</title>" + json_ld(story) + og(story, "Network"), content),
        url=f"https://edition.network.example/2024/{story.number}/world/index.html",
        text=story.text(lead=False),
    )


def spiegelish(story: Story) -> Case:
    """Utility classes without meaning, a kicker inside the heading, a teaser after the title."""
    related = f'<div data-area="related_articles" class="my-24"><section class="relative"><h3>Mehr zum Thema</h3><ul>{cards(story, "<li><a href=/{2}><span>{0}</span></a> {1}</li>", count=3)}</ul></section></div>'
    text = body(
        story,
        p='<div class="RichText RichText--sans leading-loose lg:text-xl"><p>{0}</p></div>',
        h2='<h3 class="font-bold">{0}</h3>',
        inserts={3: related, 6: '<div class="text-center"><span>Anzeige</span></div>'},
        figure='<section class="relative" data-area="image"><figure><picture><img src="/b/{1}.jpg"></picture><figcaption><p>{0}</p><span>Foto: Kim Ode / dpa</span></figcaption></figure></section>',
    )
    content = f'<header><div>{menu("Startseite", "Politik", "Wirtschaft", "Panorama", "Sport", "Kultur")}</div></header><main><article><header data-area="intro"><h2><span class="block text-primary-base">Stadtentwicklung</span><span> </span><span class="align-middle">{e(story.title)}</span></h2><div class="leading-loose font-bold RichText">{e(story.lead)}</div><div>Von <a class="border-b" href="/impressum/autor-1">{e(story.authors[0])}</a></div><div><time datetime="{iso(story, "+01:00")}">{day(story)}</time></div><button>Artikel zum Hören</button></header><div data-area="body">{text}</div><div data-area="article-footer"><button>Diskutieren Sie mit</button><div>Zur Startseite</div></div></article><section><h3>Meistgelesen</h3>{cards(story, "<article><h4><a href=/{2}>{0}</a></h4><p>{1}</p></article>")}</section></main>'
    return case(
        story,
        document(
            f"<title>{e(story.title)} - DER BOTE</title>" + json_ld(story, zone="+01:00") + og(story, "DER BOTE", zone="+01:00"),
            content,
            lang="de",
        ),
        url=f"https://www.bote.example/panorama/a-{story.number}",
    )


def lemondeish(story: Story) -> Case:
    """A paywalled text with an inline "read also" and the wall at the end."""
    also = f'<section class="catcher catcher--inline"><span class="catcher__label">Lire aussi |</span> <a href="/x" class="catcher__title">{e(story.others[0])}</a></section>'
    text = body(
        story,
        p='<p class="article__paragraph">{0}</p>',
        h2='<h2 class="article__sub-title">{0}</h2>',
        inserts={2: also, 5: also},
        figure='<figure class="article__media"><img src="/i/{1}.jpg"><figcaption class="article__legend">{0} <span class="article__credit">KIM ODE / AFP</span></figcaption></figure>',
    )
    content = f'<header id="header"><nav>{menu("Actualités", "Économie", "Vidéos", "Débats", "Culture")}</nav></header><main><section class="zone zone--article"><section class="article__wrapper"><header class="article__header"><h1 class="article__title">{e(story.title)}</h1><p class="article__desc">{e(story.lead)}</p><section class="meta"><span class="meta__author">Par <a class="article__author-link" href="/signataires/x">{e(story.authors[0])}</a></span> <span class="meta__date meta__date--header">{day(story)}</span> <p class="meta__reading-time">Temps de lecture : 3 min.</p></section></header><article class="article__content old__article-content-single">{text}<section class="article__status"><p>Il vous reste 62 % de cet article à lire. La suite est réservée aux abonnés.</p></section></article></section><section class="friend"><h3>Contribuer</h3><a>Réutiliser ce contenu</a></section><section class="river"><h4>À voir aussi</h4>{cards(story, "<div><a href=/{2}><h3>{0}</h3></a><p>{1}</p></div>")}</section></section></main>'
    return case(
        story,
        document(
            f"<title>{e(story.title)}</title>" + json_ld(story, zone="+02:00") + og(story, "Le Monde des villes", zone="+02:00"),
            content,
            lang="fr",
        ),
        url=f"https://www.villes.example/societe/article/2023/05/04/x_{story.number}_3224.html",
    )


def vnexpressish(story: Story) -> Case:
    """Location stamp in the lead, figures as tables, related news boxes inside the text, long comments."""
    box = f'<div class="box-tinlienquanv2"><article class="item-news"><h4 class="title-news"><a href="/{story.number + 1}.html">{e(story.others[0])}</a></h4></article></div>'
    text = body(
        story,
        p='<p class="Normal">{0}</p>',
        h2='<p class="Normal"><strong>{0}</strong></p>',
        inserts={4: box},
        figure='<table class="tplCaption" align="center"><tbody><tr><td><img src="/i/{1}.jpg" alt="x"></td></tr><tr><td class="Image"><p class="Image">{0}. Ảnh: Kim Anh</p></td></tr></tbody></table>',
    )
    content = f'<header class="section top-header"><div class="time-now">Thứ năm, 1/1/2026</div><nav class="main-nav">{menu("Thời sự", "Thế giới", "Kinh doanh", "Giải trí", "Thể thao", "Pháp luật")}</nav></header><section class="section page-detail top-detail"><div class="container"><div class="sidebar-1"><div class="header-content"><ul class="breadcrumb"><li><a href="/thoi-su">Thời sự</a></li></ul><span class="date">{day(story)} (GMT+7)</span></div><h1 class="title-detail">{e(story.title)}</h1><p class="description"><span class="location-stamp"></span>{e(story.lead)}</p><article class="fck_detail">{text}<p class="Normal" style="text-align:right;"><strong>{e(story.authors[0])}</strong></p></article><div class="footer-content"><div class="social">Trở lại Thời sự Lưu Chia sẻ</div></div><div class="box_comment_vne"><h3>Ý kiến</h3>{comment_thread(story, "<div class=comment_item><p class=full_content><span class=txt-name><a>{1}</a></span>{0}</p><p>Thích Trả lời</p></div>")}</div><div class="box-category"><h2>Tin cùng chuyên mục</h2>{cards(story, "<article class=item-news><h3 class=title-news><a href=/{2}.html>{0}</a></h3><p class=description>{1}</p></article>")}</div></div></div></section>'
    return case(
        story,
        document(f"<title>{e(story.title)} - Báo VnTin</title>" + og(story, "vntin.example", dated=False), content, lang="vi"),
        url=f"https://vntin.example/bai-{story.number}.html",
    )


def tuoitreish(story: Story) -> Case:
    """Detail-sapo, VCSortableInPreviewMode boxes, a star rating and read-more boxes."""
    more = f'<div class="VCSortableInPreviewMode link-content-footer IMSCurrentEditorEditObject" type="RelatedOneNews"><a href="/r.htm"><img src="/r.jpg"></a><div><a href="/r.htm" class="VCObjectBoxRelatedNewsItemTitle">{e(story.others[2])}</a><p class="VCObjectBoxRelatedNewsItemSapo">{e(story.teasers[0])}</p></div></div>'
    text = body(
        story,
        inserts={3: more},
        figure='<div class="VCSortableInPreviewMode active" type="Photo"><div><img src="/p/{1}.jpg"></div><div class="PhotoCMS_Caption"><p data-placeholder="[nhập chú thích]">{0} - Ảnh: KIM ANH</p></div></div>',
        h2="<h3>{0}</h3>",
    )
    content = f'<div class="header"><div class="header__nav">{menu("Trang chủ", "Thời sự", "Pháp luật", "Giáo dục")}</div></div><div class="main"><div class="detail__main"><div class="detail-top"><div class="detail-cate"><a href="/thoi-su.htm">Thời sự</a></div><div class="detail-time"><div data-role="publishdate">{story.moment:%d/%m/%Y %H:%M} GMT+7</div></div></div><h1 class="detail-title article-title" data-role="title">{e(story.title)}</h1><div class="detail-author-bot"><div class="author-info"><a class="name" href="/tac-gia.htm">{e(story.authors[0].upper())}</a></div></div><div class="detail-content-wrap"><h2 class="detail-sapo" data-role="sapo">{e(story.lead)}</h2><div class="detail-cmain"><div class="detail-content afcbc-body" data-role="content" itemprop="articleBody">{text}</div></div></div><div class="detail-tab"><div class="tags"><a href="/t1.htm">vỉa hè</a><a href="/t2.htm">đô thị</a></div></div><div class="box-rating"><div>Đọc tiếp</div></div><div class="detail-related"><div class="title">Tin liên quan</div>{cards(story, "<div class=box-category-item><a href=/{2}.htm><h3>{0}</h3></a><p>{1}</p></div>")}</div></div></div>'
    return case(
        story,
        document(
            f"<title>{e(story.title)} - Tuổi Mới Online</title>"
            + og(story, "TUOI MOI ONLINE", zone="+07:00")
            + '<meta property="article:author" content="Tuổi Mới Online">',
            content,
            lang="vi",
        ),
        url=f"https://tuoimoi.example/bai-20{story.number}1455.htm",
    )


def dantriish(story: Story) -> Case:
    """Singular classes, e-magazine figures, a list of tags and the latest news under the text."""
    text = body(
        story,
        figure='<figure class="image align-center"><img data-src="/i/{1}.jpg"><figcaption><p>{0} (Ảnh: Kim Anh).</p></figcaption></figure>',
    )
    content = f'<header class="header"><nav class="menu">{menu("Xã hội", "Thế giới", "Lao động")}</nav></header><main class="body container"><article class="singular-container"><h1 class="title-page detail">{e(story.title)}</h1><div class="author-wrap"><div class="author-meta"><div class="author-name"><a href="/tac-gia"><b>{e(story.authors[0])}</b></a></div><time class="author-time" datetime="{story.moment:%Y-%m-%d %H:%M}">{day(story)}</time></div></div><h2 class="singular-sapo">(Dân Tin) - {e(story.lead)}</h2><div class="singular-content">{text}</div><div class="singular-footer"><ul class="tags-wrap"><li class="dtkeyword">Từ khóa:</li><li><a href="/a.tag">vỉa hè</a></li></ul></div></article><section class="article-related"><h2>Đang được quan tâm</h2>{cards(story, "<article class=article-item><h3 class=article-title><a href=/{2}.htm>{0}</a></h3><div class=article-excerpt>{1}</div></article>")}</section><section class="comment-wrap"><h3>Bình luận ({len(story.comments)})</h3>{comment_thread(story, "<div class=comment-item><b>{1}</b><p>{0}</p></div>", count=4)}</section></main>'
    return case(
        story,
        document(f"<title>{e(story.title)} | Báo Dân Tin</title>" + json_ld(story, zone="+07:00"), content, lang="vi"),
        url=f"https://dantin.example/xa-hoi/bai-{story.number}.htm",
        text=f"(Dân Tin) - {story.lead}\n{story.text(lead=False)}",
    )


def liveticker(story: Story) -> Case:
    """A live report: entries with times, newest first."""
    entries = "".join(
        f'<div class="liveblog-entry" id="e{number}"><time>{number + 8}:15</time><div class="entry-text"><p>{e(block.text)}</p></div></div>'
        for number, block in enumerate(story.blocks)
        if block.kind == "p"
    )
    content = f'<header><nav>{menu()}</nav></header><main><h1>{e(story.title)}</h1><p class="intro">{e(story.lead)}</p><p class="byline">By {e(story.authors[0])}</p><p class="date">{day(story)}</p><div class="liveblog">{entries}</div><aside>{cards(story, "<a href=/{2}>{0}</a>")}</aside></main>'
    lines = [story.lead, *(block.text for block in story.blocks if block.kind == "p")]
    return case(
        story,
        document(f"<title>{e(story.title)} - Live</title>" + json_ld(story, kind="LiveBlogPosting"), content),
        url=f"https://live.example/{story.number}",
        text="\n".join(lines),
    )


def commented(story: Story) -> Case:
    """A short text under which readers wrote far more."""
    content = f'<div id="page"><div id="top">{menu()}</div><div id="left"><h1>{e(story.title)}</h1><div class="infos">{day(story)}, {e(story.authors[0])}</div><div id="artikel"><p><b>{e(story.lead)}</b></p>{body(story)}</div><div id="comments"><h3>{len(story.comments) * 8} comments</h3>{comment_thread(story, "<div class=c><div class=h>{1} wrote on {2}</div><div class=t><p>{0} {0}</p></div></div>", count=24)}</div></div></div>'
    return case(story, document(f"<title>{e(story.title)}</title>", content), url=f"https://paper.example/{story.number}")


def amp(story: Story) -> Case:
    """An AMP page."""
    content = f'<amp-sidebar id="s">{menu()}</amp-sidebar><header class="amp-header">The Courier</header><article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{e(story.title)}</h1><div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">{e(story.authors[0])}</span></div><div class="amp-wp-meta amp-wp-posted-on"><time datetime="{iso(story)}">3 years ago</time></div></header><div class="amp-wp-article-content"><p><strong>{e(story.lead)}</strong></p>{body(story, figure="<figure class=wp-caption><amp-img src=/a/{1}.jpg></amp-img><figcaption class=wp-caption-text>{0}</figcaption></figure>")}</div><footer class="amp-wp-article-footer"><div class="amp-wp-meta">Categories: <a>News</a></div></footer></article>{_COOKIE}'
    return case(
        story,
        document(f"<title>{e(story.title)} - The Courier</title>" + json_ld(story, kind="BlogPosting"), content),
        url=f"https://courier.example/{story.number}/amp/",
    )


def teaser_only(story: Story) -> Case:
    """A wall after the first paragraphs, much promotion around."""
    short = "".join(f"<p>{e(block.text)}</p>" for block in [block for block in story.blocks if block.kind == "p"][:2])
    content = f'{_COOKIE}<header><nav>{menu()}</nav></header><main><article><h1>{e(story.title)}</h1><p class="article-teaser">{e(story.lead)}</p><p class="date">{day(story, "short")}</p><div class="article-body">{short}</div><div class="paywall"><h2>Read on with our digital offer</h2><p>Get unlimited access to all articles, the e-paper and our app. The first month is free of charge, after that you pay a small monthly fee.</p><p>You can cancel at any time, there is no minimum term, and you support independent local journalism.</p><button>Subscribe now</button></div></article><section class="teaser-list">{cards(story, "<div class=teaser><h3><a href=/{2}>{0}</a></h3><p>{1}</p></div>", count=12)}</section></main>'
    lines = [story.lead, *[block.text for block in story.blocks if block.kind == "p"][:2]]
    return case(
        story,
        document(f"<title>{e(story.title)} – Gazette</title>" + og(story, "Gazette"), content),
        url=f"https://gazette.example/a/{story.number}",
        text="\n".join(lines),
        authors=(),
    )


def embedded_json(story: Story) -> Case:
    """JSON-LD with the whole text, a page of nameless boxes, an author's life and promotion at the end of the text."""
    text = "".join(
        f'<div class="x{number % 7}a">{e(block.text)}</div>' for number, block in enumerate(story.blocks) if block.kind == "p"
    )
    content = f'<div class="x1"><div class="x2">{menu()}</div><div class="x3"><h1>{e(story.title)}</h1><div class="x4">{e(story.authors[0])} · {day(story)}</div><div class="x5">{text}<div class="x6"><p>{e(story.authors[0])} has covered the region for twelve years and writes about transport, planning and the people behind both, mostly from a café.</p></div><div class="x7"><p>Have you seen something that we should report? Write to the desk, we read every message and answer most of them.</p></div></div></div></div>'
    return case(
        story,
        document(f"<title>{e(story.title)} | Observer of the Coast</title>" + json_ld(story, whole=True), content),
        url=f"https://coast.example/{story.number}",
        text="\n".join(block.text for block in story.blocks if block.kind == "p"),
    )


SHAPES = (
    broadcaster,
    guardianish,
    cnnish,
    spiegelish,
    lemondeish,
    vnexpressish,
    tuoitreish,
    dantriish,
    liveticker,
    commented,
    amp,
    teaser_only,
    embedded_json,
)
