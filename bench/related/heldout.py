"""Held out: local news by other templates than `communes`. Looked at to check, never to tune.

Wards of cities: land auctions, roadworks, lost persons, school enrolment, plans with document numbers, quarterly accounts;
stories are told by a follow-up with another vocabulary, often without the full name of the matter.
"""

from __future__ import annotations

import random

from bench.related.items import Item, amount, distinct, fill, person, place, randomness

MATTERS = (
    "dự án cải tạo, nâng cấp tuyến đường {s}", "khu tái định cư {s}", "chung cư cũ {s}", "công viên {s}", "bãi rác tạm {s}",
    "tuyến cống thoát nước {s}", "khu đất đấu giá {s}", "trường THCS {s}", "cụm công nghiệp {s}", "lễ hội đình {s}",
)  # fmt: skip
STEPS = (
    (
        "Công bố quyết định thu hồi đất phục vụ {m}",
        (
            "Hội đồng bồi thường, hỗ trợ và tái định cư phường {w} vừa công bố Quyết định số {no}/QĐ-UBND về việc thu hồi "
            "đất để thực hiện {m}."
        ),
        (
            "Theo đó có {h} hộ dân thuộc {t} bị ảnh hưởng. Bà {a}, Phó Chủ tịch UBND phường, thông tin về đơn giá bồi "
            "thường và chính sách hỗ trợ di dời. Hồ sơ được niêm yết công khai tại trụ sở UBND và nhà sinh hoạt cộng đồng. "
            "Mọi thắc mắc, kiến nghị xin gửi về bộ phận một cửa trong giờ hành chính. Tổng kinh phí dự kiến {b} tỷ đồng"
        ),
    ),
    (
        "Người dân mong sớm [triển khai|làm xong] {m}",
        "Nhiều năm qua, cư dân sinh sống quanh {m} (phường {w}) phải chịu cảnh bụi bặm, ngập úng mỗi khi trời mưa.",
        (
            "Theo phản ánh của ông {r}, các hộ kinh doanh tại {t} sụt giảm thu nhập rõ rệt. Phóng viên ghi nhận nhiều đoạn "
            "rào tôn đã xuống cấp, ổ gà chi chít, đèn đường hư hỏng. Trao đổi với chúng tôi, lãnh đạo phường cho hay đang "
            "chờ thành phố bố trí vốn. Người dân hy vọng cơ quan chức năng sớm vào cuộc để chấm dứt tình trạng kéo dài này"
        ),
    ),
    (
        "Bí thư Thành ủy thị sát {m}",
        "Đồng chí Bí thư Thành ủy cùng lãnh đạo các sở, ngành đi thực địa tại {m} thuộc địa bàn phường {w}.",
        (
            "Báo cáo với đoàn, đại diện {c} cho biết vướng mắc lớn nhất là mặt bằng với {h} trường hợp chưa đồng thuận. Bí "
            "thư Thành ủy đánh giá cao sự vào cuộc của cả hệ thống chính trị, giao Chủ tịch UBND phường {a} trực tiếp đối "
            "thoại. Yêu cầu hoàn thành dứt điểm trước mùa mưa bão, không để phát sinh khiếu kiện phức tạp, đông người"
        ),
    ),
    (
        "Xử phạt nhà thầu vì để xảy ra vi phạm tại {m}",
        "Thanh tra xây dựng đã lập biên bản xử phạt {c} do không che chắn, rơi vãi vật liệu trong quá trình thi công {m}.",
        (
            "Mức phạt hành chính là {k} triệu đồng theo Nghị định 16/2022/NĐ-CP. Đơn vị được yêu cầu khắc phục hậu quả "
            "ngay trong ngày, rửa xe trước khi ra khỏi công trường, tưới nước giảm bụi hai lần mỗi ngày. Tổ trưởng {t} {r} "
            "cho biết sẽ cùng bà con giám sát việc khắc phục"
        ),
    ),
    (
        "Chính thức thông xe, đưa vào khai thác {m}",
        "Sau {k} tháng thi công, {m} ở phường {w} đã hoàn tất, được nghiệm thu và mở cửa phục vụ cộng đồng từ cuối tuần này.",
        (
            "Ghi nhận trong ngày đầu, đông đảo người dân đến tham quan, chụp ảnh, tập thể dục. Bà {a} bày tỏ cảm ơn {h} hộ "
            "gia đình đã nhường đất. Phường sẽ thành lập tổ tự quản, lắp camera an ninh và trồng thêm cây xanh bóng mát "
            "dọc hai bên"
        ),
    ),
)  # fmt: skip
NOTICES = (
    (
        "Phường {w} thông báo tuyển sinh lớp đầu cấp năm học {yr}",
        "UBND phường {w} thông báo kế hoạch tuyển sinh vào mầm non, lớp 1, lớp 6 năm học {yr}.",
        (
            "Phương thức xét tuyển theo tuyến, ưu tiên học sinh có hộ khẩu thường trú. Hồ sơ nộp trực tuyến trên cổng "
            "tuyển sinh trước ngày {n}. Chỉ tiêu trường Tiểu học {s}: {h} học sinh. Phụ huynh liên hệ số điện thoại "
            "{no}{k} để được hướng dẫn"
        ),
    ),
    (
        "Công an phường {w} tìm thân nhân người bị nạn",
        "Vào hồi {k} giờ ngày {n}, trên địa bàn phường {w} xảy ra vụ việc một người đàn ông chưa rõ danh tính tử vong.",
        (
            "Đặc điểm nhận dạng: cao khoảng 1m{k}, dáng người gầy, tóc ngắn, mặc áo sẫm màu. Ai là thân nhân hoặc biết "
            "thông tin đề nghị liên hệ trực ban Công an phường, gặp đồng chí {r} để phối hợp giải quyết"
        ),
    ),
    (
        "Ngày hội đại đoàn kết toàn dân tộc ở {t}, phường {w}",
        (
            "Khu dân cư {t} vừa tổ chức Ngày hội đại đoàn kết, ôn lại truyền thống Mặt trận và biểu dương gia đình văn hóa "
            "tiêu biểu."
        ),
        (
            "Năm qua khu dân cư có {h} gia đình đạt danh hiệu văn hóa, đóng góp {k} triệu đồng các loại quỹ. Tham dự có bà "
            "{a}. Phần hội sôi nổi với kéo co, nhảy bao bố, bữa cơm đoàn kết"
        ),
    ),
)
ACCOUNTS = (
    "Công khai tình hình thực hiện thu, chi ngân sách quý {qr} phường {w}",
    "UBND phường {w} công khai số liệu thực hiện dự toán thu, chi ngân sách nhà nước quý {qr} năm 2024.",
    (
        "Tổng thu ngân sách đạt {b} tỷ đồng, bằng {h}% dự toán giao; chi thường xuyên {k} tỷ đồng. Trong đó chi sự nghiệp "
        "giáo dục, chi quản lý hành chính, chi bảo đảm xã hội được thực hiện đúng chế độ. Biểu mẫu chi tiết kèm theo Quyết "
        "định số {no}/QĐ-UBND"
    ),
)


