use super::*;

fn read_lines(html: &str) -> Vec<(Shape, u8, String)> {
    let mut find = |address: &str| (address == "cid:a").then_some(7);
    read(html, &mut MAX_STEPS.clone(), &mut find).lines.into_iter().map(|line| (line.block.shape.clone(), line.block.quote, show(&line.block))).collect()
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

/// What reading `html` cost, and whether it was read as markup.
fn cost(html: &str) -> (usize, bool) {
    let mut steps = MAX_STEPS;
    let whole = !is_hostile(html) && tree::grow(html, &mut steps).is_some();
    (MAX_STEPS - steps, whole)
}

#[test]
fn promise_4_hostile_markup_is_left_early() {
    let up_to = |piece: &str| piece.repeat(MAX_BYTES / piece.len());
    let numbered = |make: &dyn Fn(usize) -> String| (0..60_000).map(make).collect::<String>();
    let table = [
        ("deep", up_to("<div>")),
        // A slash at the end closes nothing, an end tag without its start tag neither.
        ("slash", up_to("<div/>")),
        ("foreign ends", up_to("<div></x>")),
        ("word", up_to("<o:p>")),
        // The end tag is ignored: its element is out of scope.
        ("out of scope", up_to("<div><object></div></object>")),
        ("misnested", up_to("<b><div></b>")),
        // Each block opens again what was left open before.
        ("formatting", numbered(&|n| format!("<div><b x={n}></div>"))),
        ("opened again", format!("<p>{}{}", (0..250).map(|n| format!("<b x={n}>")).collect::<String>(), up_to("x<p>"))),
        ("lists", up_to("<ul><li>")),
        ("tables", up_to("<table><tr><td>")),
        ("svg", up_to("<svg><desc>")),
    ];
    for (name, html) in table {
        let (steps, whole) = cost(&html);
        assert!(!whole, "{name} is not left");
        // What is opened again shows in the budget only.
        assert!(steps <= MAX_STEPS / 4 || name == "opened again", "{name}: {steps}");
    }
}

#[test]
fn promise_4_attributes_beyond_reason_are_seen_wherever_they_stand() {
    let many: String = (0..100_000).map(|n| format!("a{n}=1 ")).collect();
    for before in ["<p ", "<p x=\">\" ", "<p a= = ' ", "<!--><p ", "<style><p a=\"</style><p ", "<p/", "</p "] {
        assert!(is_hostile(&format!("{before}{many}>deep")), "{before}");
    }
    assert!(is_hostile(&"<a".repeat(MAX_BYTES / 2)), "a tag in a tag in a tag");
    let got = read(&format!("<p {many}>deep"), &mut MAX_STEPS.clone(), &mut |_| None);
    assert_eq!((got.remarks.len(), got.lines.last().unwrap().block.text()), (1, "deep".to_owned()));
}

#[test]
fn large_and_untidy_markup_of_clients_is_read_whole() {
    for (name, html) in [
        ("plain", "<p>a < b and c > d, x=\"y\" <b>z</b></p>"),
        ("word", "<p class=MsoNormal><span lang=EN-US style='font-size:10.5pt'>a<o:p></o:p></span></p>"),
        ("unclosed", "<div><span><font color=red>a</div>"),
        ("misnested", "<b><i>a</b></i><br/>"),
        ("table", "<table><tr><td>a<td>b<tr><td>c<td>d</table>"),
        ("list", "<ul><li>a<li>b</ul>"),
        ("reply", "<div dir=ltr>a<br></div>"),
    ] {
        let (steps, whole) = cost(&html.repeat(MAX_BYTES / 32 / html.len()));
        assert!(whole, "{name} is left");
        assert!(steps <= MAX_STEPS / 48, "{name}: {steps}");
    }
    let thread = format!("{}a{}", "<div><blockquote>".repeat(60), "</blockquote></div>".repeat(60));
    assert!(cost(&thread).1);
}

#[test]
fn what_is_cut_off_is_said() {
    let lines = |n: usize| "<div>a</div>".repeat(n);
    assert!(read(&lines(MAX_LINES), &mut MAX_STEPS.clone(), &mut |_| None).lines.iter().all(|line| line.hint != Hint::Cut));
    let got = read(&lines(MAX_LINES + 1), &mut MAX_STEPS.clone(), &mut |_| None);
    assert_eq!((got.lines.len(), got.lines.last().unwrap().hint), (MAX_LINES, Hint::Cut));
}
