//! What becomes of a letter when the server misbehaves.

use std::time::Duration;

use daybook::secret::Secret;
use daybook::stage::Stage as _;

use super::house::{House, Log, idle, plain};
use crate::servers::smtp::{Act, Server};

#[tokio::test]
async fn promise_2_a_letter_is_sent_once_and_as_it_was_written() {
    let (house, server) = (House::new().await, Server::plain());
    let id = house.letter_of("alice@corp.test", "To: alice@corp.test\n\n.dot\r\nend").await;
    let mut courier = house.courier(plain(), server.clone());
    idle(&mut courier).await;
    house.later(60);
    idle(&mut courier).await;
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].bytes, b"To: alice@corp.test\r\n\r\n.dot\r\nend\r\n");
    assert_eq!((taken[0].from.as_str(), taken[0].to.as_str()), ("daybook@corp.test", "alice@corp.test"));
    let row = house.row(id).await;
    assert_eq!((row.state.as_str(), row.attempts, row.answer.as_deref()), ("sent", 0, Some("250 2.0.0 taken as 1")));
}

#[tokio::test]
async fn promise_2_lost_after_the_dot_the_same_bytes_go_again_after_unknown_wait() {
    for act in [Act::Keep, Act::Drop, Act::Say("garbage"), Act::Say("354 go on")] {
        let (house, server) = (House::new().await, Server::plain());
        let id = house.letter("alice@corp.test").await;
        server.once("dot", act.clone());
        let mut courier = house.courier(plain(), server.clone());
        let until = idle(&mut courier).await;
        let row = house.row(id).await;
        assert_eq!((row.state.as_str(), row.attempts, row.lost, row.due), ("unknown", 0, 1, house.minutes_from_now(15)), "{act:?}");
        assert_eq!(until.unwrap().timestamp(), row.due);
        if matches!(act, Act::Keep) {
            assert_eq!(row.answer.as_deref(), Some("the message: the server hung up"));
        }
        house.later(14);
        idle(&mut courier).await;
        assert_eq!(house.row(id).await.state, "unknown");
        house.later(1);
        idle(&mut courier).await;
        assert_eq!(house.row(id).await.state, "sent");
        let taken = server.taken();
        assert!(taken.iter().all(|copy| copy == &taken[0]), "the same bytes");
        assert_eq!(taken.len(), if matches!(act, Act::Keep) { 2 } else { 1 });
    }
}

#[tokio::test]
async fn promise_2_an_own_copy_settles_what_nobody_knows() {
    let (house, server) = (House::new().await, Server::plain());
    let id = house.letter("alice@corp.test").await;
    server.once("dot", Act::Keep);
    let mut courier = house.courier(plain(), server.clone());
    idle(&mut courier).await;
    let message_id: String = {
        let mut write = house.store().write().await.unwrap();
        let letter = write.claim_letter(house.clock_at(15), chrono::TimeDelta::hours(1), "test").await.unwrap().unwrap();
        // Rolled back: the claim only tells the Message-ID.
        letter.message_id().to_owned()
    };
    let mut write = house.store().write().await.unwrap();
    assert!(write.own_copy_seen(&message_id, house.clock_at(1)).await.unwrap());
    assert!(!write.own_copy_seen(&message_id, house.clock_at(1)).await.unwrap(), "settled once");
    write.commit().await.unwrap();
    house.later(60);
    idle(&mut courier).await;
    assert_eq!((house.row(id).await.state.as_str(), server.taken().len()), ("sent", 1));
}

#[tokio::test]
async fn a_server_that_never_answers_the_dot_gets_four_copies_and_no_more() {
    let (house, server) = (House::new().await, Server::plain());
    let id = house.letter("alice@corp.test").await;
    server.always("dot", Act::Keep);
    let mut courier = house.courier(plain(), server.clone());
    for _ in 0..20 {
        idle(&mut courier).await;
        house.later(60);
    }
    assert_eq!((house.row(id).await.state.as_str(), server.taken().len()), ("given_up", 4));
}

