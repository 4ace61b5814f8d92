//! Runs `tests/spec/tracking.md`: the picture and the links of a message, put in by the Worker's own code.

#[path = "../../core/tests/common/mod.rs"]
mod common;

use core::convert::Infallible;

use relance_worker::track::{Clicks, Tracked, html};

const PICTURE: &str = "https://r.example/p/o/k";

fn tracked(text: &str, picture: Option<&str>, clicks: Clicks) -> String {
    let how = Tracked { ours: "https://r.example/p/", picture, clicks };
    html(text, &how, |target| Ok::<_, Infallible>(format!("https://r.example/p/l/<{target}>")))
        .unwrap_or_default()
}

#[test]
fn only_what_is_wanted_is_put_in() {
    common::check("tracking.md", "What leaves", |row| {
        let picture = (row.get("openings") == "yes").then_some(PICTURE);
        let clicks = if row.get("clicks") == "yes" { Clicks::Counted } else { Clicks::Left };
        let found = tracked(row.get("html"), picture, clicks);
        // The table shows the address as it is meant; in the tag it is escaped.
        let found = found
            .split("/p/l/&lt;")
            .enumerate()
            .map(|(index, part)| match part.split_once("&gt;\"") {
                Some((target, rest)) if index > 0 => {
                    format!("<{}>\"{rest}", target.replace("&amp;", "&"))
                }
                _ => part.to_owned(),
            })
            .collect::<Vec<_>>()
            .join("/p/l/");
        if found == row.get("leaves as") { Ok(()) } else { Err(format!("found `{found}`")) }
    });
}

#[test]
fn a_message_that_leaves_twice_leaves_as_the_same_bytes() {
    let text = "<body><a href=\"https://a.example\">x</a></body>";
    let once = tracked(text, Some(PICTURE), Clicks::Counted);
    assert_eq!(once, tracked(text, Some(PICTURE), Clicks::Counted));
}
