//! What an element's attributes say: hidden, preformatted, indented, quoted, a signature.

use scraper::node::Element;

use super::super::quote::Hint;

/// The few properties that change the reading.
#[expect(clippy::struct_excessive_bools, reason = "four independent facts of one element")]
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    /// Not shown to the reader: preheaders, Word's twins.
    pub(super) hidden: bool,
    /// White space counts.
    pub(super) pre: bool,
    /// A `blockquote` that only moves the text to the right.
    pub(super) indent: bool,
    /// An inline element that is shown as a block.
    pub(super) block: bool,
    /// Bold or expressly not, where the style says so.
    pub(super) bold: Option<bool>,
}

impl Style {
    pub(super) fn of(element: &Element) -> Self {
        let mut out = Self { hidden: element.attr("hidden").is_some(), ..Self::default() };
        let Some(style) = element.attr("style") else { return out };
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        let has = |rule: &str| style.split(';').any(|one| one == rule || one.strip_suffix("!important") == Some(rule));
        out.hidden |=
            has("display:none") || has("visibility:hidden") || has("mso-hide:all") || has("font-size:0") || has("font-size:0px") || has("mso-list:ignore");
        out.pre = style.contains("white-space:pre") && !style.contains("white-space:pre-line");
        // Gmail's and Outlook's "increase indent".
        out.indent = style.contains("border:none") && element.attr("type") != Some("cite") && !style.contains("border-left");
        out.block = has("display:block") && element.name() != "img";
        out.bold = style
            .split(';')
            .find_map(|rule| rule.strip_prefix("font-weight:"))
            .map(|weight| weight.starts_with("bold") || weight.parse().is_ok_and(|n: u32| n >= 600));
        out
    }
}

/// Does this paragraph keep its margin? Word's have none, and editors write `margin:0` where they want lines.
pub(super) fn has_margin(element: &Element) -> bool {
    let word = element.attr("class").is_some_and(|class| class.starts_with("Mso") || class.starts_with("xMso") || class.starts_with("x_Mso"));
    let style: String = element.attr("style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    !word && !style.contains("margin:0") && !style.contains("margin-top:0") && !style.contains("margin-bottom:0")
}

/// Outlook on the web and Foxmail take the margins of all paragraphs away in a style sheet at the top.
pub(super) fn paragraphs_have_margins(html: &str) -> bool {
    let head: String = html.chars().take(8_000).filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    !["p{margin-top:0", "p{margin:0", "p{margin-bottom:0"].iter().any(|rule| head.contains(rule))
}

/// What the class or id of a container tells, as each client names it.
pub(super) fn hint(element: &Element) -> Hint {
    // Exchange puts "x_" before the ids and classes of what it lets through.
    let id = element.attr("id").unwrap_or_default();
    match id.strip_prefix("x_").unwrap_or(id) {
        "divRplyFwdMsg" | "appendonsend" | "mail-editor-reference-message-container" | "reply-intro" => return Hint::Head,
        "Signature" | "signature" | "AppleMailSignature" | "ms-outlook-mobile-signature" | "spnEditorSign" | "lineBreakAtBeginningOfSignature" => {
            return Hint::Signature;
        }
        _ => {}
    }
    if element.attr("data-smartmail") == Some("gmail_signature") {
        return Hint::Signature;
    }
    for class in element.attr("class").unwrap_or_default().split_ascii_whitespace() {
        match class.strip_prefix("x_").unwrap_or(class) {
            "gmail_attr" | "moz-cite-prefix" | "OutlookMessageHeader" | "moz-email-headers-table" => return Hint::Head,
            "yahoo_quoted" | "__aliyun_previous_quote" | "protonmail_quote" | "zmail_extra" | "ntes-mailmaster-quote" => {
                return if element.name() == "blockquote" { Hint::None } else { Hint::Quoted };
            }
            "gmail_signature"
            | "moz-signature"
            | "protonmail_signature_block"
            | "AppleMailSignature"
            | "xm_write_signature"
            | "__aliyun_signature_wrap"
            | "ntes-signature" => return Hint::Signature,
            _ => {}
        }
    }
    // Outlook's desktop line above the head of the quoted mail, in every language.
    if element.name() == "div"
        && let Some(style) = element.attr("style")
    {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        if style.contains("border-top:solid#") && style.contains("padding:3.0pt0") {
            return Hint::Head;
        }
    }
    Hint::None
}
