"""Shapes of content management systems and page builders."""

# Markup and sentences stand whole, as they are published.
# ruff: noqa: E501

from __future__ import annotations

from bench.reading.making.parts import Case, body, cards, case, comment_thread, day, document, e, iso, json_ld, menu, og
from bench.reading.making.stories import Story


def wordpress_classic(story: Story) -> Case:
    """Twenty Ten to Twenty Fifteen: hentry, entry-meta, comments, widgets."""
    content = f'<div id="page" class="hfeed site"><header id="masthead" class="site-header"><h1 class="site-title"><a href="/">Village Notes</a></h1><nav id="site-navigation">{menu()}</nav></header><div id="main"><div id="primary" class="content-area"><div id="content"><article id="post-{story.number}" class="post-{story.number} post type-post status-publish format-standard hentry category-news tag-social"><header class="entry-header"><h1 class="entry-title">{e(story.title)}</h1><div class="entry-meta"><span class="date"><a href="/" rel="bookmark"><time class="entry-date" datetime="{iso(story)}">{day(story)}</time></a></span> <span class="author vcard"><a class="url fn n" href="/author/x" rel="author">{e(story.authors[0])}</a></span></div></header><div class="entry-content"><p>{e(story.lead)}</p>{body(story, figure="<div class=wp-caption><img src=/u/{1}.jpg><p class=wp-caption-text>{0}</p></div>")}<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a>Facebook</a></li></ul></div><div id="jp-relatedposts"><h3>Related</h3>{cards(story, "<p><a href=/{2}>{0}</a> {1}</p>", count=3)}</div></div><footer class="entry-meta">This entry was posted in <a rel="category tag">News</a> by {e(story.authors[0])}. Bookmark the permalink.</footer></article><div id="comments" class="comments-area"><h2>8 thoughts on “{e(story.title)}”</h2><ol class="commentlist">{comment_thread(story, "<li class=comment><article class=comment><footer class=comment-meta><cite class=fn>{1}</cite><time datetime={2}>{2}</time></footer><section class=comment-content><p>{0}</p></section></article></li>")}</ol><div id="respond"><h3>Leave a Reply</h3><p>Your email address will not be published. Required fields are marked *</p></div></div></div></div><div id="secondary" class="widget-area"><aside class="widget"><h3>Recent Posts</h3><ul>{cards(story, "<li><a href=/{2}>{0}</a></li>")}</ul></aside></div></div></div>'
    return case(
        story,
        document(
            f"<title>{e(story.title)} | Village Notes</title>",
            content,
            lang=story.language,
            body_class="single single-post has-sidebar comments-open",
        ),
        url=f"https://notes.example/{story.moment:%Y/%m/%d}/a-story/",
    )


def wordpress_blocks(story: Story) -> Case:
    """Twenty Twenty and later: wp-block classes everywhere, a query loop of other posts."""
    text = body(
        story,
        p="<p class='wp-block-paragraph'>{0}</p>",
        h2='<h2 class="wp-block-heading">{0}</h2>',
        li='<ul class="wp-block-list">{0}</ul>',
        quote='<blockquote class="wp-block-quote is-layout-flow"><p>{0}</p></blockquote>',
        figure='<figure class="wp-block-image size-large"><img src="/u/{1}.jpg"><figcaption class="wp-element-caption">{0}</figcaption></figure>',
    )
    content = f'<div class="wp-site-blocks"><header class="wp-block-template-part">{menu()}</header><main class="wp-block-group is-layout-flow"><h1 class="wp-block-post-title">{e(story.title)}</h1><div class="wp-block-group"><p>Written by</p><div class="wp-block-post-author-name">{e(story.authors[0])}</div><div class="wp-block-post-date"><time datetime="{iso(story)}">{day(story, "short")}</time></div></div><div class="entry-content wp-block-post-content is-layout-constrained"><p>{e(story.lead)}</p>{text}</div><div class="wp-block-comments"><h2>Comments</h2>{comment_thread(story, "<div class=wp-block-comment-content><p>{0}</p></div>", count=5)}</div><div class="wp-block-query"><h2>More posts</h2><ul class="wp-block-post-template">{cards(story, "<li class=wp-block-post><h3 class=wp-block-post-title><a href=/{2}>{0}</a></h3><div class=wp-block-post-excerpt><p>{1}</p></div></li>")}</ul></div></main><footer class="wp-block-template-part"><p>Designed with care</p></footer></div>'
    return case(
        story,
        document(
            f"<title>{e(story.title)} &#8211; Harbour Blog</title>" + og(story, "Harbour Blog"), content, lang=story.language
        ),
        url=f"https://harbour.example/a-story-{story.number}/",
    )


