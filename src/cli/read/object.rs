//! A reading as one JSON object.
//!
//! Its outer keys and those of `mail` are what accuracy is measured by and do not change. `explanation` says why:
//!
//! | key | what |
//! | --- | --- |
//! | `class`, `day`, `period`, `sender`, `on_behalf_of`, `answer` | each with `why`: the rule in words, or null where none was needed |
//! | `confidence` | `percent`, and `lowered_by`: each doubt with `why` and the `most` it leaves |
//! | `items` | for each of `issues`, in order: `kind`, `severity`, `module`, each with `is` and `why` |
//! | `split` | how the parts of the mail were split: `rule`, and `headed`, whether under a heading of problems |
//! | `pictures` | `name`, `part`, `taken_for` (`item`, `report`, `reply`, `nothing`), `item` counted from 1, `why`, `pixels`, `size`, `sha256` |
//! | `documents` | the attached documents: `name`, `part`, `fault` (null where it was read), and `blocks` as below |
//! | `blocks` | the mail in order: `zone`, `why`, `text`, `pictures`, and `fates`: `fate` with `item` and `as`, `part` or `number` where it has them |

use std::path::Path;

use serde_json::{Value, json};

use super::{Told, cause_word};
use crate::message::{self, Block, Zone};
use crate::report::{Fate, Remark, Role, Taken};

pub(super) fn object(path: &Path, told: &Told<'_>) -> Value {
    let Told { message, reading, context } = told;
    let names = |parts: &[usize]| parts.iter().map(|part| told.name(*part)).collect::<Vec<_>>();
    let issues: Vec<Value> = reading
        .items
        .iter()
        .map(|item| {
            json!({
                "title": item.title, "text": item.text, "kind": item.kind.as_str(), "severity": item.severity.map(crate::issue::Severity::as_str),
                "module": item.module, "screenshots": names(&item.pictures),
            })
        })
        .collect();
    let reply = reading.reply.as_ref();
    let items = reply
        .map(|reply| reply.items.iter().map(|(number, intent)| json!({ "ref": context.key.write(*number), "intent": intent.as_str() })).collect::<Vec<_>>());
    json!({
        "file": path.display().to_string(),
        "class": reading.class.as_str(),
        "cause": cause_word(reading.class),
        "lang": reading.language,
        "reporter": message.from.as_ref().map(|from| from.address.as_str()),
        "on_behalf_of": reading.on_behalf_of.as_ref().map(crate::people::Address::as_str),
        "report_date": reading.day.to_string(),
        "period": reading.period.as_str(),
        "issues": issues,
        "unassigned_screenshots": names(&reading.unassigned),
        "ignored_images": names(&reading.ignored),
        "reply_intent": reply.map(|reply| reply.intent.as_str()),
        "reply_items": items.unwrap_or_default(),
        "reply_text": reply.map(|reply| reply.text.as_str()),
        "confidence": reading.confidence,
        "remarks": reading.remarks.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "explanation": explanation(told),
        "mail": message::json(message),
    })
}

fn explanation(told: &Told<'_>) -> Value {
    let (message, reading) = (told.message, told.reading);
    let all = &reading.remarks;
    // Of two remarks on one thing the later one won.
    let last = |wanted: fn(&Remark) -> Option<String>| all.iter().rev().find_map(wanted);
    let class = last(|remark| if let Remark::Class(rule) = remark { Some(rule.to_string()) } else { None });
    let day = last(|remark| if let Remark::Day(rule) = remark { Some(rule.to_string()) } else { None });
    let period = last(|remark| if let Remark::Period(word) = remark { Some(word.clone()) } else { None });
    let sender = last(|remark| if let Remark::Sender(rule) = remark { Some(rule.to_string()) } else { None });
    let behalf = last(|remark| if let Remark::Behalf(rule) = remark { Some(rule.to_string()) } else { None });
    let doubts: Vec<Value> = all
        .iter()
        .filter_map(|remark| if let Remark::Doubt(doubt) = remark { Some(json!({ "why": doubt.to_string(), "most": doubt.most() })) } else { None })
        .collect();
    let split: Vec<Value> = all
        .iter()
        .filter_map(|remark| if let Remark::Split { rule, headed } = remark { Some(json!({ "rule": rule.to_string(), "headed": headed })) } else { None })
        .collect();
    json!({
        "class": { "is": reading.class.as_str(), "why": class },
        "day": { "is": reading.day.to_string(), "why": day },
        "period": { "is": reading.period.as_str(), "why": period },
        "sender": { "is": message.from.as_ref().map(|from| from.address.as_str()), "why": sender },
        "on_behalf_of": { "is": reading.on_behalf_of.as_ref().map(crate::people::Address::as_str), "why": behalf },
        "answer": { "is": message.machine.may_answer, "why": message.machine.rule },
        "confidence": { "percent": reading.confidence, "lowered_by": doubts },
        "split": split,
        "items": (0..reading.items.len()).map(|at| item(at, told)).collect::<Vec<_>>(),
        "pictures": all.iter().filter_map(|remark| picture(remark, told)).collect::<Vec<_>>(),
        "documents": message.documents.iter().map(|document| {
            json!({
                "name": told.name(document.part), "part": document.part, "fault": document.text.as_ref().err().map(ToString::to_string),
                "blocks": document.text.iter().flatten().map(|block| of_block(block, told)).collect::<Vec<_>>(),
            })
        }).collect::<Vec<_>>(),
        "blocks": message.body.iter().map(|block| of_block(block, told)).collect::<Vec<_>>(),
    })
}

