"""Districts: a second held-out set, written after the last number was chosen, by templates, matters and steps of its own.

Matters run from tenders to accidents and audits, in other words each time; some steps share no more than the matter and a name.
Briefings come every week, the same report every year.
"""

from __future__ import annotations

import random

from bench.related.items import Item, distinct, fill, person, place, randomness

MATTERS = (
    "hồ chứa nước {s}", "bến xe khách {s}", "tuyến kè biển {s}", "làng nghề gốm {s}", "trại giống thủy sản {s}", "khu mộ cổ {s}",
    "cảng cá {s}", "trung tâm hành chính công {s}", "vườn ươm {s}", "nhà máy xử lý rác {s}", "đài tưởng niệm {s}",
    "hợp tác xã chè {s}",
)  # fmt: skip
STEPS = (
    (
        "[Mời thầu|Đấu thầu] gói xây lắp thuộc {m}",
        "Ban Quản lý dự án huyện {d} phát hành hồ sơ mời thầu gói xây lắp của {m} với giá {g} triệu đồng.",
        (
            "Nhà thầu quan tâm mua hồ sơ trên hệ thống đấu thầu quốc gia. Quyết định số {no}/QĐ-UBND nêu rõ nguồn vốn và "
            "thời hạn. Ông {p}, Giám đốc Ban, cho biết thời gian mở thầu sẽ không lùi. Bảo lãnh dự thầu nộp trước khi đóng thầu"
        ),
    ),
    (
        "Cử tri hỏi, huyện trả lời về {m}",
        "Trả lời cử tri xã {u}, UBND huyện {d} cho biết {m} chậm vì vướng đường dây điện.",
        (
            "Bà {q} và nhiều hộ dân đặt câu hỏi bao giờ thì xong. Theo văn bản phúc đáp, điện lực đã nhận lịch cắt điện để "
            "di dời cột. {f} được nhắc phải bố trí đủ người. Mọi ý kiến khác được ghi nhận và chuyển các phòng có liên quan"
        ),
    ),
    (
        "Sự cố tại {m}: không có thiệt hại về người",
        "Mưa lớn đêm qua làm sạt một đoạn mái ta luy ở {m}, xã {u}; lực lượng tại chỗ đã căng dây cảnh báo.",
        (
            "Anh {q}, dân quân thường trực, kể nước tràn lúc gần sáng. {f} đưa hai máy xúc đến hót đất. Chủ tịch huyện {p} đi "
            "kiểm tra và yêu cầu trực suốt ngày đêm. Dự báo những ngày tới còn mưa to trên diện rộng"
        ),
    ),
    (
        "Kiểm toán kiến nghị xử lý tài chính ở {m}",
        "Kết luận kiểm toán đề nghị giảm trừ quyết toán {k} triệu đồng với {m} ở huyện {d}.",
        (
            "Khối lượng nghiệm thu trùng giữa hai hạng mục là lỗi chính. {f} đã giải trình và cam kết nộp lại. Quyết định số "
            "{no}/QĐ-UBND được rà soát về thẩm quyền. Tập thể, cá nhân có liên quan phải kiểm điểm rút kinh nghiệm"
        ),
    ),
    (
        "{q2} và ngày đầu vận hành {m}",
        "Từ sáng sớm, bà con xã {u} đã tới xem {m} chạy thử không tải.",
        (
            "Bà {q} mang theo cả cháu nhỏ. Kỹ sư của {f} hướng dẫn từng nhóm đi một vòng và trả lời câu hỏi. Tháng sau mới thu "
            "phí. Ông {p} hứa giữ giá thấp cho người trong huyện trong năm đầu"
        ),
    ),
)  # fmt: skip
ALONE = (
    (
        "Trạm Thú y huyện {d} tiêm phòng cho đàn vật nuôi xã {u}",
        "Trong ba ngày, cán bộ thú y đã tiêm {k} liều vắc xin cho trâu bò, chó mèo ở xã {u}.",
        "Chủ nuôi được phát giấy chứng nhận. Ông {p} lưu ý theo dõi vật nuôi sau tiêm và khai báo khi thấy bất thường",
    ),
    (
        "Hội chợ nông sản xã {u} [thu hút|đón] đông khách",
        "Phiên chợ cuối tuần ở xã {u} bày bán mật ong, chè, miến và rau trái vụ của {k} hộ.",
        "Khách từ xa đến nếm thử và đặt hàng. Bà {q} bán hết gian hàng trước giờ trưa. Ban tổ chức bố trí chỗ gửi xe miễn phí",
    ),
    (
        "Bắt giữ đối tượng trộm cắp tài sản tại xã {u}",
        "Công an huyện {d} bắt giữ một thanh niên lấy trộm xe máy của người dân xã {u}.",
        "Qua rà soát camera, tổ công tác do thiếu tá {p} chỉ huy đã tìm ra nơi cất giấu. Tang vật đã trả lại chủ sở hữu",
    ),
)
BRIEFING = (
    "Thường trực Huyện ủy {d} [họp|hội ý] tuần {t}",
    "Thường trực Huyện ủy {d} nghe các ban báo cáo việc trong tuần và cho ý kiến việc tuần sau.",
    "Đồng chí {p} điều hành. Các ban nêu {k} đầu việc, {t} việc quá hạn. Văn phòng đôn đốc và báo cáo lại vào thứ Sáu",
)
REPORT = (
    "Huyện {d} công bố báo cáo cải cách hành chính năm {yr}",
    "Báo cáo cải cách hành chính năm {yr} của huyện {d} cho thấy tỷ lệ trả hồ sơ đúng hẹn đạt {k} phần trăm.",
    "Số hồ sơ trực tuyến tăng. Bộ phận một cửa được lắp thêm máy lấy số. Ông {p} đề nghị các xã tự chấm điểm nghiêm túc",
)