def newspaper_theme(story: Story) -> Case:
    """A magazine theme with td- classes, sharing above and below, related tabs inside the content."""
    text = body(story, inserts={3: '<div class="td-a-rec td-a-rec-id-content_inline"><span>- Advertisement -</span></div>'})
    content = f'<div class="td-header-menu-wrap">{menu()}</div><article class="post td-post-template-1"><div class="td-post-header"><ul class="td-category"><li><a href="/c">Ciudad</a></li></ul><header class="td-post-title"><h1 class="entry-title">{e(story.title)}</h1><div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">Por</div> <a href="/a">{e(story.authors[0])}</a></div><span class="td-post-date"><time class="entry-date updated td-module-date" datetime="{iso(story)}">{day(story, "short")}</time></span><div class="td-post-views">1243</div></div></header></div><div class="td-post-sharing-top"><span>Facebook</span><span>Twitter</span></div><div class="td-post-content tagdiv-type"><p><strong>{e(story.lead)}</strong></p>{text}</div><footer><div class="td-post-source-tags"><ul class="td-tags"><li><span>ETIQUETAS</span></li><li><a href="/t">obras</a></li></ul></div><div class="td-block-row td-post-next-prev"><div><span>Artículo anterior</span><a href="/p">{e(story.others[4])}</a></div></div><div class="td-author-name vcard author" style="display:none"><span class="fn"><a href="/a">{e(story.authors[0])}</a></span></div></footer></article><div class="td_block_related_posts"><h4>Artículos relacionados</h4>{cards(story, "<div class=td_module_related_posts><h3 class=entry-title><a href=/{2}>{0}</a></h3></div>")}</div><div class="comments" id="comments"><h3>Dejar respuesta</h3></div>'
    return case(
        story,
        document(f"<title>{e(story.title)} - El Faro del Barrio</title>" + og(story, "El Faro del Barrio"), content, lang="es"),
        url=f"https://faro.example/ciudad/{story.number}/",
    )


def drupal_bartik(story: Story) -> Case:
    """A municipality on Drupal 7 or 8: field classes, submitted line, a book of links under the node."""
    content = f'<div id="page-wrapper"><div id="header"><div class="region region-header">{menu("Rathaus", "Bürgerservice", "Kultur", "Wirtschaft")}</div></div><div id="breadcrumb"><h2 class="element-invisible">Sie sind hier</h2><div class="breadcrumb"><a href="/">Startseite</a> » <a href="/aktuelles">Aktuelles</a></div></div><div id="main"><div id="content" class="column"><div class="section"><h1 class="title" id="page-title">{e(story.title)}</h1><div class="region region-content"><div id="block-system-main" class="block block-system"><div class="content"><div id="node-{story.number}" class="node node-article node-promoted clearfix"><div class="meta submitted"><span property="dc:date dc:created" content="{iso(story)}">Gespeichert von presse am {story.moment:%d.%m.%Y - %H:%M}</span></div><div class="content clearfix"><div class="field field-name-field-image"><img src="/sites/default/files/{story.number}.jpg"></div><div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even" property="content:encoded"><p>{e(story.lead)}</p>{body(story)}</div></div></div><div class="field field-name-field-tags"><h3 class="field-label">Schlagworte: </h3><ul class="links"><li><a href="/t">Verkehr</a></li></ul></div></div><div class="link-wrapper"></div></div></div></div></div></div></div><div id="sidebar-first"><div class="block"><h2>Aktuelle Meldungen</h2>{cards(story, "<div class=views-row><span>{3}</span><a href=/{2}>{0}</a><p>{1}</p></div>")}</div></div></div><div id="footer">Stadtverwaltung, Marktplatz 1, Öffnungszeiten Montag bis Freitag 8 bis 12 Uhr</div></div>'
    return case(
        story,
        document(
            f'<title>{e(story.title)} | Stadt Lindental</title><meta name="Generator" content="Drupal 7">', content, lang="de"
        ),
        url=f"https://www.lindental.example/aktuelles/{story.number}",
        authors=(),
    )


