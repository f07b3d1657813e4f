//! Cells as communities write them, then a formatter whose output must be read back.

use proptest::prelude::*;

use super::*;
use PriceUnit::{Cycle26, Day, Hour, Metre, Month, Piece, Sqm, Visit};

fn fen(fen: i64) -> Fen {
    Fen::new(fen).unwrap()
}

fn range(low: i64, high: i64) -> Amount {
    Amount::Range(fen(low * 100), fen(high * 100))
}

fn exact(yuan: i64) -> Amount {
    Amount::Exact(fen(yuan * 100))
}

fn from(yuan: i64) -> Amount {
    Amount::From(fen(yuan * 100))
}

/// Amount, unit and note of a cell that carries no other condition.
fn plain(text: &str) -> Result<(Amount, PriceUnit, Option<String>), PriceTextError> {
    let read = parse_price(text)?;
    let (amount, unit) = (read.price.amount(), read.price.unit());
    assert_eq!(read.price.into_terms(), PriceTerms::new(unit, amount), "{text}");
    Ok((amount, unit, read.note))
}

#[test]
fn common_prices_are_understood() {
    for (text, amount, unit) in [
        ("40-55元/小时", range(40, 55), Hour),
        ("40－55 元 ／ 小時", range(40, 55), Hour),
        ("¥120/台", exact(120), Piece),
        ("￥120／台", exact(120), Piece),
        ("6–10元/㎡", range(6, 10), Sqm),
        ("6-10元/平方米", range(6, 10), Sqm),
        ("6至10元每平米", range(6, 10), Sqm),
        ("6元到10元/平", range(6, 10), Sqm),
        ("6-10元/m2", range(6, 10), Sqm),
        ("7000～9000元/26天", range(7_000, 9_000), Cycle26),
        ("26天7000元", exact(7_000), Cycle26),
        ("5,000-7,500元/月", range(5_000, 7_500), Month),
        ("5，000—7，500元/月", range(5_000, 7_500), Month),
        ("１２０元／次", exact(120), Visit),
        ("80元起/次", from(80), Visit),
        ("80元/次起", from(80), Visit),
        ("起步价60元", from(60), Visit),
        ("起步价：60", from(60), Visit),
        ("60元起", from(60), Visit),
        ("120一次", exact(120), Visit),
        ("一次120元", exact(120), Visit),
        ("120元一次", exact(120), Visit),
        ("120–200元/单", range(120, 200), Visit),
        ("200/天", exact(200), Day),
        ("全天350元", exact(350), Day),
        ("160—260元/延米", range(160, 260), Metre),
        ("8-15元/把", range(8, 15), Piece),
        ("1.2万元/月", exact(12_000), Month),
        ("1-1.2万元/月", range(10_000, 12_000), Month),
        ("8000-1.2万/月", range(8_000, 12_000), Month),
        ("每小时40元", exact(40), Hour),
        ("约40元/小时左右", exact(40), Hour),
        ("价格：约40元/小时", exact(40), Hour),
        ("40块钱/h", exact(40), Hour),
        ("40元小时", exact(40), Hour),
        ("40元/1小时", exact(40), Hour),
        ("不低于40元/小时", from(40), Hour),
        ("200元/小时。", exact(200), Hour),
    ] {
        assert_eq!(plain(text), Ok((amount, unit, None)), "{text}");
    }
    assert_eq!(parse_price("12.5元/㎡").unwrap().price.amount(), Amount::Exact(fen(1_250)));
}

#[test]
fn words_beside_the_price_become_the_note() {
    for (text, amount, unit, note) in [
        ("半天200元起", from(200), Visit, "半天"),
        ("200-300元/半天", range(200, 300), Visit, "半天"),
        ("2小时120元", exact(120), Visit, "2小时"),
        ("120元/2小时", exact(120), Visit, "2小时"),
        ("30-60元/次（材料另计）", range(30, 60), Visit, "材料另计"),
        ("日常保洁40元/小时", exact(40), Hour, "日常保洁"),
        ("8小时200元/天", exact(200), Day, "8小时"),
        ("5000元/月(26天)", exact(5_000), Month, "26天"),
        ("1.5匹空调120元/台", exact(120), Piece, "1.5匹空调"),
        ("120元/台不含材料，节假日加价20%", exact(120), Piece, "不含材料；节假日加价20%"),
        ("40元/小时，大户型面议", exact(40), Hour, "大户型；面议"),
    ] {
        assert_eq!(plain(text), Ok((amount, unit, Some(note.to_owned()))), "{text}");
    }
}

#[test]
fn a_negotiable_price_may_name_its_unit() {
    assert_eq!(plain("面议"), Ok((Amount::Negotiable, Visit, None)));
    assert_eq!(plain(" 价格面議 "), Ok((Amount::Negotiable, Visit, None)));
    assert_eq!(plain("面议/月"), Ok((Amount::Negotiable, Month, None)));
    let with_fee = plain("面议，上门费30元");
    assert_eq!(with_fee, Ok((Amount::Negotiable, Visit, Some("上门费30元".to_owned()))));
}

