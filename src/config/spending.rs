//! `[changes]`: how much wishes may cost by whose word.

use super::check::Check;
use super::file;
use crate::issue::Spending;
use crate::order;
use crate::people::{Address, Language, Roster};

/// The rule, checked.
pub(super) fn spending(check: &mut Check<'_>, file: file::Changes, roster: &Roster, language: Language) -> Spending {
    let usual = if language == Language::En { "EUR" } else { "元" };
    let currency = file.currency.unwrap_or_else(|| usual.into());
    if !order::is_currency(&currency) {
        check.fault("changes.currency", format!("\"{currency}\" is no currency that amounts are read in"), "write one such as \"元\", \"EUR\" or \"USD\"");
    }
    let approver = file.approver.and_then(|text| {
        let address = Address::parse(&text).filter(|address| roster.find(address).is_some());
        if address.is_none() {
            check.fault(
                "changes.approver",
                format!("\"{text}\" is nobody's address under [people]"),
                "write the address of one of people.managers, leads or reporters",
            );
        }
        address
    });
    if file.approval_above.is_some() && approver.is_none() {
        check.fault("changes.approval_above", "nobody is named who approves what costs more", "write changes.approver beside it");
    }
    Spending { limit: file.approval_above.map(|limit| i64::from(limit) * 100), approver, currency }
}