def heldout(seed: int, count: int = 50, matters: int = 4) -> list[Item]:
    """Articles of so many wards; every matter is a story of three or four steps."""
    rng = randomness(seed)
    wards, streets = distinct(place, rng, count), distinct(lambda rng: rng.choice([person, place])(rng), rng, 90)
    items = []
    for index, ward in enumerate(wards):
        common = {"w": ward, "a": person(rng)}
        for number in range(matters):
            matter = rng.choice(MATTERS).format(s=rng.choice(streets))
            told = common | {
                "m": matter,
                "t": f"tổ dân phố {rng.randint(1, 20)}",
                "r": person(rng),
                "c": f"Tổng Công ty {place(rng)}",
                "b": amount(rng),
            }
            day = rng.uniform(0, 250)
            items += [
                _item(rng, STEPS[step], told, f"m{index}-{number}-{step}", day + 45 * step, story=f"m{index}-{number}")
                for step in sorted(rng.sample(range(5), rng.randint(3, 4)))
            ]
        for number, template in enumerate(NOTICES):
            items.append(_item(rng, template, common | {"yr": "2024-2025"}, f"n{index}-{number}", rng.uniform(0, 400)))
        for number, quarter in enumerate(("I", "II", "III", "IV")):
            items.append(_item(rng, ACCOUNTS, common | {"qr": quarter}, f"q{index}-{number}", 90 * number + 10))
    return items


def _item(
    rng: random.Random, template: tuple[str, str, str], values: dict[str, str], name: str, day: float, *, story: str | None = None
) -> Item:
    small = {
        "n": f"{rng.randint(1, 28)}/{rng.randint(1, 12)}", "h": str(rng.randint(20, 400)), "k": str(rng.randint(4, 60)),
        "no": str(rng.randint(100, 4000)),
        "s": place(rng), "t": f"tổ dân phố {rng.randint(1, 20)}", "r": person(rng), "b": amount(rng),
    }  # fmt: skip
    title, lead, text = (fill(rng, part, small | values) for part in template)
    title = title[0].upper() + title[1:]
    return Item(id=name, title=title, lead=lead, text=text, day=day, story=story or name, original=name, hard=story is not None)
