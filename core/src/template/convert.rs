//! Text made into HTML and HTML into text, so that every mail has both.
//!
//! Decides how plain writing looks as HTML: paragraphs, line breaks, links. Only what the author
//! wrote is read for structure; a value is escaped and never becomes a tag or a link.

use super::markup::{Spot, escape};
use super::tree::{Branches, Node};

/// The nodes of an HTML body that shows these nodes of a text body.
pub(super) fn from_text(nodes: &[Node]) -> Vec<Node> {
    let mut writer = Writer { nodes: Vec::new(), link: None };
    writer.literal("<p>");
    writer.all(nodes);
    writer.end_link();
    writer.literal("</p>");
    writer.nodes
}

/// Takes away what empty branches leave. Values hold no `<` by now, so only markup is touched.
pub(super) fn tidy(html: &str) -> String {
    html.replace("<br>\n</p>", "</p>").replace("<p><br>\n", "<p>").replace("<p></p>\n", "")
}

struct Writer {
    nodes: Vec<Node>,
    /// The address of the link that is being read, if one is.
    link: Option<Vec<Node>>,
}

impl Writer {
    fn literal(&mut self, html: &str) {
        if let Some(Node::Text(text)) = self.nodes.last_mut() {
            text.push_str(html);
        } else if !html.is_empty() {
            self.nodes.push(Node::Text(html.to_owned()));
        }
    }

    /// Recursion: at most `tree::DEPTH_MAX` deep.
    fn all(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.text(text),
                Node::Value { output, place, .. } => {
                    let at =
                        |spot| Node::Value { output: output.clone(), spot, place: place.clone() };
                    match &mut self.link {
                        Some(link) => link.push(at(Spot::UrlPart)),
                        None => self.nodes.push(at(Spot::Html)),
                    }
                }
                Node::If(branches) => {
                    self.end_link();
                    let inner = |nodes: &[Node]| {
                        let mut writer = Writer { nodes: Vec::new(), link: None };
                        writer.all(nodes);
                        writer.end_link();
                        writer.nodes
                    };
                    self.nodes.push(Node::If(Branches {
                        branches: branches
                            .branches
                            .iter()
                            .map(|(condition, nodes)| (condition.clone(), inner(nodes)))
                            .collect(),
                        otherwise: inner(&branches.otherwise),
                        place: branches.place.clone(),
                    }));
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        // Bounded: each turn takes at least one byte of `rest`, or ends.
        while !rest.is_empty() {
            if self.link.is_some() {
                let end = rest.find(ends_a_link).unwrap_or(rest.len());
                let (address, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                if let (Some(link), false) = (&mut self.link, address.is_empty()) {
                    link.push(Node::Text(address.to_owned()));
                }
                if !after.is_empty() {
                    self.end_link();
                }
                rest = after;
                continue;
            }
            let start = [rest.find("https://"), rest.find("http://")].into_iter().flatten().min();
            let (before, after) =
                rest.split_at_checked(start.unwrap_or(rest.len())).unwrap_or((rest, ""));
            self.plain(before);
            if !after.is_empty() {
                self.link = Some(Vec::new());
            }
            rest = after;
        }
    }

    fn plain(&mut self, text: &str) {
        let mut lines = text.split('\n').peekable();
        let mut line_ends = 0;
        while let Some(line) = lines.next() {
            let is_last = lines.peek().is_none();
            let is_blank = line.trim().is_empty();
            if !(is_blank && line_ends > 0) || is_last {
                match line_ends {
                    0 => {}
                    1 => self.literal("<br>\n"),
                    _ => self.literal("</p>\n<p>"),
                }
                line_ends = 0;
                let mut escaped = String::new();
                // Escaping text cannot fail; only an address can.
                let _ = escape(line, Spot::Html, &mut escaped);
                self.literal(&escaped);
            }
            line_ends += 1;
        }
    }

    /// Writes the link that was being read. Signs that end a sentence do not belong to it.
    fn end_link(&mut self) {
        let Some(mut address) = self.link.take() else { return };
        let mut after = String::new();
        if let Some(Node::Text(text)) = address.last_mut() {
            let kept = text.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']).len();
            after = text.split_off(kept);
        }
        self.literal("<a href=\"");
        self.push_address(&address, Spot::UrlPart);
        self.literal("\">");
        self.push_address(&address, Spot::Html);
        self.literal("</a>");
        self.plain(&after);
    }

    fn push_address(&mut self, address: &[Node], wanted: Spot) {
        for node in address {
            match node {
                Node::Text(text) => {
                    let mut escaped = String::new();
                    let _ = escape(text, Spot::Html, &mut escaped);
                    self.literal(&escaped);
                }
                Node::Value { output, place, .. } => self.nodes.push(Node::Value {
                    output: output.clone(),
                    spot: wanted,
                    place: place.clone(),
                }),
                Node::If(_) => {}
            }
        }
    }
}

fn ends_a_link(c: char) -> bool {
    c.is_whitespace() || matches!(c, '<' | '>' | '"')
}

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 17] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "hr",
    "center",
];
/// Elements after which a line stays empty.
const PARAGRAPHS: [&str; 8] = ["p", "h1", "h2", "h3", "h4", "blockquote", "ul", "ol"];
/// Elements whose content nobody reads.
const UNREAD: [&str; 3] = ["style", "head", "title"];

