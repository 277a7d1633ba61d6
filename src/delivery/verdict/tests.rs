use super::*;

fn refused(code: u16, text: &str) -> Trouble {
    Trouble::Refused { code, text: text.into() }
}

#[test]
fn answers_mean_what_their_senders_mean() {
    use Pace::{Config, Letter, Limit, Reconnect, Server};
    use Step::{Auth, Connect, Data, Dot, Mail, Rcpt};
    use Verdict::{Later, Never};
    let table = [
        // Address, mailbox, content.
        (Rcpt, 550, "5.1.1 The email account that you tried to reach does not exist", Never),
        (Rcpt, 550, "Mailbox not found. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000728", Never),
        (Rcpt, 550, "5.4.1 Recipient address rejected: Access denied", Never),
        (Rcpt, 553, "mailbox name invalid", Never),
        (Rcpt, 552, "5.2.2 Mailbox full", Later(Letter)),
        (Rcpt, 452, "4.2.2 The email account that you tried to reach is over quota", Later(Letter)),
        (Rcpt, 450, "4.2.0 greylisted, try again in 300 seconds", Later(Letter)),
        (Rcpt, 451, "fault asked for", Later(Letter)),
        (Rcpt, 550, "4.7.1 try again", Later(Letter)),
        (Mail, 552, "5.3.4 message size exceeds fixed limit", Never),
        (Dot, 552, "message is too long", Never),
        (Dot, 554, "5.7.1 rejected as spam", Never),
        (Dot, 451, "4.3.0 queue file write error", Later(Letter)),
        (Dot, 550, "5.5.0 milter said no", Later(Letter)),
        (Data, 554, "5.5.1 no valid recipients", Never),
        // Limits behind a 5xx.
        (Dot, 550, "5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to ...", Later(Limit)),
        (Mail, 550, "Connection frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000722", Later(Limit)),
        (Dot, 554, "DT:SPM 163 smtp8,DMCowAD3s3..., please see http://mail.163.com/help/help_spam_16.htm", Later(Limit)),
        (Mail, 451, "MI:SFQ 163 smtp5", Later(Limit)),
        (Rcpt, 552, "Daily sending quota exceeded", Later(Limit)),
        (Dot, 554, "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", Later(Limit)),
        // The set-up.
        (Auth, 535, "5.7.8 Username and Password not accepted", Later(Config)),
        (Auth, 535, "Login Fail. Please enter your authorization code to login.", Later(Config)),
        (Auth, 550, "5.7.30 Basic authentication is not supported for Client Submission.", Later(Config)),
        (Mail, 550, "5.7.30 Basic authentication is not supported for Client Submission.", Later(Config)),
        (Mail, 530, "5.7.0 Authentication Required", Later(Config)),
        (Mail, 553, "Mail from must equal authorized user", Later(Config)),
        (Mail, 550, "User has no permission", Later(Config)),
        (Dot, 554, "5.2.252 SendAsDenied; daybook@corp.test not allowed to send as lead@corp.test", Later(Config)),
        (Dot, 550, "5.7.1 Client does not have permissions to send as this sender", Later(Config)),
        (Rcpt, 554, "5.7.1 <x@elsewhere.test>: Relay access denied", Later(Letter)),
        (Rcpt, 550, "5.7.1 Unable to relay", Later(Letter)),
        (Rcpt, 530, "5.7.57 Client not authenticated to send mail", Later(Config)),
        (Connect, 554, "5.7.1 your address is blocked", Later(Config)),
        // The server.
        (Connect, 421, "4.3.2 service not available", Later(Server)),
        (Auth, 454, "4.7.0 Temporary authentication failure", Later(Server)),
        (Auth, 421, "4.7.0 Too many failures", Later(Server)),
    ];
    for (step, code, text, want) in table {
        assert_eq!(judge(step, &refused(code, text), true), want, "{step} {code} {text}");
    }
    // The same on a connection that has carried a letter before.
    for (step, code, text, want) in
        [(Mail, 421, "4.4.2 timeout", Later(Reconnect)), (Rcpt, 421, "bye", Later(Reconnect)), (Dot, 421, "bye", Later(Letter)), (Rcpt, 550, "no", Never)]
    {
        assert_eq!(judge(step, &refused(code, text), false), want, "reused: {step} {code} {text}");
    }
    assert_eq!(judge(Mail, &refused(421, "bye"), true), Later(Letter));
}

#[test]
fn a_lost_link_is_judged_by_where_it_was_lost() {
    let table = [
        (Step::Connect, true, Verdict::Later(Pace::Server)),
        (Step::Auth, true, Verdict::Later(Pace::Server)),
        (Step::Mail, false, Verdict::Later(Pace::Reconnect)),
        (Step::Rcpt, true, Verdict::Later(Pace::Letter)),
        (Step::Data, true, Verdict::Later(Pace::Letter)),
        (Step::Dot, true, Verdict::Unknown),
        (Step::Dot, false, Verdict::Unknown),
    ];
    for (step, fresh, want) in table {
        assert_eq!(judge(step, &Trouble::Broken("closed".into()), fresh), want, "{step} {fresh}");
    }
    assert_eq!(judge(Step::Rcpt, &Trouble::Unsayable("no SMTPUTF8".into()), true), Verdict::Never);
    assert_eq!(judge(Step::Auth, &Trouble::Unsayable("no mechanism".into()), true), Verdict::Later(Pace::Config));
}

#[test]
fn a_letter_is_tried_for_two_days() {
    let waits: Vec<_> = (0..20).map_while(letter_wait).map(|wait| wait.as_secs() / 60).collect();
    assert_eq!(waits.get(..5), Some(&[1, 5, 15, 60, 240][..]));
    let all: u64 = waits.iter().sum();
    assert!((48 * 60..51 * 60).contains(&all), "{all} minutes");
    let quarter = Duration::from_mins(15);
    assert_eq!((0..6).map_while(|n| unknown_wait(n, quarter)).collect::<Vec<_>>(), [quarter, quarter * 2, quarter * 3]);
}

#[test]
fn a_server_is_left_alone_longer_each_time() {
    let waits = |pace| (0..8).map(|n| server_wait(pace, n).as_secs()).collect::<Vec<_>>();
    assert_eq!(waits(Pace::Server), [10, 20, 40, 80, 160, 300, 300, 300]);
    assert_eq!(waits(Pace::Config), [600, 1200, 2400, 3600, 3600, 3600, 3600, 3600]);
}

#[test]
fn an_enhanced_code_is_read_at_the_start_only() {
    for (text, want) in
        [("5.4.5 Daily", Some((5, 4, 5))), ("5.1.1: x", Some((5, 1, 1))), ("OK 5.1.1", None), ("smtp8,DM.1.2", None), ("3.1.1 x", None), ("", None)]
    {
        assert_eq!(enhanced(text), want, "{text}");
    }
}
