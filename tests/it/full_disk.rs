//! A disk that is full: a clear error, a clean stop, and after the restart the work goes on where it was.

use std::fs;
use std::process::{Command, Output, Stdio};

use crate::story::{CONFIG, eml_files};

const MAILS: usize = 40;

#[test]
fn a_full_disk_stops_the_daemon_with_a_clear_error_and_the_next_start_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("daybook.toml"), CONFIG).unwrap();
    let run = |limit: &str| -> Output {
        // A limit on the size of a file stands in for the disk; SIGXFSZ is ignored, so that a write fails as it does there.
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" run --once --config daybook.toml");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_daybook")]).current_dir(dir.path()).stdin(Stdio::null());
        command.output().unwrap()
    };
    assert!(run("unlimited").status.success(), "the first start makes the folders");
    for n in 0..MAILS {
        let text = format!("1. 第 {n} 张订单保存报错。\r\n2. 打印出库单空白 {}。\r\n", "很慢".repeat(2000 + n));
        let mail = format!(
            "From: u{n}@corp.test\r\nTo: daybook@corp.test\r\nSubject: =?utf-8?b?5pel5oql?=\r\nMessage-ID: <m{n}@corp.test>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
        );
        fs::write(dir.path().join(format!("mail/new/{n}.full")), mail).unwrap();
    }

    // In blocks of 512 bytes: enough for the tables, too little for the mails.
    let full = run("900");
    let told = String::from_utf8_lossy(&full.stderr);
    assert_eq!(full.status.code(), Some(1), "{told}");
    assert!(told.contains("disk") || told.contains("cannot be written"), "the error names the disk:\n{told}");
    assert!(!told.contains("panicked"), "{told}");

    let again = run("unlimited");
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    let letters = eml_files(&dir.path().join("letters"));
    for n in 0..MAILS {
        let to = format!("-u{n}@corp.test-");
        let mine = letters.iter().filter(|path| path.to_string_lossy().contains(&to)).count();
        assert_eq!(mine, 1, "u{n} has one letter");
    }
}
