//! Decides what one character costs in each alphabet that an SMS may use.
//!
//! Does not decide which alphabet a text gets (`encoding`) nor where parts end (`packing`).
//! Spec table: `tests/spec/sms-alphabets.md`, which is the standard's own, place by place.
//! Source: 3GPP TS 23.038 §6.2.1 (default alphabet), §6.2.1.1 (extension), annex A (national
//! tables).

use super::national::National;

/// The alphabets by national language identifier, 0 = default (3GPP TS 23.038 §6.2.1.2.4).
pub(super) const ALPHABETS: usize = 14;

/// In which alphabets a character stands; bit n = national language identifier n.
#[derive(Clone, Copy)]
pub(super) struct Membership {
    /// Locking shift tables: one septet there.
    pub(super) locking: u16,
    /// Single shift tables: two septets there, the escape and the character.
    pub(super) shift: u16,
}

const NOWHERE: Membership = Membership { locking: 0, shift: 0 };

/// One alphabet's characters, written as within the brackets of a regular expression: `a-z` is a
/// range, `-` itself comes first.
type Class = &'static str;

const DEFAULT: Class = "-\n\r -,.-Z_a-z¡£-¥§¿Ä-ÇÉÑÖØÜßàä-æèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ";
const EXTENSION: Class = "\u{c}[-^{-~€";
/// What all tables from Bengali to Urdu share.
const EASTERN_LOCKING: Class = "\n\r !(),.0-;?a-z";
const EASTERN_SHIFT: Class = "-\u{c}\"-'*+/<->@-_{-~¡£-¥¿";

/// Locking shift tables, annex A.3, by identifier. Spanish has none: its escape leads from the
/// default alphabet, which nobody has to announce.
const LOCKING: [(National, Class); 12] = [
    (National::Turkish, "-\n\r -,.-Z_a-z£-¥§ÄÅÇÉÑÖÜßàäåçéñòöùüĞğİıŞşΓΔΘΛΞΠΣΦΨΩ€"),
    (National::Portuguese, "-\n\r -,.-Z\\^-z|~£¥§ªºÀ-ÃÇÉÊÍÓ-ÕÚÜà-ãçéêíó-õúüΔ€∞"),
    (
        National::Bengali,
        "\u{981}-\u{983}\u{985}-\u{98c}\u{98f}\u{990}\u{993}-\u{9a8}\u{9aa}-\u{9b0}\u{9b2}\
         \u{9b6}-\u{9b9}\u{9bc}-\u{9c4}\u{9c7}\u{9c8}\u{9cb}-\u{9ce}\u{9d7}\u{9dc}\u{9dd}\
         \u{9f0}\u{9f1}",
    ),
    (
        National::Gujarati,
        "\u{a81}-\u{a83}\u{a85}-\u{a8d}\u{a8f}-\u{a91}\u{a93}-\u{aa8}\u{aaa}-\u{ab0}\u{ab2}\u{ab3}\
         \u{ab5}-\u{ab9}\u{abc}-\u{ac5}\u{ac7}-\u{ac9}\u{acb}-\u{acd}\u{ad0}\u{ae0}-\u{ae3}\u{af1}",
    ),
    (
        National::Hindi,
        "\u{901}-\u{903}\u{905}-\u{939}\u{93c}-\u{94d}\u{950}\u{972}\u{97b}\u{97c}\u{97e}\u{97f}",
    ),
    (
        National::Kannada,
        "\u{c82}\u{c83}\u{c85}-\u{c8c}\u{c8e}-\u{c90}\u{c92}-\u{ca8}\u{caa}-\u{cb3}\u{cb5}-\u{cb9}\
         \u{cbc}-\u{cc4}\u{cc6}-\u{cc8}\u{cca}-\u{ccd}\u{cd5}\u{cd6}\u{ce0}-\u{ce3}",
    ),
    (
        National::Malayalam,
        "\u{d02}\u{d03}\u{d05}-\u{d0c}\u{d0e}-\u{d10}\u{d12}-\u{d28}\u{d2a}-\u{d39}\u{d3d}-\u{d44}\
         \u{d46}-\u{d48}\u{d4a}-\u{d4d}\u{d57}\u{d60}-\u{d63}\u{d79}",
    ),
    (
        National::Oriya,
        "\u{b01}-\u{b03}\u{b05}-\u{b0c}\u{b0f}\u{b10}\u{b13}-\u{b28}\u{b2a}-\u{b30}\u{b32}\u{b33}\
         \u{b35}-\u{b39}\u{b3c}-\u{b44}\u{b47}\u{b48}\u{b4b}-\u{b4d}\u{b56}\u{b57}\u{b60}-\u{b63}",
    ),
    (
        National::Punjabi,
        "\u{a01}-\u{a03}\u{a05}-\u{a0a}\u{a0f}\u{a10}\u{a13}-\u{a28}\u{a2a}-\u{a30}\u{a32}\u{a33}\
         \u{a35}\u{a36}\u{a38}\u{a39}\u{a3c}\u{a3e}-\u{a42}\u{a47}\u{a48}\u{a4b}-\u{a4d}\u{a51}\
         \u{a70}-\u{a74}",
    ),
    (
        National::Tamil,
        "\u{b82}\u{b83}\u{b85}-\u{b8a}\u{b8e}-\u{b90}\u{b92}-\u{b95}\u{b99}\u{b9a}\u{b9c}\u{b9e}\
         \u{b9f}\u{ba3}\u{ba4}\u{ba8}-\u{baa}\u{bae}-\u{bb9}\u{bbe}-\u{bc2}\u{bc6}-\u{bc8}\
         \u{bca}-\u{bcd}\u{bd0}\u{bd7}\u{bf0}-\u{bf2}\u{bf9}",
    ),
    (
        National::Telugu,
        "\u{c01}-\u{c03}\u{c05}-\u{c0c}\u{c0e}-\u{c10}\u{c12}-\u{c28}\u{c2a}-\u{c33}\u{c35}-\u{c39}\
         \u{c3d}-\u{c44}\u{c46}-\u{c48}\u{c4a}-\u{c4d}\u{c55}\u{c56}\u{c60}-\u{c63}",
    ),
    (
        National::Urdu,
        "\u{621}\u{622}\u{627}\u{628}\u{62a}-\u{639}\u{641}\u{642}\u{644}-\u{646}\u{648}\u{64d}\
         \u{64f}-\u{651}\u{653}-\u{657}\u{670}\u{679}-\u{681}\u{683}-\u{68a}\u{68c}\u{68d}\u{68f}\
         \u{691}\u{693}\u{696}\u{698}-\u{69a}\u{6a6}\u{6a9}-\u{6ab}\u{6af}\u{6b1}\u{6b3}\
         \u{6ba}-\u{6bc}\u{6be}\u{6c1}\u{6c2}\u{6c4}\u{6cc}\u{6d0}\u{6d2}\u{6d5}",
    ),
];

