//! Letters into a folder.

use daybook::delivery::Settings;
use daybook::dial::Network;

use super::house::{House, idle};

#[tokio::test]
async fn a_letter_lies_in_the_folder_once_however_often_it_is_written() {
    let mut house = House::new().await;
    let path = house.folder.path().join("letters");
    let id = house.letter("alice@corp.test").await;
    let settings = Settings::Folder { path: path.clone() };
    // Killed between the file and the row: dropped at each point, the next start writes the same file.
    for polls in 0..60 {
        let mut courier = house.courier_by(settings.clone(), Network);
        let mut left = polls;
        let mut work = Box::pin(idle(&mut courier));
        let done = std::future::poll_fn(|cx| {
            if left == 0 {
                return std::task::Poll::Ready(false);
            }
            left -= 1;
            work.as_mut().poll(cx).map(|_| true)
        })
        .await;
        drop(work);
        drop(courier);
        house.restart().await;
        if done {
            break;
        }
    }
    let mut courier = house.courier_by(settings, Network);
    idle(&mut courier).await;
    assert_eq!(house.row(id).await.state, "sent");
    let mut names: Vec<_> = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["2026-11-25T093000Z-acknowledgement-alice@corp.test-1.eml", "2026-11-25T093000Z-acknowledgement-alice@corp.test-1.html"]);
    assert_eq!(std::fs::read(path.join(&names[0])).unwrap(), house.row(id).await.mime.unwrap());
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_stops_the_house() {
    let house = House::new().await;
    let path = house.folder.path().join("letters");
    std::fs::write(&path, "a file in the way").unwrap();
    house.letter("alice@corp.test").await;
    let mut courier = house.courier_by(Settings::Folder { path }, Network);
    let error = daybook::stage::Stage::tick(&mut courier).await.unwrap_err();
    assert!(format!("{error:#}").contains("letters: the letter cannot be written"), "{error:#}");
}
