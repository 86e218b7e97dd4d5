"""World: stories as news agencies tell them, with a varied vocabulary, in Vietnamese and in English.

Grammar does not matter to any method compared here: sentences are words of a topic and of every day, with the story's own people,
places, figures and odd words among them.
"""

from __future__ import annotations

import random

from bench.related.items import Item, person, place, randomness

VI_TOPICS = (
    "bão lũ ngập sơ tán mưa lớn sạt lở thiệt hại cứu hộ khí tượng áp thấp cảnh báo hồ chứa xả nước cô lập bùn đất lương thực",
    (
        "bầu cử ứng viên phiếu quốc hội tranh luận đảng cầm quyền liên minh khảo sát cử tri tổng thống nhậm chức kiểm "
        "phiếu thất bại"
    ),
    (
        "bóng đá trận đấu huấn luyện viên ghi bàn vòng loại chấn thương hậu vệ chung kết trọng tài cầu thủ chuyển nhượng "
        "sân cỏ đội tuyển"
    ),
    (
        "ngân hàng lãi suất lạm phát chứng khoán cổ phiếu tăng trưởng xuất khẩu thuế quan đầu tư doanh nghiệp tỷ giá trái "
        "phiếu thị trường"
    ),
    "bệnh viện vắc xin dịch ca nhiễm bác sĩ điều trị vi rút cách ly xét nghiệm thuốc sức khỏe biến chứng ổ dịch bệnh nhân",
    "tòa án bị cáo tham nhũng điều tra bắt giữ khởi tố luật sư bản án hối lộ cáo trạng kháng cáo phiên xử tang vật nhân chứng",
    (
        "vệ tinh tên lửa phóng quỹ đạo tàu vũ trụ nghiên cứu nhà khoa học kính thiên văn sao hỏa trạm không gian thí "
        "nghiệm mẫu vật"
    ),
    "máy bay rơi hành khách hộp đen sân bay phi công tai nạn hãng hàng không mảnh vỡ tìm kiếm khẩn cấp động cơ chuyến bay",
    (
        "xung đột quân đội ngừng bắn đàm phán biên giới con tin không kích phòng không viện trợ vũ khí lực lượng thương "
        "vong tị nạn"
    ),
    "phim đạo diễn liên hoan giải thưởng diễn viên công chiếu doanh thu kịch bản vai chính khán giả phê bình âm nhạc ca sĩ",
    "trí tuệ nhân tạo phần mềm chip bán dẫn dữ liệu bảo mật tin tặc người dùng ứng dụng mạng xã hội nền tảng thuật toán",
    "cháy rừng nắng nóng hạn hán khí hậu phát thải lính cứu hỏa nhiệt độ kỷ lục khói rừng thông gió mạnh lan rộng",
)
VI_COMMON = (
    "và của là được trong cho với các đã có không này một những khi người từ đến về theo tại ra sau nhiều cũng như "
    "trước vào năm ngày cho biết thông tin sự việc khoảng ông bà đang sẽ trên hai ba lớn mới hơn do đó còn nhất việc "
    "để phải bị lại chỉ thêm tiếp tục nước quốc gia chính phủ cơ quan thành phố khu vực tuần qua hôm nay bộ trưởng "
    "phát biểu tuyên bố kêu gọi yêu cầu quyết định đề nghị báo cáo"
)
EN_TOPICS = (
    "storm flood evacuated rainfall landslide damage rescue forecast warning reservoir stranded mud shelter levee surge",
    "election candidate vote parliament debate coalition poll voters president ballot turnout campaign landslide inauguration",
    "match coach goal qualifier injury defender final referee striker transfer stadium penalty squad league",
    "bank interest inflation shares growth exports tariff investors company currency bonds market earnings recession",
    "hospital vaccine outbreak infections doctors treatment virus quarantine testing drug patients symptoms epidemic",
    "court defendant corruption investigation arrested charged lawyer verdict bribery indictment appeal trial witness",
    "satellite rocket launch orbit spacecraft research scientists telescope lander astronauts experiment samples mission",
    "plane crash passengers recorder airport pilot accident airline debris search emergency engine flight runway",
    "conflict army ceasefire talks border hostages airstrike aid weapons troops casualties refugees shelling",
    "film director festival award actor premiere box screenplay lead audience critics music singer album",
    "software chip semiconductor data security hackers users app platform algorithm privacy regulators startup",
    "wildfire heatwave drought climate emissions firefighters temperature record smoke pine winds acres containment",
)
EN_COMMON = (
    "the of to and in a is that for it as was with be by on not he his but at are this have from or had an they which "
    "one were all there would their we him been has when who will no more if out so said what up its about into than "
    "them can only other time new some could these two may first then do any like my now over such our man me even "
    "most made after also did many off before must officials government told reporters statement according week "
    "country people city minister local during several while"
)
_FIRST = (
    "James Maria Ahmed Elena Carlos Ingrid Pavel Amara Hiroshi Leila Tomas Fatima Oscar Nadia Viktor Grace Samuel Irina "
    "Diego Sofia"
)
_ROOTS = "Bar Kel Mor Tan Ves Lor Gar Hal Ber Stan Wil Cor Dun Far Nor Pel Ral Sel Tor Ulm Vin Wex Yar Zel Kov Ost Rin Bel"
_ENDS = "ton ville sen ski ova berg field mann dale wick ridge more land stad grad ham"


