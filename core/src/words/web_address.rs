//! Decides which addresses this program may call by itself, so that a webhook cannot be pointed at the
//! inside of somebody's network (server-side request forgery).
//!
//! Decides over an address that was taken apart as browsers do (the WHATWG URL standard), so that
//! `https://0x7f.1` is already `127.0.0.1` here. Does not look names up: what a public name points to
//! is the platform's to refuse. Table: tests/spec/web_addresses.md.

use core::net::Ipv4Addr;

use super::ident::clip;
use super::problem::Problem;

/// Longest address. Units: bytes. Source: our choice; servers commonly refuse longer ones.
pub const WEB_ADDRESS_BYTES_MAX: usize = 2_000;

/// Who may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The public Internet, encrypted.
    Public,
    /// Also this machine and its neighbours, in clear text: for trying things out.
    Anywhere,
}

/// An address, taken apart by a WHATWG parser.
#[derive(Debug, Clone, Copy)]
pub struct WebAddress<'a> {
    /// `https`.
    pub scheme: &'a str,
    /// As the parser writes it: lower case, addresses of IPv4 with four numbers, of IPv6 in brackets.
    pub host: Option<&'a str>,
    /// `None`: the scheme's own.
    pub port: Option<u16>,
    /// Whether a user or a password stands before the host.
    pub has_credentials: bool,
}

/// Ports on which https is served in public. Source: our choice; these are IANA's for https and the
/// usual one of application servers, and a scan of a network needs others.
const PORTS: [u16; 2] = [443, 8443];

/// Endings that no public name has. Source: RFC 6761, RFC 6762, RFC 7686, RFC 8375, ICANN's reserved
/// `internal`, and the private names that ICANN refuses to delegate (`corp`, `home`, `mail`), with
/// what routers use.
const PRIVATE_ENDINGS: [&str; 13] = [
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "mail",
    "private",
    "home.arpa",
    "onion",
    "invalid",
];

/// The problem of a text that is no web address at all.
pub fn not_an_address(text: &str) -> Problem {
    Problem::new("invalid_url", format!("`{}` is not a web address", clip(text)))
        .found(clip(text))
        .help("write it whole, like https://example.com/hook")
}

impl WebAddress<'_> {
    /// Whether it may be called.
    ///
    /// # Errors
    /// `invalid_url`, `url_not_encrypted`, `url_not_public`, each with what is allowed.
    pub fn check(&self, reach: Reach) -> Result<(), Problem> {
        let Some(host) = self.host.filter(|host| !host.is_empty()) else {
            return Err(not_an_address(self.scheme));
        };
        if self.has_credentials {
            return Err(Problem::new("invalid_url", "a web address has no user or password here")
                .help("webhooks are signed; the receiver checks the signature"));
        }
        match (reach, self.scheme) {
            (_, "https") => {}
            (Reach::Anywhere, "http") => return Ok(()),
            _ => {
                let message = format!("`{}` is not encrypted", clip(self.scheme));
                return Err(Problem::new("url_not_encrypted", message)
                    .found(clip(self.scheme))
                    .help("use an address that begins with https://"));
            }
        }
        if reach == Reach::Public && !(is_public(host) && self.has_usual_port()) {
            let message = format!("`{}` is not on the public Internet", clip(host));
            return Err(Problem::new("url_not_public", message)
                .found(clip(host))
                .help("use a public name, on port 443 or 8443"));
        }
        Ok(())
    }

    fn has_usual_port(&self) -> bool {
        self.port.is_none_or(|port| PORTS.contains(&port))
    }
}

/// A name of the public DNS. Addresses in numbers never are: a receiver with a certificate has a name.
fn is_public(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    let is_number = name.starts_with('[') || name.parse::<Ipv4Addr>().is_ok();
    let is_private = PRIVATE_ENDINGS.iter().any(|ending| {
        name.strip_suffix(ending).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    });
    !is_number && !is_private && name.contains('.') && !name.ends_with('.')
}
