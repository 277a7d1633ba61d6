use std::path::Path;

use super::*;
use crate::people::Role;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn faults(text: &str) -> Vec<String> {
    Config::parse(text, Path::new("")).unwrap_err().iter().map(ToString::to_string).collect()
}

/// The shape that was promised to admins first; it must work for ever.
const PROMISED: &str = r#"
[project]
name = "ERP roll-out"
key = "CRM"                                   # numbers read CRM-1, CRM-2, …
language = "zh-Hans"
timezone = "Asia/Shanghai"
mode = "live"                                 # "shadow": every letter goes to the leads alone
[store]
kind = "sqlite"
path = "daybook.db"
[mailbox]
kind = "imap"                                 # or kind = "maildir", path = "mail"
address = "daybook@corp.test"
host = "imap.corp.test"
port = 993
security = "tls"                              # "starttls", "none"
user = "daybook"
password = { env = "DAYBOOK_IMAP_PASSWORD" }  # or { file = "…" }, { command = ["…"] }
folder = "INBOX"
[delivery]
kind = "smtp"                                 # or kind = "folder", path = "letters"
host = "smtp.corp.test"
port = 465
security = "tls"
user = "daybook"
password = { env = "DAYBOOK_SMTP_PASSWORD" }
unknown_wait = "15min"
[people]
leads = [ { name = "周敏", address = "lead@corp.test" } ]
admin = { name = "IT", address = "it@corp.test" }
reporters = [ { name = "陈静", address = "alice@corp.test", department = "销售" } ]
domains = ["corp.test"]                       # whoever writes a report from here counts as a reporter too
[letters]
no_problem = "thank"                          # "quiet", "auto"
[[module]]
name = "库存"
aliases = ["仓库"]
"#;

#[test]
fn the_promised_shape_is_read() {
    let config = Config::parse(PROMISED, Path::new("/etc/daybook")).unwrap();
    assert_eq!((config.key.as_str(), config.timezone, config.shadow), ("CRM", Tz::Asia__Shanghai, false));
    assert_eq!(config.store, Path::new("/etc/daybook/daybook.db"));
    let Source::Imap { server, folder, .. } = &config.mailbox.source else { panic!("{:?}", config.mailbox) };
    assert_eq!((server.host.as_str(), server.port, server.security, folder.as_str()), ("imap.corp.test", 993, Security::Tls, "INBOX"));
    assert_eq!(server.login, Some(("daybook".into(), Secret::Env("DAYBOOK_IMAP_PASSWORD".into()))));
    let Way::Smtp { server, unknown_wait } = &config.delivery.way else { panic!("{:?}", config.delivery) };
    assert_eq!((server.port, *unknown_wait), (465, Duration::from_mins(15)));
    assert_eq!(config.delivery.message_id_domain, "corp.test");
    assert_eq!(config.letters.desk, "周敏");
    assert_eq!(config.letters.no_problem, NoProblem::Thank);
    assert_eq!(config.roster.find(&address("alice@corp.test")).map(|p| (p.role, p.department.as_str())), Some((Role::Reporter, "销售")));
    assert!(config.roster.admits(&address("new@corp.test")) && !config.roster.admits(&address("new@else.test")));
    assert_eq!(config.modules, [Module { name: "库存".into(), aliases: vec!["仓库".into()], key_user: None, consultant: None, confidential: false }]);
    assert_eq!(config.context().message_id_domains, ["corp.test"]);
}

#[test]
fn without_a_config_the_current_folder_is_the_desk() {
    let config = Config::without_file(Path::new("here"));
    assert_eq!(config.store, Path::new("here/daybook.db"));
    assert!(matches!(&config.mailbox.source, Source::Maildir(path) if path == Path::new("here/mail")));
    assert!(matches!(&config.delivery.way, Way::Folder(path) if path == Path::new("here/letters")));
    assert!(config.roster.admits(&address("anybody@anywhere.test")));
}

#[test]
fn a_store_without_kind_is_sqlite_and_a_roster_closes_the_door() {
    let text = "[store]\npath = \"x.db\"\n[people]\nreporters = [ { address = \"a@corp.test\" } ]";
    let config = Config::parse(text, Path::new("")).unwrap();
    assert_eq!(config.store, Path::new("x.db"));
    assert!(config.roster.admits(&address("a@corp.test")) && !config.roster.admits(&address("b@corp.test")));
}

