use super::*;

#[test]
fn words_cut_inside_a_character_are_joined() {
    let table: [(&[u8], &str); 10] = [
        (b"=?utf-8?B?5pel5oql6Zeu?= =?utf-8?B?6aKY5LiA?=", "日报问题一"),
        (b"=?utf-8?B?5pel5oql6Q==?= =?utf-8?B?l67popjkuIA=?=", "日报问题一"),
        (b"=?GB2312?Q?=C8=D5=B1?= =?GB2312?Q?=A8?=", "日报"),
        (b"Re: =?utf-8?Q?a_b?= c", "Re: a b c"),
        (b"a =?utf-8?Q?b?=", "a b"),
        (b"=?utf-8*zh?Q?b?=", "b"),
        (b"=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?= =?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=", "テストテスト"),
        (b"=?broken", "=?broken"),
        (b"=?utf-8?B?5pel5oql", "日报"),
        ("日报".as_bytes(), "日报"),
    ];
    for (value, want) in table {
        assert_eq!(words(value), want, "{}", String::from_utf8_lossy(value));
    }
}

#[test]
fn parameters_in_pieces_are_joined_as_bytes() {
    let table = [
        ("attachment; filename*0*=gb2312''%BD%D8%CD; filename*1*=%BC.png", "截图.png"),
        ("attachment; filename*=utf-8''%E6%88%AA%E5%9B%BE.png; filename=x.png", "截图.png"),
        ("attachment; filename=\"a;b.png\"", "a;b.png"),
        ("attachment; filename=a b.png; size=3", "a b.png"),
        ("attachment; filename=\"=?utf-8?B?5oiq5Zu+?=.png\"", "截图.png"),
        ("attachment; filename*0=\"long\"; filename*1=\" name.png\"", "long name.png"),
    ];
    for (value, want) in table {
        assert_eq!(Parameters::parse(value.as_bytes()).get("filename"), Some(want), "{value}");
    }
}

#[test]
fn addresses_are_read_in_every_dress() {
    let table = [
        ("Li Na <li@corp.test>", vec![("Li Na", "li@corp.test")]),
        ("\"Na, Li\" <li@corp.test>, wang@corp.test", vec![("Na, Li", "li@corp.test"), ("", "wang@corp.test")]),
        ("li@corp.test (Li Na)", vec![("Li Na", "li@corp.test")]),
        ("team: a@b.c, d@e.f;", vec![("", "a@b.c"), ("", "d@e.f")]),
        ("undisclosed-recipients:;", vec![]),
        ("=?utf-8?B?5p2O5aic?= <li@corp.test>", vec![("李娜", "li@corp.test")]),
        ("<>", vec![]),
    ];
    for (value, want) in table {
        let got = addresses(value.as_bytes());
        let got: Vec<(&str, &str)> = got.iter().map(|m| (m.name.as_str(), m.address.as_str())).collect();
        assert_eq!(got, want, "{value}");
    }
}

#[test]
fn promise_4_values_without_end_are_read_in_one_go() {
    // Four megabytes: read in one go each takes milliseconds, and looking to the end for each sign would take hours.
    let long = |piece: &str| piece.repeat((4 << 20) / piece.len()).into_bytes();
    assert!(words(&long("=?x?b? ")).starts_with("=?x?b? =?x?b? "));
    assert!(words(&[long("=?x?b?A"), b" ".to_vec()].concat()).starts_with("=?x?b?A"));
    assert!(words(&[long("=?x?z?A"), b"?=".to_vec()].concat()).starts_with("=?x?z?A"));
    assert_eq!(words(&long("=?utf-8?q?a?= ")).trim_end().len(), (4 << 20) / "=?utf-8?q?a?= ".len());
    assert_eq!(addresses(&[b"\"".to_vec(), long("\\\"")].concat()), []);
    assert!(addresses(&[long("x"), b"@".to_vec(), long(":")].concat()).len() <= 1);
    assert_eq!(addresses(&long("a@b.c,")).len(), MAX_ADDRESSES);
    assert_eq!(ids(&long("a@b ")), ["<a@b>"]);
    let many: String = (0..50_000).map(|n| format!("{n}@b ")).collect();
    assert_eq!(ids(many.as_bytes()).len(), MAX_IDS);
    assert_eq!(ids(&long("<a@b")).len(), 1);
    let value = long("a ");
    assert_eq!((unfold(&value).len(), unfold_whole(&value).len()), (MAX_VALUE - 1, value.len() - 1));
}

#[test]
fn a_header_block_survives_what_relays_do_to_it() {
    let raw = b"From x@y Mon Jan 1\r\nSubject: a\r\n b\r\nX-Odd:\r\n\tc\r\nbroken fold\r\nTo : d@e.f\r\n\r\nBody: no field\r\n";
    let (fields, body) = split(raw, 0..raw.len());
    let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["subject", "x-odd", "to"]);
    assert_eq!(unfold(&raw[fields[1].value.clone()]), b"c broken fold");
    assert_eq!(&raw[body..], b"Body: no field\r\n");
}
