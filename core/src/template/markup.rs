//! HTML: where each value stands in it, and how it is escaped there.
//!
//! Decides that a value can never change what the author built: no value adds a tag, leaves its
//! attribute, or turns a link into a script. Places where that cannot be promised (attribute names,
//! unquoted attributes, styles, scripts, comments) take no merge field. Table:
//! `tests/spec/template.md`, "Escaping". After Go's html/template, whose states these are.

use crate::words::ident::clip;
use crate::words::{Problem, Problems};

use super::tree::{Branches, Node};

/// Where a value stands, which decides how it is escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// SMS, plain text.
    Plain,
    /// A subject or a title: one line.
    Line,
    /// Between tags, or within a quoted attribute.
    Html,
    /// The whole address of a link, or its beginning.
    UrlStart,
    /// Within a web address.
    UrlPart,
    /// Behind `mailto:` or `tel:`, where `@` and `+` stand for themselves.
    AddressPart,
}

/// The value is no address that a link may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UnsafeUrl;

/// What an address in `href` or `src` may begin with. Everything else (`javascript:`, `data:`,
/// relative addresses, which mean nothing in a mail) is refused.
const URL_BEGINNINGS: [&str; 6] = ["https://", "http://", "mailto:", "tel:", "cid:", "#"];
/// Attributes that hold an address. Source: HTML Living Standard, index of attributes.
const URL_ATTRIBUTES: [&str; 9] =
    ["href", "src", "action", "formaction", "cite", "background", "poster", "data", "xlink:href"];
/// Elements that mail clients drop and that could run code in a preview.
const REFUSED_ELEMENTS: [&str; 6] = ["script", "iframe", "object", "embed", "base", "frame"];
/// Elements whose content is not markup. Source: HTML Living Standard §13.1.2.
const RAW_ELEMENTS: [&str; 4] = ["style", "title", "textarea", "xmp"];
/// Names of tags and attributes are compared by so many characters: the longest listed has 10.
const NAME_CHARS_MAX: usize = 40;

/// Appends a value as its spot needs it.
///
/// # Errors
/// When the value is the beginning of an address and has a scheme that is not allowed.
pub(super) fn escape(value: &str, spot: Spot, out: &mut String) -> Result<(), UnsafeUrl> {
    match spot {
        Spot::Plain => out.push_str(value),
        Spot::Line => out.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c })),
        Spot::Html => escape_html(value, out),
        Spot::UrlStart => start_url(value, out)?,
        Spot::UrlPart => percent_encode(value, "", out),
        Spot::AddressPart => percent_encode(value, "+@", out),
    }
    Ok(())
}

