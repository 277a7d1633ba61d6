//! Effort and cost as people write them: "2人天 8000元", "3 person-days, 4,500 EUR", "1.5万".

use std::sync::LazyLock;

use regex::Regex;

/// The signs and words of one currency each. A project counts in one.
const CURRENCIES: [&[&str]; 9] = [
    &["元", "块", "塊", "人民币", "人民幣", "rmb", "cny", "¥", "￥"],
    &["eur", "euro", "euros", "€", "欧元", "歐元"],
    &["usd", "us$", "$", "dollar", "dollars", "美元"],
    &["twd", "ntd", "nt$", "台币", "台幣", "新台币", "新台幣"],
    &["hkd", "hk$", "港币", "港幣", "港元"],
    &["gbp", "£", "pounds", "英镑", "英鎊"],
    &["jpy", "yen", "日元", "日圓"],
    &["chf"],
    &["sgd", "s$", "新加坡元"],
];

/// A bare number below this is a day, a version, a count; money that is named without its currency is not small.
const LEAST_BARE: f64 = 100.0;

static AMOUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let mut signs: Vec<String> = CURRENCIES.iter().flat_map(|names| names.iter()).map(|sign| regex::escape(sign)).collect();
    signs.sort_by_key(|sign| std::cmp::Reverse(sign.len()));
    let signs = signs.join("|");
    Regex::new(&format!(r"(?i)(?P<before>{signs})?\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>万|萬|千|k\b)?\s*(?P<behind>{signs})?")).ok()
});

static EFFORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\d+(?:\.\d+)?\s*(?:个|個)?\s*(?:人天|人日|人月|工作日|小时|小時|人时|人時|天|person[- ]days?|man[- ]days?|working days?|days?|hours?|pd\b|md\b|h\b)").ok()
});

/// The amount that a text names, in hundredths of the project's currency; `None` where it names none, or one in another currency.
#[must_use]
pub fn cost(text: &str, currency: &str) -> Option<i64> {
    let known = family(currency);
    let text = EFFORT.as_ref()?.replace_all(text, " ");
    AMOUNT.as_ref()?.captures_iter(&text).find_map(|found| {
        let sign = found.name("before").or_else(|| found.name("behind")).map(|sign| sign.as_str());
        let number = found.name("number")?;
        // "3/30" and "2026-03-30" and "30日" are days.
        let (before, behind) = (text.get(..number.start())?.chars().next_back(), text.get(number.end()..)?.chars().next());
        if [before, behind].iter().flatten().any(|c| matches!(c, '/' | '-' | '月' | '日' | '号' | '號' | ':' | '%')) && sign.is_none() {
            return None;
        }
        let value: f64 = number.as_str().replace(',', "").parse().ok()?;
        let times = match found.name("unit").map(|unit| unit.as_str()) {
            Some("万" | "萬") => 10_000.0,
            Some(_) => 1_000.0,
            None => 1.0,
        };
        match sign {
            Some(sign) if family(sign) != known => None,
            None if times <= 1.0 && value < LEAST_BARE => None,
            // A budget above what an i64 of hundredths holds is a slip of the pen, and so is one below nothing.
            #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
            _ => Some(value * times * 100.0).filter(|hundredths| *hundredths < 1e15).map(|hundredths| hundredths.round() as i64),
        }
    })
}

/// The effort that a text names, as it was written.
#[must_use]
pub fn effort(text: &str) -> Option<String> {
    Some(EFFORT.as_ref()?.find(text)?.as_str().split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Is this a currency that amounts can be named in?
#[must_use]
pub fn is_currency(sign: &str) -> bool {
    family(sign).is_some()
}

fn family(sign: &str) -> Option<usize> {
    let sign = sign.to_lowercase();
    CURRENCIES.iter().position(|names| names.contains(&sign.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let table = [
            ("8000元 3/30前", Some(8000)),
            ("2人天 8,000 元", Some(8000)),
            ("1.5万", Some(15_000)),
            ("¥12000", Some(12_000)),
            ("8000 3/30前", Some(8000)),
            ("3/30前", None),
            ("3月30日前 免费", None),
            ("2 person-days", None),
            ("2 天", None),
            ("8000 EUR", None),
            ("2026-03-30", None),
        ];
        for (text, want) in table {
            assert_eq!(cost(text, "元"), want.map(|whole: i64| whole * 100), "{text}");
        }
        assert_eq!(cost("4,500.50 EUR by 3/30", "EUR"), Some(450_050));
        assert_eq!(cost("$300", "EUR"), None);
        assert_eq!(effort("加一列，2 人天 8000元"), Some("2 人天".into()));
        assert_eq!(effort("3 person-days, 4,500 EUR"), Some("3 person-days".into()));
        assert_eq!(effort("8000元"), None);
    }
}
