//! The tree builder of html5ever, held to a budget.
//!
//! What markup costs does not show in its tags: an element is opened although its tag ends in `/`, an end tag closes nothing
//! or ten, and every paragraph opens again what the one before left open. So not the tags are looked at but the work: each
//! comparison and each new node is counted where html5ever asks for it.

use std::borrow::Cow;
use std::cell::{Cell, Ref};

use ego_tree::NodeId;
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName};
use scraper::{Html, HtmlTreeSink};

/// Deeper markup is read as text only. Browsers stop at 512; the deepest real mail, a thread of forty replies, has some 120.
const MAX_DEPTH: usize = 256;

/// More nodes than this are read as text only: two megabytes of what clients write are some 60,000, and each takes 200 bytes.
const MAX_NODES: usize = 250_000;

/// The budget is looked at between pieces of this size.
const PIECE: usize = 4 << 10;

/// Comparisons of elements that html5ever may make for one mail. Two megabytes of lists cost 4.5 million, of Word's markup less
/// than one; all of it takes a fraction of a second.
pub(in crate::message) const MAX_STEPS: usize = 10_000_000;

/// The document, or `None` where it costs more than there is. `steps` is what may be spent, and what is left of it.
pub(super) fn grow(html: &str, steps: &mut usize) -> Option<Html> {
    let sink = Metered { html: HtmlTreeSink::new(Html::new_document()), steps: Cell::new(*steps), nodes: Cell::new(0), deep: Cell::new(false) };
    let mut parser = html5ever::parse_document(sink, ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at_checked(rest.floor_char_boundary(PIECE)).unwrap_or((rest, ""));
        parser.process(StrTendril::from_slice(piece));
        rest = tail;
        let sink = &parser.tokenizer.sink.sink;
        *steps = sink.steps.get();
        if *steps == 0 || sink.deep.get() || sink.nodes.get() > MAX_NODES {
            return None;
        }
    }
    Some(parser.finish())
}

/// Builds the tree and counts.
struct Metered {
    html: HtmlTreeSink,
    /// Comparisons that may still be made.
    steps: Cell<usize>,
    nodes: Cell<usize>,
    /// Was something put deeper than [`MAX_DEPTH`]?
    deep: Cell<bool>,
}

impl Metered {
    fn spend(&self, steps: usize) {
        self.steps.set(self.steps.get().saturating_sub(steps));
    }

    fn node(&self) {
        self.nodes.set(self.nodes.get() + 1);
    }

    /// Something was put into `parent`.
    fn put(&self, parent: NodeId) {
        let depth = self.html.0.borrow().tree.get(parent).map_or(0, |parent| parent.ancestors().take(MAX_DEPTH).count());
        self.spend(1 + depth / 8);
        self.deep.set(self.deep.get() || depth >= MAX_DEPTH);
    }
}

impl TreeSink for Metered {
    type Handle = NodeId;
    type Output = Html;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Html {
        self.html.finish()
    }

    fn parse_error(&self, _what: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.html.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.spend(1);
        self.html.elem_name(target)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.node();
        self.html.create_element(name, attrs, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.node();
        self.html.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.node();
        self.html.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendNode(_) => self.put(*parent),
            NodeOrText::AppendText(_) => self.node(),
        }
        self.html.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, prev_element: &NodeId, child: NodeOrText<NodeId>) {
        self.node();
        self.put(*prev_element);
        self.html.append_based_on_parent_node(element, prev_element, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.html.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.html.get_template_contents(target)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        self.spend(1);
        x == y
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.html.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, new_node: NodeOrText<NodeId>) {
        self.node();
        self.html.append_before_sibling(sibling, new_node);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        self.html.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.html.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.html.reparent_children(node, new_parent);
    }
}
