//! How long a file is kept (保存期限): the rules as data, each with the law that it rests on, and what follows from them for one file.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};

/// Why a file is deleted.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, as the log has it permanently.
    pub id: &'static str,
    /// Where the law says so.
    pub article: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

/// What was sent and serves nothing: the shortest time that its purpose needs has passed.
pub const NEVER_CITED: Rule = Rule {
    id: "NEVER_CITED",
    article: "个人信息保护法第十九条、第四十七条第一款第（一）项",
    zh: "收到后九十日内没有任何材料引用",
    en: "nothing cited it within 90 days after it had come",
};

/// What served tasks, requests and cases that are long over. No provision names the years for a court's own files; the ten years
/// of the electronic data of an auction are the nearest, and what the court sets unless it says otherwise.
pub const SUBJECTS_OVER: Rule = Rule {
    id: "SUBJECTS_OVER",
    article: "个人信息保护法第十九条、第四十七条第一款第（一）项，网络司法拍卖规定第二十九条",
    zh: "引用它的任务、协助事项和案件均已结束，保存年限届满",
    en: "the tasks, requests and cases that cite it are over, and the years for which it is kept have passed",
};

/// Every rule, also those by which nothing is deleted any more.
pub const RULES: [&Rule; 2] = [&NEVER_CITED, &SUBJECTS_OVER];

/// For how many days a file is kept that nothing cites.
pub const UNCITED_DAYS: i64 = 90;

/// For how many years a file is kept after the last of what cites it was over, unless the court sets another number.
pub const YEARS: i16 = 10;

/// A file is looked at again after so many days at the latest: what the court sets anew takes effect within them.
const LOOK_DAYS: i64 = 30;

impl Rule {
    /// The rule of a name.
    #[must_use]
    pub fn of(id: &str) -> Option<&'static Self> {
        RULES.into_iter().find(|rule| rule.id == id)
    }

    /// In words, with its source.
    #[must_use]
    pub fn text(&self) -> Text {
        Text::new(format!("{}（{}）", self.zh, self.article), format!("{} ({})", self.en, self.article))
    }
}

/// What cites a file, as far as its time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cited {
    /// Nothing does.
    Never,
    /// Something that goes on, or of which nobody says that it ended.
    Running,
    /// What is over; the last of it since then.
    Over(Timestamp),
}

/// How a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// When it was whole.
    pub stored: Timestamp,
    /// What cites it.
    pub cited: Cited,
    /// A hold keeps it.
    pub held: bool,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It stays, and is looked at again.
    Keep {
        /// Then.
        look: Timestamp,
    },
    /// It is deleted.
    Delete(&'static Rule),
}

/// What becomes of a file at a moment, where files are kept for so many years after what cites them.
#[must_use]
pub fn judge(standing: &Standing, years: i16, at: Timestamp) -> Verdict {
    let due = match standing.cited {
        _ if standing.held => None,
        Cited::Running => None,
        Cited::Never => {
            let due = standing.stored.plus_hours(24 * UNCITED_DAYS);
            if at >= due {
                return Verdict::Delete(&NEVER_CITED);
            }
            Some(due)
        }
        Cited::Over(end) => {
            // What came when all was over already counts from when it came.
            let from = end.max(standing.stored);
            if years_after(from, years, at) {
                return Verdict::Delete(&SUBJECTS_OVER);
            }
            Some(from.plus_hours(24 * 365 * i64::from(years)).max(at.plus_hours(24)))
        }
    };
    let latest = at.plus_hours(24 * LOOK_DAYS);
    Verdict::Keep { look: due.map_or(latest, |due| due.min(latest)) }
}

/// Whether the legal day of a moment lies after the day that many years after another: whole years, counted by days.
fn years_after(from: Timestamp, years: i16, at: Timestamp) -> bool {
    let (from, day) = (from.legal_day(), at.legal_day());
    (day.year(), day.month(), day.day()) > (from.year().saturating_add(years), from.month(), from.day())
}

/// That a file was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// When.
    pub at: Timestamp,
    /// The name of the rule.
    pub rule: String,
}

impl Deletion {
    /// The rule in words.
    #[must_use]
    pub fn text(&self) -> Text {
        Rule::of(&self.rule).map_or_else(|| Text::new(&self.rule, &self.rule), Rule::text)
    }

    /// What those who could see the file are shown.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let (day, text) = (self.at.legal_day(), self.text());
        Refusal::new(
            Kind::NotFound,
            reason::EVIDENCE_DELETED,
            format!("这份文件已于 {day} 按保存期限删除：{}。存证仍在，可以验证。", text.zh),
            format!(
                "The file was deleted on {day}: {}. Its leaf is still in the log and can be proved.",
                text.en
            ),
        )
        .with("delete-time", self.at.to_string())
        .with("rule", self.rule.as_str())
    }
}

/// A hold (保全): a file stays whatever the rules say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Why.
    pub reason: String,
    /// By whom.
    pub person: String,
    /// Since when.
    pub since: Timestamp,
}

impl Hold {
    /// Places a hold.
    pub fn place(reason: &str, person: &str, at: Timestamp) -> Result<Self, Refusal> {
        let mut v = Violations::new();
        let reason = v.text("reason", reason, 500);
        match reason {
            Some(reason) => Ok(Self { reason, person: person.to_owned(), since: at }),
            None => Err(v.into_refusal()),
        }
    }

