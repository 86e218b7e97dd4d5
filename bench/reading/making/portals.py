"""Shapes of public bodies: portals of Vietnam, council sites, Japanese city pages."""

# Markup and sentences stand whole, as they are published.
# ruff: noqa: E501

from __future__ import annotations

from bench.reading.making.parts import Case, body, cards, case, day, document, e, menu
from bench.reading.making.stories import Story

_VI = ("Trang chủ", "Giới thiệu", "Tin tức", "Văn bản", "Thủ tục hành chính", "Liên hệ")


def nukeviet(story: Story) -> Case:
    """NukeViet's default theme."""
    content = f'<div class="wraper"><header>{menu(*_VI)}</header><section><ul class="breadcrumbs"><li><a href="/vi/news/tin/">Tin tức</a></li></ul><div class="news_column panel panel-default" itemtype="http://schema.org/NewsArticle" itemscope><div class="panel-body"><h1 class="title margin-bottom-lg" itemprop="headline">{e(story.title)}</h1><div class="row margin-bottom-lg"><div class="col-md-12"><span class="h5">{day(story).replace(" | ", " ")}</span></div><div class="col-md-12"><ul class="list-inline text-right"><li><a title="In ra" href="/print">In ra</a></li></ul></div></div><div class="clearfix"><div class="hometext m-bottom" itemprop="description">{e(story.lead)}</div><figure class="article center"><img src="/uploads/{story.number}.jpg"></figure></div><div id="news-bodyhtml" class="bodytext margin-bottom-lg">{body(story)}</div><div class="margin-bottom-lg"><p class="h5 text-right"><strong>Tác giả: </strong>{e(story.authors[0])}</p></div></div></div><div class="news_column panel"><div class="panel-body"><em class="fa fa-tags">&nbsp;</em><strong>Tags: </strong><a href="/tag"><em>môi trường</em></a></div></div><div class="news_column panel"><div class="panel-body other-news"><p class="h3"><strong>Những tin mới hơn</strong></p><div class="clearfix"><ul class="detail-related related list-none list-items">{cards(story, "<li><h4><a href=/{2}.html>{0}</a></h4><em>({3})</em></li>", count=4)}</ul></div></div></div></section><aside>Đang truy cập 12 Hôm nay 340</aside><footer>© Bản quyền thuộc về UBND phường</footer></div>'
    return case(
        story,
        document(
            f'<title>{e(story.title)}</title><meta name="generator" content="NukeViet v4.5"><meta name="description" content="Trang thông tin điện tử phường">',
            content,
            lang="vi",
        ),
        url=f"https://phuong.example/vi/news/tin/x-{story.number}.html",
    )


def vn_portal(story: Story) -> Case:
    """A ward's portal: figures followed by bold captions, a right-aligned signature, the latest items under the text."""
    text = body(
        story,
        figure='<figure class="image"><img src="https://datafiles.example/{1}.jpg" alt="Anh-tin-bai"></figure><p style="text-align:center;"><strong>{0}</strong></p>',
    )
    content = f'<form method="post" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="{"A" * 300}"><div class="banner">{menu(*_VI)}</div><div class="ModuleContent"><h1 class="ArticleHeader">{e(story.title)}</h1><span class="PostDate">{day(story)}</span><div class="ArticleSummary">{e(story.lead)}</div><div class="ArticleContent">{text}<p style="text-align:right;"><strong>{e(" – ".join(story.authors))}</strong></p></div><div class="tool"><a>In bài viết</a> <a>Gửi Email</a> Lượt xem: 276</div><div class="ArticleInMenu"><div class="title">Tin khác</div><ul>{cards(story, "<li><a href=/tin/{2}>{0}</a> <span>({3})</span></li>")}</ul></div></div><div class="right"><div>Thống kê truy cập</div><div>Đang online: 35</div><div>Thời tiết</div></div></form>'
    return case(
        story,
        document(f"<title>{e(story.title)} - CỔNG THÔNG TIN ĐIỆN TỬ</title>", content, lang="en-US"),
        url=f"https://xa.example/tin/{story.number}",
    )


def liferay(story: Story) -> Case:
    """Liferay's asset publisher, lang="en-US" on a Vietnamese page."""
    content = f'<div id="wrapper"><header id="banner">{menu(*_VI)}</header><div id="content"><div class="portlet-boundary portlet-asset-publisher" id="p_p_id_101_"><section class="portlet"><h1 class="portlet-title"><span class="portlet-title-text">Tin tức - Sự kiện</span></h1><div class="portlet-body"><div class="asset-full-content"><h3 class="component-title header-title"><span>{e(story.title)}</span></h3><div class="asset-content"><span class="text-ngayxam-page">({story.moment:%H:%M %d/%m/%Y})</span><div class="journal-content-article" data-analytics-asset-type="web-content"><p style="text-align:justify"><strong>{e(story.lead)}</strong></p>{body(story, p="<p style=text-align:justify>{0}</p>")}<p style="text-align: right;"><strong>{e(story.authors[0])}</strong></p></div></div><div class="lfr-asset-ratings">Đánh giá: Trung bình (0 phiếu)</div></div></div></section></div><div class="portlet-boundary"><h2>Các tin khác</h2><ul class="list-news">{cards(story, "<li class=news-item><a class=news-title href=/-/asset_publisher/x/content/{2}>{0}</a> <span>({3})</span></li>")}</ul></div></div></div>'
    return case(
        story,
        document(f"<title>{e(story.title)} - Tin tức - Sự kiện - Cổng thông tin quận</title>", content, lang="en-US"),
        url=f"https://quan.example/web/guest/-/asset_publisher/Ab12Cd34Ef56/content/{story.number}",
    )