fn item(at: usize, told: &Told<'_>) -> Value {
    let (mut kind, mut severity, mut module) = (Value::Null, Value::Null, Value::Null);
    for remark in &told.reading.remarks {
        match remark {
            Remark::Kind { item, kind: is, rule } if *item == at => kind = json!({ "is": is.as_str(), "why": rule.to_string() }),
            Remark::Severity { item, severity: is, rule } if *item == at => severity = json!({ "is": is.as_str(), "why": rule.to_string() }),
            Remark::Module { item, rule } if *item == at => {
                module = json!({ "is": told.reading.items.get(at).and_then(|item| item.module.as_deref()), "why": rule.to_string() });
            }
            _ => {}
        }
    }
    json!({ "kind": kind, "severity": severity, "module": module })
}

fn picture(remark: &Remark, told: &Told<'_>) -> Option<Value> {
    let Remark::Picture { part, taken, rule } = remark else { return None };
    let (word, item) = match taken {
        Taken::Item(item) => ("item", Some(item + 1)),
        Taken::Report => ("report", None),
        Taken::Reply => ("reply", None),
        Taken::Nothing => ("nothing", None),
    };
    let known = told.message.parts.get(*part);
    Some(json!({
        "name": told.name(*part), "part": part, "taken_for": word, "item": item, "why": rule.to_string(),
        "pixels": known.and_then(|part| part.pixels), "size": known.map(|part| part.size), "sha256": known.map(|part| part.sha256.as_str()),
    }))
}

fn of_block(block: &Block, told: &Told<'_>) -> Value {
    let zone = match block.zone {
        Zone::Own => "own",
        Zone::QuoteHead => "quote_head",
        Zone::Quote => "quote",
        Zone::ForwardHead => "forward_head",
        Zone::Forwarded => "forwarded",
        Zone::Signoff => "signoff",
        Zone::Signature => "signature",
        Zone::Footer => "footer",
        Zone::Banner => "banner",
    };
    json!({
        "zone": zone,
        "why": block.why.to_string(),
        "text": block.text(),
        "pictures": block.pictures().map(|part| told.name(part)).collect::<Vec<_>>(),
        "fates": told.fates(block).map(fate).collect::<Vec<_>>(),
    })
}

fn fate(fate: Fate) -> Value {
    match fate {
        Fate::Greeting => json!({ "fate": "greeting" }),
        Fate::Closing => json!({ "fate": "closing" }),
        Fate::Heading(part) => json!({ "fate": "heading", "part": part.short() }),
        Fate::Aside(part) => json!({ "fate": "aside", "part": part.short() }),
        Fate::Item { item, role } => {
            let role = match role {
                Role::Head => "head",
                Role::More => "more",
                Role::Step => "step",
                Role::Row => "row",
            };
            json!({ "fate": "item", "item": item + 1, "as": role })
        }
        Fate::Intro => json!({ "fate": "announcement" }),
        Fate::Note => json!({ "fate": "note" }),
        Fate::Nothing => json!({ "fate": "no_problem" }),
        Fate::Rest => json!({ "fate": "rest_is_fine" }),
        Fate::Caption(number) => json!({ "fate": "caption", "number": number }),
        Fate::Cover => json!({ "fate": "cover" }),
        Fate::Reply => json!({ "fate": "reply" }),
        Fate::Unread => json!({ "fate": "unread" }),
    }
}