def drupal_olivero(story: Story) -> Case:
    """Drupal 10: text-content, node__meta, a comment section."""
    content = f'<div class="dialog-off-canvas-main-canvas"><header class="site-header">{menu()}</header><main role="main" class="main-content"><div class="layout-main-wrapper"><div class="block block-core block-page-title-block"><h1 class="title page-title"><span class="field field--name-title">{e(story.title)}</span></h1></div><div class="block block-system-main-block"><article class="node node--type-article node--view-mode-full"><header><div class="node__meta"><div class="node__author-info"><span>By <span>{e(story.authors[0])}</span>, {day(story, "short")}</span></div></div></header><div class="node__content"><div class="field field--name-field-image"><img src="/s/{story.number}.jpg"></div><div class="text-content clearfix field field--name-body field--type-text-with-summary field--label-hidden field__item"><p>{e(story.lead)}</p>{body(story)}</div></div></article><section class="comments"><h2 class="comments__title">Comments</h2>{comment_thread(story, "<article class=comment><div class=comment__text-content><p>{0}</p></div></article>", count=3)}</section></div></div></main><div class="region region--sidebar"><h2>Recent news</h2>{cards(story, "<div><a href=/{2}>{0}</a></div>")}</div></div>'
    return case(
        story,
        document(f"<title>{e(story.title)} | Borough of Ashby</title>", content),
        url=f"https://ashby.example/news/{story.number}",
    )


def typo3(story: Story) -> Case:
    """The news extension of TYPO3: news-single, teaser-text, news-text-wrap, related files and links."""
    content = f'<div id="page"><nav class="main-nav">{menu("Stadt", "Rathaus", "Leben", "Wirtschaft")}</nav><main><div id="c12" class="frame frame-default frame-type-list"><div class="news news-single"><div class="article" itemscope itemtype="http://schema.org/Article"><div class="header"><h1 itemprop="headline">{e(story.title)}</h1></div><div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" datetime="{story.moment:%Y-%m-%d}">{story.moment:%d.%m.%Y}</time></span></p></div><div class="teaser-text" itemprop="description"><p>{e(story.lead)}</p></div><div class="news-img-wrap"><div class="outer"><div class="mediaelement"><img src="/f/{story.number}.jpg"></div></div></div><div class="news-text-wrap" itemprop="articleBody">{body(story, figure="")}</div><div class="news-backlink-wrap"><a href="/aktuelles">Zurück</a></div><div class="news-related-wrap"><div class="news-related"><h4>Verwandte Nachrichten</h4><ul>{cards(story, "<li><a href=/{2}>{0}</a></li>", count=3)}</ul></div></div></div></div></div></main><footer><p>Stadtverwaltung Lindental, Markt 1, 12345 Lindental, Telefon 01234 567-0</p></footer></div>'
    return case(
        story,
        document(
            f'<title>{e(story.title)}: Stadt Lindental</title><meta name="generator" content="TYPO3 CMS">', content, lang="de"
        ),
        url=f"https://www.lindental.example/aktuelles/detail/{story.number}",
        authors=(),
    )


