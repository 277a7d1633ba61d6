//! Documents as the programs write them, and documents that nobody wrote in good faith.

use proptest::prelude::*;

use super::office::{self, Word, png};
use super::*;

fn open(name: &str, bytes: &[u8]) -> Result<Content, Fault> {
    read(&File { name, mime: "application/octet-stream", bytes, charset: None }, &mut Fuel::default()).unwrap()
}

/// The text, a block a line: its shape, then its cells.
fn shown(content: &Content) -> Vec<String> {
    let cell = |inlines: &Vec<Inline>| {
        inlines.iter().map(|inline| if let Inline::Text(text) = inline { text.clone() } else { "[picture]".into() }).collect::<String>()
    };
    let line = |block: &Block| {
        let shape = match &block.shape {
            Shape::Paragraph => String::new(),
            Shape::Heading => "# ".into(),
            Shape::Item { number, depth } => format!("{}{} ", "*".repeat(usize::from(*depth)), number.map_or_else(String::new, |n| n.to_string())),
            Shape::Row { .. } => "| ".into(),
        };
        format!("{shape}{}", block.cells.iter().map(cell).collect::<Vec<_>>().join(" | "))
    };
    content.blocks.iter().map(line).collect()
}

#[test]
fn word_is_read_with_its_numbers_tables_and_pictures() {
    let bytes = Word::default()
        .heading("采购日报")
        .text("今日问题：")
        .point(0, "订单 <A&B> 保存报错")
        .picture(png(1))
        .point(1, "先选供应商")
        .point(0, "打印偏了")
        .table(&[&["模块", "问题"], &["库存", "数量不对"]])
        .markup("<w:p><w:del><w:r><w:delText>旧话</w:delText></w:r></w:del><w:r><w:t>新</w:t><w:tab/><w:t>话</w:t></w:r></w:p>")
        .markup("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r></w:p>")
        .markup("<w:p><w:r><w:t>框外</w:t><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:r></w:p>")
        .build();
    let content = open("日报.docx", &bytes).unwrap();
    assert_eq!(
        shown(&content),
        [
            "# 采购日报",
            "今日问题：",
            "*1 订单 <A&B> 保存报错",
            "[picture]",
            "**1 先选供应商",
            "*2 打印偏了",
            "| 模块 | 问题",
            "| 库存 | 数量不对",
            "新\t话",
            "框内",
            "框外"
        ]
    );
    assert_eq!(content.pictures.len(), 1, "the twin of a drawing is the same picture");
    assert_eq!((content.pictures[0].mime.as_str(), content.pictures[0].name.as_str()), ("image/png", "image1.png"));
}

#[test]
fn a_workbook_is_read_with_pictures_in_their_cells() {
    let rows: &[&[&str]] = &[&["问题清单"], &["序号", "问题描述", "截图"], &["1", "保存报错", ""], &["2", "打印慢", ""]];
    let bytes = office::workbook(rows, &[(2, 2, png(1)), (3, 2, png(2)), (3, 2, png(3))]);
    let content = open("清单.xlsx", &bytes).unwrap();
    assert_eq!(shown(&content), ["| 问题清单 |  | ", "| 序号 | 问题描述 | 截图", "| 1 | 保存报错 | [picture]", "| 2 | 打印慢 | [picture][picture]"]);
}

#[test]
fn a_pdf_is_read_line_by_line() {
    let content = open("report.pdf", &office::pdf(&["今日问题：", "1、保存报错 SO-1", "2、打印慢"])).unwrap();
    assert_eq!(shown(&content), ["今日问题：", "1、保存报错 SO-1", "2、打印慢"]);
}

