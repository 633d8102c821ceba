//! The people of the demonstration: made up, and the same every time.

use kit::{
    access::Role,
    domain::{Timestamp, units::UNITS},
};

use super::COUNTY;
use crate::domain::{
    court::{CourtDraft, CourtKind},
    person::PersonDraft,
    term::TermDraft,
};

/// 2024-01-01 in Beijing, when every term of the demonstration begins.
const BEGIN: Timestamp = Timestamp::from_micros(1_704_038_400_000_000);
const SURNAMES: [&str; 24] = [
    "王", "李", "张", "陈", "吴", "卢", "金", "蒋", "徐", "马", "周", "郭", "赵", "楼", "胡", "杜", "厉",
    "何", "葛", "许", "韦", "朱", "贾", "斯",
];
const FIRST: [&str; 22] = [
    "建", "国", "志", "海", "晓", "美", "丽", "永", "文", "春", "秀", "子", "雨", "俊", "佳", "明", "向",
    "新", "素", "红", "立", "锦",
];
const SECOND: [&str; 26] = [
    "华", "平", "芳", "军", "强", "英", "敏", "涛", "杰", "燕", "萍", "辉", "飞", "峰", "兰", "琴", "龙",
    "娟", "良", "洪", "彬", "霞", "波", "庆", "珍", "林",
];

/// Everybody: the court house, the units' clerks, the directors, contact judges and grid workers of these courts, and the auditor.
pub(super) fn people(courts: &[CourtDraft]) -> Vec<PersonDraft> {
    let mut cast = Cast::default();
    cast.court_house();
    cast.units();
    cast.network(courts);
    // Last, so that the names of the others stay.
    cast.enter("auditor", vec![TermDraft { region_code: COUNTY.to_owned(), ..term(Role::Auditor) }]);
    cast.people
}

/// The people of the demonstration, numbered in the order of their entry.
#[derive(Default)]
struct Cast {
    people: Vec<PersonDraft>,
}

impl Cast {
    fn enter(&mut self, id: &str, terms: Vec<TermDraft>) {
        let number = self.people.len();
        // Steps that share no factor with the lengths of the lists, so that names repeat late and look like no series.
        let surname = SURNAMES[number * 7 % SURNAMES.len()];
        let first = FIRST[(number * 5 + number / 24) % FIRST.len()];
        let second = SECOND[(number * 11 + number / 7) % SECOND.len()];
        let short = number % 5 == 3;
        let display_name =
            if short { format!("{surname}{second}") } else { format!("{surname}{first}{second}") };
        let phone = format!("1380000{number:04}");
        self.people.push(PersonDraft { id: id.to_owned(), display_name, phone, terms });
    }

    fn court_house(&mut self) {
        let offices = [
            ("officer", Role::Officer),
            ("officer2", Role::Officer),
            ("chief", Role::BureauChief),
            ("president", Role::President),
            ("command", Role::Command),
            ("cashier", Role::Cashier),
            ("admin", Role::Admin),
        ];
        for (id, role) in offices {
            self.enter(id, vec![TermDraft { region_code: COUNTY.to_owned(), ..term(role) }]);
        }
    }

    fn units(&mut self) {
        for (unit, _) in UNITS {
            self.enter(
                &format!("clerk-{unit}"),
                vec![TermDraft { unit: format!("units/{unit}"), ..term(Role::UnitClerk) }],
            );
        }
    }

    fn network(&mut self, courts: &[CourtDraft]) {
        let at =
            |court: &CourtDraft, role| TermDraft { court: format!("courts/{}", court.code), ..term(role) };
        for number in 0..6 {
            let mine = courts.iter().skip(number).step_by(6);
            self.enter(
                &format!("judge-{}", number + 1),
                mine.map(|court| at(court, Role::ContactJudge)).collect(),
            );
        }
        for court in courts {
            self.enter(&format!("director-{}", court.code), vec![at(court, Role::Director)]);
        }
        for court in courts.iter().filter(|court| court.kind == Some(CourtKind::Village)) {
            for village in &court.covers {
                for number in [1, 2] {
                    let grid = village.clone();
                    let committee_staff = number == 1;
                    let term = TermDraft { grid, committee_staff, ..at(court, Role::GridWorker) };
                    self.enter(&format!("worker-{village}-{number}"), vec![term]);
                }
            }
        }
    }
}

fn term(role: Role) -> TermDraft {
    TermDraft { role: Some(role), from: Some(Ok(BEGIN)), ..TermDraft::default() }
}