def joomla(story: Story) -> Case:
    """Joomla: item-page, article-info list, pager, custom modules."""
    content = f'<div class="body"><header class="header">{menu("Accueil", "Mairie", "Vie locale", "Culture")}</header><main id="content"><div class="item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="fr-FR"><div class="page-header"><h2 itemprop="headline">{e(story.title)}</h2></div><dl class="article-info muted"><dt class="article-info-term">Détails</dt><dd class="createdby" itemprop="author">Écrit par <span itemprop="name">{e(story.authors[0])}</span></dd><dd class="published"><time datetime="{iso(story, "+02:00")}" itemprop="datePublished">Publication : {story.moment:%d/%m/%Y}</time></dd><dd class="hits">Affichages : 412</dd></dl><div itemprop="articleBody" class="com-content-article__body"><p><strong>{e(story.lead)}</strong></p>{body(story)}</div><ul class="pager pagenav"><li class="previous"><a href="/p">Préc.</a></li></ul></div></main><div class="sidebar-right"><div class="card"><h3>Derniers articles</h3><ul>{cards(story, "<li><a href=/{2}>{0}</a></li>")}</ul></div></div></div>'
    return case(
        story,
        document(
            f'<title>{e(story.title)} - Ville de Tilleul</title><meta name="generator" content="Joomla!"><meta name="description" content="Site officiel de la ville de Tilleul">',
            content,
            lang="fr-fr",
        ),
        url=f"https://tilleul.example/vie-locale/{story.number}-x",
    )


def plone(story: Story) -> Case:
    """Plone: documentFirstHeading, documentDescription, content-core, viewlets."""
    content = f'<div id="visual-portal-wrapper"><div id="portal-globalnav">{menu("Ayuntamiento", "Trámites", "Noticias", "Agenda")}</div><div id="portal-breadcrumbs"><span>Usted está aquí:</span><a href="/">Inicio</a></div><article id="content"><header><div id="viewlet-above-content-title"></div><h1 class="documentFirstHeading">{e(story.title)}</h1><p class="documentDescription description">{e(story.lead)}</p><div class="documentByLine"><span class="documentAuthor">por <a href="/author/x">{e(story.authors[0])}</a> — </span><span class="documentPublished"><span>Publicado</span> {story.moment:%d/%m/%Y %H:%M}</span></div></header><div id="content-core"><section id="section-text"><div class="newsImageContainer"><img src="/i/{story.number}"></div><div class="" id="parent-fieldname-text-x">{body(story)}</div></section></div><footer><div id="category" class="documentByLine"><span>archivado en:</span><a href="/s" rel="tag">obras</a></div></footer></article><aside id="portal-column-two"><section class="portlet"><header>Noticias</header>{cards(story, "<section class=portletItem><a href=/{2}>{0}<time>{3}</time></a></section>")}</section></aside></div>'
    return case(
        story,
        document(f"<title>{e(story.title)} — Ayuntamiento de Molino</title>", content, lang="es"),
        url=f"https://molino.example/noticias/{story.number}",
    )


def blogspot(story: Story) -> Case:
    """Blogger: text between line breaks in one div."""
    lines = "<br /><br />".join(e(block.text) for block in story.blocks if block.kind == "p")
    content = f'<div class="main-outer"><div class="header section">{menu()}</div><div class="date-outer"><h2 class="date-header"><span>{day(story)}</span></h2><div class="post hentry uncustomized-post-template"><h3 class="post-title entry-title">{e(story.title)}</h3><div class="post-body entry-content" id="post-body-1">{e(story.lead)}<br /><br /><div class="separator"><img src="/b.jpg"></div>{lines}<div style="clear: both;"></div></div><div class="post-footer"><span class="post-author vcard">Posted by <span class="fn"><span>{e(story.authors[0])}</span></span></span> <span class="post-labels">Labels: <a rel="tag" href="/l">garden</a></span></div></div></div><div class="comments" id="comments"><h4>3 comments:</h4>{comment_thread(story, "<div class=comment-block><cite>{1}</cite><p class=comment-content>{0}</p></div>", count=5)}</div><div class="sidebar"><h2>Blog Archive</h2>{cards(story, "<li><a href=/{2}>{0}</a></li>")}</div></div>'
    text = "\n".join([story.lead, *(block.text for block in story.blocks if block.kind == "p")])
    return case(
        story,
        document(f"<title>Our Valley: {e(story.title)}</title>", content),
        url=f"https://valley.example/{story.moment:%Y/%m}/x.html",
        text=text,
    )