def world(seed: int, language: str, stories: int = 150, alone: int = 500) -> list[Item]:
    """Stories of three to six articles each, and articles that belong to none. `language` is "vi" or "en"."""
    rng = randomness(seed)
    topics, common = (VI_TOPICS, VI_COMMON) if language == "vi" else (EN_TOPICS, EN_COMMON)
    items = []
    for number in range(stories + alone):
        topic = number % len(topics)
        cast = _cast(rng, language, topics[topic].split())
        day = rng.uniform(0, 200)
        for part in range(rng.randint(3, 6) if number < stories else 1):
            name = f"{language}{number}-{part}"
            told = rng.sample(cast, max(4, len(cast) * 3 // 5))
            lines = [_sentence(rng, told, topics[topic].split(), common.split(), share) for share in (0.45, *[0.2] * 9)]
            title = " ".join(rng.sample(told, 3) + rng.sample(topics[topic].split(), 4))
            items.append(
                Item(
                    id=name, title=title[0].upper() + title[1:], lead=lines[0], text=". ".join(lines[1:]), day=day + 3 * part,
                    story=f"{language}{number}", original=name, hard=number < stories,
                )
            )  # fmt: skip
    return items


def _cast(rng: random.Random, language: str, topic: list[str]) -> list[str]:
    """What a story keeps speaking of: people, places, its own words and a figure."""
    own = rng.sample(topic, 5)
    if language == "vi":
        return [person(rng), person(rng), place(rng), place(rng), *own, f"{rng.randint(11, 999)}"]
    people = [f"{rng.choice(_FIRST.split())} {_coined(rng)}" for _ in range(2)]
    return [*people, *(part.split()[1] for part in people), _coined(rng), _coined(rng), *own, f"{rng.randint(11, 999)}"]


def _coined(rng: random.Random) -> str:
    return rng.choice(_ROOTS.split()) + rng.choice(["", "an", "er", "o"]) + rng.choice(_ENDS.split())


def _sentence(rng: random.Random, cast: list[str], topic: list[str], common: list[str], share: float) -> str:
    """About twenty words, this share of them from the cast; every-day words by Zipf's law."""
    words = []
    for _ in range(rng.randint(14, 24)):
        draw = rng.random()
        if draw < share:
            words.append(rng.choice(cast))
        elif draw < share + 0.25:
            words.append(rng.choice(topic))
        else:
            words.append(common[int(len(common) * rng.random() ** 2)])
    return words[0][0].upper() + " ".join(words)[1:]
