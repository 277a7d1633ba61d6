//! What a delivery report says: about which of our letters, whose address, and whether for good.

use std::sync::LazyLock;

use regex::Regex;

use crate::people::Address;

use super::parts::{Entity, Tree};
use super::{Message, headers, parts};

/// A delivery report, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The Message-ID of the mail that it is about, with its angle brackets.
    pub message_id: Option<String>,
    /// Whom that mail did not reach.
    pub recipients: Vec<Address>,
    /// The enhanced status code: `5.1.1`.
    pub status: Option<String>,
    /// Is it for good? A warning about a delay is not.
    pub permanent: bool,
}

#[expect(clippy::unwrap_used, reason = "constant patterns; the tests of this file compile them")]
static STATUS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[245]\.\d{1,3}\.\d{1,3}\b").unwrap());
#[expect(clippy::unwrap_used, reason = "constant patterns; the tests of this file compile them")]
static MESSAGE_ID: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?im)^[>\s]*message-id:\s*(<[^<>\s]+>)").unwrap());
#[expect(clippy::unwrap_used, reason = "constant patterns; the tests of this file compile them")]
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<?([\w.+=\-]+@[\w\-]+(\.[\w\-]+)+)>?").unwrap());

/// Reads the report out of a mail that is known to be one.
pub(super) fn read(mail: &Message, tree: &Tree<'_>) -> DeliveryReport {
    let mut out = DeliveryReport::default();
    let mut action = None;
    gather(tree, &tree.root, &mut out, &mut action);
    let text = mail.full_text();
    for address in mail.headers("x-failed-recipients").flat_map(|value| value.split(',')).filter_map(Address::parse) {
        out.recipients.push(address);
    }
    // The old forms say it in prose: the address stands in the first lines, the returned header below.
    if out.message_id.is_none() {
        out.message_id = MESSAGE_ID.captures(&text).and_then(|found| found.get(1)).map(|id| id.as_str().to_owned());
    }
    let head: String = text.lines().take(30).collect::<Vec<_>>().join("\n");
    if out.recipients.is_empty() {
        let own = |address: &Address| mail.from.as_ref().is_some_and(|from| from.address == *address) || mail.to.iter().any(|to| to.address == *address);
        out.recipients.extend(
            ADDRESS
                .captures_iter(&head)
                .filter_map(|found| found.get(1))
                .filter_map(|text| Address::parse(text.as_str()))
                .filter(|address| !own(address))
                .take(1),
        );
    }
    if out.status.is_none() {
        out.status = STATUS.find(&head).map(|status| status.as_str().to_owned());
    }
    let mut seen = std::collections::HashSet::new();
    out.recipients.retain(|address| seen.insert(address.clone()));
    let subject = mail.subject.to_lowercase();
    let waits = ["delay", "warning", "could not send message for", "延迟", "延遲", "暂时", "verzögert"].iter().any(|word| subject.contains(word));
    out.permanent = match (action.as_deref(), out.status.as_deref()) {
        (Some("delayed"), _) => false,
        (Some("failed"), _) => true,
        (_, Some(status)) => status.starts_with('5'),
        _ => !waits,
    };
    out
}

fn text(tree: &Tree<'_>, entity: &Entity<'_>) -> String {
    /// A report on five hundred recipients has less.
    const MOST: usize = 256 << 10;
    let bytes = tree.decoded(entity);
    parts::text(&bytes, parts::charset(entity, &bytes).as_deref(), MOST).0
}

fn gather(tree: &Tree<'_>, entity: &Entity<'_>, out: &mut DeliveryReport, action: &mut Option<String>) {
    match entity.mime.as_str() {
        "message/delivery-status" | "message/global-delivery-status" => status(&text(tree, entity), out, action),
        "text/rfc822-headers" | "message/rfc822-headers" if out.message_id.is_none() => {
            out.message_id = MESSAGE_ID.captures(&text(tree, entity)).and_then(|found| found.get(1)).map(|id| id.as_str().to_owned());
        }
        _ => {}
    }
    if let Some(returned) = &entity.nested
        && out.message_id.is_none()
    {
        out.message_id = returned.value(&returned.root, "message-id").and_then(|value| headers::ids(&value).into_iter().next());
    }
    for child in &entity.children {
        gather(tree, child, out, action);
    }
}

/// The fields of RFC 3464: the last recipient's action and status stand for all.
fn status(text: &str, out: &mut DeliveryReport, action: &mut Option<String>) {
    for line in text.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "final-recipient" | "original-recipient" => out.recipients.extend(value.rsplit(';').next().and_then(Address::parse)),
            "action" => *action = Some(value.trim().to_ascii_lowercase()),
            "status" => out.status = STATUS.find(value).map(|status| status.as_str().to_owned()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn a_report_names_letter_recipient_and_status() {
        let parts = |action: &str, status: &str| {
            format!(
                "From: MAILER-DAEMON@corp.test\r\nSubject: Undelivered Mail Returned to Sender\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
                 --b\r\n\r\nI'm sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; Wang@corp.test\r\nAction: {action}\r\nStatus: {status}\r\n\
                 --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ack-1@daybook.test>\r\nSubject: x\r\n\r\ny\r\n--b--\r\n"
            )
        };
        let prose = "From: MAILER-DAEMON@corp.test\r\nTo: desk@corp.test\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program.\r\n<wang@corp.test>:\r\n550 5.1.1 no such user\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <ack-1@daybook.test>\r\n".to_owned();
        for (raw, status, permanent) in [(parts("failed", "5.1.1"), "5.1.1", true), (parts("delayed", "4.4.1"), "4.4.1", false), (prose, "5.1.1", true)] {
            let report = read(raw.as_bytes()).delivery.unwrap();
            assert_eq!(report.message_id.as_deref(), Some("<ack-1@daybook.test>"));
            assert_eq!(report.recipients.iter().map(crate::people::Address::as_str).collect::<Vec<_>>(), ["wang@corp.test"]);
            assert_eq!((report.status.as_deref(), report.permanent), (Some(status), permanent));
        }
    }
}