def ghost(story: Story) -> Case:
    """Ghost: gh-content, bookmark cards, a call to subscribe."""
    card = f'<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="/x"><div class="kg-bookmark-content"><div class="kg-bookmark-title">{e(story.others[0])}</div><div class="kg-bookmark-description">{e(story.teasers[0])}</div></div></a></figure>'
    content = f'<div class="viewport"><header class="gh-head">{menu()}</header><main><article class="gh-article post tag-news"><header class="gh-article-header gh-canvas"><a class="gh-article-tag" href="/t">News</a><h1 class="gh-article-title">{e(story.title)}</h1><p class="gh-article-excerpt">{e(story.lead)}</p><div class="gh-article-meta"><h4 class="gh-article-author-name"><a href="/author/x">{e(story.authors[0])}</a></h4><time class="gh-article-meta-date" datetime="{story.moment:%Y-%m-%d}">{day(story, "short")}</time><span class="gh-article-meta-length"> — 4 min read</span></div></header><section class="gh-content gh-canvas">{body(story, inserts={4: card})}</section></article></main><section class="gh-container is-grid"><h2 class="gh-container-title">Read more</h2>{cards(story, "<article class=gh-card><a href=/{2}><h3 class=gh-card-title>{0}</h3><p class=gh-card-excerpt>{1}</p></a></article>")}</section><footer class="gh-footer"><h2>Sign up for more</h2></footer></div>'
    return case(
        story,
        document(
            f"<title>{e(story.title)}</title>" + json_ld(story, kind="Article") + og(story, "The Ledger", described=True), content
        ),
        url=f"https://ledger.example/a-story-{story.number}/",
    )


def squarespace(story: Story) -> Case:
    """Squarespace: sqs-block-content around single stretches of text."""
    blocks = "".join(
        f'<div class="sqs-block html-block sqs-block-html"><div class="sqs-block-content"><p class="" style="white-space:pre-wrap;">{e(block.text)}</p></div></div>'
        for block in story.blocks
        if block.kind == "p"
    )
    content = f'<header id="header">{menu()}</header><main id="page"><article class="blog-item-wrapper hentry"><div class="blog-item-inner-wrapper"><div class="blog-item-top-wrapper"><div class="blog-item-title"><h1 class="entry-title">{e(story.title)}</h1></div><div class="blog-item-meta-wrapper"><time class="dt-published blog-meta-item--date">{day(story, "short")}</time><span class="blog-author-name">{e(story.authors[0])}</span></div></div><div class="blog-item-content-wrapper"><div class="blog-item-content e-content"><div class="sqs-layout sqs-grid-12"><div class="row sqs-row"><div class="col sqs-col-12"><div class="sqs-block html-block"><div class="sqs-block-content"><p>{e(story.lead)}</p></div></div>{blocks}</div></div></div></div></div></div></article><section id="itemPagination"><a href="/p"><h2>{e(story.others[3])}</h2></a></section></main>'
    text = "\n".join([story.lead, *(block.text for block in story.blocks if block.kind == "p")])
    return case(
        story,
        document(f"<title>{e(story.title)} — Studio Ash</title>" + og(story, "Studio Ash", dated=False), content),
        url=f"https://ash.example/blog/{story.number}",
        text=text,
    )


