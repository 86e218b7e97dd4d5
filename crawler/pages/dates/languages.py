"""What each language calls its months, and in which order it writes the numbers of a date."""

from __future__ import annotations

from enum import Enum

from crawler.pages.dates.plain import plain

# One string a language, the twelve months apart by spaces, the spellings of a month by "/", a blank within one by "_".
# The Vietnamese lunar names "tháng Giêng" and "tháng Chạp" are left out on purpose: they are not months of the civil calendar.
_MONTHS = {
    "vi": (
        "tháng_một tháng_hai tháng_ba tháng_tư/tháng_bốn tháng_năm tháng_sáu tháng_bảy/tháng_bẩy tháng_tám tháng_chín tháng_mười "
        "tháng_mười_một tháng_mười_hai"
    ),
    "en": "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct "
    "november/nov december/dec",
    "de": "januar/jänner/jan februar/feber/feb märz/maerz/mär/mrz april/apr mai juni/jun juli/jul august/aug september/sept/sep "
    "oktober/okt november/nov dezember/dez",
    "fr": "janvier/janv/jan février/févr/fév mars/mar avril/avr mai juin juillet/juil août septembre/sept octobre/oct "
    "novembre/nov décembre/déc",
    "es": "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago "
    "septiembre/setiembre/sept/sep/set octubre/oct noviembre/nov diciembre/dic",
    "pt": "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set outubro/out "
    "novembro/nov dezembro/dez",
    "it": "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago settembre/sett/set "
    "ottobre/ott novembre/nov dicembre/dic",
    "ca": "gener/gen febrer/febr març abril/abr maig juny juliol/jul agost/ag setembre/set octubre/oct novembre/nov desembre/des",
    "nl": "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sept/sep oktober/okt "
    "november/nov december/dec",
    "pl": "stycznia/styczeń/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi maja/maj czerwca/czerwiec/cze "
    "lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz października/październik/paź listopada/listopad/lis "
    "grudnia/grudzień/gru",
    "cs": "ledna/leden/led února/únor/úno března/březen/bře dubna/duben/dub května/květen/kvě června/červen/čvn "
    "července/červenec/čvc srpna/srpen/srp září/zář října/říjen/říj listopadu/listopad/lis prosince/prosinec/pro",
    "sv": "januari/jan februari/feb mars/mar april/apr maj juni/jun juli/jul augusti/aug september/sept/sep oktober/okt "
    "november/nov december/dec",
    "da": "januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug september/sept/sep oktober/okt "
    "november/nov december/dec",
    "nb": "januar/jan februar/feb mars/mar april/apr mai juni/jun juli/jul august/aug september/sept/sep oktober/okt "
    "november/nov desember/des",
    "id": "januari/jan februari/pebruari/feb/peb maret/mar april/apr mei juni/jun juli/jul agustus/agu/ags/agt "
    "september/sept/sep oktober/okt november/nopember/nov/nop desember/des",
    "ms": "januari/jan februari/feb mac april/apr mei jun julai/jul ogos/ogo september/sept/sep oktober/okt november/nov "
    "disember/dis",
    "tr": "ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas "
    "aralık/ara",
    "ru": "января/янв февраля/февр/фев марта/мар апреля/апр мая июня/июн июля/июл августа/авг сентября/сент/сен "
    "октября/окт ноября/нояб/ноя декабря/дек",
    "uk": "січня/січ лютого/лют березня/бер квітня/квіт/кві травня/трав/тра червня/черв/чер липня/лип серпня/серп/сер "
    "вересня/вер жовтня/жовт/жов листопада/лист/лис грудня/груд/гру",
    "th": "มกราคม/ม.ค. กุมภาพันธ์/ก.พ. มีนาคม/มี.ค. เมษายน/เม.ย. พฤษภาคม/พ.ค. มิถุนายน/มิ.ย. กรกฎาคม/ก.ค. สิงหาคม/ส.ค. "
    "กันยายน/ก.ย. ตุลาคม/ต.ค. พฤศจิกายน/พ.ย. ธันวาคม/ธ.ค.",
}
_ALIASES = {"no": "nb", "nn": "nb", "sk": "cs", "gl": "pt"}
_MONTH_FIRST = frozenset({"en-us", "en-ph", "es-us"})


class Order(Enum):
    """In which order a language writes day and month as numbers before the year."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"
    """English without a region: "3/5/2024" is March in one country and May in the next, so it is nobody's date."""


def primary(language: str) -> str:
    """Return the primary subtag of a BCP 47 tag, lower case: "vi" for "vi-VN"."""
    return language.replace("_", "-").partition("-")[0].lower()


def order(language: str) -> Order:
    """Return the order of day and month for a BCP 47 tag: the day comes first except where the tag says otherwise."""
    tag = language.replace("_", "-").lower()
    if tag in _MONTH_FIRST:
        return Order.MONTH_FIRST
    return Order.UNKNOWN if tag in {"en", "en-ca"} else Order.DAY_FIRST


def months(language: str) -> dict[str, int]:
    """Return month numbers 1 to 12 by spelling, as `plain` text, for a BCP 47 tag; empty for a language without a table."""
    name = primary(language)
    table = _MONTHS.get(_ALIASES.get(name, name), "")
    found = {
        plain(spelling.replace("_", " ")): number
        for number, spellings in enumerate(table.split(), start=1)
        for spelling in spellings.split("/")
    }
    if name == "vi":
        found |= {f"thang {digits}": number for number in range(1, 13) for digits in (f"{number}", f"{number:02}")}
        found |= {f"th{digits}": number for number in range(1, 13) for digits in (f"{number}", f"{number:02}")}
    return found
