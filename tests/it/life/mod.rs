//! The life of an issue by mail: one file a story, told as it happened.

mod any_life;
mod away;
mod comings_and_goings;
mod holidays;
mod one_mail_for_all;
mod odd_replies;
mod on_a_phone;
mod proof_of_power;
mod put_right;
mod solved_and_tried;
mod whose_days;
