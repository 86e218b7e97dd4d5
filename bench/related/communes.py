"""Communes: the hard case. Forty communes, pages from a handful of templates, projects told in stages.

Two communes at the same stage share almost every word; two stages of one project share its name, its place and a few people.
"""

from __future__ import annotations

import random

from bench.related.items import Item, amount, distinct, fill, person, place, randomness

KINDS = (
    "nhà văn hóa thôn {x}", "đường bê tông liên thôn {x} - {y}", "trường mầm non {x}", "trạm y tế xã {c}", "cầu {x}",
    "chợ trung tâm xã {c}", "kênh mương nội đồng {x}", "sân thể thao thôn {x}", "khu dân cư {x}", "hệ thống nước sạch thôn {x}",
    "trường tiểu học {x}", "nghĩa trang liệt sĩ xã {c}", "bờ kè suối {x}", "đường điện chiếu sáng thôn {x}",
)  # fmt: skip
_PLACE = "xã {c}, huyện {d}"
STAGES = (
    (
        "[Xã {c}|{c}]: [Thông qua|Phê duyệt] chủ trương đầu tư {p}",
        (
            "[Sáng|Chiều] ngày {n}, HĐND xã {c} tổ chức kỳ họp chuyên đề, thông qua nghị quyết về chủ trương đầu tư công "
            "trình {p}."
        ),
        (
            "Dự kỳ họp có đồng chí {m1}, Bí thư Đảng ủy, Chủ tịch HĐND xã; đồng chí {m2}, Chủ tịch UBND xã cùng các đại "
            "biểu HĐND xã. Theo tờ trình của UBND xã, công trình có tổng mức đầu tư {a} tỷ đồng từ nguồn ngân sách nhà "
            "nước và vốn xã hội hóa. Các đại biểu đã thảo luận, phân tích sự cần thiết đầu tư, quy mô, thời gian thực hiện "
            "và khả năng cân đối nguồn vốn. Kết luận kỳ họp, đồng chí Chủ tịch HĐND xã đề nghị UBND xã khẩn trương hoàn "
            "thiện hồ sơ, bảo đảm đúng quy định của Luật Đầu tư công. 100% đại biểu có mặt đã biểu quyết thông qua nghị "
            "quyết"
        ),
    ),
    (
        "[Vận động nhân dân|Nhân dân] hiến đất làm {p}",
        (
            "Thực hiện chương trình xây dựng nông thôn mới, nhiều hộ dân ở xã {c} đã tự nguyện hiến đất, tháo dỡ tường rào "
            "để thi công {p}."
        ),
        (
            "Gia đình ông {r} là một trong những hộ đi đầu hiến {q} m2 đất vườn cùng nhiều cây cối, vật kiến trúc trên "
            "đất. Ông chia sẻ, khi được cán bộ thôn tuyên truyền, gia đình nhận thức được lợi ích lâu dài nên đồng thuận "
            "ngay. Ủy ban MTTQ xã phối hợp với các đoàn thể đến từng nhà vận động, lắng nghe tâm tư, nguyện vọng của người "
            "dân. Đồng chí {m2}, Chủ tịch UBND xã cho biết, đến nay mặt bằng đã cơ bản được bàn giao cho đơn vị thi công. "
            "Phong trào hiến đất đã lan tỏa mạnh mẽ tinh thần đoàn kết trong cộng đồng dân cư"
        ),
    ),
    (
        "[Khởi công|Lễ khởi công] {p}",
        (
            "[Sáng|Chiều] {n}, UBND xã {c} tổ chức lễ khởi công xây dựng công trình {p}, chào mừng kỷ niệm ngày truyền "
            "thống địa phương."
        ),
        (
            "Tới dự buổi lễ có các đồng chí trong Ban Thường vụ Huyện ủy {d}, lãnh đạo các phòng, ban chuyên môn và đông "
            "đảo nhân dân. Phát biểu tại buổi lễ, đồng chí {m2} nhấn mạnh ý nghĩa quan trọng của công trình đối với đời "
            "sống kinh tế - xã hội địa phương. Đơn vị trúng thầu là {b}, thời gian thi công {k} tháng kể từ ngày khởi "
            "công. Đại diện nhà thầu cam kết huy động tối đa nhân lực, máy móc, thi công bảo đảm chất lượng, an toàn lao "
            "động và vệ sinh môi trường. Sau bài phát biểu, các đại biểu đã thực hiện nghi thức động thổ"
        ),
    ),
    (
        "[Đẩy nhanh tiến độ|Kiểm tra tiến độ] thi công {p}",
        "Đoàn công tác của huyện {d} do đồng chí {h} làm trưởng đoàn vừa kiểm tra thực tế tiến độ thi công {p} tại xã {c}.",
        (
            "Theo báo cáo của chủ đầu tư, khối lượng thực hiện đến nay đạt khoảng {z}% giá trị hợp đồng. Một số khó khăn "
            "được nêu ra là thời tiết mưa nhiều, giá nguyên vật liệu tăng cao, thiếu lao động phổ thông. {b} kiến nghị các "
            "ngành sớm tháo gỡ vướng mắc về nguồn vật liệu san lấp và đường công vụ. Kết luận buổi kiểm tra, trưởng đoàn "
            "yêu cầu nhà thầu tăng ca, tăng kíp, bám sát kế hoạch đã cam kết; giao phòng Kinh tế và Hạ tầng theo dõi, đôn "
            "đốc hằng tuần, kịp thời báo cáo UBND huyện những vấn đề phát sinh"
        ),
    ),
    (
        "[Khánh thành|Bàn giao, đưa vào sử dụng] {p}",
        (
            "[Sáng|Chiều] {n}, tại xã {c} đã diễn ra lễ khánh thành, bàn giao công trình {p} trong niềm vui của cán bộ và "
            "nhân dân."
        ),
        (
            "Công trình hoàn thành góp phần nâng cao đời sống vật chất, tinh thần của người dân, hoàn thiện tiêu chí nông "
            "thôn mới nâng cao. Tại buổi lễ, UBND xã đã trao giấy khen cho các tập thể, cá nhân có thành tích xuất sắc "
            "trong quá trình xây dựng. Ông {r}, người dân địa phương, phấn khởi cho biết bà con đã mong chờ công trình từ "
            "nhiều năm nay. Lãnh đạo địa phương đề nghị đơn vị tiếp nhận quản lý, khai thác hiệu quả, thường xuyên duy tu, "
            "bảo dưỡng. Buổi lễ khép lại bằng các tiết mục văn nghệ chào mừng của đội văn nghệ quần chúng"
        ),
    ),
)  # fmt: skip
ALONE = (
    (
        "Xã {c} [tổ chức|ra quân] tổng vệ sinh môi trường",
        "Hưởng ứng phong trào toàn dân bảo vệ môi trường, {w} xã {c} tổ chức ra quân dọn vệ sinh đường làng, ngõ xóm.",
        (
            "Các lực lượng đã thu gom rác thải, phát quang bụi rậm, khơi thông cống rãnh trên các trục đường chính của "
            "thôn {x}. Qua đó góp phần nâng cao ý thức của người dân, xây dựng cảnh quan xanh, sạch, đẹp. Hoạt động sẽ "
            "được duy trì thường xuyên"
        ),
    ),
    (
        "{w} xã {c} trao quà cho hộ nghèo",
        "Ngày {n}, {w} xã {c} phối hợp với nhà hảo tâm trao {k} suất quà cho các hộ nghèo, gia đình chính sách.",
        (
            "Mỗi suất quà gồm tiền mặt và nhu yếu phẩm trị giá {q} nghìn đồng. Đồng chí {m2} gửi lời cảm ơn các nhà hảo "
            "tâm đã đồng hành. Đây là hoạt động ý nghĩa thể hiện tinh thần tương thân tương ái, động viên các hộ vươn lên "
            "trong cuộc sống"
        ),
    ),
    (
        "Đại biểu HĐND tiếp xúc cử tri xã {c}",
        "Chiều {n}, đại biểu HĐND các cấp tiếp xúc cử tri tại thôn {x}, xã {c}, huyện {d}.",
        (
            "Cử tri kiến nghị các nội dung về giao thông nông thôn, chế độ chính sách, vệ sinh môi trường, cấp giấy chứng "
            "nhận quyền sử dụng đất. Đại biểu {h} tiếp thu, giải trình các ý kiến thuộc thẩm quyền và tổng hợp báo cáo cấp "
            "trên xem xét, giải quyết"
        ),
    ),
)
BRIEFING = (
    "UBND xã {c} họp giao ban [đầu tuần|tuần {t}]",
    "Sáng {n}, UBND xã {c} tổ chức hội nghị giao ban đánh giá kết quả công tác tuần qua, triển khai nhiệm vụ tuần tới.",
    (
        "Đồng chí {m2}, Chủ tịch UBND xã chủ trì hội nghị. Các ngành báo cáo kết quả thu ngân sách, tiến độ sản xuất, an "
        "ninh trật tự. Trong tuần, xã đã giải quyết {k} hồ sơ thủ tục hành chính, tiếp {z} lượt công dân. Kết luận hội "
        "nghị, Chủ tịch UBND xã yêu cầu {w} tập trung thực hiện tốt nhiệm vụ được giao"
    ),
)
REPORT = (
    "Xã {c}: Kết quả thực hiện nhiệm vụ phát triển kinh tế - xã hội năm {yr}",
    "Năm {yr}, cấp ủy, chính quyền xã {c} tập trung lãnh đạo, chỉ đạo thực hiện thắng lợi các chỉ tiêu kinh tế - xã hội đề ra.",
    (
        "Tổng giá trị sản xuất ước đạt {a} tỷ đồng; thu nhập bình quân đầu người đạt {z} triệu đồng; tỷ lệ hộ nghèo còn "
        "{k},{t}%. Sản xuất nông nghiệp ổn định, diện tích gieo trồng đạt {q} ha. Công tác giáo dục, y tế, văn hóa được "
        "quan tâm; quốc phòng, an ninh được giữ vững. Đồng chí {m2} nhấn mạnh trong năm tới cần đẩy mạnh cải cách hành "
        "chính, thu hút đầu tư"
    ),
)
_GROUPS = "Đoàn Thanh niên|Hội Phụ nữ|Hội Nông dân|Hội Cựu chiến binh|Mặt trận Tổ quốc|Công an"


