//! Once per client for ever (S0.14, D13): whatever the order of writes, twins, changed addresses,
//! merges and late ticks, no normalised address gets a campaign twice, and no contact does.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod common {
    pub mod story;
}

use std::collections::{BTreeMap, BTreeSet};

use common::story::{Life, Story, Ticks};
use proptest::prelude::*;
use relance_core::engine::{LogEntry, Reason, What};
use relance_core::words::{Moment, RecordId};
use serde_json::json;

const BEGIN: &str = "2026-03-02T09:00:00Z";
/// Written differently, they are three addresses.
const EMAILS: [&str; 5] =
    ["a@x.example", "A@x.example", "b@x.example", "B@X.example", "c@x.example"];
const PHONES: [&str; 3] = ["+48601000001", "+48 601 000 001", "+48601000002"];

/// Something that people do.
#[derive(Clone, Debug)]
enum Deed {
    Contact { number: u8, email: usize, phone: usize },
    Deal { number: u8, contact: u8 },
    Merge { one: u8, other: u8 },
    Pass { minutes: i64 },
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => (0..6_u8, 0..EMAILS.len(), 0..PHONES.len())
            .prop_map(|(number, email, phone)| Deed::Contact { number, email, phone }),
        3 => (0..6_u8, 0..6_u8).prop_map(|(number, contact)| Deed::Deal { number, contact }),
        2 => (0..6_u8, 0..6_u8).prop_map(|(one, other)| Deed::Merge { one, other }),
        3 => (0..200_i64).prop_map(|minutes| Deed::Pass { minutes }),
    ]
}

fn story() -> Story {
    let step = |action: &str, template: &str| json!([{"id": "s", "action": action, "delay": {"amount": 1, "unit": "hours"}, "template": template}]);
    let campaign = |id: &str, module: &str, view: &str, steps| json!({"id": id, "name": id, "kind": "campaign", "module": module, "basis": {"view": view}, "steps": steps});
    Story {
        title: String::new(),
        automations: vec![
            campaign("mail", "contacts", "v_people", step("email_to_contact", "t_hello")),
            campaign("deal_mail", "deals", "v_offer", step("email_to_contact", "t_mail")),
            campaign("sms", "deals", "v_offer", step("sms_to_contact", "t_sms_offer")),
        ],
        rows: Vec::new(),
    }
}

fn live(deeds: &[Deed], ticks: Ticks) -> Vec<LogEntry> {
    let mut life = Life::new(&story());
    let mut now = Moment::parse(BEGIN).unwrap();
    let mut log = life.pass(now, ticks);
    for campaign in ["mail", "deal_mail", "sms"] {
        log.extend(life.happen(&format!("activate {campaign} for entering_after_activation")));
    }
    for deed in deeds {
        now = now.plus_ms(60_000);
        if let Deed::Pass { minutes } = deed {
            now = now.plus_ms(minutes * 60_000);
        }
        log.extend(life.pass(now, ticks));
        let is_there = |number: u8| {
            life.subjects.contains_key(&RecordId::parse(&format!("c_{number}")).unwrap())
        };
        match deed {
            Deed::Contact { number, email, phone } => log.extend(life.happen(&format!(
                "c_{number}: email = {}; phone = {}; email_consent = true; sms_consent = true; first_name = N{number}",
                EMAILS[*email], PHONES[*phone]
            ))),
            Deed::Deal { number, contact } if is_there(*contact) => log.extend(life.happen(
                &format!("d{number}: name = D{number}; stage = offer_sent; contacts = [\"c_{contact}\"]"),
            )),
            Deed::Merge { one, other } if one != other && is_there(*one) && is_there(*other) => {
                log.extend(life.happen(&format!("merge c_{one} into c_{other}")));
            }
            Deed::Deal { .. } | Deed::Merge { .. } | Deed::Pass { .. } => {}
        }
    }
    log.extend(life.pass(now.plus_ms(5 * 24 * 3_600_000), ticks));
    log
}

fn sent(log: &[LogEntry]) -> Vec<(String, String)> {
    let messages = log.iter().filter(|entry| entry.what == What::Sent);
    messages
        .map(|entry| (entry.automation.to_string(), entry.to.clone().unwrap().to_lowercase()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_address_gets_a_campaign_twice(deeds in prop::collection::vec(deed(), 1..40)) {
        for ticks in [Ticks::Punctual, Ticks::Every(59)] {
            let log = live(&deeds, ticks);
            let mut seen = BTreeSet::new();
            for message in sent(&log) {
                prop_assert!(seen.insert(message.clone()), "{message:?} twice");
            }
            // Each skip names the contact that used up the once.
            let skips = log.iter().filter(|entry| entry.reason == Some(Reason::OncePerClient));
            for skip in skips {
                prop_assert!(skip.detail.as_deref().is_some_and(|who| who.starts_with("c_")));
            }
        }
    }
}

/// Of many records of one client that enter at the same instant in one commit, exactly one does,
/// whatever their number and order; the law is not empty.
#[test]
fn of_twins_in_one_commit_exactly_one_enters() {
    let contact = |number: u8| Deed::Contact { number, email: 0, phone: 0 };
    let log = live(&[contact(1), contact(2), contact(3)], Ticks::Punctual);
    let mails = sent(&log).into_iter().filter(|(automation, _)| automation == "mail");
    let by_address: BTreeMap<String, usize> = mails.fold(BTreeMap::new(), |mut all, (_, to)| {
        *all.entry(to).or_default() += 1;
        all
    });
    assert_eq!(by_address.get("a@x.example"), Some(&1));
    let skipped = log.iter().filter(|entry| entry.reason == Some(Reason::OncePerClient)).count();
    assert_eq!(skipped, 2);
}
