//! Orders about people's days: leave, overtime, an early return.

use crate::calendar::{Away, DayPart};
use crate::order::{self, Order, Verb};
use crate::outbox::Said;
use crate::store::{StoreError, Write};

use super::{Orders, person};

impl Orders<'_> {
    /// "王磊 请假 3天", "王磊 周六加班", "王磊 销假".
    pub(super) async fn days(&self, write: &mut Write, order: &Order) -> Result<Said, StoreError> {
        let everybody = write.everybody().await?;
        let found = match person(&order.name, &everybody) {
            Ok(found) => found,
            Err(nearest) => return Ok(Said::NoPerson { said: order.name.clone(), nearest }),
        };
        let (name, today) = (found.name.clone(), self.today());
        let address = write.person_address(found.id).await?;
        let calendar = address.map_or(self.context.roster.calendar(), |address| self.context.roster.calendar_of(&address));
        if order.verb == Verb::Back {
            let day = order::day(&order.words, today, calendar).unwrap_or(today);
            return Ok(if write.end_absences(found.id, day, self.now).await? { Said::Back { name, day } } else { Said::NotAway { name } });
        }
        let mut said = order::away(&order.words, today, calendar);
        if order.verb == Verb::Works {
            for away in &mut said.away {
                away.part = DayPart::Working;
            }
            said.whole = true;
        }
        // "王磊 请假" is of today, as it is when he says so himself.
        if said.away.is_empty() && order.verb == Verb::Away {
            said.away.push(Away { from: today, to: today, part: DayPart::Day });
        }
        if said.away.is_empty() {
            return Ok(Said::NoDays);
        }
        for away in &said.away {
            write.put_absence(found.id, *away, self.message).await?;
        }
        Ok(Said::Days { name, days: said.away, open: !said.whole, outside: found.role == "consultant" })
    }

    /// "王磊 点评：…": stands in that person's next acknowledgement.
    pub(super) async fn remark(&self, write: &mut Write, order: &Order) -> Result<Said, StoreError> {
        let everybody = write.everybody().await?;
        match person(&order.name, &everybody) {
            // What is said of the vendor's people is not said to them by the desk.
            Ok(found) if found.role == "consultant" => Ok(Said::NotAllowed),
            Ok(found) => {
                write.put_remark(found.id, order.words.trim(), self.by, self.message, self.now).await?;
                Ok(Said::Remarked { name: found.name.clone() })
            }
            Err(nearest) => Ok(Said::NoPerson { said: order.name.clone(), nearest }),
        }
    }
}