def wix(story: Story) -> Case:
    """Wix: nothing but hashed classes and data hooks."""
    blocks = "".join(
        f'<div class="kT{number}x"><p dir="auto" class="GOVIp Rf-" id="viewer-{number}"><span class="iKB">{e(block.text)}</span></p></div>'
        for number, block in enumerate(story.blocks)
        if block.kind == "p"
    )
    content = f'<div id="SITE_CONTAINER"><div id="comp-1"><nav>{menu()}</nav></div><div id="comp-2"><article class="IT4w"><div class="qY"><ul class="x9"><li><span data-hook="user-name" class="tQ0Q1A user-name">{e(story.authors[0])}</span></li><li><span data-hook="time-ago" title="{day(story, "short")}">{day(story, "short")}</span></li><li>3 min read</li></ul></div><header><h1 data-hook="post-title" class="pB">{e(story.title)}</h1></header><section data-hook="post-description"><div class="mA"><div class="kT0x"><p dir="auto"><span>{e(story.lead)}</span></p></div>{blocks}</div></section></article><div data-hook="post-footer"><div>34 views</div><div>0 comments</div></div></div><div data-hook="related-posts"><h2>Recent Posts</h2>{cards(story, "<div><a href=/post/{2}>{0}</a><p>{1}</p></div>", count=3)}</div></div>'
    text = "\n".join([story.lead, *(block.text for block in story.blocks if block.kind == "p")])
    return case(
        story,
        document(f"<title>{e(story.title)}</title>" + og(story, "My Site"), content),
        url=f"https://mysite.example/post/{story.number}",
        text=text,
    )


def div_soup(story: Story) -> Case:
    """Frameset-age markup: nested tables, font elements, text between breaks, no classes."""
    lines = "<br><br>\n".join(
        f'<font face="Arial" size="2">{e(block.text)}</font>' for block in story.blocks if block.kind == "p"
    )
    content = f'<table width="100%"><tr><td colspan="3">{menu(item="<a href=/{1}>{0}</a> | ")}</td></tr><tr><td width="150" valign="top">{cards(story, "<a href=/{2}>{0}</a><br>")}</td><td valign="top"><table><tr><td><font size="5"><b>{e(story.title)}</b></font></td></tr><tr><td><font size="1">{e(story.authors[0])} - {day(story, "short")}</font></td></tr><tr><td><b>{e(story.lead)}</b><br><br>{lines}</td></tr></table></td><td width="150"><b>Links</b><br>{cards(story, "<a href=/z{2}>{0}</a><br>", count=4)}</td></tr></table>'
    text = "\n".join([story.lead, *(block.text for block in story.blocks if block.kind == "p")])
    return case(
        story,
        document(f"<title>{e(story.title)}</title>", content, lang=""),
        url=f"https://old.example/news.asp?id={story.number}",
        text=text,
    )


def elementor(story: Story) -> Case:
    """Elementor: every stretch of text a widget."""
    widgets = "".join(
        f'<div class="elementor-element elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container"><p>{e(block.text)}</p></div></div>'
        for block in story.blocks
        if block.kind == "p"
    )
    content = f'<div class="elementor elementor-location-header">{menu()}</div><div class="elementor elementor-location-single post type-post"><div class="elementor-widget elementor-widget-theme-post-title"><h1 class="elementor-heading-title">{e(story.title)}</h1></div><div class="elementor-widget elementor-widget-post-info"><ul class="elementor-icon-list-items"><li><span class="elementor-post-info__item--type-author">{e(story.authors[0])}</span></li><li><span class="elementor-post-info__item--type-date">{day(story, "short")}</span></li></ul></div><div class="elementor-widget elementor-widget-theme-post-content"><div class="elementor-widget-container"><div class="elementor elementor-{story.number}"><section class="elementor-section"><div class="elementor-column"><div class="elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container"><p>{e(story.lead)}</p></div></div>{widgets}</div></section></div></div></div><div class="elementor-widget elementor-share-buttons"><a>Share on Facebook</a></div></div><div class="elementor elementor-location-footer"><p>All rights reserved</p></div>'
    text = "\n".join([story.lead, *(block.text for block in story.blocks if block.kind == "p")])
    return case(
        story,
        document(
            f"<title>{e(story.title)} - Market Town News</title>" + og(story, "Market Town News"), content, lang=story.language
        ),
        url=f"https://market.example/{story.number}/",
        text=text,
    )


SHAPES = (
    wordpress_classic,
    wordpress_blocks,
    newspaper_theme,
    drupal_bartik,
    drupal_olivero,
    typo3,
    joomla,
    plone,
    blogspot,
    ghost,
    squarespace,
    wix,
    div_soup,
    elementor,
)
