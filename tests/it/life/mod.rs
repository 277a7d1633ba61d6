//! The life of an issue by mail: one file a story, told as it happened.

mod any_life;
mod away;
mod comings_and_goings;
mod consultant;
mod for_everybody;
mod holidays;
mod late_and_wrong;
mod leak;
mod odd_replies;
mod on_a_phone;
mod one_mail_for_all;
mod orders_page;
mod proof_of_power;
mod put_right;
mod solved_and_tried;
mod taken_back;
mod vendor_answers;
mod whose_days;