#[test]
fn conditions_find_their_place() {
    let terms = |text| parse_price(text).map(|read| (read.price.into_terms(), read.note));
    let hour = PriceTerms::new(Hour, exact(40));
    let two_hours = PriceTerms { min_qty: Some(2), ..hour.clone() };
    assert_eq!(terms("40元/小时，2小时起"), Ok((two_hours.clone(), None)));
    assert_eq!(terms("40元/小时(最少2小时)"), Ok((two_hours, None)));
    assert_eq!(terms("40元/小时，3次起"), Ok((hour.clone(), Some("3次起".to_owned()))));
    let sqm = PriceTerms { min_charge: Some(fen(30_000)), ..PriceTerms::new(Sqm, exact(8)) };
    assert_eq!(terms("8元/㎡,300元起"), Ok((sqm.clone(), None)));
    assert_eq!(terms("起步价300元；8元/㎡"), Ok((sqm, None)));
    let fees = PriceTerms { call_out_fee: Some(fen(3_000)), deposit: Some(fen(10_000)), ..hour };
    assert_eq!(terms("40元/小时+上门费30元，押金：100元"), Ok((fees, None)));
}

#[test]
fn the_heading_may_name_the_unit() {
    assert_eq!(parse_price("40-55"), Err(PriceTextError::MissingUnit));
    let read = parse_price_in("40-55", unit_of_hint("元/小时")).unwrap();
    assert_eq!((read.price.amount(), read.price.unit()), (range(40, 55), Hour));
    let own = parse_price_in("120元/台", Some(Hour)).unwrap();
    assert_eq!(own.price.unit(), Piece);
    assert_eq!(unit_of_hint("元"), None);
    assert_eq!(unit_of_hint("平方米"), Some(Sqm));
}

#[test]
fn anything_else_says_why_not() {
    let unknown = |unit: &str| PriceTextError::UnknownUnit { unit: unit.to_owned() };
    for (text, error) in [
        ("", PriceTextError::NoAmount),
        ("电话咨询", PriceTextError::NoAmount),
        ("2小时起", PriceTextError::NoAmount),
        ("-40元/小时", PriceTextError::NoAmount),
        ("120元", PriceTextError::MissingUnit),
        ("120元/", PriceTextError::MissingUnit),
        ("40元/周", unknown("周")),
        ("200元/人/天", unknown("人/天")),
        ("5000元/月嫂", unknown("月嫂")),
        ("7000元/30天", unknown("30天")),
        ("日常40元/小时，深度55元/小时", PriceTextError::SeveralPrices),
        ("日常40元/小时 深度55元/小时", PriceTextError::SeveralPrices),
        ("80/100/120元/台", PriceTextError::SeveralPrices),
        ("40元/小时,深度60元", PriceTextError::SeveralPrices),
        ("55-40元/小时", PriceTextError::Reversed),
        ("0元/次", PriceTextError::Zero),
        ("免费", PriceTextError::Zero),
        ("200万元/次", PriceTextError::TooLarge),
        ("12345678901234567890元/次", PriceTextError::TooLarge),
        ("1.005元/次", PriceTextError::NotWholeFen),
    ] {
        assert_eq!(parse_price(text), Err(error), "{text}");
    }
}

/// Writes a price in one of the ways that people do.
fn written(amount: Amount, unit: &str, style: &Style) -> String {
    let yuan = |fen: Fen| {
        let (yuan, rest) = (fen.fen() / 100, fen.fen() % 100);
        let grouped = if style.thousands && (1_000..1_000_000).contains(&yuan) {
            format!("{},{:03}", yuan / 1_000, yuan % 1_000)
        } else {
            yuan.to_string()
        };
        if rest == 0 { grouped } else { format!("{grouped}.{rest:02}") }
    };
    let text = match amount {
        Amount::Negotiable => return format!("面议/{unit}"),
        Amount::Exact(fen) => format!("{}元/{unit}", yuan(fen)),
        Amount::From(fen) => format!("{}元起/{unit}", yuan(fen)),
        Amount::Range(low, high) => format!("{}{}{}元/{unit}", yuan(low), style.dash, yuan(high)),
    };
    if style.full_width { text.chars().map(full_width).collect() } else { text }
}

fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        _ => c,
    }
}

#[derive(Debug)]
struct Style {
    dash: &'static str,
    thousands: bool,
    full_width: bool,
}

fn any_amount() -> impl Strategy<Value = Amount> {
    let one = || (1_i64..=100_000_000).prop_map(fen);
    prop_oneof![
        Just(Amount::Negotiable),
        one().prop_map(Amount::Exact),
        one().prop_map(Amount::From),
        (1_i64..=50_000_000, 1_i64..=50_000_000).prop_map(|(low, more)| Amount::Range(fen(low), fen(low + more))),
    ]
}

prop_compose! {
    fn any_style()(
        dash in proptest::sample::select(vec!["-", "–", "—", "～", "~", "至", "到", "－"]),
        thousands in any::<bool>(),
        full_width in any::<bool>(),
    ) -> Style {
        Style { dash, thousands, full_width }
    }
}

proptest! {
    #[test]
    fn written_prices_are_read_back(
        amount in any_amount(),
        (unit, word) in proptest::sample::select(vec![
            (Hour, "小时"), (Visit, "次"), (Sqm, "㎡"), (Sqm, "平方米"), (Month, "月"), (Day, "天"),
            (Piece, "台"), (Piece, "件"), (Metre, "延米"), (Metre, "米"), (Cycle26, "26天"),
        ]),
        style in any_style(),
    ) {
        let text = written(amount, word, &style);
        prop_assert_eq!(plain(&text), Ok((amount, unit, None)), "{}", text);
    }

    #[test]
    fn nothing_panics(text in "[0-9.,;/()¥元万起约每一面议半天小时次㎡月嫂-]{0,24}") {
        let _ = parse_price(&text);
    }

    #[test]
    fn not_even_on_any_text(text in any::<String>()) {
        let _ = parse_price(&text);
    }
}
