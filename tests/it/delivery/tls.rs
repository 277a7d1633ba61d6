//! TLS from the first byte and after STARTTLS, with a private CA.

use daybook::delivery::Smtp;
use daybook::dial::{Network, Security};
use daybook::secret::Secret;

use super::house::{House, idle, plain};
use crate::servers::ca::certified;
use crate::servers::smtp::Server;

/// Sends a letter to `localhost`, whose certificate is for `name`; was it taken, over TLS and by the right user, and what does `check` say?
async fn sent(security: Security, name: &str, trusted: bool) -> (bool, String) {
    let house = House::new().await;
    let (ca, acceptor) = certified(house.folder.path(), name);
    let server = if security == Security::StartTls { Server::starttls(acceptor) } else { Server::implicit_tls(acceptor) };
    let server = server.offer("AUTH PLAIN");
    let port = server.listen().await;
    house.letter("alice@corp.test").await;
    let credentials = Some(("daybook".into(), Secret::new("swordfish")));
    let smtp = Smtp { host: "localhost".into(), port, security, credentials, ca: trusted.then_some(ca), ..plain() };
    let mut courier = house.courier(smtp, Network);
    let said = courier.probe().await.err().map_or_else(String::new, |error| error.to_string());
    idle(&mut courier).await;
    let taken = server.taken();
    assert!(taken.iter().all(|taken| taken.tls && taken.user.as_deref() == Some("daybook")));
    (!taken.is_empty(), said)
}

#[tokio::test]
async fn tls_is_spoken_with_the_right_server_only() {
    for security in [Security::Tls, Security::StartTls] {
        assert_eq!(sent(security, "localhost", true).await, (true, String::new()), "{security:?}");
        for (name, trusted, why) in [("other.test", true, "not valid for name"), ("localhost", false, "UnknownIssuer")] {
            let (taken, said) = sent(security, name, trusted).await;
            assert!(!taken && said.starts_with("connecting: ") && said.contains(why), "{security:?} {name}: {said}");
        }
    }
}

#[tokio::test]
async fn a_server_that_does_not_offer_starttls_gets_no_password() {
    let (house, server) = (House::new().await, Server::plain().offer("AUTH PLAIN"));
    let id = house.letter("alice@corp.test").await;
    let credentials = Some(("daybook".into(), Secret::new("swordfish")));
    let (ca, _) = certified(house.folder.path(), "localhost");
    let mut courier = house.courier(Smtp { host: "localhost".into(), security: Security::StartTls, credentials, ca: Some(ca), ..plain() }, server.clone());
    idle(&mut courier).await;
    assert_eq!((server.heard(), house.row(id).await.attempts), (vec!["EHLO".to_owned()], 0));
    assert!(courier.probe().await.unwrap_err().to_string().contains("does not offer STARTTLS"));
}

#[tokio::test]
async fn what_is_slipped_in_before_tls_is_no_answer() {
    let house = House::new().await;
    let (ca, acceptor) = certified(house.folder.path(), "localhost");
    let server = Server::starttls(acceptor).offer("AUTH PLAIN").slip_in("250-slipped\r\n250 AUTH PLAIN\r\n235 welcome\r\n");
    let id = house.letter("alice@corp.test").await;
    let credentials = Some(("daybook".into(), Secret::new("swordfish")));
    let mut courier = house.courier(Smtp { host: "localhost".into(), security: Security::StartTls, credentials, ca: Some(ca), ..plain() }, server.clone());
    idle(&mut courier).await;
    assert_eq!((server.heard(), server.taken().len(), house.row(id).await.attempts), (vec!["EHLO".to_owned(), "STARTTLS".to_owned()], 0, 0));
}