/// What a reader of this HTML would read: lines, and the addresses of links in brackets.
pub(super) fn to_text(html: &str) -> String {
    let mut reader = Reader { text: String::new(), unread: None, link: None };
    let mut rest = html;
    // Bounded: each turn takes at least one byte of `rest`.
    while let Some(first) = rest.chars().next() {
        let (length, after_first) = (first.len_utf8(), rest.get(first.len_utf8()..).unwrap_or(""));
        let starts_tag = first == '<'
            && after_first.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        let taken = if rest.starts_with("<!--") {
            rest.find("-->").map_or(rest.len(), |at| at + 3)
        } else if starts_tag {
            let end = end_of_tag(rest);
            reader.tag(rest.get(1..end).unwrap_or_default().trim_end_matches('>'));
            end
        } else if let (true, Some((c, taken))) = (first == '&', entity(rest)) {
            reader.character(c);
            taken
        } else {
            reader.character(if first.is_whitespace() && first != '\u{a0}' { ' ' } else { first });
            length
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    reader.text.trim().to_owned()
}

struct Reader {
    text: String,
    unread: Option<&'static str>,
    /// Address of the open link, and where its text began.
    link: Option<(String, usize)>,
}

impl Reader {
    fn character(&mut self, c: char) {
        let is_doubled = c == ' ' && (self.text.is_empty() || self.text.ends_with([' ', '\n']));
        if self.unread.is_none() && !is_doubled {
            self.text.push(c);
        }
    }

    fn tag(&mut self, tag: &str) {
        let (is_closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name_end = tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len());
        let name = tag.get(..name_end).unwrap_or_default().to_ascii_lowercase();
        if let Some(unread) = self.unread {
            if is_closing && name == unread {
                self.unread = None;
            }
            return;
        }
        if let (false, Some(unread)) = (is_closing, UNREAD.into_iter().find(|known| *known == name))
        {
            self.unread = Some(unread);
        } else if name == "a" {
            self.link(is_closing, tag);
        } else if name == "br" {
            self.trim_line();
            self.text.push('\n');
        } else if BLOCKS.contains(&name.as_str()) {
            let is_paragraph = PARAGRAPHS.contains(&name.as_str());
            self.new_line(if is_paragraph { 2 } else { 1 });
            if name == "li" && !is_closing {
                self.text.push_str("- ");
            }
        } else if name == "td" && is_closing {
            self.character(' ');
        }
    }

    fn trim_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
    }

    fn new_line(&mut self, wanted: usize) {
        self.trim_line();
        if self.text.is_empty() {
            return;
        }
        let held = self.text.len() - self.text.trim_end_matches('\n').len();
        for _ in held..wanted {
            self.text.push('\n');
        }
    }

    fn link(&mut self, is_closing: bool, tag: &str) {
        if !is_closing {
            self.link = href(tag).map(|address| (address, self.text.len()));
            return;
        }
        let Some((address, from)) = self.link.take() else { return };
        let shown = self.text.get(from..).unwrap_or_default().trim();
        let bare = address.trim_start_matches("mailto:").trim_start_matches("tel:");
        if shown.is_empty() {
            self.text.push_str(bare);
        } else if shown != bare && !address.starts_with('#') {
            self.trim_line();
            self.text.push_str(&format!(" ({bare})"));
        }
    }
}

/// The length of the tag that starts here, `>` included; a `>` in quotes does not end it.
fn end_of_tag(rest: &str) -> usize {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match quote {
            None if c == '>' => return at + 1,
            // Quotes open behind `=` only: an apostrophe elsewhere in a tag means nothing.
            None if (c == '"' || c == '\'')
                && rest.get(..at).is_some_and(|before| before.trim_end().ends_with('=')) =>
            {
                quote = Some(c);
            }
            Some(open) if open == c => quote = None,
            _ => {}
        }
    }
    rest.len()
}

fn href(tag: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find("href")?;
    let value = tag.get(at + 4..)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (address, _) = value.get(1..)?.split_once(quote)?;
    let mut text = String::new();
    let mut rest = address;
    while let Some(first) = rest.chars().next() {
        let (c, taken) = entity(rest).unwrap_or((first, first.len_utf8()));
        text.push(c);
        rest = rest.get(taken..).unwrap_or_default();
    }
    Some(text.trim().to_owned())
}

/// The character that an entity at the start of `rest` stands for, and the entity's length.
fn entity(rest: &str) -> Option<(char, usize)> {
    /// Longest entity that is read, `&` and `;` included. Source: `&#x10FFFF;`.
    const ENTITY_BYTES_MAX: usize = 10;
    let end = rest.strip_prefix('&')?.bytes().take(ENTITY_BYTES_MAX).position(|b| b == b';')?;
    let name = rest.get(1..=end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "bdquo" => '„',
        "ldquo" => '“',
        "rdquo" => '”',
        "euro" => '€',
        "copy" => '©',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 2))
}