/// Single shift tables, annex A.2, beyond the extension (Latin) or the common part (eastern).
const SHIFT: [(National, Class); 13] = [
    (National::Turkish, "çĞğİıŞş"),
    (National::Spanish, "ÁÍÓÚáçíóú"),
    (National::Portuguese, "À-ÃÊÍÓ-ÕÚá-ãçêíó-õúΓΘΠΣΦΨΩ"),
    (National::Bengali, "\u{9df}-\u{9e3}\u{9e6}-\u{9ef}\u{9f2}-\u{9fa}€"),
    (National::Gujarati, "\u{964}\u{965}\u{ae6}-\u{aef}€"),
    (National::Hindi, "\u{951}-\u{954}\u{958}-\u{971}€"),
    (National::Kannada, "\u{964}\u{965}\u{cde}\u{ce6}-\u{cef}\u{cf1}\u{cf2}€"),
    (National::Malayalam, "\u{964}\u{965}\u{d66}-\u{d75}\u{d7a}-\u{d7f}€"),
    (National::Oriya, "\u{964}\u{965}\u{b5c}\u{b5d}\u{b5f}\u{b66}-\u{b71}€"),
    (National::Punjabi, "\u{964}\u{965}\u{a59}-\u{a5c}\u{a5e}\u{a66}-\u{a6f}\u{a75}€"),
    (National::Tamil, "\u{964}\u{965}\u{be6}-\u{bef}\u{bf3}-\u{bf8}\u{bfa}€"),
    (National::Telugu, "\u{c58}\u{c59}\u{c66}-\u{c6f}\u{c78}-\u{c7f}"),
    (
        National::Urdu,
        "\u{600}\u{601}\u{60c}-\u{614}\u{61b}\u{61f}\u{640}\u{652}\u{658}\u{66b}\u{66c}\u{672}\
         \u{673}\u{6cd}\u{6d4}\u{6f0}-\u{6f9}€",
    ),
];

/// One past the highest character of any alphabet, which is ∞ (U+221E, Portuguese).
const SPAN: usize = 0x221F;
/// The default alphabet ends with Greek; of its extension only € lies beyond.
const DIRECT: usize = 0x400;

