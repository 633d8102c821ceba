//! When villagers find somebody in a shared court, and under which number the court is reached. All of it hangs on the door.

use kit::domain::{
    reason,
    refusal::{Text, Violations},
};
use serde::{Deserialize, Serialize};

use super::phone::phone;

/// The most periods of a week: three a day.
const MOST_PERIODS: usize = 21;

/// The minutes of a day.
const DAY: u16 = 24 * 60;

/// A period of one day of the week, in minutes from midnight, Beijing time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReceptionHours {
    /// 1 is Monday, 7 is Sunday.
    pub day: u8,
    /// The first minute.
    pub opens: u16,
    /// The minute from which on nobody is there.
    pub closes: u16,
}

/// What a court says of its reception.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reception {
    /// The periods of a week in their order; none where nothing is said.
    pub hours: Vec<ReceptionHours>,
    /// The number of the court, or of its director where they publish one; empty where there is none.
    pub telephone: String,
}

/// A period as somebody wrote it, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursDraft {
    /// 1 is Monday, 7 is Sunday.
    pub day: i32,
    /// As `08:30`.
    pub opens: String,
    /// As `17:00`.
    pub closes: String,
}

impl Reception {
    /// Reads a draft, or names every field at fault below `reception`.
    pub fn read(hours: &[HoursDraft], telephone: &str, violations: &mut Violations) -> Option<Self> {
        let telephone = violations.parse("reception.telephone", reason::PHONE_MALFORMED, phone(telephone));
        if hours.len() > MOST_PERIODS {
            let text = Text::new(
                format!("一周最多 {MOST_PERIODS} 个接待时段。"),
                format!("A week has at most {MOST_PERIODS} periods."),
            );
            violations.add("reception.hours", reason::RECEPTION_HOURS_INVALID, text);
            return None;
        }
        let read: Vec<_> = hours
            .iter()
            .enumerate()
            .map(|(index, draft)| period(draft, &format!("reception.hours[{index}]"), violations))
            .collect();
        for (index, this) in read.iter().enumerate() {
            let overlaps = |other: &ReceptionHours| {
                this.is_some_and(|this| {
                    this.day == other.day && this.opens < other.closes && other.opens < this.closes
                })
            };
            if read[..index].iter().flatten().any(overlaps) {
                let text = Text::new(
                    "与同一天的另一个接待时段重叠。",
                    "It overlaps another period of the same day.",
                );
                let field = format!("reception.hours[{index}]");
                violations.add(field, reason::RECEPTION_HOURS_INVALID, text);
            }
        }
        let mut hours: Vec<_> = read.into_iter().collect::<Option<_>>()?;
        hours.sort_unstable();
        Some(Self { hours, telephone: telephone? })
    }
}

fn period(draft: &HoursDraft, at: &str, violations: &mut Violations) -> Option<ReceptionHours> {
    let day = u8::try_from(draft.day).ok().filter(|day| (1..=7).contains(day));
    let day = day.ok_or_else(|| Text::new("须为星期一至星期日。", "It is a day from Monday to Sunday."));
    let day = violations.parse(&format!("{at}.day"), reason::RECEPTION_HOURS_INVALID, day);
    let mut time = |field: &str, text: &str| {
        let read =
            minutes(text).ok_or_else(|| Text::new("时间须写作 08:30。", "A time of day is written 08:30."));
        violations.parse(&format!("{at}.{field}"), reason::RECEPTION_HOURS_INVALID, read)
    };
    let (opens, closes) = (time("opens", &draft.opens), time("closes", &draft.closes));
    let (opens, closes) = (opens?, closes?);
    if closes <= opens {
        let text = Text::new("结束时间须晚于开始时间。", "It ends after it begins.");
        violations.add(format!("{at}.closes"), reason::RECEPTION_HOURS_INVALID, text);
        return None;
    }
    Some(ReceptionHours { day: day?, opens, closes })
}

/// The minutes of a time of day that is written `08:30`; `24:00` is the end of the day.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| {
        (digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse().ok())?
    };
    let (hours, minutes): (u16, u16) = (number(hours)?, number(minutes)?);
    let sum = hours * 60 + minutes;
    (minutes < 60 && sum <= DAY).then_some(sum)
}

/// A time of day as it is written, `08:30`.
#[must_use]
pub fn written(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(day: i32, opens: &str, closes: &str) -> HoursDraft {
        HoursDraft { day, opens: opens.into(), closes: closes.into() }
    }

    fn read(hours: &[HoursDraft], telephone: &str) -> Result<Reception, Vec<String>> {
        let mut violations = Violations::new();
        let reception = Reception::read(hours, telephone, &mut violations);
        match violations.check() {
            Ok(()) => Ok(reception.unwrap()),
            Err(refusal) => Err(refusal.fields().iter().map(|fault| fault.field.clone()).collect()),
        }
    }

    #[test]
    fn the_hours_of_a_week_are_kept_in_their_order() {
        let week = [draft(1, "14:00", "17:00"), draft(7, "00:00", "24:00"), draft(1, "08:30", "11:30")];
        let reception = read(&week, "0579-85521234").unwrap();
        let hours: Vec<_> = reception.hours.iter().map(|each| (each.day, written(each.opens))).collect();
        assert_eq!(hours, [(1, "08:30".into()), (1, "14:00".into()), (7, "00:00".to_owned())]);
        assert_eq!(reception.telephone, "0579-85521234");
        assert_eq!(read(&[], "").unwrap(), Reception::default());
    }

    #[test]
    fn everything_that_is_wrong_is_named() {
        let wrong = [
            draft(0, "08:30", "11:30"),
            draft(1, "8:30", "11:30"),
            draft(1, "08:60", "24:01"),
            draft(2, "11:30", "11:30"),
            draft(3, "08:00", "10:00"),
            draft(3, "09:59", "11:00"),
        ];
        let fields = [
            "reception.telephone",
            "reception.hours[0].day",
            "reception.hours[1].opens",
            "reception.hours[2].opens",
            "reception.hours[2].closes",
            "reception.hours[3].closes",
            "reception.hours[5]",
        ];
        assert_eq!(read(&wrong, "主任").unwrap_err(), fields);
        assert_eq!(read(&vec![draft(1, "08:00", "09:00"); 22], "").unwrap_err(), ["reception.hours"]);
        // One period may begin when another ends.
        assert!(read(&[draft(3, "08:00", "10:00"), draft(3, "10:00", "11:00")], "").is_ok());
    }

    proptest! {
        #[test]
        fn a_time_that_is_read_is_written_the_same(text in "[0-9]{2}:[0-9]{2}|.{0,6}") {
            if let Some(minutes) = minutes(&text) {
                prop_assert_eq!(written(minutes), text);
            }
        }
    }
}