#[test]
fn texts_are_read_in_their_charset() {
    let (gbk, _, _) = encoding_rs::GBK.encode("1、保存报错\r\n2、打印慢");
    assert_eq!(shown(&open("a.txt", &gbk).unwrap()), ["1、保存报错", "2、打印慢"]);
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain("打印慢".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(shown(&open("a.txt", &utf16).unwrap()), ["打印慢"]);
    let csv = "No;Problem\r\n1;\"prints; \"\"blank\"\"\"\r\n\r\n2;slow";
    assert_eq!(shown(&open("a.csv", csv.as_bytes()).unwrap()), ["| No | Problem", "| 1 | prints; \"blank\"", "| 2 | slow"]);
    assert_eq!(shown(&open("a.html", b"<ul><li>slow</ul>").unwrap()), ["* slow"]);
}

#[test]
fn what_cannot_be_read_says_why() {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let compound = |tail: &[u8]| [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], tail].concat();
    let whole = Word::default().text("打印慢").build();
    let other = office::package(&[("readme.md".into(), b"x".to_vec())]);
    for (file, bytes, want) in [
        ("a.docx", compound(&name), Fault::Locked),
        ("a.doc", compound(b""), Fault::Unknown),
        ("a.zip", other, Fault::Unknown),
        ("a.rar", b"Rar!".to_vec(), Fault::Unknown),
        ("a.docx", whole[..whole.len() / 2].to_vec(), Fault::Broken),
        ("a.docx", b"no zip at all".to_vec(), Fault::Broken),
        ("a.docx", Word::default().picture(png(1)).build(), Fault::NoText),
        ("a.docx", Word::default().markup("<w:p><w:r>").build(), Fault::Broken),
        ("a.pdf", b"%PDF-1.4 and nothing".to_vec(), Fault::Broken),
        ("a.pdf", office::pdf(&[" "]), Fault::NoText),
        ("a.docx", vec![], Fault::NoText),
    ] {
        assert_eq!(open(file, &bytes).err(), Some(want), "{file} {}", bytes.len());
    }
    assert!(read(&File { name: "a.mov", mime: "video/quicktime", bytes: b"xx", charset: None }, &mut Fuel::default()).is_none());
}

#[test]
fn promise_4_a_bomb_ends_with_the_fuel() {
    // A gigabyte of nothing packs to a megabyte.
    let bomb = Word::default().markup(&" ".repeat(40 << 20)).build();
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    assert_eq!(open("a.docx", &bomb).err(), Some(Fault::TooLarge));
    // One text, shown again and again.
    let long = "很长".repeat(2_000);
    let row = [long.as_str()];
    let rows: Vec<&[&str]> = (0..400).map(|_| row.as_slice()).collect();
    assert_eq!(open("a.xlsx", &office::workbook(&rows, &[])).err(), Some(Fault::TooLarge));
    // Tables in tables, and no end of empty elements.
    let deep = format!("{}x", "<w:tbl><w:tr><w:tc>".repeat(100_000));
    assert_eq!(open("a.docx", &Word::default().markup(&deep).build()).err(), Some(Fault::Broken));
    let entities = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><w:p><w:r><w:t>&b;ok</w:t></w:r></w:p>";
    assert_eq!(open("a.docx", &Word::default().markup(entities).build()).map(|content| shown(&content)).unwrap_or_default().join(""), "ok");
    // Whatever is spent, it is never more than the tank holds, and a smaller tank ends sooner.
    let bytes = Word::default().text("打印慢").build();
    for steps in [0, 10, 500, 2_000] {
        let mut fuel = Fuel::of(steps, 100);
        assert_eq!(read(&File { name: "a.docx", mime: "", bytes: &bytes, charset: None }, &mut fuel).unwrap().err(), Some(Fault::TooLarge), "{steps}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn promise_4_no_bytes_make_a_reader_panic_or_spend_more_than_there_is(
        kind in 0usize..4,
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        end in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut bytes = match kind {
            0 => Word::default().point(0, "打印慢").picture(png(1)).table(&[&["a", "b"]]).build(),
            1 => office::workbook(&[&["序号", "问题"], &["1", "打印慢"]], &[(1, 1, png(2))]),
            2 => office::pdf(&["1、打印慢", "2、报错"]),
            _ => b"1;2\n\"3;4".to_vec(),
        };
        for (at, byte) in cuts {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(end.index(bytes.len() + 1));
        }
        let mut fuel = Fuel::default();
        let file = File { name: ["a.docx", "a.xlsx", "a.pdf", "a.csv"][kind], mime: "", bytes: &bytes, charset: None };
        // Without the net: what panics here would be caught in the house, and is a fault all the same.
        if let Some(kind) = Kind::of(&file) {
            let _ = kind.read(&file, &mut fuel);
        }
        let (steps, text) = fuel.spent();
        prop_assert!(steps <= 16 << 20 && text <= 2 << 20);
    }
}
