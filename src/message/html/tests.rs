use super::*;

fn read_lines(html: &str) -> Vec<(Shape, u8, String)> {
    let mut find = |address: &str| (address == "cid:a").then_some(7);
    read(html, &mut find).lines.into_iter().map(|line| (line.block.shape.clone(), line.block.quote, show(&line.block))).collect()
}

/// Text with `[7]` where picture 7 stands and `|` between cells.
fn show(block: &Block) -> String {
    let cell = |inlines: &Vec<Inline>| {
        inlines
            .iter()
            .map(|inline| match inline {
                Inline::Text(text) => text.clone(),
                Inline::Picture(part) => format!("[{part}]"),
            })
            .collect::<String>()
    };
    block.cells.iter().map(cell).collect::<Vec<_>>().join("|")
}

fn item(number: Option<u32>, depth: u8) -> Shape {
    Shape::Item { number, depth }
}

#[test]
fn paragraphs_and_breaks_give_lines() {
    use Shape::Paragraph;
    for (html, want) in [
        ("<p>a\n b</p><p>c<br>d</p>", vec!["a b", "c", "d"]),
        ("<div>a</div><div><br></div><div>b</div>", vec!["a", "", "b"]),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", vec!["a", "", "b"]),
        ("a <b>b</b><i> c</i>d", vec!["a b cd"]),
        ("<pre>a\n  b</pre>", vec!["a", "b"]),
        ("<p>x<img src='cid:a'>y<img src='http://t/1.gif'></p>", vec!["x[7]y"]),
        ("<div style='display:none'>pre</div><span style='mso-hide:all'>no</span><p>a</p>", vec!["a"]),
        ("<!--[if gte vml 1]><v:imagedata src='cid:a'/><![endif]--><![if !vml]><img src='cid:a'><![endif]>", vec!["[7]"]),
    ] {
        let got = read_lines(html);
        assert!(got.iter().all(|(shape, ..)| *shape == Paragraph), "{html}");
        assert_eq!(got.into_iter().map(|(.., text)| text).collect::<Vec<_>>(), want, "{html}");
    }
}

#[test]
fn lists_keep_number_and_depth() {
    let got = read_lines("<ol><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d<img src='cid:a'></p></li></ol><ol start=5><li>e</li></ol>");
    let want =
        vec![(item(Some(1), 1), 0, "a".into()), (item(None, 2), 0, "b".into()), (item(Some(2), 1), 0, "c\nd[7]".into()), (item(Some(5), 1), 0, "e".into())];
    assert_eq!(got, want);
}

#[test]
fn word_paragraphs_are_list_items() {
    let html = "<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp;</span></span><![endif]>Save fails</p><p class=MsoNormal>plain</p>";
    assert_eq!(read_lines(html), vec![(item(Some(2), 1), 0, "Save fails".into()), (Shape::Paragraph, 0, "plain".into())]);
}

#[test]
fn data_tables_give_rows_and_layout_tables_vanish() {
    let row = |table, header| Shape::Row { table, header };
    let html = "<table><tr><th>No</th><th>Problem</th></tr><tr><td>1</td><td>Save<br>fails <img src='cid:a'></td></tr></table>";
    assert_eq!(read_lines(html), vec![(row(0, true), 0, "No|Problem".into()), (row(0, false), 0, "1|Save\nfails [7]".into())]);
    assert_eq!(
        read_lines("<table><tr><td><p>a</p><ol><li>b</li></ol></td></tr></table>"),
        vec![(Shape::Paragraph, 0, "a".into()), (item(Some(1), 1), 0, "b".into())]
    );
}

#[test]
fn merged_cells_keep_the_columns() {
    let html = "<table><tr><td>M</td><td>No</td><td>P</td></tr><tr><td rowspan=2>Stock</td><td>1</td><td>a</td></tr><tr><td>2</td><td>b</td></tr><tr><td colspan=2>x</td><td>c</td></tr></table>";
    assert_eq!(read_lines(html).into_iter().map(|(.., text)| text).collect::<Vec<_>>(), ["M|No|P", "Stock|1|a", "|2|b", "x||c"]);
}

#[test]
fn quotations_have_depth_and_indents_have_none() {
    let got = read_lines(
        "<p>a</p><blockquote type=cite>b<blockquote>c</blockquote></blockquote><blockquote style='margin:0 0 0 40px;border:none;padding:0px'>d</blockquote>",
    );
    assert_eq!(
        got.into_iter().map(|(_, quote, text)| (quote, text)).collect::<Vec<_>>(),
        vec![(0, "a".into()), (1, "b".into()), (2, "c".into()), (0, "d".into())]
    );
}

#[test]
fn hostile_markup_costs_nothing() {
    let attributes: String = (0..100_000).flat_map(|n: u32| ["a".to_owned(), n.to_string(), "=1 ".to_owned()]).collect();
    for html in [format!("{}deep", "<div>".repeat(100_000)), format!("<p {attributes}>deep"), format!("<p x=\">\" {attributes}>deep")] {
        let got = read(&html, &mut |_| None);
        assert!(got.remark.is_some());
    }
    assert!(!is_hostile(&"<p>a < b and c > d, x=\"y\" <b>z</b></p>".repeat(3_000)));
}
