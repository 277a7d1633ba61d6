//! Any bytes through the whole reading: nothing panics, and the fuel stays within its bound.
#![no_main]

use std::sync::LazyLock;

use chrono::DateTime;
use daybook::message;
use daybook::report::{self, Arrival, Context};
use libfuzzer_sys::fuzz_target;

static CONTEXT: LazyLock<Context> = LazyLock::new(Context::default);

fuzz_target!(|raw: &[u8]| {
    let message = message::read(raw);
    let reading = report::read(&message, &CONTEXT, Arrival(DateTime::UNIX_EPOCH));
    assert!(reading.fuel.spent() <= 64_000_000 + 4 * raw.len() as u64, "{:?}", reading.fuel);
    let wanted: Vec<usize> = (0..message.parts.len()).collect();
    assert_eq!(message::parts_bytes(raw, &wanted).len(), wanted.len());
    let _ = (message::content_key(raw), message::json(&message));
});