#[test]
fn all_faults_are_said_at_once_with_place_and_remedy() {
    let text = r#"
[project]
key = "C-M"
langage = "en"
timezone = "Asia/Shangai"
mode = "shadwo"
[mailbox]
kind = "imap"
address = "desk@corp.test"
port = "abc"
user = "daybook"
password = { enve = "X" }
[delivery]
kind = "smpt"
[people]
leads = [ { name = "Zhou", adress = "lead@corp.test" } ]
reporters = [
  { name = "Chen", address = "alice@corp.test" },
  { name = "Desk", address = "Desk@corp.test" },
  { name = "Li", address = "li@", language = "klingon" },
]
[schedule]
weekly = "monday"
[[module]]
name = "Stock"
[[module]]
name = "Sales"
aliases = ["stock"]
[lexicon]
files = ["nowhere.toml"]
"#;
    insta::assert_snapshot!(faults(text).join("\n"));
}

#[test]
fn a_password_in_the_file_is_one_fault_and_never_shown() {
    const NEVER: &str = "does not belong in this file; write { env = \"…\" }, { file = \"…\" } or { command = [\"…\"] }";
    for (password, wrong) in [
        ("password = \"hunter2-secret\"", NEVER),
        ("password = 2222", NEVER),
        ("password = [\"hunter2-secret\"]", NEVER),
        ("password = { command = \"hunter2-secret\" }", "does not say where"),
        ("password = { env = [\"hunter2-secret\"] }", "does not say where"),
        ("password = { env = \"A\", file = \"hunter2-secret\" }", "comes from one place"),
        ("password = {}", "comes from one place"),
        ("password = { enviroment = \"hunter2-secret\" }", "did you mean `env`?"),
        ("password = { fil = \"hunter2-secret\" }", "did you mean `file`?"),
        ("pasword = \"hunter2-secret\"", "did you mean `password`?"),
        ("password = hunter2-secret", "not TOML"),
    ] {
        for head in [
            "[mailbox]\nkind = \"imap\"",
            "[mailbox]\nkind = \"maildir\"\naddress = \"d@corp.test\"\n[people]\nleads = [{ address = \"l@corp.test\" }]\ndomains = [\"corp.test\"]\n[delivery]\nkind = \"smtp\"",
        ] {
            let address = if head.contains("imap") { "address = \"d@corp.test\"\n" } else { "" };
            let faults = faults(&format!("{head}\n{address}host = \"h\"\nuser = \"d\"\n{password}\n"));
            assert!(faults.len() == 1 && faults.iter().all(|fault| fault.contains(wrong)), "{password}: {faults:?}");
            assert!(!faults.concat().contains("hunter2") && !faults.concat().contains("2222"), "{faults:?}");
        }
    }
}

#[test]
fn broken_toml_is_said_with_its_place() {
    insta::assert_snapshot!(faults("[project]\nname = \"x\nkey = \"CRM\"\nkey = 3\n[mailbox\n").join("\n"));
}

#[test]
fn the_desk_is_not_open_to_the_world_over_smtp() {
    insta::assert_snapshot!(faults("[mailbox]\nkind = \"maildir\"\n[delivery]\nkind = \"smtp\"\nhost = \"h\"\nuser = \"u\"").join("\n"));
}

#[test]
fn an_address_is_one_persons_whatever_the_roles() {
    let people = |lead: &str, reporter: &str| format!("[people]\nleads = [ {{ {lead} }} ]\nreporters = [ {{ {reporter} }} ]");
    let chen = "name = \"Chen\", address = \"chen@corp.test\"";
    // One person with two roles; the roster has both.
    let config = Config::parse(&people(chen, chen), Path::new("")).unwrap();
    assert_eq!((config.roster.with_role(Role::Lead).count(), config.roster.with_role(Role::Reporter).count()), (1, 1));
    for (lead, wrong) in [
        ("name = \"Zhou\", address = \"zhou@corp.test\", aliases = [\"Chen@corp.test\"]", "chen@corp.test is already the address of Zhou in people.leads[0]"),
        ("name = \"Zhou\", address = \"chen@corp.test\"", "chen@corp.test is already the address of Zhou in people.leads[0]"),
    ] {
        let faults = faults(&people(lead, chen));
        assert!(faults.len() == 1 && faults.iter().all(|fault| fault.starts_with("3:15: people.reporters[0]: ") && fault.contains(wrong)), "{faults:?}");
    }
    let twice = faults("[people]\nreporters = [ { address = \"a@corp.test\", aliases = [\"a@corp.test\"] }, { address = \"a@corp.test\" } ]");
    assert!(twice.len() == 2 && twice.iter().any(|fault| fault.contains("a@corp.test stands here twice")), "{twice:?}");
}

