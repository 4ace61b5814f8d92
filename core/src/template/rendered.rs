//! A template filled in, or why it could not be.

use core::fmt;

use crate::words::Problem;

/// A template filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rendered {
    /// An e-mail.
    Email {
        /// One line, without control characters.
        subject: String,
        /// A fragment, without `<html>` and `<body>` unless the author wrote them.
        html: String,
        /// The same as plain text.
        text: String,
    },
    /// A text message.
    Sms {
        /// As it is sent.
        text: String,
    },
    /// A task.
    Task {
        /// One line.
        title: String,
        /// May be empty.
        description: String,
    },
    /// A document.
    Document {
        /// One line.
        title: String,
        /// A fragment, as of an e-mail.
        html: String,
        /// The same as plain text.
        text: String,
    },
}

/// Why a template could not be filled in for one record; the message is skipped with this reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderProblem {
    /// A value without fallback is missing.
    MissingValue {
        /// As the author wrote it, like `contact.first_name`.
        path: String,
    },
    /// A value that was to be a link's address is not a web, mail or telephone address.
    UnsafeLink {
        /// As the author wrote it.
        path: String,
    },
    /// The filled-in text is longer than can be sent.
    TooLong {
        /// `subject`, `body`, `text`, `title` or `description`.
        part: &'static str,
        /// Units: bytes.
        bytes_max: usize,
    },
}

impl RenderProblem {
    /// Closed vocabulary for programs and translations.
    pub const fn code(&self) -> &'static str {
        match self {
            RenderProblem::MissingValue { .. } => "missing_value",
            RenderProblem::UnsafeLink { .. } => "unsafe_link",
            RenderProblem::TooLong { .. } => "text_too_long",
        }
    }

    /// The same as a [`Problem`], for previews.
    pub fn to_problem(&self) -> Problem {
        match self {
            RenderProblem::MissingValue { path } | RenderProblem::UnsafeLink { path } => {
                Problem::new(self.code(), self.to_string()).found(path)
            }
            RenderProblem::TooLong { part, .. } => {
                Problem::new(self.code(), self.to_string()).at(*part)
            }
        }
    }
}

impl fmt::Display for RenderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RenderProblem::MissingValue { path } => write!(f, "`{path}` has no value"),
            RenderProblem::UnsafeLink { path } => {
                write!(f, "`{path}` is not an address that a link may lead to")
            }
            RenderProblem::TooLong { part, bytes_max } => {
                write!(f, "the {part} is longer than {bytes_max} bytes")
            }
        }
    }
}

impl std::error::Error for RenderProblem {}