def sharepoint(story: Story) -> Case:
    """SharePoint with nested tables and an empty paragraph where the text should be."""
    content = f'<form id="aspnetForm"><div class="top">{menu(*_VI)}</div><div id="DeltaPlaceHolderMain"><div class="news-detail"><p class="news-title-detail">{e(story.title)}</p><span class="date-publish">Đăng ngày {story.moment.day:02} - {story.moment.month:02} - {story.moment.year}</span><p class="news-summary">{e(story.lead)}</p><p class="news-main">&nbsp;</p><div class="ms-rtestate-field">{body(story, p="<div style=text-align:justify>{0}</div>", figure="<p style=text-align:center><img src=/p/{1}.jpg></p><p style=text-align:center><em>{0}</em></p>")}<div style="text-align:right"><b>{e(story.authors[0])}</b></div></div><div class="news-other"><p>CÁC TIN KHÁC</p>{cards(story, "<div class=item><a href=/p/{2}.aspx>{0}</a><span>{3}</span></div>")}</div></div></div></form>'
    return case(
        story,
        document(f"<title>{e(story.title)} - CỔNG THÔNG TIN ĐIỆN TỬ HUYỆN</title>", content, lang="vi"),
        url=f"https://huyen.example/portal/Pages/{story.moment.year}-{story.moment.month}-{story.moment.day}/x{story.number}.aspx",
    )


def council(story: Story) -> Case:
    """A council site: a plain page with contact box and publication notes."""
    content = f'<a class="skip-link" href="#main">Skip to main content</a><header class="global-header">{menu("Services", "Council tax", "Planning", "News")}</header><nav class="breadcrumbs"><ol><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ol></nav><main id="main"><div class="grid-row"><div class="column-two-thirds"><h1>{e(story.title)}</h1><p class="lede">{e(story.lead)}</p><p class="published-date">Published: {day(story, "short")}</p>{body(story)}<div class="feedback"><h2>Was this page helpful?</h2><button>Yes</button><button>No</button></div></div><div class="column-one-third"><h2>Latest news</h2><ul>{cards(story, "<li><a href=/news/{2}>{0}</a></li>")}</ul></div></div></main><footer><p>Copyright {story.moment.year + 1} Ashby Borough Council, Town Hall, High Street</p></footer>'
    return case(
        story,
        document(f"<title>{e(story.title)} | Ashby Borough Council</title>", content),
        url=f"https://www.ashby.example/news/{story.number}",
        authors=(),
    )


def japanese_city(story: Story) -> Case:
    """A Japanese city's page: update date at the top, contact and viewer notices below."""
    content = f'<div id="header"><div id="menu">{menu("ホーム", "くらし", "市政情報", "観光")}</div></div><div id="pankuzu"><a href="/">トップ</a> &gt; <a href="/news">お知らせ</a></div><div id="main"><div id="tmp_contents"><h1>{e(story.title)}</h1><p class="update">掲載日：{story.moment.year}年{story.moment.month}月{story.moment.day}日</p><p>{e(story.lead)}</p>{body(story, linked=False)}<div id="contact"><h2>お問い合わせ先</h2><p>広報課　電話：0123-45-6789</p></div><p class="tool">印刷</p></div><div id="side"><h2>関連情報</h2><ul>{cards(story, "<li><a href=/{2}.html>{0}</a></li>")}</ul></div></div><div id="footer">市役所 〒000-0000 中央1丁目1番1号 Copyright City. All rights reserved.</div>'
    return case(
        story,
        document(f"<title>{e(story.title)}｜みなと市</title>", content, lang="ja"),
        url=f"https://www.city.minato.example/news/{story.number}.html",
        authors=(),
    )


def laravel(story: Story) -> Case:
    """A small Vietnamese system with its own class names and the article itself in the related list."""
    content = f'<div class="container"><div class="top-nav">{menu(*_VI)}</div><div class="col-md-9"><div class="chi-tiet"><h1 class="main-title cms-title">{e(story.title)}</h1><div class="meta"><time>Đăng ngày {story.moment:%d-%m-%Y %H:%M:%S}</time> <span>Lượt xem: 120</span></div><div class="gioi-thieu">{e(story.lead)}</div><div class="noi-dung">{body(story, figure="<p align=center><img src=/f/{1}.jpg></p><p align=center><i>{0}</i></p>")}</div><p class="tac-gia">{e(story.authors[0])}</p></div><div class="nhom-tin-lien-quan"><h3>Tin cùng loại</h3><ul><li><a href="/self">{e(story.title)}</a></li>{cards(story, "<li><a href=/vi/{2}.hti>{0}</a></li>")}</ul></div></div><div class="col-md-3">Liên kết website</div></div>'
    return case(
        story,
        document(f"<title>{e(story.title)}</title>", content, lang="vi"),
        url=f"https://tinh.example/vi/{story.number}-x.hti",
    )


SHAPES = (nukeviet, vn_portal, liferay, sharepoint, council, japanese_city, laravel)