def districts(seed: int, count: int = 45, matters: int = 4) -> list[Item]:
    """Articles of so many districts; every matter is a story of three to five steps."""
    rng = randomness(seed)
    names = distinct(place, rng, count)
    items = []
    for index, name in enumerate(names):
        units = distinct(place, rng, 4)
        for number in range(matters):
            matter = rng.choice(MATTERS).format(s=place(rng))
            told = {
                "m": matter, "d": name, "u": rng.choice(units), "p": person(rng), "q": person(rng), "f": f"Công ty {place(rng)}",
                "no": str(rng.randint(100, 4000)),
            }  # fmt: skip
            day = rng.uniform(0, 300)
            items += [
                _item(rng, STEPS[step], told, f"d{index}-{number}-{step}", day + 35 * step, story=f"d{index}-{number}")
                for step in sorted(rng.sample(range(5), rng.randint(3, 5)))
            ]
        common = {"d": name, "p": person(rng), "q": person(rng)}
        for number, template in enumerate(ALONE):
            given = common | {"u": rng.choice(units)}
            items.append(_item(rng, template, given, f"a{index}-{number}", rng.uniform(0, 400)))
        for number in range(4):
            items.append(_item(rng, BRIEFING, common | {"t": str(number + 20)}, f"w{index}-{number}", 100 + 7 * number))
        for year in (2023, 2024):
            items.append(_item(rng, REPORT, common | {"yr": str(year)}, f"r{index}-{year}", (year - 2023) * 365 + 10))
    return items


def _item(
    rng: random.Random, template: tuple[str, str, str], values: dict[str, str], name: str, day: float, *, story: str | None = None
) -> Item:
    small = {"g": str(rng.randint(900, 99_000)), "k": str(rng.randint(20, 900)), "q2": person(rng)}
    title, lead, text = (fill(rng, part, small | values) for part in template)
    title = title[0].upper() + title[1:]
    return Item(id=name, title=title, lead=lead, text=text, day=day, story=story or name, original=name, hard=story is not None)