def communes(seed: int, count: int = 40, projects: int = 5) -> list[Item]:
    """Articles of so many communes; every project is a story of three to five stages."""
    rng = randomness(seed)
    names = distinct(place, rng, count + 12)
    districts, items = names[count:], []
    hamlets = distinct(place, rng, 60)
    for index, name in enumerate(names[:count]):
        common = {"c": name, "d": districts[index % 12], "m1": person(rng), "m2": person(rng)}
        for number in range(projects):
            project = rng.choice(KINDS).format(x=rng.choice(hamlets), y=rng.choice(hamlets), c=name)
            told = common | {"p": project, "a": amount(rng), "b": f"Công ty {place(rng)}", "r": person(rng)}
            day = rng.uniform(0, 300)
            items += [
                _item(rng, STAGES[stage], told, f"p{index}-{number}-{stage}", day + 60 * stage, story=f"p{index}-{number}")
                for stage in sorted(rng.sample(range(5), rng.randint(3, 5)))
            ]
        for number, template in enumerate(ALONE):
            items.append(_item(rng, template, common, f"o{index}-{number}", rng.uniform(0, 500)))
        items += [
            _item(rng, BRIEFING, common | {"t": str(number + 9)}, f"b{index}-{number}", 60 + 7 * number + index % 5)
            for number in range(5)
        ]
        items += [
            _item(rng, REPORT, common | {"yr": str(year)}, f"y{index}-{year}", (year - 2023) * 365 - 20) for year in (2023, 2024)
        ]
    return items


def _item(
    rng: random.Random, template: tuple[str, str, str], values: dict[str, str], name: str, day: float, *, story: str | None = None
) -> Item:
    small = {
        "n": f"{int(day) % 28 + 1}/{int(day / 30) % 12 + 1}", "q": str(rng.randint(50, 900)), "k": str(rng.randint(3, 30)),
        "z": str(rng.randint(30, 95)), "w": rng.choice(_GROUPS.split("|")), "x": place(rng), "h": person(rng),
        "t": str(rng.randint(1, 9)), "a": amount(rng),
    }  # fmt: skip
    title, lead, text = (fill(rng, part, small | values) for part in template)
    return Item(id=name, title=title, lead=lead, text=text, day=day, story=story or name, original=name, hard=story is not None)
