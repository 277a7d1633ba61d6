//! Promise 4: no bytes make reading panic, stall or grow. What the tests assert is the fuel counter, never a clock.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use chrono::DateTime;
use daybook::message::{self, Message};
use daybook::report::{self, Arrival, Attention, Class, Context, Reading};
use proptest::prelude::*;

mod mutate;
mod shapes;

/// What reading a mail of `bytes` may cost: linear in them.
fn bound(bytes: usize) -> u64 {
    64_000_000 + 4 * u64::try_from(bytes).unwrap()
}

static CONTEXT: LazyLock<Context> = LazyLock::new(Context::default);

/// The gold mails, to be spoilt.
static GOLD: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let mut files: Vec<_> = ["en", "zh"].iter().flat_map(|set| fs::read_dir(folder.join(set)).unwrap()).map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "eml"));
    files.sort();
    files.iter().map(|path| fs::read(path).unwrap()).collect()
});

/// Reads a mail and asserts what holds of every mail.
fn read(raw: &[u8]) -> (Message, Reading) {
    let message = message::read(raw);
    let reading = report::read(&message, &CONTEXT, Arrival(DateTime::UNIX_EPOCH));
    assert!(message.fuel.spent() <= reading.fuel.spent() && reading.fuel.spent() <= bound(raw.len()), "{:?} for {} bytes", reading.fuel, raw.len());
    if message.fuel.is_empty() {
        assert!(message.truncated && message.remarks.contains(&message::Remark::OutOfFuel));
    }
    if reading.fuel.is_empty() {
        let held = Class::NeedsAttention(Attention::TooLarge);
        let machine = matches!(reading.class, Class::Bounce | Class::AutoReply | Class::Calendar | Class::Newsletter);
        assert!(reading.class == held || machine, "out of fuel and still {:?}", reading.class);
    }
    // Each attached mail has three lines of its own: From, Date, Subject. Fifty pictures of data beside the parts.
    assert!(message.body.len() <= 20_000 + 3 * 200 && message.parts.len() <= 200 + 50);
    (message, reading)
}

#[test]
fn promise_4_ordinary_mails_are_far_from_the_bound() {
    for raw in GOLD.iter() {
        let (_, reading) = read(raw);
        assert!(reading.fuel.spent() * 20 <= bound(raw.len()), "{:?} for {} bytes", reading.fuel, raw.len());
    }
}

#[test]
fn promise_4_a_hostile_mail_costs_no_more_than_two_thousand_steps_a_byte() {
    // So long that what grows with its square costs more, and so short that a debug build reads all in a minute.
    const SIZE: usize = 12 << 10;
    let mut faults = vec![];
    for (name, shape) in shapes::SHAPES {
        let raw = shape(SIZE);
        assert!(raw.len() <= SIZE + 48 * 1024, "{name} is {} bytes long", raw.len());
        let spent = read(&raw).1.fuel.spent();
        if spent > 2_000 * u64::try_from(raw.len()).unwrap() {
            faults.push(format!("{name}: {spent} steps for {} bytes", raw.len()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn promise_4_no_bytes_stop_the_reader(raw in prop::collection::vec(any::<u8>(), 0..3_000)) {
        read(&raw);
    }

    #[test]
    fn promise_4_no_spoilt_mail_stops_the_reader(mail in any::<usize>(), faults in prop::collection::vec(mutate::fault(), 1..6)) {
        let raw = faults.iter().fold(GOLD[mail % GOLD.len()].clone(), |raw, fault| mutate::spoil(raw, fault, &GOLD));
        let (message, _) = read(&raw);
        let wanted: Vec<usize> = (0..=message.parts.len()).collect();
        prop_assert_eq!(message::parts_bytes(&raw, &wanted).len(), message.parts.len());
    }
}