#[test]
fn no_time_leads_out_of_the_calendar() {
    let smtp = "[mailbox]\nkind = \"maildir\"\naddress = \"d@corp.test\"\n[people]\nleads = [ { address = \"l@corp.test\" } ]\ndomains = [\"corp.test\"]\n[delivery]\nkind = \"smtp\"\nhost = \"h\"\n";
    for (wait, wrong) in [
        ("0s", Some("no time at all")),
        ("1s", None),
        ("24h", None),
        ("25h", Some("too long")),
        ("99999999d", Some("too long")),
        ("99999999999999999999d", Some("cannot be read")),
    ] {
        let parsed = Config::parse(&format!("{smtp}unknown_wait = \"{wait}\"\n"), Path::new(""));
        let faults: Vec<String> = parsed.err().into_iter().flatten().map(|fault| fault.to_string()).collect();
        assert_eq!(faults.len(), usize::from(wrong.is_some()), "{wait}: {faults:?}");
        assert!(faults.iter().all(|fault| fault.starts_with("10:1: delivery.unknown_wait: ") && fault.contains(wrong.unwrap())), "{faults:?}");
    }
    assert!(faults(&format!("{smtp}port = 0\n")).concat().starts_with("10:1: delivery.port: no server listens on port 0"));
    for (since, good) in [("2026-03-01", true), ("1000-01-01", false), ("+262142-12-31", false)] {
        let parsed = Config::parse(&format!("[mailbox]\nkind = \"maildir\"\nsince = \"{since}\"\n"), Path::new(""));
        assert_eq!(parsed.is_ok(), good, "{since}");
    }
}

#[test]
fn times_are_read_as_people_write_them() {
    for (text, want) in
        [("15min", Some(900)), ("2h", Some(7200)), ("30s", Some(30)), ("1d", Some(86400)), ("15", None), ("min", None), ("-1h", None), ("1.5h", None)]
    {
        assert_eq!(check::duration(text), want.map(Duration::from_secs), "{text}");
    }
}

#[test]
fn the_sample_is_a_config() {
    let config = Config::parse(SAMPLE, Path::new("")).unwrap();
    assert!(config.shadow, "a desk begins by writing to the leads alone");
    assert!(matches!(config.mailbox.source, Source::Imap { .. }));
}

/// The keys of the table that `head` opens, as serde knows them: it lists them when asked for one that does not exist.
fn keys_of(toml: &str) -> Vec<String> {
    let Err(faults) = Config::parse(toml, Path::new("")) else { return vec![] };
    let Some(fault) = faults.iter().find(|fault| fault.wrong.contains("`?`")) else { return vec![] };
    fault.right.trim_start_matches("there are: ").split(", ").map(str::to_owned).collect()
}

#[test]
fn every_key_stands_in_the_sample() {
    let tables = keys_of("\"?\" = 1");
    assert!(tables.len() > 8, "{tables:?}");
    let mut seen = 0;
    for table in tables {
        let heads = match table.as_str() {
            "store" => vec!["kind = \"sqlite\"\n"],
            "mailbox" => vec!["kind = \"imap\"\n", "kind = \"maildir\"\n"],
            "delivery" => vec!["kind = \"smtp\"\n", "kind = \"folder\"\n"],
            _ => vec![""],
        };
        let open = if table == "module" { "[[module]]".to_owned() } else { format!("[{table}]") };
        let section: String = SAMPLE.split(&format!("\n{open}")).skip(1).map(|rest| rest.split("\n[").next().unwrap_or("")).collect();
        for head in heads {
            for key in keys_of(&format!("{open}\n{head}\"?\" = 1")) {
                assert!(section.contains(&format!("{key} = ")), "{open} {key}");
                seen += 1;
                for person in keys_of(&format!("{open}\n{key} = [ {{ \"?\" = 1 }} ]")) {
                    assert!(section.contains(&format!("{person} = ")), "{open} {key}: {person}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} keys were looked at");
}

#[test]
fn a_password_is_fetched_from_where_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("pw"), "sword fish\r\n").unwrap();
    let fetch = |secret: Secret| secret.fetch(folder.path()).map(|secret| secret.reveal().to_owned()).map_err(|error| error.to_string());
    assert_eq!(fetch(Secret::File("pw".into())), Ok("sword fish".into()));
    assert_eq!(fetch(Secret::Command(vec!["cat".into(), "pw".into()])), Ok("sword fish".into()));
    assert!(fetch(Secret::Command(vec!["false".into()])).unwrap_err().contains("gave no password"));
    assert!(fetch(Secret::Command(vec!["true".into()])).unwrap_err().contains("is empty"));
    assert!(fetch(Secret::Env("DAYBOOK_TEST_NOT_SET".into())).unwrap_err().contains("is not set"));
}