#[tokio::test]
async fn a_refused_recipient_is_given_up_and_the_others_go_on() {
    let (house, server) = (House::new().await, Server::plain());
    let (gone, here) = (house.letter("gone@corp.test").await, house.letter("here@corp.test").await);
    server.always_for("gone@corp.test", "RCPT", Act::Say("550 5.1.1 <gone@corp.test>: unknown"));
    let (log, _guard) = Log::listen();
    idle(&mut house.courier(plain(), server.clone())).await;
    let row = house.row(gone).await;
    assert_eq!((row.state.as_str(), row.answer.as_deref()), ("given_up", Some("RCPT TO: 550 5.1.1 <gone@corp.test>: unknown")));
    assert_eq!(house.row(here).await.state, "sent");
    assert_eq!(server.connections(), 1, "a refusal costs no connection");
    let log = log.lines();
    assert_eq!(log.iter().filter(|line| line.contains("ERROR") && line.contains("given up")).count(), 1, "{log:#?}");
    assert!(log.iter().all(|line| !line.contains("gone@") && !line.contains("here@")), "{log:#?}");
    let mut read = house.store().read().await.unwrap();
    let given_up = read.given_up_between(super::house::morning(), chrono::DateTime::<chrono::Utc>::MAX_UTC).await.unwrap();
    assert_eq!((given_up.len(), given_up[0].recipient.as_str()), (1, "gone@corp.test"));
    let states = read.letter_states().await.unwrap();
    assert_eq!((states.sent, states.given_up, states.waiting), (1, 1, 0));
}

#[tokio::test]
async fn a_letter_refused_for_now_climbs_its_ladder() {
    let (house, server) = (House::new().await, Server::plain());
    let id = house.letter("alice@corp.test").await;
    server.always("RCPT", Act::Say("451 4.7.1 greylisted"));
    let mut courier = house.courier(plain(), server.clone());
    let (log, _guard) = Log::listen();
    for (attempts, wait) in [(1, 1), (2, 5), (3, 15), (4, 60), (5, 240)] {
        idle(&mut courier).await;
        let row = house.row(id).await;
        assert_eq!((row.state.as_str(), row.attempts, row.due), ("waiting", attempts, house.minutes_from_now(wait)));
        house.later(wait);
    }
    assert_eq!(log.lines().len(), 1, "one line, not a line a try: {:#?}", log.lines());
    for _ in 0..20 {
        idle(&mut courier).await;
        house.later(240);
    }
    assert_eq!(house.row(id).await.state, "given_up");
    server.mend();
}

#[tokio::test]
async fn a_letter_that_makes_the_server_hang_up_does_not_hold_up_the_others() {
    for command in ["MAIL", "RCPT", "DATA"] {
        let (house, server) = (House::new().await, Server::plain());
        let (bad, good) = (house.letter("bad@corp.test").await, house.letter("good@corp.test").await);
        if command == "MAIL" {
            server.once(command, Act::Drop);
        } else {
            server.always_for("bad@corp.test", command, Act::Drop);
        }
        idle(&mut house.courier(plain(), server.clone())).await;
        assert_eq!(house.row(good).await.state, "sent", "{command}");
        let bad = house.row(bad).await;
        assert_eq!((bad.state.as_str(), bad.attempts), ("waiting", 1), "{command}");
    }
}

#[tokio::test]
async fn an_unreachable_server_costs_no_attempt_and_one_line() {
    let (house, server) = (House::new().await, Server::plain());
    let letters = [house.letter("a@corp.test").await, house.letter("b@corp.test").await];
    server.down();
    let mut courier = house.courier(plain(), server.clone());
    let (log, _guard) = Log::listen();
    let mut waits = Vec::new();
    for _ in 0..8 {
        let until = idle(&mut courier).await.unwrap();
        assert!(matches!(courier.tick().await.unwrap(), daybook::stage::Tick::Idle { until: again } if again == Some(until)), "no knock before its time");
        waits.push((until - super::house::morning()).num_seconds());
        house.clock.set(until);
    }
    assert!(waits.windows(2).all(|pair| pair[1] > pair[0]), "{waits:?}");
    assert!((7..=13).contains(&waits[0]) && (225..=375).contains(&(waits[7] - waits[6])), "{waits:?}");
    for id in letters {
        assert_eq!((house.row(id).await.state.as_str(), house.row(id).await.attempts), ("waiting", 0));
    }
    assert_eq!(log.lines().len(), 1, "{:#?}", log.lines());
    let noted = house.store().read().await.unwrap().server_trouble().await.unwrap().unwrap();
    assert_eq!((noted.since, noted.answer.as_str()), (super::house::morning(), "connecting: connection refused"));
    server.mend();
    house.later(10);
    idle(&mut courier).await;
    assert_eq!(server.taken().len(), 2);
    assert_eq!(house.store().read().await.unwrap().server_trouble().await.unwrap(), None);
    let log = log.lines();
    assert_eq!(log.iter().filter(|line| line.contains("takes letters again")).count(), 1, "{log:#?}");
    assert_eq!(log.len(), 4, "{log:#?}");
}

