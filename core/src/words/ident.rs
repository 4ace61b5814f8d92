//! Names of things: keys that people choose (`stage`), ids that programs make, and keys derived
//! from a cause, so that doing something twice has one name (D23).

use core::fmt;
use sha2::{Digest, Sha256};

use super::problem::Problem;

/// Longest key that a person may choose. Source: our choice; D1 allows 100 columns of any length,
/// and a key must fit beside its value in a table of the console.
pub const KEY_CHARS_MAX: usize = 40;
/// Longest id. Source: our choice; Segment's message ids reach 74, and a UUID has 36.
pub const ID_CHARS_MAX: usize = 128;

macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident, $check:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The same text as a checked name, or the problem with it.
            ///
            /// # Errors
            /// `invalid_key` or `invalid_id`, with the characters that are allowed.
            pub fn parse(text: &str) -> Result<Self, Problem> {
                $check(text)?;
                Ok($name(text.to_owned()))
            }

            /// A name that this program itself chose. INVARIANT: a literal that `parse` takes.
            #[allow(dead_code, reason = "not every kind of name has one of ours")]
            pub(crate) fn known(text: &'static str) -> Self {
                debug_assert!($check(text).is_ok());
                $name(text.to_owned())
            }

            /// The text of the name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }

        impl core::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

text_newtype!(/** A field's name within its module, like `amount`. */ FieldKey, check_key);
text_newtype!(/** A module's name within the account, like `deals`. */ ModuleKey, check_key);
text_newtype!(/** A stage's name, unique within its module. */ StageKey, check_key);
text_newtype!(/** An event's name, like `offer_sent`. */ EventName, check_key);
text_newtype!(/** One company's data; every store call carries one. */ AccountId, check_id);
text_newtype!(/** One row of one module; unique within the account. */ RecordId, check_id);
text_newtype!(/** A colleague. */ UserId, check_id);
text_newtype!(/** A filter saved under a name. */ ViewId, check_id);
text_newtype!(/** Typed content of a message or task. */ TemplateId, check_id);
text_newtype!(/** Any of the five kinds of automation. */ AutomationId, check_id);
text_newtype!(/** A step of an automation; stays the same over its versions. */ StepId, check_id);
text_newtype!(/** A mailing list of a connected service (S4.14). */ MailingListId, check_id);
text_newtype!(/** Another program's address for signed webhooks. */ EndpointId, check_id);

fn check_key(text: &str) -> Result<(), Problem> {
    let starts_well = text.chars().next().is_some_and(|c| c.is_ascii_lowercase());
    let well_formed =
        text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if starts_well && well_formed && text.len() <= KEY_CHARS_MAX {
        return Ok(());
    }
    Err(Problem::new("invalid_key", format!("`{}` is not a usable name", clip(text)))
        .found(clip(text))
        .help("use lower-case latin letters, digits and _, starting with a letter, at most 40"))
}

fn check_id(text: &str) -> Result<(), Problem> {
    let well_formed =
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    if !text.is_empty() && well_formed && text.len() <= ID_CHARS_MAX {
        return Ok(());
    }
    Err(Problem::new("invalid_id", format!("`{}` is not a usable id", clip(text)))
        .found(clip(text))
        .help("use latin letters, digits and - _ . :, at most 128"))
}

/// At most 60 characters of somebody's text, for messages.
pub fn clip(text: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 60;
    let mut chars = text.chars();
    let shown: String = chars.by_ref().take(SHOWN_CHARS_MAX).collect();
    if chars.next().is_some() { format!("{shown}…") } else { shown }
}

/// A name derived from a cause: the same cause always has the same key, and the key carries no
/// personal data. 32 lower-case letters and digits, the smallest common format of the providers
/// that take one. Source: D23; SerwerSMS allows alphanumerics only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DerivedKey(String);

impl DerivedKey {
    /// The key of these parts of a cause, in this order. Parts are length-prefixed, so that
    /// `["ab", "c"]` and `["a", "bc"]` differ.
    pub fn of(parts: &[&str]) -> Self {
        let digest = digest(parts);
        // 32 base-32 characters take 20 bytes: 160 bits, far beyond accidental collision.
        let mut text = String::with_capacity(32);
        let mut bits: u32 = 0;
        let mut held = 0;
        for byte in digest.iter().take(20) {
            bits = (bits << 8) | u32::from(*byte);
            held += 8;
            while held >= 5 {
                held -= 5;
                let index = ((bits >> held) & 31) as u8;
                text.push(char::from(if index < 26 { b'a' + index } else { b'2' + index - 26 }));
            }
            bits &= (1 << held) - 1;
        }
        DerivedKey(text)
    }

    /// A key read back from the store.
    ///
    /// # Errors
    /// `invalid_id` when the text is not 32 lower-case letters and digits.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let well_formed =
            text.len() == 32 && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if well_formed {
            Ok(DerivedKey(text.to_owned()))
        } else {
            Err(Problem::new("invalid_id", format!("`{}` is not a derived key", clip(text))))
        }
    }

    /// The text of the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number below `bound` for these parts: always the same for the same ones, and even over many. Source:
/// our choice, 64 bits of SHA-256, so that a bound of a hundred is even to 18 digits.
pub fn drawn(parts: &[&str], bound: u64) -> u64 {
    let number =
        digest(parts).iter().take(8).fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
    number.checked_rem(bound).unwrap_or(0)
}

/// Parts are length-prefixed.
fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

impl fmt::Display for DerivedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DerivedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_keys_are_stable_and_tell_parts_apart() {
        let key = DerivedKey::of(&["ab", "c"]);
        assert_eq!(key.as_str().len(), 32);
        assert_eq!(key, DerivedKey::of(&["ab", "c"]));
        assert_ne!(key, DerivedKey::of(&["a", "bc"]));
        assert_eq!(DerivedKey::parse(key.as_str()), Ok(key));
    }

    #[test]
    fn keys_and_ids_say_what_they_allow() {
        assert!(FieldKey::parse("amount_2").is_ok());
        for bad in ["", "Amount", "2x", "a b", "ż"] {
            assert_eq!(FieldKey::parse(bad).map_err(|p| p.code), Err("invalid_key"), "{bad}");
        }
        assert!(RecordId::parse("7f3e-12:4").is_ok());
        assert!(RecordId::parse("").is_err());
    }
}
