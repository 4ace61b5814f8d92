//! The languages that the product speaks to people: contacts and colleagues alike.

/// One of them. Source: the seed documents' four and English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// Hungarian.
    Hungarian,
    /// Polish.
    Polish,
    /// Romanian.
    Romanian,
    /// Russian.
    Russian,
}

impl Language {
    /// Every language, in the order of their codes.
    pub const ALL: [Language; 5] = [
        Language::English,
        Language::Hungarian,
        Language::Polish,
        Language::Romanian,
        Language::Russian,
    ];

    /// The code in every interface. Source: ISO 639-1.
    pub const fn key(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Hungarian => "hu",
            Language::Polish => "pl",
            Language::Romanian => "ro",
            Language::Russian => "ru",
        }
    }

    /// What its speakers call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Hungarian => "Magyar",
            Language::Polish => "Polski",
            Language::Romanian => "Română",
            Language::Russian => "Русский",
        }
    }

    /// The language with this code; a region after it (`pl-PL`) changes nothing.
    pub fn parse(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next()?.trim().to_ascii_lowercase();
        Language::ALL.into_iter().find(|language| language.key() == primary)
    }

    /// The best of what a browser says it takes. Source: RFC 9110 §12.5.4; of equal weights the one
    /// that is named first, and a weight of 0 is a refusal.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(u32, Language)> = None;
        for part in header.split(',') {
            let (code, parameters) = part.split_once(';').unwrap_or((part, ""));
            let Some(language) = Language::parse(code.trim()) else { continue };
            let weight = weight_of(parameters);
            if weight > best.map_or(0, |(weight, _)| weight) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// `q=0.8` in thousandths; 1000 without it, 0 when it does not read.
fn weight_of(parameters: &str) -> u32 {
    let Some(text) = parameters.trim().strip_prefix("q=") else { return 1_000 };
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole.parse::<u32>(), digits.parse::<u32>()) {
        (Ok(whole @ 0..=1), Ok(thousandths)) => (whole * 1_000 + thousandths).min(1_000),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_says_what_it_prefers() {
        let accepted = |header| Language::accepted(header).map(Language::key);
        assert_eq!(accepted("pl-PL,pl;q=0.9,en;q=0.8"), Some("pl"));
        assert_eq!(accepted("de, en;q=0.5, ro;q=0.9"), Some("ro"));
        assert_eq!(accepted("en;q=0, hu;q=0.1"), Some("hu"));
        assert_eq!(accepted("de,fr;q=0.5"), None);
        assert_eq!(accepted(""), None);
        assert_eq!(accepted("ru;q=nonsense, en"), Some("en"));
    }
}
