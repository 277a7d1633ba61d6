//! The language of a text, from its script and its commonest words.

use super::fold::is_cjk;

/// Characters that only the traditional script has, among the most frequent.
const TRADITIONAL: &str =
    "個們這來時說對開關點無與為於從還後問題單訂報價貨庫倉檔儲選擇輸錄顯應該實現電腦網頁號碼請謝您麼樣種讓學國長門間覺寫點賬帳發會議總經過進處當機錯誤";

/// A BCP 47 tag, `None` where nothing is said.
pub(crate) fn language(text: &str) -> Option<&'static str> {
    let kana = text.chars().filter(|c| matches!(c, '\u{3040}'..='\u{30ff}')).count();
    let han = text.chars().filter(|c| is_cjk(*c)).count();
    let latin = text.chars().filter(|c| c.is_alphabetic() && !is_cjk(*c)).count();
    if han + latin == 0 {
        return None;
    }
    // An ideograph says about what two to three Latin letters say.
    if han * 3 >= latin {
        if kana * 5 >= han {
            return Some("ja");
        }
        let traditional = text.chars().filter(|c| TRADITIONAL.contains(*c)).count();
        return Some(if traditional * 12 >= han { "zh-Hant" } else { "zh-Hans" });
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    let german = count(&[
        "der", "die", "das", "und", "nicht", "ist", "ein", "eine", "wird", "mit", "auf", "keine", "heute", "beim", "immer", "noch", "wir", "ich", "zu",
    ]);
    let spanish = count(&["el", "la", "los", "las", "de", "que", "y", "no", "un", "una", "del", "se", "con", "por", "sin", "hoy", "es", "al"]);
    let english = count(&["the", "and", "is", "not", "to", "of", "it", "in", "on", "for", "no", "a", "today", "are", "we", "i", "when"]);
    if german > english && german >= spanish {
        return Some("de");
    }
    Some(if spanish > english { "es" } else { "en" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_common_words_tell() {
        let table = [
            ("今天没有问题", Some("zh-Hans")),
            ("今日無問題，謝謝", Some("zh-Hant")),
            ("本日は特に問題ありませんでした。", Some("ja")),
            ("The order is not saved", Some("en")),
            ("Heute keine Probleme, die Karte ist leer", Some("de")),
            ("Sin incidencias hoy, el pedido se guarda", Some("es")),
            ("Opportunity 转 Quote 的时候 bundle 没有展开", Some("zh-Hans")),
            ("123 -", None),
        ];
        for (text, want) in table {
            assert_eq!(language(text), want, "{text}");
        }
    }
}