fn escape_html(value: &str, out: &mut String) {
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

/// A value that is an address by itself: of the web, of mail or of a telephone. One without a
/// scheme (`www.example.com/x`) is taken for a web address.
fn start_url(value: &str, out: &mut String) -> Result<(), UnsafeUrl> {
    let value = value.trim();
    let has_beginning = |beginning: &&str| {
        value.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
    };
    if !URL_BEGINNINGS.iter().take(4).any(has_beginning) {
        let before_path = value.split(['/', '?', '#']).next().unwrap_or_default();
        let host_and_port = before_path.split_once(':');
        let is_host = |host: &str| host.contains('.') && !host.starts_with('.');
        let is_web = match host_and_port {
            None => is_host(before_path),
            Some((host, port)) => {
                is_host(host) && !port.is_empty() && port.chars().all(|c| c.is_ascii_digit())
            }
        };
        if !is_web {
            return Err(UnsafeUrl);
        }
        out.push_str("https://");
    }
    // Reserved characters keep their meaning, `%` too: the value is an address already.
    percent_encode(value, ":/?#[]@!$()*+,;=%", out);
    // `&` and `'` are reserved as well, and need an escape of HTML.
    Ok(())
}

/// Everything but unreserved characters and `kept` as `%XX`. Source: RFC 3986 §2.
fn percent_encode(value: &str, kept: &str, out: &mut String) {
    let keeps_reserved = kept.contains('/');
    for c in value.chars() {
        if c.is_ascii_alphanumeric() || "-._~".contains(c) || kept.contains(c) {
            out.push(c);
        } else if c == '&' && keeps_reserved {
            out.push_str("&amp;");
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
}

/// Gives every value of a text that is not HTML the same spot.
pub(super) fn mark_all(nodes: &mut [Node], wanted: Spot) {
    for node in nodes {
        match node {
            Node::Text(_) => {}
            Node::Value { spot, .. } => *spot = wanted,
            Node::If(Branches { branches, otherwise, .. }) => {
                branches.iter_mut().for_each(|(_, nodes)| mark_all(nodes, wanted));
                mark_all(otherwise, wanted);
            }
        }
    }
}

/// Finds the spot of every value of an HTML body, and refuses what is not safe.
pub(super) fn place_values(nodes: &mut [Node], part: &str, problems: &mut Problems) {
    let mut walker = Walker { part, problems };
    let end = walker.nodes(nodes, State::Text);
    if end != State::Text {
        let message = format!("the HTML ends within {}", end.in_words());
        walker.problems.push(Problem::new("unclosed_html", message).at(part));
    }
}

/// Where in HTML a place is. Source: HTML Living Standard §13.2.5, the states that matter here.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Text,
    /// Behind `<`.
    Opened,
    /// Behind `<!`, with what followed.
    Declaration(String),
    Comment {
        dashes: usize,
    },
    /// Behind `</`.
    ClosingTag,
    TagName(String),
    InTag(String),
    AttributeName {
        tag: String,
        name: String,
    },
    /// Behind the name and white space.
    NameDone {
        tag: String,
        name: String,
    },
    /// Behind `=`.
    Equals {
        tag: String,
        name: String,
    },
    Unquoted {
        tag: String,
    },
    Quoted {
        tag: String,
        name: String,
        quote: char,
        url: Url,
    },
    /// In an element whose content is not markup; `tail` is what was read last.
    Raw {
        element: String,
        tail: String,
    },
}

/// How far an attribute's value has come as an address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Url {
    /// The attribute holds none.
    None,
    Beginning(String),
    Web,
    /// `mailto:` or `tel:`
    Address,
}

impl State {
    fn in_words(&self) -> &'static str {
        match self {
            State::Text => "text",
            State::Declaration(_) | State::Comment { .. } => "a comment",
            State::Unquoted { .. } | State::Equals { .. } => "an attribute without quotes",
            State::Quoted { .. } => "an attribute",
            State::Raw { .. } => "a style",
            _ => "a tag",
        }
    }
}

struct Walker<'w> {
    part: &'w str,
    problems: &'w mut Problems,
}

