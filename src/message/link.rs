//! Links as their writer wrote them: gateways put addresses of their own in their place, so that each click passes by
//! them, and the true one stands inside, escaped in the gateway's manner.
//!
//! | gateway | what it makes of `https://a.test/b` |
//! | --- | --- |
//! | Microsoft Safe Links | `https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.test%2Fb&data=…` |
//! | Proofpoint URL Defense 1, 2 | `https://urldefense.proofpoint.com/v1/url?u=https://a.test/b&k=…`, `…/v2/url?u=https-3A__a.test_b&d=…` |
//! | Proofpoint URL Defense 3 | `https://urldefense.com/v3/__https://a.test/b__;!!…$` |
//! | Barracuda Link Protect | `https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fa.test%2fb&c=…` |
//! | Cisco Secure Web | `https://secure-web.cisco.com/1Ab…/https%3A%2F%2Fa.test%2Fb` |
//!
//! Mimecast and others keep the address at their own house and write a number: such a link stays as it is. So does
//! whatever does not come out as an address of the web without blanks.

use data_encoding::BASE64URL_NOPAD;

use super::Fuel;

/// What the names of the gateways' links have in common: text without it is not looked through further.
const SCHEME: &str = "http";

/// Puts the writer's links back, also where one gateway rewrote what another had rewritten: until nothing changes, so that
/// doing it again changes nothing. Each round makes the text shorter; without fuel the text stays as it came.
pub(super) fn restore(text: &mut String, fuel: &Fuel) {
    while fuel.bytes(text.len()) {
        let Some(better) = pass(text) else { return };
        *text = better;
        // Undoing an escape is as much work as comparing a character.
        fuel.spend(text.len());
    }
}

fn pass(text: &str) -> Option<String> {
    let mut out = String::new();
    let (mut rest, mut changed) = (text, false);
    while let Some(at) = rest.find(SCHEME) {
        let (before, from) = rest.split_at_checked(at)?;
        let end = from.find(|c: char| !c.is_ascii() || c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(from.len());
        let link = from.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '*', '_']);
        out.push_str(before);
        match original(link) {
            Some(true_one) => {
                out.push_str(&true_one);
                changed = true;
            }
            None => out.push_str(link),
        }
        rest = from.get(link.len()..)?;
    }
    changed.then(|| out + rest)
}

/// The address inside a gateway's link, if it is one and can be undone.
fn original(link: &str) -> Option<String> {
    let (_, after) = link.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let (host, path) = after.split_once('/')?;
    let host = host.to_ascii_lowercase();
    let of = |house: &str| host.strip_suffix(house).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let found = if of("safelinks.protection.outlook.com") || of("safelinks.protection.office365.us") || of("safelinks.protection.partner.outlook.cn") {
        percent(parameter(path, "url")?)
    } else if of("urldefense.proofpoint.com") || of("urldefense.com") || of("urldefense.us") {
        proofpoint(path)
    } else if of("linkprotect.cudasvc.com") {
        percent(parameter(path, "a")?)
    } else if of("secure-web.cisco.com") {
        // A signature, then the address.
        percent(path.split_once('/')?.1)
    } else {
        None
    }?;
    let address = found.strip_prefix("https://").or_else(|| found.strip_prefix("http://")).or_else(|| found.strip_prefix("ftp://"))?;
    let spoilt = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"');
    (!address.is_empty() && !found.contains(spoilt) && found.len() < link.len()).then_some(found)
}

fn proofpoint(path: &str) -> Option<String> {
    let (version, rest) = path.split_once('/')?;
    match version {
        "v1" => percent(parameter(rest, "u")?),
        // `-` stands for `%`, `_` for `/`.
        "v2" => percent(&parameter(rest, "u")?.replace('-', "%").replace('_', "/")),
        "v3" => third(rest),
        _ => None,
    }
}

/// `__https://a.test/*b__;w6k!!…$`: each `*` is the next of the characters that stand in base64 behind the semicolon, `**`
/// and a letter a run of them: `**A` two, `**B` three.
fn third(rest: &str) -> Option<String> {
    let (inner, tail) = rest.strip_prefix("__")?.rsplit_once("__;")?;
    let coded = tail.split_once('!')?.0;
    let bytes = BASE64URL_NOPAD.decode(coded.trim_end_matches('=').as_bytes()).ok()?;
    let hidden = String::from_utf8(bytes).ok()?;
    let mut hidden = hidden.chars();
    let plain = percent(inner)?;
    let mut out = String::new();
    let mut chars = plain.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '*' {
            out.push(c);
            continue;
        }
        let mut run = 1;
        if chars.next_if_eq(&'*').is_some() {
            run = chars.next().and_then(run_length)?;
        }
        for _ in 0..run {
            out.push(hidden.next()?);
        }
    }
    // Some relays make one of the two slashes.
    let slashes = out.find(":/").filter(|at| !out.get(at + 1..).is_some_and(|rest| rest.starts_with("//")));
    if let Some(at) = slashes.filter(|at| *at <= "https".len()) {
        out.insert(at + 1, '/');
    }
    Some(out)
}

