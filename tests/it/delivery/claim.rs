//! A letter belongs to whoever claimed it last.

use chrono::TimeDelta;
use daybook::delivery::verdict::LOSSES;
use daybook::store::{LetterId, Settled};

use super::house::{House, morning};

#[tokio::test]
async fn a_daemon_whose_lease_has_ended_changes_nothing() {
    let house = House::new().await;
    let id = house.letter("alice@corp.test").await;
    let (hour, late) = (TimeDelta::hours(1), morning() + TimeDelta::hours(2));
    let mut write = house.store().write().await.unwrap();
    let slow = write.claim_letter(morning(), hour, "slow").await.unwrap().unwrap();
    assert!(write.claim_letter(morning(), hour, "second").await.unwrap().is_none(), "claimed once");
    assert!(write.letter_past_dot(&slow).await.unwrap());
    write.recover_letters(late, late, LOSSES).await.unwrap();
    let quick = write.claim_letter(late, hour, "quick").await.unwrap().unwrap();
    assert_eq!((quick.id(), quick.lost(), quick.mime()), (slow.id(), 1, slow.mime()));
    assert!(!write.letter_past_dot(&slow).await.unwrap());
    for settled in [Settled::Sent, Settled::Untouched(late), Settled::Later(late), Settled::Unknown(late), Settled::GivenUp] {
        assert!(!write.settle_letter(&slow, &settled, "", late).await.unwrap(), "{settled:?}");
    }
    assert!(write.settle_letter(&quick, &Settled::Sent, "250 ok", late).await.unwrap());
    assert!(!write.settle_letter(&quick, &Settled::GivenUp, "", late).await.unwrap(), "settled once");
    write.commit().await.unwrap();
    assert_eq!(house.row(id).await.state, "sent");
}

#[tokio::test]
async fn what_is_urgent_goes_first_and_what_is_due_later_waits() {
    let house = House::new().await;
    let plain = house.letter("a@corp.test").await;
    let later = house.letter("b@corp.test").await;
    let urgent = house.letter("c@corp.test").await;
    house.set(later, "due = due + 600").await;
    house.set(urgent, "urgent = 1").await;
    let mut write = house.store().write().await.unwrap();
    let mut order = Vec::new();
    while let Some(letter) = write.claim_letter(morning(), TimeDelta::hours(1), "test").await.unwrap() {
        order.push(letter.id().0);
    }
    assert_eq!(order, [urgent, plain]);
    write.commit().await.unwrap();
    assert_eq!(house.store().read().await.unwrap().next_letter().await.unwrap(), Some(morning() + TimeDelta::minutes(10)));
}

#[tokio::test]
async fn a_letter_whose_settling_never_succeeds_is_given_up() {
    let house = House::new().await;
    let id = house.letter("alice@corp.test").await;
    let mut now = morning();
    for loss in 1..=LOSSES {
        let mut write = house.store().write().await.unwrap();
        let letter = write.claim_letter(now, TimeDelta::hours(1), "killed").await.unwrap().unwrap();
        assert!(write.letter_past_dot(&letter).await.unwrap());
        now += TimeDelta::hours(2);
        let recovered = write.recover_letters(now, now, LOSSES).await.unwrap();
        let (again, over) = if loss < LOSSES { (vec![LetterId(id)], vec![]) } else { (vec![], vec![LetterId(id)]) };
        assert_eq!((recovered.unknown, recovered.given_up), (again, over), "loss {loss}");
        write.commit().await.unwrap();
    }
    let mut write = house.store().write().await.unwrap();
    assert!(write.claim_letter(now, TimeDelta::hours(1), "next").await.unwrap().is_none());
    write.commit().await.unwrap();
    let given_up = house.store().read().await.unwrap().given_up_between(now, chrono::DateTime::<chrono::Utc>::MAX_UTC).await.unwrap();
    assert_eq!(given_up.iter().map(|letter| letter.id).collect::<Vec<_>>(), [LetterId(id)]);
}
