//! The picture that tells that an e-mail is opened, and links that lead through the Worker: put into a
//! message's HTML when it leaves (E5, E13). Table: `tests/spec/tracking.md`.
//!
//! The HTML is read by a tokenizer of the HTML standard; only the tags of links are written anew. The
//! same message gives the same bytes. What is not ours to count stays as it is: addresses of mail and
//! telephones, anchors, our own pages (unsubscribe, preferences). The plain text stays as it is, too.

use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use html5gum::{Span, Tokenizer};

/// Longest address that is put into a link of ours. Units: bytes. Source: what browsers and mail
/// programs take, with the token around it.
pub const TARGET_BYTES_MAX: usize = 2_000;

/// What is put into a message.
#[derive(Debug)]
pub struct Tracked<'a> {
    /// What addresses of our own pages begin with.
    pub ours: &'a str,
    /// The address of the picture, if openings are wanted.
    pub picture: Option<&'a str>,
    /// Whether clicks are wanted.
    pub clicks: Clicks,
}

/// Whether links lead through the Worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clicks {
    /// They do.
    Counted,
    /// They lead where the author said.
    Left,
}

/// The HTML with the picture, and with links made by `link`; a target that `link` answers with an
/// error ends it.
///
/// # Errors
/// What `link` says.
pub fn html<E>(
    html: &str,
    tracked: &Tracked<'_>,
    link: impl Fn(&str) -> Result<String, E>,
) -> Result<String, E> {
    let mut out = String::with_capacity(html.len() + 200);
    let mut written = 0;
    let mut body_ends = None;
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        match token {
            Token::StartTag(tag) if tracked.clicks == Clicks::Counted => {
                let Some(target) = target(&tag, tracked.ours) else { continue };
                let Some(before) = html.get(written..tag.span.start) else { continue };
                out.push_str(before);
                write_tag(&mut out, &tag, &link(&target)?);
                written = tag.span.end;
            }
            Token::EndTag(tag) if tag.name.as_slice() == b"body" => {
                let Span { start, .. } = tag.span;
                out.push_str(html.get(written..start).unwrap_or_default());
                written = start;
                body_ends = Some(out.len());
            }
            _ => {}
        }
    }
    out.push_str(html.get(written..).unwrap_or_default());
    if let Some(picture) = tracked.picture {
        let tag = format!(
            "<img src=\"{}\" alt=\"\" width=\"1\" height=\"1\" style=\"display:block\">",
            escaped(picture)
        );
        out.insert_str(body_ends.unwrap_or(out.len()), &tag);
    }
    Ok(out)
}

/// Where a link leads, if that is to be counted.
fn target(tag: &StartTag<usize>, ours: &str) -> Option<String> {
    if !matches!(tag.name.as_slice(), b"a" | b"area") {
        return None;
    }
    let value = tag.attributes.get(b"href".as_slice())?;
    let target = String::from_utf8(value.value.to_vec()).ok()?;
    let target = target.trim();
    let is_web = ["https://", "http://"].iter().any(|scheme| {
        target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let is_counted = is_web && !target.starts_with(ours) && target.len() <= TARGET_BYTES_MAX;
    is_counted.then(|| target.to_owned())
}

/// The tag with another address; its other attributes as they are.
fn write_tag(out: &mut String, tag: &StartTag<usize>, address: &str) {
    out.push('<');
    out.push_str(&String::from_utf8_lossy(&tag.name));
    for (name, value) in &tag.attributes {
        let name = String::from_utf8_lossy(name);
        let value = String::from_utf8_lossy(&value.value);
        let value = if name == "href" { address } else { value.as_ref() };
        out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    out.push_str(if tag.self_closing { "/>" } else { ">" });
}

fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