/// Letters, digits, `-` and `_` count from two.
fn run_length(c: char) -> Option<usize> {
    let place = match c {
        'A'..='Z' => u32::from(c) - u32::from('A'),
        'a'..='z' => 26 + u32::from(c) - u32::from('a'),
        '0'..='9' => 52 + u32::from(c) - u32::from('0'),
        '-' => 62,
        '_' => 63,
        _ => return None,
    };
    usize::try_from(place + 2).ok()
}

/// The value of a parameter; `&` may stand as `&amp;`.
fn parameter<'t>(path: &'t str, name: &str) -> Option<&'t str> {
    let (_, query) = path.split_once('?')?;
    query.split('&').find_map(|pair| {
        let (key, value) = pair.strip_prefix("amp;").unwrap_or(pair).split_once('=')?;
        (key == name).then_some(value)
    })
}

/// Undoes `%3A`. What is no escape stands for itself; what is no UTF-8 cannot be undone.
fn percent(text: &str) -> Option<String> {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        if let (b'%', [high, low, tail @ ..]) = (first, after)
            && let (Some(high), Some(low)) = (digit(high), digit(low))
        {
            out.push(u8::try_from(high * 16 + low).ok()?);
            rest = tail;
            continue;
        }
        out.push(*first);
        rest = after;
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restored(text: &str) -> String {
        let mut text = text.to_owned();
        restore(&mut text, &Fuel::up_to(1_000_000));
        text
    }

    #[test]
    fn gateways_links_are_what_the_writer_wrote() {
        let safe = "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.test%2Forders%3Fid%3D42%26page%3D2&data=05%7C01%7Cli%40corp.test&sdata=Zm9v%3D&reserved=0";
        let twice =
            format!("https://linkprotect.cudasvc.com/url?a={}&c=E,1,abc&typo=1", safe.replace('%', "%25").replace('&', "%26").replace("://", "%3a%2f%2f"));
        let table = [
            (safe, "https://a.test/orders?id=42&page=2"),
            (&safe.replace('&', "&amp;"), "https://a.test/orders?id=42&page=2"),
            ("https://apc01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fa.test%2F%25E5%258D%2595&data=x", "http://a.test/%E5%8D%95"),
            ("https://urldefense.proofpoint.com/v1/url?u=http://www.a.test/b&k=oIvRg1%2BdGAgOoM1BIlLLqw%3D%3D%0A&r=x", "http://www.a.test/b"),
            (
                "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.a.test_help_-3Fp-3D1-26name-3Da-5Fb-2Dc&d=DwMFAg&c=x&r=y",
                "https://www.a.test/help/?p=1&name=a_b-c",
            ),
            ("https://urldefense.com/v3/__https://www.a.test/b__;!!KEY!SIG$", "https://www.a.test/b"),
            ("https://urldefense.com/v3/__https:/www.a.test/b__;!!KEY!SIG$", "https://www.a.test/b"),
            ("https://urldefense.com/v3/__https://a.test/x*y/**A__;wqfDqcOo!!KEY!SIG$", "https://a.test/x§y/éè"),
            ("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fa.test%2fb%3fc%3dd&c=E,1,abc&typo=1", "https://a.test/b?c=d"),
            ("https://secure-web.cisco.com/1AbC-dEf_gh/https%3A%2F%2Fa.test%2Fb", "https://a.test/b"),
            (&twice, "https://a.test/orders?id=42&page=2"),
            // In a sentence, in brackets, two in a line.
            (
                "see (https://secure-web.cisco.com/1Ab/https%3A%2F%2Fa.test%2Fb), 或https://secure-web.cisco.com/1Ab/https%3A%2F%2Fc.test%2F。好",
                "see (https://a.test/b), 或https://c.test/。好",
            ),
        ];
        for (text, want) in table {
            let once = restored(text);
            assert_eq!(once, want, "{text}");
            assert_eq!(restored(&once), once, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_undone_stays() {
        for text in [
            "https://protect-eu.mimecast.com/s/AbCdE?domain=a.test",
            "https://nam02.safelinks.protection.outlook.com/?data=05",
            "https://nam02.safelinks.protection.outlook.com/?url=javascript%3Aalert(1)&data=x",
            "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa%20b.test&data=x",
            "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2F%FF&data=x",
            "https://nam02.safelinks.protection.outlook.com.evil.test/?url=https%3A%2F%2Fa.test&data=x",
            "https://urldefense.com/v3/__https://a.test/x*y__;!!KEY!SIG$",
            "https://urldefense.com/v3/__https://a.test",
            "https://a.test/?url=https%3A%2F%2Fb.test",
            "http, https:// and http://",
        ] {
            assert_eq!(restored(text), text);
        }
    }

    #[test]
    fn promise_4_nests_of_links_are_paid_for() {
        let nest = "https://urldefense.com/v3/__".repeat(2000) + "https://a.test/" + &"__;!!K!S$".repeat(2000);
        let fuel = Fuel::up_to(50_000);
        let mut text = nest.clone();
        restore(&mut text, &fuel);
        assert!(fuel.is_empty() && text.len() < nest.len() && text.starts_with("https://urldefense.com/v3/__"));
        assert_eq!(restored("https://urldefense.com/v3/__https://urldefense.com/v3/__https://a.test/__;!!K!S$__;!!K!S$"), "https://a.test/");
    }
}