/// Septets of a character in the default alphabet with its extension; 0 = not there.
///
/// **Units**: septets. **Source**: 3GPP TS 23.038 §6.2.1.
pub(super) fn default_cost(c: char) -> u32 {
    match COSTS.get(c as usize) {
        Some(&cost) => u32::from(cost),
        None if c == '€' => 2,
        None => 0,
    }
}

/// Where a character stands among all alphabets.
pub(super) fn membership(c: char) -> Membership {
    let found = MEMBERS.binary_search_by_key(&(c as u32), |&(code, _)| u32::from(code));
    found.ok().and_then(|at| MEMBERS.get(at)).map_or(NOWHERE, |&(_, member)| member)
}

/// Built from the tables at compile time, so that the hot path is one look-up in a kilobyte.
static COSTS: [u8; DIRECT] = costs();
/// All members in order of their code point; the tables themselves do not reach the binary.
static MEMBERS: [(u16, Membership); MEMBER_COUNT] = members();
const MEMBER_COUNT: usize = count_members(&spread());

const fn costs() -> [u8; DIRECT] {
    let mut costs = [0; DIRECT];
    let spread = spread();
    let mut left: &mut [u8] = &mut costs;
    let mut right: &[Membership] = &spread;
    while let ([cost, more @ ..], [member, rest @ ..]) = (left, right) {
        *cost = if member.locking & 1 != 0 {
            1
        } else if member.shift & 1 != 0 {
            2
        } else {
            0
        };
        (left, right) = (more, rest);
    }
    costs
}

const fn count_members(mut spread: &[Membership]) -> usize {
    let mut count = 0;
    while let [member, rest @ ..] = spread {
        if member.locking | member.shift != 0 {
            count += 1;
        }
        spread = rest;
    }
    count
}

const fn members() -> [(u16, Membership); MEMBER_COUNT] {
    let mut members = [(0, NOWHERE); MEMBER_COUNT];
    let spread = spread();
    let mut left: &mut [(u16, Membership)] = &mut members;
    let mut right: &[Membership] = &spread;
    let mut code = 0;
    while let [member, rest @ ..] = right {
        if member.locking | member.shift != 0
            && let [place, more @ ..] = left
        {
            *place = (code, *member);
            left = more;
        }
        code += 1;
        right = rest;
    }
    members
}

const fn spread() -> [Membership; SPAN] {
    let mut table = [NOWHERE; SPAN];
    mark(&mut table, DEFAULT, Membership { locking: 1, shift: 0 });
    mark(&mut table, EXTENSION, Membership { locking: 0, shift: 1 });
    let mut tables: &[(National, Class)] = &LOCKING;
    while let [(national, class), rest @ ..] = tables {
        let here = Membership { locking: national.bit(), shift: 0 };
        mark(&mut table, class, here);
        if national.is_eastern() {
            mark(&mut table, EASTERN_LOCKING, here);
        }
        tables = rest;
    }
    tables = &SHIFT;
    while let [(national, class), rest @ ..] = tables {
        let here = Membership { locking: 0, shift: national.bit() };
        mark(&mut table, class, here);
        mark(&mut table, if national.is_eastern() { EASTERN_SHIFT } else { EXTENSION }, here);
        tables = rest;
    }
    table
}

/// Enters a class into the table of all characters.
const fn mark(table: &mut [Membership; SPAN], class: Class, here: Membership) {
    let mut bytes = class.as_bytes();
    let mut previous = 0;
    while let Some((code, rest)) = next_code(bytes) {
        bytes = rest;
        let is_range = code == b'-' as usize && previous != 0;
        let (from, to) = match (is_range, next_code(rest)) {
            (true, Some((to, rest))) => {
                bytes = rest;
                (previous, to)
            }
            _ => (code, code),
        };
        let (_, tail) = table.split_at_mut(from);
        let (mut slots, _) = tail.split_at_mut(to + 1 - from);
        while let [slot, more @ ..] = slots {
            slot.locking |= here.locking;
            slot.shift |= here.shift;
            slots = more;
        }
        previous = code;
    }
}

/// Takes one character off UTF-8. The tables have none of four bytes.
const fn next_code(bytes: &[u8]) -> Option<(usize, &[u8])> {
    const fn low(byte: u8) -> usize {
        (byte & 0x3F) as usize
    }
    match bytes {
        [a, rest @ ..] if *a < 0x80 => Some((*a as usize, rest)),
        [a, b, rest @ ..] if *a < 0xE0 => Some((((*a & 0x1F) as usize) << 6 | low(*b), rest)),
        [a, b, c, rest @ ..] => Some((((*a & 0x0F) as usize) << 12 | low(*b) << 6 | low(*c), rest)),
        _ => None,
    }
}
