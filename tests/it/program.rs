//! The program from outside: its commands, its exit codes, how it stops.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use daybook::clock::{Clock as _, SystemClock};
use tempfile::tempdir;

fn daybook(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daybook"));
    command.current_dir(folder).args(arguments).env_remove("DAYBOOK_CONFIG").env_remove("DAYBOOK_LOG").env_remove("RUST_LOG");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    daybook(folder, arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What the command prints, which must have succeeded.
fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// A daemon that is open.
fn open(folder: &Path) -> (Child, BufReader<std::process::ChildStderr>) {
    let mut daemon = daybook(folder, &["run"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(daemon.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("Daybook is open") {
        line.clear();
        assert_ne!(log.read_line(&mut line).unwrap(), 0, "the daemon ended");
    }
    (daemon, log)
}

const MAIL: &str = "From: Chen Jing <alice@corp.test>\r\nTo: daybook@corp.test\r\nSubject: daily report\r\nDate: Mon, 2 Mar 2026 17:36:00 +0800\r\n\
    Message-ID: <1@corp.test>\r\n\r\nProblems today:\r\n\r\n1. Saving the sales order fails.\r\n2. The printer prints blank pages.\r\n";

#[test]
fn without_a_config_the_folder_is_the_desk() {
    let folder = tempdir().unwrap();
    good(folder.path(), &["run", "--once"]);
    fs::write(folder.path().join("mail/new/1.M1.test"), MAIL).unwrap();
    good(folder.path(), &["run", "--once"]);
    let letters: Vec<String> = fs::read_dir(folder.path().join("letters")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(letters.iter().any(|name| name.contains("acknowledgement")), "{letters:?}");
    assert!(good(folder.path(), &["show", "db 2"]).contains("The printer prints blank pages"));
    assert!(good(folder.path(), &["status"]).contains("1 seen, 1 stored, 1 with an outcome: nothing is missing"));
    let read = good(folder.path(), &["read", "--json", "mail/new/1.M1.test"]);
    assert_eq!(read.lines().count(), 1);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&read).unwrap()["class"], "report");
}

#[test]
fn a_faulty_config_is_78_and_starts_nothing() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("daybook.toml"), "[project]\nkey = \"C-M\"\n[malbox]\nkind = \"imap\"\n").unwrap();
    for command in ["run", "check", "status"] {
        let output = run(folder.path(), &[command]);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(78), "{command}: {said}");
        assert!(said.contains("2 faults") && said.contains("2:1: project.key") && said.contains("did you mean `mailbox`?"), "{said}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was made");
}

#[test]
fn missing_passwords_are_78_all_at_once_and_leave_no_trace() {
    let folder = tempdir().unwrap();
    let server = |kind: &str, password: &str| format!("kind = \"{kind}\"\nhost = \"127.0.0.1\"\nuser = \"d\"\npassword = {{ {password} }}\n");
    let people = "[people]\nleads = [{ address = \"l@corp.test\" }]\ndomains = [\"corp.test\"]\n";
    for (imap, smtp, words) in [
        ("env = \"DAYBOOK_TEST_MISSING\"", "file = \"pw\"", ["DAYBOOK_TEST_MISSING is not set", "No such file"]),
        ("env = \"hunter2-secret\"", "command = [\"false\"]", ["is not set", "gave no password"]),
    ] {
        let config = format!("[mailbox]\naddress = \"d@corp.test\"\n{}[delivery]\n{}{people}", server("imap", imap), server("smtp", smtp));
        fs::write(folder.path().join("daybook.toml"), config).unwrap();
        for arguments in [&["run"][..], &["run", "--once"], &["check"]] {
            let output = run(folder.path(), arguments);
            let said = text(&output.stdout) + &text(&output.stderr);
            assert_eq!(output.status.code(), Some(78), "{arguments:?}: {said}");
            let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.iter().chain(&["mailbox.password: ", "delivery.password: "]).all(|word| flat.contains(word)), "{said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was made");
    }
}

#[test]
fn a_password_in_the_config_is_never_shown() {
    let folder = tempdir().unwrap();
    let config = "[mailbox]\nkind = \"imap\"\naddress = \"d@corp.test\"\nhost = \"127.0.0.1\"\nuser = \"d\"\npassword = \"hunter2-secret\"\n";
    fs::write(folder.path().join("daybook.toml"), config).unwrap();
    for command in ["run", "check", "status"] {
        let output = run(folder.path(), &[command]);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.code() == Some(78) && said.contains("1 fault,") && said.contains("does not belong in this file"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[test]
fn a_second_daemon_is_refused_and_the_first_stops_when_asked() {
    let folder = tempdir().unwrap();
    let (mut first, mut log) = open(folder.path());
    let second = run(folder.path(), &["run"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(text(&second.stderr).contains("another Daybook is running on this store"), "{}", text(&second.stderr));
    // Short commands go on beside it.
    good(folder.path(), &["status", "--json"]);
    good(folder.path(), &["reparse", "--all"]);

    let clock = SystemClock::new();
    assert!(Command::new("kill").args(["-TERM", &first.id().to_string()]).status().unwrap().success());
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    assert_eq!(first.wait().unwrap().code(), Some(0), "{rest}");
    assert!(clock.monotonic().as_secs() < 10, "{rest}");
    assert!(rest.contains("Stopping") && rest.contains("waiting_for"), "{rest}");
}

#[test]
fn a_program_that_gives_no_password_does_not_keep_the_daemon_from_stopping() {
    let folder = tempdir().unwrap();
    // Quick at the start, and then it waits for somebody who does not come.
    let script = "test -e asked && touch again && exec sleep 30; touch asked; echo pw";
    let config = format!(
        "[mailbox]\nkind = \"imap\"\naddress = \"d@corp.test\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nuser = \"d\"\n\
         password = {{ command = [\"sh\", \"-c\", \"{script}\"] }}\n[delivery]\nkind = \"folder\"\n",
        greeter()
    );
    fs::write(folder.path().join("daybook.toml"), config).unwrap();
    let (mut daemon, mut log) = open(folder.path());
    while !folder.path().join("again").exists() {
        assert!(daemon.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::park_timeout(std::time::Duration::from_millis(5));
    }
    let clock = SystemClock::new();
    assert!(Command::new("kill").args(["-TERM", &daemon.id().to_string()]).status().unwrap().success());
    assert_eq!(daemon.wait().unwrap().code(), Some(0));
    assert!(clock.monotonic().as_secs() < 10, "{:?}", clock.monotonic());
    let mut rest = String::new();
    while !rest.contains("A thread was left behind") {
        assert_ne!(log.read_line(&mut rest).unwrap(), 0, "{rest}");
    }
}

/// A port where an IMAP server says hello and nothing more.
fn greeter() -> u16 {
    use std::io::Write as _;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut guests = vec![];
        for mut guest in listener.incoming().flatten() {
            let _ = guest.write_all(b"* OK [CAPABILITY IMAP4rev1] hello\r\n");
            guests.push(guest);
        }
    });
    port
}

#[test]
fn once_ends_with_1_where_a_server_keeps_it_from_its_work() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("pw"), "x").unwrap();
    // Nobody listens there.
    let config = "[mailbox]\nkind = \"imap\"\naddress = \"d@corp.test\"\nhost = \"127.0.0.1\"\nport = 9\nsecurity = \"none\"\nuser = \"d\"\npassword = { file = \"pw\" }\n[delivery]\nkind = \"folder\"\n";
    fs::write(folder.path().join("daybook.toml"), config).unwrap();
    let output = run(folder.path(), &["run", "--once"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Not all is done") && said.contains("the mailbox cannot be read: "), "{said}");
    assert!(!said.contains("All is done for now"), "{said}");

    // The mailbox is there, the mail server is not: the letter waits.
    let people = "[people]\nleads = [{ address = \"l@corp.test\" }]\ndomains = [\"corp.test\"]\n";
    let config = format!(
        "[store]\npath = \"two.db\"\n[mailbox]\nkind = \"maildir\"\naddress = \"d@corp.test\"\n[delivery]\nkind = \"smtp\"\nhost = \"127.0.0.1\"\nport = 9\nsecurity = \"none\"\n{people}"
    );
    fs::write(folder.path().join("daybook.toml"), config).unwrap();
    good(folder.path(), &["run", "--once"]);
    fs::write(folder.path().join("mail/new/1.M1.test"), MAIL).unwrap();
    let output = run(folder.path(), &["run", "--once"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("the mail server takes no letters: ") && !said.contains("the mailbox cannot be read"), "{said}");
}

#[test]
fn read_judges_a_mail_beyond_all_measure_as_the_daemon_does() {
    let folder = tempdir().unwrap();
    // The bulk is an attachment: a text that long would be held for itself.
    let head = "From: a@corp.test\nTo: d@corp.test\nSubject: Report\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
        1. The order cannot be saved.\n\n--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=log.bin\n\n";
    let mut raw = head.as_bytes().to_vec();
    for (size, class) in [(25 << 20, "report"), ((25 << 20) + 1, "needs_attention")] {
        raw.resize(size, b'\n');
        fs::write(folder.path().join("big.eml"), &raw).unwrap();
        let read: serde_json::Value = serde_json::from_str(&good(folder.path(), &["read", "--json", "big.eml"])).unwrap();
        assert_eq!(read["class"], class, "{size}");
        assert_eq!(read["cause"] == "too_large", class != "report", "{size}");
    }
}

#[test]
fn check_says_everything_at_once() {
    let folder = tempdir().unwrap();
    let said = good(folder.path(), &["check"]);
    for word in ["config", "store", "mailbox", "delivery", "templates", "weekly", "monthly", "next runs"] {
        assert!(said.contains(word), "{said}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "a look makes nothing");
    // Two faults in one go: nobody listens on either port.
    let server = |kind: &str| format!("kind = \"{kind}\"\nhost = \"127.0.0.1\"\nport = 9\nsecurity = \"none\"\nuser = \"d\"\npassword = {{ file = \"pw\" }}\n");
    let people = "[people]\nleads = [{ address = \"l@corp.test\" }]\ndomains = [\"corp.test\"]\n";
    let config = format!("[mailbox]\naddress = \"d@corp.test\"\n{}[delivery]\n{}{people}", server("imap"), server("smtp"));
    fs::write(folder.path().join("daybook.toml"), config).unwrap();
    fs::write(folder.path().join("pw"), "x").unwrap();
    let output = run(folder.path(), &["check"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}{}", text(&output.stderr));
    assert_eq!(said.matches("FAULT").count(), 2, "{said}");
}

#[test]
fn the_demo_leaves_a_desk_that_can_be_looked_at() {
    let folder = tempdir().unwrap();
    let told = good(folder.path(), &["demo"]);
    assert!(
        told.contains("held for a person") && told.contains("acknowledgements") && told.contains("weekly digests") && told.contains("monthly digest"),
        "{told}"
    );
    let config = ["--config", "daybook-demo/daybook.toml"];
    assert!(told.contains(&format!("  {} status {} {}\n", env!("CARGO_BIN_EXE_daybook"), config[0], config[1])), "it can be typed as it stands: {told}");
    let (_, list) = told.split_once("\nLetters").unwrap();
    let listed: usize =
        list.lines().filter(|line| line.ends_with("such as")).map(|line| line.split_whitespace().next().unwrap().parse::<usize>().unwrap()).sum();
    let letters = fs::read_dir(folder.path().join("daybook-demo/letters")).unwrap();
    assert_eq!(listed, letters.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|ext| ext == "eml")).count(), "{told}");
    let status: serde_json::Value = serde_json::from_str(&good(folder.path(), &["status", "--json", config[0], config[1]])).unwrap();
    assert_eq!(status["even"], true, "{status}");
    for outcome in ["report", "no_problem", "held", "auto_reply", "bounce", "duplicate"] {
        assert!(status["mails"][outcome].as_i64().unwrap_or(0) > 0, "{outcome}: {status}");
    }
    let issue: serde_json::Value = serde_json::from_str(&good(folder.path(), &["show", "CRM-1", "--json", config[0], config[1]])).unwrap();
    assert!(!issue["screenshots"].as_array().unwrap().is_empty(), "{issue}");
    let happened = |issue: &serde_json::Value| -> Vec<String> {
        issue["history"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let life = happened(&issue);
    for event in ["checked", "sent_out", "promised", "responded", "solved", "told", "confirmed"] {
        assert!(life.iter().any(|happened| happened == event), "CRM-1 went to the consultant and back: {event} is not in {life:?}");
    }
    let back: serde_json::Value = serde_json::from_str(&good(folder.path(), &["show", "CRM-5", "--json", config[0], config[1]])).unwrap();
    assert!(happened(&back).iter().any(|event| event == "reopened") && back["state"] == "closed", "CRM-5 was opened again and closed: {back}");
    let held = good(folder.path(), &["held", config[0], config[1]]);
    let stranger = held.lines().find(|line| line.contains("info@systempartner.example")).unwrap();
    let number = stranger.split_whitespace().next().unwrap();
    assert_eq!(good(folder.path(), &["held", "--drop", number, config[0], config[1]]), format!("{number} is put aside.\n"));
    assert!(!good(folder.path(), &["held", config[0], config[1]]).contains("info@systempartner.example"));
    for wrong in [number, "H999", "three"] {
        assert_eq!(run(folder.path(), &["held", "--again", wrong, config[0], config[1]]).status.code(), Some(1), "{wrong}");
    }
    assert_eq!(run(folder.path(), &["demo"]).status.code(), Some(1), "a folder with something in it is left alone");
}

#[test]
fn try_makes_issues_of_old_mail_and_sends_nothing() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("old.mbox"), format!("From alice Mon Mar  2 17:36:00 2026\n{}\n", MAIL.replace('\r', ""))).unwrap();
    let told = good(folder.path(), &["try", "old.mbox", "--out", "tried"]);
    assert!(told.contains("2 issues opened") && told.contains("nothing is sent"), "{told}");
    let issues = fs::read_to_string(folder.path().join("tried/issues.txt")).unwrap();
    assert!(issues.contains("Saving the sales order fails") && issues.contains("DB-2"), "{issues}");
    let letters: Vec<String> =
        fs::read_dir(folder.path().join("tried/letters")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(letters.iter().any(|name| name.contains("weekly")), "{letters:?}");
}

#[test]
fn check_says_what_the_words_of_an_admin_do() {
    let folder = tempdir().unwrap();
    let config = "[project]\nname = \"CRM\"\n[mailbox]\nkind = \"maildir\"\npath = \"mail\"\naddress = \"desk@corp.test\"\n[delivery]\nkind = \"folder\"\npath = \"letters\"\n\
        [lexicon]\nfiles = [\"words.toml\"]\nwords = { section = { problems = [\"卡点\"] } }\n";
    fs::write(folder.path().join("daybook.toml"), config).unwrap();
    fs::write(folder.path().join("words.toml"), "[severity]\nurgent = [\n  \"产线停了\",\n  \"单\",\n]\n[section]\ndone = [\"完工：\"]\n").unwrap();
    for box_ in ["cur", "new", "tmp"] {
        fs::create_dir_all(folder.path().join("mail").join(box_)).unwrap();
    }
    let told = good(folder.path(), &["check"]).split_whitespace().collect::<Vec<_>>().join(" ");
    for want in [
        "ok daybook.toml:12 “卡点” in section.problems: heads the part on problems – in “卡点：” its line: greeting → heading: problems",
        "ok words.toml:3 “产线停了” in severity.urgent",
        "severity: none → urgent",
        "look words.toml:4 “单” in severity.urgent",
        "look words.toml:7 “完工：” in section.done",
        "can never match; write “完工”",
    ] {
        assert!(told.contains(want), "{want}: {told}");
    }
    fs::write(folder.path().join("words.toml"), "[section]\nprobs = [\"x\"]\n").unwrap();
    let output = run(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(78));
    assert!(text(&output.stdout).contains("words.toml:2: no rule reads `section.probs`; did you mean `section.problems`?"), "{}", text(&output.stdout));
}
