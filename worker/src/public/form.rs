//! What a form of a public page, or a mail program's one click, sends: a few short fields.

use std::collections::BTreeMap;

use super::FORM_BYTES_MAX;
use crate::answer::Refusal;
use crate::request::Incoming;

/// The fields of a form; of several with one name the last.
#[derive(Debug, Default)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads the body in either of the shapes that RFC 8058 §3.2 lets mail programs choose from.
    ///
    /// # Errors
    /// `body_too_large`, `invalid_utf8`.
    pub async fn of(incoming: &mut Incoming) -> Result<Self, Refusal> {
        let kind = incoming.header("content-type").unwrap_or_default();
        let body = incoming.text(FORM_BYTES_MAX).await?;
        let boundary = kind.split(';').find_map(|part| part.trim().strip_prefix("boundary="));
        Ok(match boundary {
            Some(boundary) => Form(multipart(&body, boundary.trim_matches('"'))),
            None => Form(url_encoded(&body)),
        })
    }

    /// A field's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether a mail program says that its person wants out.
    pub fn is_one_click(&self) -> bool {
        self.get("List-Unsubscribe").is_some_and(|value| value.eq_ignore_ascii_case("One-Click"))
    }
}

/// Source: WHATWG URL §5.1, `application/x-www-form-urlencoded`.
fn url_encoded(body: &str) -> BTreeMap<String, String> {
    let pairs = body.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        let hex = (*first == b'%')
            .then(|| behind.get(..2))
            .flatten()
            .and_then(|hex| core::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Fields of text alone. Source: RFC 7578.
fn multipart(body: &str, boundary: &str) -> BTreeMap<String, String> {
    let delimiter = format!("--{boundary}");
    let mut fields = BTreeMap::new();
    for part in body.split(delimiter.as_str()).skip(1) {
        let Some((head, value)) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"))
        else {
            continue;
        };
        let Some(name) = head.split("name=\"").nth(1).and_then(|rest| rest.split('"').next())
        else {
            continue;
        };
        fields.insert(name.to_owned(), value.trim_end_matches(['\r', '\n']).to_owned());
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_of_a_form_read_alike() {
        let form = Form(url_encoded("List-Unsubscribe=One-Click"));
        assert!(form.is_one_click());
        let body = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
                    One-Click\r\n--b--\r\n";
        assert!(Form(multipart(body, "b")).is_one_click());
        assert!(!Form(url_encoded("List-Unsubscribe=No")).is_one_click());
        let form = Form(url_encoded("a=1%2B1+%E2%82%AC&b&a=2%zz"));
        assert_eq!((form.get("a"), form.get("b")), (Some("2%zz"), Some("")));
    }
}