    /// Lifts it: by somebody else than who placed it, for what follows can't be undone.
    pub fn lift(&self, person: &str) -> Result<(), Refusal> {
        if person != self.person {
            return Ok(());
        }
        Err(Refusal::new(
            Kind::Denied,
            reason::HOLD_IS_YOURS,
            "延期保存须由另一人解除：解除后文件可能被删除。",
            "Somebody else has to lift the hold: the file may be deleted after that.",
        ))
    }
}

/// The refusal for a file that nothing holds.
#[must_use]
pub fn not_held() -> Refusal {
    Refusal::new(Kind::Precondition, reason::NOT_HELD, "这份文件没有设置延期保存。", "The file is not held.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 24;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn standing(cited: Cited) -> Standing {
        Standing { stored: at("2026-01-01T00:00:00Z"), cited, held: false }
    }

    #[test]
    fn what_nothing_cites_goes_after_ninety_days() {
        let never = standing(Cited::Never);
        let due = at("2026-04-01T00:00:00Z");
        assert_eq!(judge(&never, 10, due.plus_seconds(-1)), Verdict::Keep { look: due });
        assert_eq!(judge(&never, 10, due), Verdict::Delete(&NEVER_CITED));
        let held = Standing { held: true, ..never };
        assert_eq!(judge(&held, 10, due), Verdict::Keep { look: due.plus_hours(30 * DAY) });
        let cited = standing(Cited::Running);
        assert_eq!(judge(&cited, 10, due), Verdict::Keep { look: due.plus_hours(30 * DAY) });
    }

    #[test]
    fn what_is_over_is_kept_for_whole_years_and_not_a_day_longer() {
        let over = standing(Cited::Over(at("2026-03-01T10:00:00+08:00")));
        let keeps = |years, when| matches!(judge(&over, years, at(when)), Verdict::Keep { .. });
        assert!(keeps(10, "2036-03-01T23:59:59+08:00"));
        assert!(!keeps(10, "2036-03-02T00:00:00+08:00"));
        assert!(keeps(11, "2036-03-02T00:00:00+08:00"));
        // A leap day has no day of its own ten years later.
        let over = standing(Cited::Over(at("2028-02-29T10:00:00+08:00")));
        assert!(matches!(judge(&over, 10, at("2038-02-28T12:00:00+08:00")), Verdict::Keep { .. }));
        assert_eq!(judge(&over, 10, at("2038-03-01T00:00:00+08:00")), Verdict::Delete(&SUBJECTS_OVER));
        // A phone that comes back late: what it brings counts from then.
        let late = standing(Cited::Over(at("2016-01-01T00:00:00Z")));
        assert!(matches!(judge(&late, 10, at("2026-06-01T00:00:00Z")), Verdict::Keep { .. }));
    }

    #[test]
    fn who_asks_for_a_deleted_file_hears_when_and_why() {
        let deletion = Deletion { at: at("2026-04-01T00:00:00Z"), rule: "NEVER_CITED".into() };
        let refusal = deletion.refusal();
        assert_eq!(refusal.reason(), "EVIDENCE_DELETED");
        assert!(refusal.text().zh.contains("2026-04-01") && refusal.text().zh.contains("第十九条"));
        // A rule that a later version dropped is still shown by its name.
        let old = Deletion { rule: "GONE".into(), ..deletion };
        assert_eq!(old.text().zh, "GONE");
        for rule in RULES {
            assert!(Rule::of(rule.id) == Some(rule) && !rule.article.is_empty());
        }
    }

    #[test]
    fn a_hold_has_a_reason_and_is_lifted_by_another() {
        assert!(Hold::place(" ", "people/a", at("2026-01-01T00:00:00Z")).is_err());
        let hold = Hold::place("另案需要", "people/a", at("2026-01-01T00:00:00Z")).unwrap();
        assert_eq!(hold.lift("people/a").unwrap_err().reason(), "HOLD_IS_YOURS");
        assert!(hold.lift("people/b").is_ok());
    }

    fn some_cited() -> impl Strategy<Value = Cited> {
        prop_oneof![
            Just(Cited::Never),
            Just(Cited::Running),
            (0..6000_i64).prop_map(|day| Cited::Over(Timestamp::from_micros(0).plus_hours(DAY * day))),
        ]
    }

    proptest! {
        /// Nothing that is held or goes on is ever deleted, nothing before its time, and what stays is looked at again soon enough.
        #[test]
        fn nothing_goes_before_its_time(
            stored in 0..6000_i64, cited in some_cited(), held: bool, years in 1..=100_i16, after in 0..60000_i64,
        ) {
            let day = |day: i64| Timestamp::from_micros(0).plus_hours(DAY * day);
            let (standing, now) = (Standing { stored: day(stored), cited, held }, day(stored + after));
            match judge(&standing, years, now) {
                Verdict::Keep { look } => {
                    prop_assert!(look > now && look <= now.plus_hours(DAY * LOOK_DAYS));
                    // Polling at these times finds everything that can end.
                    if !held && cited != Cited::Running {
                        let later = now.plus_hours(DAY * 366 * 120);
                        prop_assert!(matches!(judge(&standing, years, later), Verdict::Delete(_)));
                    }
                }
                Verdict::Delete(rule) => {
                    prop_assert!(!held && cited != Cited::Running);
                    let least = match cited {
                        Cited::Over(end) => end.max(standing.stored).plus_hours(DAY * 365 * i64::from(years)),
                        _ => standing.stored.plus_hours(DAY * UNCITED_DAYS),
                    };
                    prop_assert!(now >= least, "{rule:?}");
                    // What is due stays due.
                    prop_assert_eq!(judge(&standing, years, now.plus_hours(DAY * 1000)), Verdict::Delete(rule));
                }
            }
        }
    }
}
