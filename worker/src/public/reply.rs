//! What a public address answers with: status, headers, bytes. Knows no platform, so that the same
//! code answers in a simulation.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};
use worker::{Headers, Response};

/// An answer to anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent; empty is fine.
    pub body: Vec<u8>,
}

impl Reply {
    /// A page. Its only style is `style`, allowed by its hash; it runs no script, loads nothing, sends
    /// forms to nobody else, and stands in no frame (Source: Content Security Policy Level 3).
    pub fn page(status: u16, html: String, style: &str) -> Self {
        let hash = BASE64.encode(Sha256::digest(style.as_bytes()));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'"
        );
        Reply::plain(status, html.into_bytes(), "text/html; charset=utf-8")
            .with("content-security-policy", policy)
            .with("x-robots-tag", "noindex")
    }

    /// A line of text, for machines.
    pub fn text(status: u16, line: &str) -> Self {
        Reply::plain(status, line.as_bytes().to_vec(), "text/plain; charset=utf-8")
    }

    /// Any bytes.
    pub fn bytes(status: u16, body: Vec<u8>, kind: &str) -> Self {
        Reply::plain(status, body, kind)
    }

    /// The way to another address, which the caller has checked.
    pub fn moved_to(address: &str) -> Self {
        Reply::plain(302, Vec::new(), "text/plain; charset=utf-8").with("location", address)
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same with another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The platform's response.
    ///
    /// # Errors
    /// When the platform cannot build one.
    pub fn into_response(self) -> worker::Result<Response> {
        let headers = Headers::new();
        for (name, value) in &self.headers {
            headers.set(name, value)?;
        }
        Ok(Response::from_bytes(self.body)?.with_headers(headers).with_status(self.status))
    }

    fn plain(status: u16, body: Vec<u8>, kind: &str) -> Self {
        let headers = vec![
            ("content-type", kind.to_owned()),
            ("cache-control", "no-store".to_owned()),
            ("referrer-policy", "no-referrer".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
        ];
        Reply { status, headers, body }
    }
}
