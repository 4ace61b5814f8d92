//! The texts that templates consist of, each with its limits and its kind of writing.

use super::{
    BODY_BYTES_MAX, DESCRIPTION_BYTES_MAX, SMS_BYTES_MAX, SUBJECT_BYTES_MAX, TITLE_BYTES_MAX,
};

/// One of a template's texts: its name for people, its limits, what a value in it must become.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub name: &'static str,
    pub bytes_max: usize,
    pub markup: PartMarkup,
    pub may_be_empty: MayBeEmpty,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartMarkup {
    /// One line: control characters go, so that no value adds a header to a mail.
    Line,
    Text,
    Html,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MayBeEmpty {
    Yes,
    No,
}

impl Part {
    pub const SUBJECT: Part = Part::new("subject", SUBJECT_BYTES_MAX, PartMarkup::Line);
    pub const TEXT_BODY: Part = Part::new("body", BODY_BYTES_MAX, PartMarkup::Text);
    pub const HTML_BODY: Part = Part::new("body", BODY_BYTES_MAX, PartMarkup::Html);
    pub const SMS: Part = Part::new("text", SMS_BYTES_MAX, PartMarkup::Text);
    pub const NAME: Part = Part::new("name", TITLE_BYTES_MAX, PartMarkup::Line);
    pub const TITLE: Part = Part::new("title", TITLE_BYTES_MAX, PartMarkup::Line);
    pub const DESCRIPTION: Part = Part {
        may_be_empty: MayBeEmpty::Yes,
        ..Part::new("description", DESCRIPTION_BYTES_MAX, PartMarkup::Text)
    };

    const fn new(name: &'static str, bytes_max: usize, markup: PartMarkup) -> Part {
        Part { name, bytes_max, markup, may_be_empty: MayBeEmpty::No }
    }
}