impl Walker<'_> {
    /// Recursion: at most `tree::DEPTH_MAX` deep.
    fn nodes(&mut self, nodes: &mut [Node], mut state: State) -> State {
        for node in nodes {
            state = match node {
                Node::Text(text) => text.chars().fold(state, |state, c| self.step(state, c)),
                Node::Value { spot, place, .. } => self.value(state, spot, place),
                Node::If(branches) => self.branches(branches, state),
            };
        }
        state
    }

    fn branches(&mut self, branches: &mut Branches, state: State) -> State {
        let otherwise = self.nodes(&mut branches.otherwise, state.clone());
        let mut is_even = true;
        for (_, nodes) in &mut branches.branches {
            is_even &= self.nodes(nodes, state.clone()) == otherwise;
        }
        if !is_even {
            let problem = Problem::new(
                "uneven_branches",
                "the HTML goes on differently after this `if` and after its other branches",
            );
            let help = "close in each branch the tag or quote that it opens";
            self.problems.push(problem.at(branches.place.clone()).help(help));
        }
        otherwise
    }

    fn value(&mut self, state: State, spot: &mut Spot, place: &str) -> State {
        let refuse = |problems: &mut Problems, where_it_is: &str, help: &str| {
            let message = format!("a merge field may not stand in {where_it_is}");
            problems.push(Problem::new("merge_field_place", message).at(place).help(help));
        };
        match &state {
            State::Text => *spot = Spot::Html,
            State::Quoted { name, .. } if is_code(name) || name == "srcset" => {
                let help = "it can stand in text, and in attributes such as href and title";
                refuse(self.problems, &format!("the attribute `{}`", clip(name)), help);
            }
            State::Quoted { tag, name, quote, url } => {
                let next = |url| State::Quoted {
                    tag: tag.clone(),
                    name: name.clone(),
                    quote: *quote,
                    url,
                };
                match url {
                    Url::None => *spot = Spot::Html,
                    Url::Web => *spot = Spot::UrlPart,
                    Url::Address => *spot = Spot::AddressPart,
                    Url::Beginning(begun) if begun.is_empty() => {
                        *spot = Spot::UrlStart;
                        return next(Url::Web);
                    }
                    Url::Beginning(begun) => {
                        let begun = begun.clone();
                        self.refuse_url(&begun);
                        return next(Url::Web);
                    }
                }
            }
            State::Equals { .. } | State::Unquoted { .. } => {
                refuse(self.problems, state.in_words(), "put the attribute's value in quotes");
            }
            _ => {
                let help = "it can stand in text, and in a quoted attribute";
                refuse(self.problems, state.in_words(), help);
            }
        }
        state
    }

    fn step(&mut self, state: State, c: char) -> State {
        match state {
            State::Text if c == '<' => State::Opened,
            State::Text => State::Text,
            State::Opened => match c {
                '!' | '?' => State::Declaration(String::new()),
                '/' => State::ClosingTag,
                c if c.is_ascii_alphabetic() => State::TagName(c.to_ascii_lowercase().to_string()),
                '<' => State::Opened,
                _ => State::Text,
            },
            State::Declaration(read) => match c {
                '>' => State::Text,
                '-' if read == "-" => State::Comment { dashes: 0 },
                c => State::Declaration(pushed(read, c)),
            },
            State::Comment { dashes } => match c {
                '>' if dashes >= 2 => State::Text,
                '-' => State::Comment { dashes: dashes.saturating_add(1).min(2) },
                _ => State::Comment { dashes: 0 },
            },
            State::ClosingTag if c == '>' => State::Text,
            State::ClosingTag => State::ClosingTag,
            State::TagName(name) if c.is_whitespace() || c == '/' => State::InTag(name),
            State::TagName(name) if c == '>' => self.end_of_tag(name),
            State::TagName(name) => State::TagName(pushed(name, c)),
            State::Raw { element, tail } => raw(element, tail, c),
            in_tag => self.step_in_tag(in_tag, c),
        }
    }

    fn step_in_tag(&mut self, state: State, c: char) -> State {
        match state {
            State::InTag(tag) => match c {
                '>' => self.end_of_tag(tag),
                c if c.is_whitespace() || c == '/' => State::InTag(tag),
                c => State::AttributeName { tag, name: c.to_lowercase().collect() },
            },
            State::AttributeName { tag, name } => match c {
                '=' => self.attribute(tag, name),
                '>' => self.end_of_tag(tag),
                '/' => State::InTag(tag),
                c if c.is_whitespace() => State::NameDone { tag, name },
                c => State::AttributeName { tag, name: pushed(name, c) },
            },
            State::NameDone { tag, name } => match c {
                '=' => self.attribute(tag, name),
                '>' => self.end_of_tag(tag),
                '/' => State::InTag(tag),
                c if c.is_whitespace() => State::NameDone { tag, name },
                c => State::AttributeName { tag, name: c.to_lowercase().collect() },
            },
            State::Equals { tag, name } => match c {
                '"' | '\'' => {
                    let is_url = URL_ATTRIBUTES.contains(&name.as_str());
                    let url = if is_url { Url::Beginning(String::new()) } else { Url::None };
                    State::Quoted { tag, name, quote: c, url }
                }
                '>' => self.end_of_tag(tag),
                c if c.is_whitespace() => State::Equals { tag, name },
                c => {
                    // Unquoted addresses escape the check of their beginning, so they are refused.
                    if URL_ATTRIBUTES.contains(&name.as_str()) {
                        self.refuse_url(&c.to_string());
                    }
                    State::Unquoted { tag }
                }
            },
            State::Unquoted { tag } => match c {
                '>' => self.end_of_tag(tag),
                c if c.is_whitespace() => State::InTag(tag),
                _ => State::Unquoted { tag },
            },
            State::Quoted { tag, name, quote, url } => self.quoted(tag, name, quote, url, c),
            other => other,
        }
    }

    fn quoted(&mut self, tag: String, name: String, quote: char, url: Url, c: char) -> State {
        if c == quote {
            if let Url::Beginning(begun) = &url
                && !begun.is_empty()
            {
                self.refuse_url(begun);
            }
            return State::InTag(tag);
        }
        let url = match url {
            Url::Beginning(begun) if begun.is_empty() && c.is_whitespace() => Url::Beginning(begun),
            Url::Beginning(begun) => self.url_beginning(pushed(begun, c)),
            url => url,
        };
        State::Quoted { tag, name, quote, url }
    }

    /// A wrong beginning is read on to the end of its scheme, for the message.
    fn url_beginning(&mut self, begun: String) -> Url {
        match begun.as_str() {
            "mailto:" | "tel:" => Url::Address,
            whole if URL_BEGINNINGS.contains(&whole) => Url::Web,
            part if URL_BEGINNINGS.iter().any(|whole| whole.starts_with(part)) => {
                Url::Beginning(begun)
            }
            wrong
                if wrong.len() < NAME_CHARS_MAX && !wrong.ends_with([':', '/', '?', '#', '&']) =>
            {
                Url::Beginning(begun)
            }
            _ => {
                self.refuse_url(&begun);
                Url::Web
            }
        }
    }

    fn attribute(&mut self, tag: String, name: String) -> State {
        if is_code(&name) && name != "style" {
            let message =
                format!("the attribute `{}` runs code, which mail clients drop", clip(&name));
            self.problems
                .push(Problem::new("unsafe_html", message).at(self.part).found(clip(&name)));
        }
        State::Equals { tag, name }
    }

    fn end_of_tag(&mut self, name: String) -> State {
        if REFUSED_ELEMENTS.contains(&name.as_str()) {
            let message = format!("`<{}>` runs code, which mail clients drop", clip(&name));
            self.problems
                .push(Problem::new("unsafe_html", message).at(self.part).found(clip(&name)));
        }
        if RAW_ELEMENTS.contains(&name.as_str()) {
            State::Raw { element: name, tail: String::new() }
        } else {
            State::Text
        }
    }

    fn refuse_url(&mut self, begun: &str) {
        let message = format!("a link may not begin with `{}`", clip(begun));
        self.problems.push(
            Problem::new("unsafe_link", message)
                .at(self.part)
                .found(clip(begun))
                .allowed(URL_BEGINNINGS)
                .help("write the whole address, in quotes, like \"https://example.com/offer\""),
        );
    }
}

/// Attributes whose value is a program or a style sheet.
fn is_code(attribute: &str) -> bool {
    attribute.starts_with("on") || attribute == "style" || attribute == "srcdoc"
}

fn pushed(mut name: String, c: char) -> String {
    if name.len() < NAME_CHARS_MAX {
        name.extend(c.to_lowercase());
    }
    name
}

fn raw(element: String, mut tail: String, c: char) -> State {
    tail.extend(c.to_lowercase());
    if tail.strip_suffix(element.as_str()).is_some_and(|before| before.ends_with("</")) {
        return State::ClosingTag;
    }
    if tail.len() > NAME_CHARS_MAX {
        tail = tail.chars().skip(tail.chars().count() / 2).collect();
    }
    State::Raw { element, tail }
}
