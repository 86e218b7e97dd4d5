"""Invented local news in six languages, put together from written sentences so that every case reads differently."""

# Markup and sentences stand whole, as they are published.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

_EN = """The council voted nine to four on Tuesday night to close {place} to through traffic from {month}, ending a debate that began {n} years ago.
Residents of {place} said they had asked for the change since two cyclists were hurt there in {year}.
"We are not against cars, we are against speed," said {name}, who runs a bakery on the corner.
Officials expect the work to cost {n}.{d} million and to take {n} months, depending on the weather.
The opposition called the plan rushed and said businesses had been given only {n} days to respond.
A spokesperson for the county said the figures would be published before the end of {month}.
About {n}00 people attended the meeting, many of them parents from the primary school on {place}.
The mayor, {name}, said she understood the worries but that doing nothing was not an option.
Under the proposal, buses would still be allowed, as would deliveries before ten in the morning.
Similar schemes in neighbouring towns have cut traffic by {n} percent, according to a report seen by councillors.
"It will not be perfect on the first day," {name} added, "but we will listen and we will adjust it."
Engineers found that the old bridge carries {n},{d}00 vehicles a day, nearly twice what it was built for.
Police recorded {n} collisions on the stretch last year, three of them serious.
The new library will open seven days a week, with a reading room named after {name}.
Volunteers planted {n}0 trees along the river on Saturday despite heavy rain.
Shopkeepers remain divided: some hope for more people on foot, others fear losing regular customers.
The final decision rests with the planning committee, which meets again in {month}.
Funding comes partly from a national programme for safer streets and partly from parking fees.
Work on the site stopped for {n} days after builders found remains of a medieval wall.
The museum will show the finds from {month}, and entry will be free for children.
"""
_VI = """Sáng {n}/{d}, Ủy ban nhân dân {place} tổ chức hội nghị triển khai nhiệm vụ trọng tâm quý tới và công tác chỉnh trang đô thị.
Dự hội nghị có đồng chí {name}, Phó Bí thư Thường trực Đảng ủy, cùng đại diện các phòng, ban, đoàn thể và trưởng các khu phố.
Theo báo cáo, đến nay {place} đã hoàn thành {n}/{n} chỉ tiêu, thu ngân sách đạt {n},{d}% kế hoạch năm.
Phát biểu tại hội nghị, đồng chí {name} đề nghị các đơn vị tập trung rà soát, tháo gỡ khó khăn cho người dân và doanh nghiệp.
Trong sáu tháng đầu năm, phường đã cải tạo {n} tuyến ngõ, lắp đặt {n}{d} bóng đèn chiếu sáng và trồng mới hơn {n}00 cây xanh.
Bà {name}, người dân khu phố {n}, cho biết con đường trước nhà nay sạch sẽ, thông thoáng hơn nhiều so với trước.
“Chúng tôi mong chính quyền tiếp tục lắng nghe ý kiến của bà con”, ông {name} chia sẻ.
Lực lượng chức năng đã nhắc nhở {n} trường hợp lấn chiếm vỉa hè, đồng thời vận động các hộ ký cam kết không tái phạm.
Nhân dịp này, địa phương trao {n}0 suất quà cho học sinh có hoàn cảnh khó khăn vươn lên trong học tập.
Công trình có tổng mức đầu tư {n},{d} tỷ đồng, dự kiến hoàn thành trước tháng {n} năm nay.
Đồng chí {name} nhấn mạnh yêu cầu bảo đảm an toàn lao động, tiến độ và chất lượng công trình.
Trung tâm Phục vụ hành chính công tiếp nhận trung bình {n}{d} hồ sơ mỗi ngày, tỷ lệ giải quyết đúng hạn đạt {n}9,{d}%.
Các trường học trên địa bàn đã sẵn sàng cơ sở vật chất cho năm học mới, sửa chữa {n} phòng học xuống cấp.
Buổi lễ diễn ra trong không khí trang trọng, thu hút đông đảo người dân và du khách tham dự.
Kết thúc chương trình, ban tổ chức trao giải nhất cho đội khu phố {n}, giải nhì thuộc về đội khu phố {d}.
"""
_DE = """Der Gemeinderat hat am Dienstagabend mit {n} zu {d} Stimmen beschlossen, die Brücke an der {place} ab {month} zu sperren.
Nach Angaben der Verwaltung kostet die Sanierung rund {n},{d} Millionen Euro und dauert voraussichtlich {n} Monate.
„Wir haben lange auf diese Entscheidung gewartet“, sagte Bürgermeisterin {name} nach der Sitzung.
Anwohner der {place} kritisierten, sie seien erst vor {n} Tagen über die Pläne informiert worden.
Für den Busverkehr wird eine Umleitung eingerichtet, die Haltestelle am Markt entfällt in dieser Zeit.
Die Feuerwehr war mit {n} Einsatzkräften vor Ort und hatte den Brand nach zwei Stunden unter Kontrolle.
Im vergangenen Jahr zählte die Stadt {n}.{d}00 Fahrzeuge am Tag, fast doppelt so viele wie beim Bau der Brücke.
Der neue Spielplatz wurde gemeinsam mit Kindern aus dem Viertel geplant und bietet auch Schatten für heiße Tage.
Die Opposition sprach von einem überhasteten Verfahren und kündigte an, den Beschluss prüfen zu lassen.
Bis Ende {month} können Bürgerinnen und Bürger Einwände im Rathaus oder im Internet einreichen.
Das Museum zeigt ab {month} Funde aus der Grabung, darunter Keramik und eine gut erhaltene Münze.
{name}, Sprecherin der Stadtwerke, bat um Verständnis für die Einschränkungen.
Der Kreis übernimmt {n} Prozent der Kosten, den Rest trägt die Stadt aus Rücklagen.
Bei der Zählung wurden an einem einzigen Wochenende mehr als {n}00 Vögel aus {d} Arten gesichtet.
"""
_FR = """Le conseil municipal a adopté lundi soir, par {n} voix contre {d}, le projet de réaménagement de la {place}.
Les travaux, estimés à {n},{d} millions d’euros, doivent commencer en {month} et durer {n} mois.
« C’est une décision attendue depuis longtemps par les habitants », a déclaré {name}, maire de la commune.
Plusieurs riverains regrettent toutefois de n’avoir été consultés que {n} jours avant le vote.
Selon la préfecture, {n} foyers ont été évacués par précaution dans la nuit, sans faire de blessé.
Une déviation sera mise en place pour les bus, et l’arrêt de la mairie sera déplacé de quelques mètres.
La médiathèque ouvrira désormais le dimanche après-midi, grâce à l’embauche de {n} personnes.
L’opposition dénonce un calendrier trop serré et demande une étude d’impact indépendante.
Près de {n}00 personnes ont participé à la fête de quartier, malgré une météo capricieuse.
Le département prend en charge {n} % du coût, le reste étant financé par la ville.
{name}, présidente de l’association des commerçants, espère que la rue piétonne attirera de nouveaux clients.
Les fouilles ont mis au jour un mur médiéval, que les archéologues étudieront jusqu’en {month}.
Les écoles du secteur accueilleront {n}0 élèves de plus à la rentrée, d’après les prévisions du rectorat.
"""
_ES = """El pleno del ayuntamiento aprobó el lunes, con {n} votos a favor y {d} en contra, la reforma de la {place}.
Las obras costarán {n},{d} millones de euros y se prolongarán durante {n} meses, según el equipo de gobierno.
«Es una buena noticia para los vecinos», afirmó la alcaldesa, {name}, al término de la sesión.
Los comerciantes de la zona temen perder clientes mientras la calle permanezca cortada al tráfico.
La policía local registró {n} accidentes en ese tramo el año pasado, tres de ellos graves.
El nuevo centro de salud abrirá en {month} y atenderá a unas {n}.{d}00 personas del barrio.
La oposición criticó la falta de información y pidió un informe independiente antes de empezar.
Más de {n}00 voluntarios limpiaron el sábado la ribera del río y retiraron {d} toneladas de residuos.
El alumbrado será sustituido por lámparas de bajo consumo, lo que ahorrará un {n} por ciento de energía.
{name}, portavoz de la asociación de vecinos, reclamó más árboles y más bancos a la sombra.
La exposición podrá visitarse hasta el {n} de {month}, de martes a domingo, con entrada gratuita.
"""
_JA = """市は{n}日、{place}の改修工事を来年{d}月に始めると発表しました。
工事費は約{n}億{d}千万円で、完成までに{n}か月かかる見込みです。
市長の{name}氏は「住民の声を聞きながら、安全なまちづくりを進めたい」と述べました。
説明会には約{n}0人が参加し、通学路の安全や騒音について質問が相次ぎました。
新しい図書館は午前{n}時から午後{d}時まで開館し、学習室や子ども向けの部屋も設けられます。
市によりますと、昨年この道路で起きた事故は{n}件で、前の年より{d}件減りました。
商店街の人たちは、観光客が増えることに期待を寄せています。
川沿いでは地元の小学生{n}0人が桜の苗木を植え、成長を願いました。
県は費用の{n}割を負担し、残りは市が基金から支出する方針です。
担当者は「ご不便をおかけしますが、ご理解をお願いします」と話しています。
"""
_SENTENCES = {
    name: text.strip().splitlines() for name, text in {"en": _EN, "vi": _VI, "de": _DE, "fr": _FR, "es": _ES, "ja": _JA}.items()
}
_PLACES = {
    "en": ("Mill Lane", "Harbour Street", "Station Road", "the Old Quay", "Queen's Walk"),
    "vi": ("phường Bến Đá", "phường Sông Trà", "xã Đồng Mây", "phường Cầu Gỗ", "phường Núi Ngọc"),
    "de": ("Mühlgasse", "Hafenstraße", "Bahnhofstraße", "Lindenallee", "Kirchgasse"),
    "fr": ("rue du Moulin", "place du Marché", "rue des Tilleuls", "avenue du Port", "halle aux grains"),
    "es": ("calle del Molino", "plaza del Mercado", "avenida del Puerto", "calle de los Tilos", "ronda Norte"),
    "ja": ("中央公園", "駅前広場", "港通り", "東小学校", "市民会館"),
}
_NAMES = {
    "en": ("Harriet Boyle", "Tom Ashworth", "Priya Nair", "Daniel O'Shea", "Grace Whitlock", "Owen Pritchard"),
    "vi": ("Nguyễn Thị Mai", "Trần Văn Lộc", "Lê Hoàng Yến", "Phạm Quốc Bảo", "Đỗ Minh Châu", "Vũ Thu Hằng"),
    "de": ("Katrin Vogel", "Jens Albrecht", "Miriam Seidel", "Uwe Brandt", "Lena Hofmann", "Carsten Wolf"),
    "fr": ("Camille Roux", "Étienne Garnier", "Nadia Benali", "Lucie Moreau", "Paul Lefèvre", "Inès Dufour"),
    "es": ("Lucía Herrera", "Andrés Molina", "Carmen Ibáñez", "Pablo Serrano", "Elena Rubio", "Jorge Castaño"),
    "ja": ("山田花子", "佐藤健一", "鈴木美咲", "高橋誠", "伊藤真理", "渡辺大輔"),
}
_MONTHS = {
    "en": ("March", "May", "June", "September", "November"),
    "vi": ("ba", "năm", "sáu", "chín", "mười một"),
    "de": ("März", "Mai", "Juni", "September", "November"),
    "fr": ("mars", "mai", "juin", "septembre", "novembre"),
    "es": ("marzo", "mayo", "junio", "septiembre", "noviembre"),
    "ja": ("三月", "五月", "六月", "九月", "十一月"),
}
_TITLES = {
    "en": "Council closes {place} to cars|New library on {place} opens its doors|Bridge repairs – what residents of {place} need to know|Volunteers plant trees along the river|Medieval wall found under {place}|Why the buses on {place} are always late|School on {place} gets a second playground|Market traders: ‘We were not asked’",
    "vi": "{place} triển khai nhiệm vụ trọng tâm quý tới|Khánh thành tuyến đường kiểu mẫu tại {place}|{place}: Ra quân tổng vệ sinh môi trường|Trao quà cho học sinh nghèo vượt khó tại {place}|Hội nghị đối thoại giữa chính quyền và người dân {place}|Đẩy mạnh cải cách hành chính - nhìn từ {place}|Khai mạc giải bóng đá thiếu niên {place}|Người dân {place} chung tay giữ gìn vỉa hè",
    "de": "Brücke an der {place} wird gesperrt|Neuer Spielplatz in der {place} eröffnet|Feuerwehr löscht Brand in der {place}|Stadtrat streitet über die {place}|Museum zeigt Funde aus der {place}|Vogelzählung: Mehr Arten als erwartet|Busse fahren Umleitung – Haltestelle entfällt|Was die Sanierung der {place} kostet",
    "fr": "La {place} va être réaménagée|Travaux : ce qui change pour les riverains|Un mur médiéval découvert sous la {place}|La médiathèque ouvrira le dimanche|Les commerçants de la {place} inquiets|Fête de quartier : un succès malgré la pluie|Rentrée : les écoles se préparent|Bus : un arrêt déplacé près de la {place}",
    "es": "Aprobada la reforma de la {place}|El nuevo centro de salud abrirá en otoño|Vecinos de la {place} piden más árboles|Voluntarios limpian la ribera del río|Cortes de tráfico en la {place}|La exposición que mira al barrio|Más bancos a la sombra|Los comercios temen las obras",
    "ja": "{place}の改修工事、来年から|新しい図書館が開館|{place}で説明会、住民から質問相次ぐ|小学生が桜の苗木を植樹|昨年の交通事故、前年より減少|商店街、観光客の増加に期待|{place}で防災訓練|市、子育て支援を拡充",
}
_COMMENTS = {
    "en": ("About time. I have lived here for thirty years and it has only got worse, so I am glad that somebody finally listens to us.", "Typical, nobody asked the shops. Where are customers supposed to park now, and who pays for it, I wonder?", "Great news for the children, well done to everybody who kept going to those meetings!"),
    "vi": ("Bài viết rất hay, mong chính quyền tiếp tục quan tâm đến đời sống của bà con khu phố chúng tôi, xin cảm ơn.", "Đường vào khu tôi vẫn còn ngập mỗi khi mưa lớn, đề nghị phường sớm có phương án sửa chữa."),
    "de": ("Endlich! Ich wohne seit dreißig Jahren hier, und es wurde immer schlimmer, gut dass sich jemand kümmert.", "Typisch, die Händler wurden wieder nicht gefragt. Wer soll denn da noch einkaufen, frage ich mich?"),
    "fr": ("Enfin une bonne nouvelle pour le quartier, merci à celles et ceux qui se sont battus pendant toutes ces années.", "Et pour se garer, on fait comment ? Personne n’a pensé aux commerçants, comme d’habitude."),
    "es": ("Ya era hora, llevamos años pidiéndolo y por fin alguien nos escucha, enhorabuena a la asociación.", "¿Y dónde vamos a aparcar ahora? Nadie ha preguntado a los comercios, como siempre."),
    "ja": ("とても良いニュースだと思います。子どもたちのために早く完成してほしいです。", "工事の間、どこを通ればいいのか、もっと詳しく知らせてほしい。"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Block:
    """One part of a story: p, h2, li (a whole list in `items`), quote, figure (caption in `text`)."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Story:
    """An invented article with what pages print around it."""

    language: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    authors: tuple[str, ...]
    moment: datetime
    others: tuple[str, ...]
    """Titles of other articles."""
    teasers: tuple[str, ...]
    comments: tuple[str, ...]
    number: int

    def text(self, *, lead: bool = True) -> str:
        """The truth for the text: lead and blocks, captions left out."""
        lines = [self.lead] if lead else []
        for block in self.blocks:
            lines += block.items if block.kind == "li" else () if block.kind == "figure" else (block.text,)
        return "\n".join(lines)


def story(
    language: str,
    seed: int,
    *,
    paragraphs: int = 9,
    figures: int = 1,
    headings: int = 0,
    lists: int = 0,
    quotes: int = 0,
    authors: int = 1,
) -> Story:
    """Write a story; the same arguments always give the same one."""
    random = Random(seed)  # noqa: S311 - variety, not secrecy
    pool = list(_SENTENCES[language])

    def fill(text: str) -> str:
        for slot, values in (("{place}", _PLACES), ("{name}", _NAMES), ("{month}", _MONTHS)):
            while slot in text:
                text = text.replace(slot, random.choice(values[language]), 1)
        while "{n}" in text or "{d}" in text:
            text = text.replace("{n}", str(random.randint(2, 28)), 1).replace("{d}", str(random.randint(1, 9)), 1)
        return text.replace("{year}", str(random.randint(2016, 2022)))

    def sentences(count: int) -> list[str]:
        return [fill(sentence) for sentence in random.sample(pool, count)]

    glue = "" if language == "ja" else " "
    blocks = [Block(kind="p", text=glue.join(sentences(random.choice((1, 2, 2, 3))))) for _ in range(paragraphs)]
    titles = [fill(title) for title in random.sample(_TITLES[language].split("|"), 8)]
    for _ in range(headings):
        blocks.insert(
            random.randint(2, len(blocks) - 1),
            Block(kind="h2", text=random.choice(titles[5:]).rstrip("?") if language == "ja" else random.choice(titles[5:])),
        )
    for _ in range(lists):
        blocks.insert(random.randint(2, len(blocks) - 1), Block(kind="li", items=tuple(sentences(random.randint(3, 4)))))
    for _ in range(quotes):
        blocks.insert(random.randint(2, len(blocks) - 1), Block(kind="quote", text=sentences(1)[0]))
    for index in range(figures):
        caption = sentences(1)[0]
        blocks.insert(0 if index == 0 else random.randint(1, len(blocks) - 1), Block(kind="figure", text=caption.rstrip(".。")))
    names = random.sample(_NAMES[language], authors)
    moment = datetime(2019, 1, 1, 6, 15) + timedelta(days=random.randint(0, 2200), minutes=random.randint(0, 800))  # noqa: DTZ001
    return Story(
        language=language,
        title=titles[0],
        lead=glue.join(sentences(2)),
        blocks=tuple(blocks),
        authors=tuple(names),
        moment=moment,
        others=tuple(titles[1:]),
        teasers=tuple(sentences(6)),
        comments=_COMMENTS[language],
        number=100000 + seed * 37,
    )