#[tokio::test]
async fn a_stale_connection_costs_no_attempt() {
    for (command, act) in
        [("RSET", Act::Say("421 4.4.2 idle")), ("RSET", Act::Drop), ("RSET", Act::Say("250")), ("MAIL", Act::Say("421 bye")), ("MAIL", Act::Drop)]
    {
        let (house, server) = (House::new().await, Server::plain());
        let mut courier = house.courier(plain(), server.clone());
        let first = house.letter("a@corp.test").await;
        idle(&mut courier).await;
        let second = house.letter("b@corp.test").await;
        server.once(command, act.clone());
        let (log, _guard) = Log::listen();
        idle(&mut courier).await;
        for id in [first, second] {
            assert_eq!((house.row(id).await.state.as_str(), house.row(id).await.attempts), ("sent", 0), "{command} {act:?}");
        }
        assert_eq!(log.lines().len(), 1, "{:#?}", log.lines());
        assert_eq!(server.taken().len(), 2);
    }
}

#[tokio::test]
async fn a_connection_carries_twenty_letters_and_rests_for_a_minute() {
    let (house, server) = (House::new().await, Server::plain());
    for n in 0..21 {
        house.letter(&format!("p{n}@corp.test")).await;
    }
    let mut courier = house.courier(plain(), server.clone());
    let until = idle(&mut courier).await.unwrap();
    assert_eq!((server.taken().len(), server.connections()), (21, 2));
    assert_eq!((until - super::house::morning()).num_seconds(), 60, "wakes to end the connection");
    house.later(1);
    assert_eq!(idle(&mut courier).await, None);
    house.letter("late@corp.test").await;
    idle(&mut courier).await;
    assert_eq!((server.taken().len(), server.connections()), (22, 3));
}

#[tokio::test]
async fn a_refused_password_is_said_once_and_tried_each_hour() {
    let (house, server) = (House::new().await, Server::plain().offer("AUTH PLAIN LOGIN"));
    let id = house.letter("alice@corp.test").await;
    let mut courier = house.courier(daybook::delivery::Smtp { credentials: Some(("daybook".into(), Secret::new("wrong"))), ..plain() }, server.clone());
    let (log, _guard) = Log::listen();
    let mut last = 0;
    for _ in 0..6 {
        let until = idle(&mut courier).await.unwrap();
        last = (until - house.clock_at(0)).num_minutes();
        house.clock.set(until);
    }
    assert!((45..=75).contains(&last), "{last}");
    assert_eq!((house.row(id).await.state.as_str(), house.row(id).await.attempts), ("waiting", 0));
    let log = log.lines();
    assert_eq!((log.len(), log[0].contains("ERROR"), log[0].contains("535")), (1, true, true), "{log:#?}");
    assert!(!log[0].contains("wrong"));
}

#[tokio::test]
async fn a_password_goes_by_the_mechanism_that_the_server_offers() {
    for offer in ["AUTH PLAIN", "AUTH LOGIN", "AUTH CRAM-MD5 LOGIN PLAIN"] {
        let (house, server) = (House::new().await, Server::plain().offer(offer));
        house.letter("alice@corp.test").await;
        let smtp = daybook::delivery::Smtp { credentials: Some(("daybook".into(), Secret::new("swordfish"))), ..plain() };
        idle(&mut house.courier(smtp, server.clone())).await;
        assert_eq!(server.taken().first().and_then(|taken| taken.user.clone()).as_deref(), Some("daybook"), "{offer}");
    }
}

