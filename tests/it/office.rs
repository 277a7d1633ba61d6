//! Office documents and PDF, built in the test as the programs write them.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The smallest picture that is no icon: 64 × 64 pixels of one colour.
pub(crate) fn png(shade: u8) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::GrayImage::from_pixel(640, 400, image::Luma([shade])).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

/// A zip of these entries.
pub(crate) fn package(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn relations(entries: &[(String, &str, String)]) -> Vec<u8> {
    let mut xml = String::from(r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#);
    for (id, kind, target) in entries {
        write!(xml, r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#)
            .unwrap();
    }
    (xml + "</Relationships>").into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// A Word document in the making.
#[derive(Default)]
pub(crate) struct Word {
    body: String,
    media: Vec<Vec<u8>>,
}

impl Word {
    pub(crate) fn text(mut self, text: &str) -> Self {
        write!(self.body, "<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(text)).unwrap();
        self
    }

    pub(crate) fn heading(mut self, text: &str) -> Self {
        write!(self.body, "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>", escaped(text)).unwrap();
        self
    }

    /// A point of Word's own list: the number is in no text.
    pub(crate) fn point(mut self, level: u32, text: &str) -> Self {
        write!(
            self.body,
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r></w:p>",
            escaped(text)
        )
        .unwrap();
        self
    }

    pub(crate) fn picture(mut self, bytes: Vec<u8>) -> Self {
        self.media.push(bytes);
        let id = self.media.len();
        write!(
            self.body,
            "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><a:blip r:embed=\"rId{id}\"/></w:drawing></mc:Choice><mc:Fallback><w:pict><v:imagedata r:id=\"rId{id}\"/></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        .unwrap();
        self
    }

    pub(crate) fn table(mut self, rows: &[&[&str]]) -> Self {
        self.body.push_str("<w:tbl>");
        for row in rows {
            self.body.push_str("<w:tr>");
            for cell in *row {
                write!(self.body, "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>", escaped(cell)).unwrap();
            }
            self.body.push_str("</w:tr>");
        }
        self.body.push_str("</w:tbl>");
        self
    }

    /// Markup as it stands.
    pub(crate) fn markup(mut self, xml: &str) -> Self {
        self.body.push_str(xml);
        self
    }

    pub(crate) fn build(self) -> Vec<u8> {
        let names = r#"xmlns:w="w" xmlns:r="r" xmlns:a="a" xmlns:mc="mc" xmlns:v="v""#;
        let numbering = format!(
            r#"<w:numbering {names}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
        );
        let styles =
            format!(r#"<w:styles {names}><w:style w:type="paragraph" w:styleId="Heading1"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>"#);
        let inside: Vec<_> = (1..=self.media.len()).map(|id| (format!("rId{id}"), "image", format!("media/image{id}.png"))).collect();
        let mut entries = vec![
            ("_rels/.rels".to_owned(), relations(&[("rId1".to_owned(), "officeDocument", "word/document.xml".to_owned())])),
            ("word/document.xml".to_owned(), format!("<w:document {names}><w:body>{}<w:sectPr/></w:body></w:document>", self.body).into_bytes()),
            ("word/numbering.xml".to_owned(), numbering.into_bytes()),
            ("word/styles.xml".to_owned(), styles.into_bytes()),
            ("word/_rels/document.xml.rels".to_owned(), relations(&inside)),
        ];
        entries.extend(self.media.into_iter().enumerate().map(|(at, bytes)| (format!("word/media/image{}.png", at + 1), bytes)));
        package(&entries)
    }
}

/// A workbook of one sheet, with pictures over the cells (row and column, from 0).
pub(crate) fn workbook(rows: &[&[&str]], pictures: &[(u32, u32, Vec<u8>)]) -> Vec<u8> {
    let mut strings = String::new();
    let mut sheet = String::new();
    let mut shared = 0;
    for (at, row) in rows.iter().enumerate() {
        write!(sheet, "<row r=\"{}\">", at + 1).unwrap();
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let place = format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), at + 1);
            if cell.parse::<f64>().is_ok() {
                write!(sheet, "<c r=\"{place}\"><v>{cell}</v></c>").unwrap();
            } else {
                write!(sheet, "<c r=\"{place}\" t=\"s\"><v>{shared}</v></c>").unwrap();
                write!(strings, "<si><t>{}</t></si>", escaped(cell)).unwrap();
                shared += 1;
            }
        }
        sheet.push_str("</row>");
    }
    let mut drawing = String::new();
    for (at, (row, column, _)) in pictures.iter().enumerate() {
        write!(
            drawing,
            "<xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:row>{row}</xdr:row></xdr:from><xdr:to><xdr:col>9</xdr:col><xdr:row>99</xdr:row></xdr:to><xdr:pic><a:blip r:embed=\"rId{}\"/></xdr:pic></xdr:twoCellAnchor>",
            at + 1
        )
        .unwrap();
    }
    let names = r#"xmlns="m" xmlns:r="r" xmlns:a="a" xmlns:xdr="x""#;
    let images: Vec<_> = (1..=pictures.len()).map(|id| (format!("rId{id}"), "image", format!("../media/image{id}.png"))).collect();
    let mut entries = vec![
        ("_rels/.rels".to_owned(), relations(&[("rId1".to_owned(), "officeDocument", "xl/workbook.xml".to_owned())])),
        ("xl/workbook.xml".to_owned(), format!(r#"<workbook {names}><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#).into_bytes()),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations(&[("rId1".to_owned(), "worksheet", "worksheets/sheet1.xml".to_owned())])),
        ("xl/sharedStrings.xml".to_owned(), format!("<sst {names}>{strings}</sst>").into_bytes()),
        ("xl/worksheets/sheet1.xml".to_owned(), format!(r#"<worksheet {names}><sheetData>{sheet}</sheetData><drawing r:id="rId1"/></worksheet>"#).into_bytes()),
        ("xl/worksheets/_rels/sheet1.xml.rels".to_owned(), relations(&[("rId1".to_owned(), "drawing", "../drawings/drawing1.xml".to_owned())])),
        ("xl/drawings/drawing1.xml".to_owned(), format!("<xdr:wsDr {names}>{drawing}</xdr:wsDr>").into_bytes()),
        ("xl/drawings/_rels/drawing1.xml.rels".to_owned(), relations(&images)),
    ];
    entries.extend(pictures.iter().enumerate().map(|(at, (_, _, bytes))| (format!("xl/media/image{}.png", at + 1), bytes.clone())));
    package(&entries)
}

/// A PDF of one page with these lines, in a font whose letters stand in a table as programs write it for Chinese.
pub(crate) fn pdf(lines: &[&str]) -> Vec<u8> {
    use lopdf::{Document, Object, Stream, dictionary};
    let mut document = Document::with_version("1.5");
    let mut letters: Vec<char> = lines.iter().flat_map(|line| line.chars()).collect();
    letters.sort_unstable();
    letters.dedup();
    let mut table = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
    );
    writeln!(table, "{} beginbfchar", letters.len()).unwrap();
    for (at, letter) in letters.iter().enumerate() {
        writeln!(table, "<{:04X}> <{:04X}>", at + 1, u32::from(*letter)).unwrap();
    }
    table.push_str("endbfchar endcmap end end");
    let table = document.add_object(Stream::new(dictionary! {}, table.into_bytes()));
    let inner = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "A" });
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "A", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![inner.into()], "ToUnicode" => table,
    });
    let mut content = String::from("BT /F1 12 Tf 1 0 0 1 60 760 Tm 20 TL\n");
    for line in lines {
        let codes: String = line.chars().map(|c| format!("{:04X}", letters.iter().position(|l| *l == c).unwrap() + 1)).collect();
        writeln!(content, "<{codes}> Tj T*").unwrap();
    }
    content.push_str("ET");
    let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    document.objects.insert(pages, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}