#[tokio::test]
async fn a_provider_limit_slows_everybody_down() {
    let (house, server) = (House::new().await, Server::plain());
    let (first, second) = (house.letter("a@corp.test").await, house.letter("b@corp.test").await);
    server.once("dot", Act::Say("550 5.4.5 Daily user sending limit exceeded"));
    let mut courier = house.courier(plain(), server.clone());
    let until = idle(&mut courier).await.unwrap();
    assert!((11..=19).contains(&(until - house.clock_at(0)).num_minutes()));
    assert_eq!((house.row(first).await.state.as_str(), house.row(first).await.due), ("waiting", house.minutes_from_now(60)));
    assert_eq!(house.row(second).await.state, "waiting");
    house.clock.set(until);
    idle(&mut courier).await;
    assert_eq!(house.row(second).await.state, "sent");
}

#[tokio::test]
async fn a_letter_that_the_config_cannot_send_does_not_hold_up_the_others() {
    let (house, server) = (House::new().await, Server::plain());
    let (bad, good) = (house.letter("bad@corp.test").await, house.letter("good@corp.test").await);
    server.always_for("bad@corp.test", "dot", Act::Say("550 5.7.60 SMTP; Client does not have permissions to send as this sender"));
    let mut courier = house.courier(plain(), server.clone());
    let until = idle(&mut courier).await.unwrap();
    house.clock.set(until);
    idle(&mut courier).await;
    assert_eq!((house.row(good).await.state.as_str(), house.row(bad).await.attempts), ("sent", 0));
}

#[tokio::test]
async fn a_stalled_server_costs_the_connection_and_no_more() {
    for (command, state) in [("RCPT", "waiting"), ("dot", "unknown")] {
        let (house, server) = (House::new().await, Server::plain());
        let id = house.letter("alice@corp.test").await;
        server.once(command, Act::Stall);
        let mut courier = house.courier(plain(), server.clone());
        let stall = async {
            server.stalls().await;
            tokio::time::pause();
            tokio::time::advance(Duration::from_mins(11)).await;
            tokio::time::resume();
        };
        tokio::join!(idle(&mut courier), stall);
        let row = house.row(id).await;
        assert_eq!(row.state, state);
        assert!(row.answer.unwrap().contains("no answer for"));
        house.later(60);
        idle(&mut courier).await;
        assert_eq!((house.row(id).await.state.as_str(), server.connections()), ("sent", 2));
    }
}

/// The courier is dropped at each point where it waits, and a new house opens on what it left.
#[tokio::test]
async fn promise_2_and_6_killed_at_any_point_no_letter_is_sent_twice_but_the_unknown() {
    for polls in 0.. {
        let (mut house, server) = (House::new().await, Server::plain());
        let ids = [house.letter("a@corp.test").await, house.letter("b@corp.test").await];
        let survived = {
            let mut courier = house.courier(plain(), server.clone());
            let mut left = polls;
            let mut work = Box::pin(idle(&mut courier));
            std::future::poll_fn(|cx| {
                if left == 0 {
                    return std::task::Poll::Ready(false);
                }
                left -= 1;
                work.as_mut().poll(cx).map(|_| true)
            })
            .await
        };
        house.restart().await;
        let mut unknown = 0;
        let mut courier = house.courier(plain(), server.clone());
        idle(&mut courier).await;
        for id in ids {
            unknown += usize::from(house.row(id).await.state == "unknown");
        }
        assert!(unknown <= 1, "one letter at a time");
        house.later(15);
        idle(&mut courier).await;
        for id in ids {
            assert_eq!(house.row(id).await.state, "sent", "dropped after {polls} polls");
        }
        let taken = server.taken();
        assert!((2..=2 + unknown).contains(&taken.len()), "dropped after {polls} polls: {} copies, {unknown} unknown", taken.len());
        assert!(taken.iter().all(|copy| taken.iter().all(|other| other.to != copy.to || other.bytes == copy.bytes)));
        if survived {
            assert!(polls > 20, "there are more points than {polls}");
            return;
        }
    }
}

#[tokio::test]
async fn the_bytes_of_old_letters_are_forgotten() {
    let (house, server) = (House::new().await, Server::plain());
    let id = house.letter("alice@corp.test").await;
    let mut courier = house.courier(plain(), server.clone());
    idle(&mut courier).await;
    house.later(60 * 24 * 29);
    idle(&mut courier).await;
    assert!(house.row(id).await.mime.is_some());
    house.later(60 * 24 * 2);
    idle(&mut courier).await;
    assert_eq!((house.row(id).await.mime, house.row(id).await.state.as_str()), (None, "sent"));
}
