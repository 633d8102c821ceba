//! Sanctions (制裁措施): within which limits, with whose approval, and when they have to be lifted.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::identifiers::Fen;
use crate::period::{Intervals, last_day};
use crate::rules::{Dated, sanctions};
use crate::unmet::{Ruling, Unmet};
use crate::why::{Step, Why};
use crate::wire;

/// What is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// Fine (罚款).
    Fine,
    /// Detention (拘留).
    Detention,
    /// Compelled appearance (拘传).
    CompelledAppearance,
    /// Search (搜查).
    Search,
    /// List of dishonest judgment debtors (失信被执行人名单).
    DishonestList,
    /// Consumption restriction (限制消费).
    ConsumptionRestriction,
    /// Exit restriction (限制出境).
    ExitRestriction,
    /// Handing over as a crime (移送拒执).
    CriminalReferral,
}

/// Against whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Subject {
    /// A person.
    Person,
    /// A unit.
    #[serde(alias = "UNIT")]
    Organisation,
}

/// The six grounds of the list of dishonest debtors, and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DishonestGround {
    /// Hinders or resists enforcement by forged evidence, violence, threats (以伪造证据、暴力、威胁等方法妨碍、抗拒执行).
    ObstructsEnforcement,
    /// Evades enforcement by sham suits or arbitration, or by hiding or moving property (以虚假诉讼、虚假仲裁或者隐匿、转移财产等方法规避执行).
    EvadesEnforcement,
    /// Violates the duty to report property (违反财产报告制度).
    ViolatesPropertyReporting,
    /// Violates a consumption restriction (违反限制高消费令).
    ViolatesConsumptionRestriction,
    /// Refuses to perform a settlement without good reason (无正当理由拒不履行执行和解协议).
    BreaksSettlement,
    /// Able to perform and refuses to (有履行能力而拒不履行).
    AbleButRefuses,
}

impl DishonestGround {
    /// Every ground in the order of the article.
    pub const ALL: &[Self] = &[
        Self::ObstructsEnforcement,
        Self::EvadesEnforcement,
        Self::ViolatesPropertyReporting,
        Self::ViolatesConsumptionRestriction,
        Self::BreaksSettlement,
        Self::AbleButRefuses,
    ];
}

/// A proposal and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the ticks on the approval form, each a fact of its own"
)]
pub struct Proposal {
    /// What.
    pub kind: Kind,
    /// Against whom.
    pub subject: Subject,
    /// The fine.
    #[serde(default)]
    pub amount_fen: Option<Fen>,
    /// Days of detention.
    #[serde(default)]
    pub days: Option<u16>,
    /// Whether the president approved or signed.
    #[serde(default)]
    pub president_approved: bool,
    /// Whether it is an emergency, in which approval follows the detention.
    #[serde(default)]
    pub emergency: bool,
    /// Whether a ground of the law is stated and proved.
    #[serde(default)]
    pub ground_stated: bool,
    /// For the list of dishonest debtors: which of the six grounds.
    #[serde(default)]
    pub dishonest_ground: Option<DishonestGround>,
    /// Whether the ground is proved by something on file.
    #[serde(default)]
    pub ground_proved: bool,
    /// Whether the same act was punished in the same way before.
    #[serde(default)]
    pub same_act_before: bool,
    /// Whether a lawful summons was ignored without good reason.
    #[serde(default)]
    pub summons_ignored: bool,
    /// Whether the time in the notice of enforcement has run out.
    #[serde(default)]
    pub notice_expired: bool,
    /// Whether the person is a minor.
    #[serde(default)]
    pub minor: bool,
    /// The day.
    #[serde(deserialize_with = "wire::required")]
    pub on: Date,
}

macro_rules! fault {
    ($name:ident, $rule:expr, $zh:literal, $en:literal, $cure_zh:literal, $cure_en:literal) => {
        static $name: Unmet = Unmet::new(&$rule, ($zh, $en), ($cure_zh, $cure_en));
    };
}

fault!(
    NO_APPROVAL,
    sanctions::APPROVAL,
    "未经院长批准",
    "the president did not approve",
    "报院长批准",
    "have the president approve"
);
fault!(
    NO_AMOUNT,
    sanctions::LIMITS,
    "没有写明罚款金额",
    "the amount of the fine is not stated",
    "写明金额",
    "state the amount"
);
fault!(
    AMOUNT,
    sanctions::LIMITS,
    "罚款金额超出法定幅度",
    "the fine is outside its limits",
    "个人十万元以下，单位五万元以上一百万元以下",
    "a person up to 100,000 yuan, a unit 50,000 to 1,000,000"
);
fault!(
    DAYS,
    sanctions::LIMITS,
    "拘留期限应为一日以上十五日以下",
    "detention is from 1 to 15 days",
    "在十五日以内确定期限",
    "set a term within 15 days"
);
fault!(
    NOT_UNITS,
    sanctions::APPEARANCE,
    "拘传只能适用于自然人",
    "only a person is brought",
    "对其法定代表人、负责人或者实际控制人拘传",
    "bring its legal representative, head or the person who controls it"
);
fault!(
    NOT_DEBTOR_UNITS,
    sanctions::UNIT_PEOPLE,
    "拘留只能适用于自然人",
    "only a person is detained",
    "对单位可以罚款，并可以拘留其主要负责人或者直接责任人员",
    "fine the unit, and detain its head or the person directly responsible"
);
fault!(
    TWICE,
    sanctions::TWICE,
    "对同一妨害行为已经处罚过",
    "the same act was punished before",
    "只对新的妨害行为再次处罚",
    "punish only a new act"
);
fault!(
    NO_GROUND,
    sanctions::GROUNDS,
    "没有写明法定情形及其证据",
    "no ground of the law is stated and proved",
    "写明情形并附证据",
    "state the ground and attach the evidence"
);
fault!(
    NO_SUMMONS,
    sanctions::APPEARANCE,
    "没有经依法传唤无正当理由拒不到场的事实",
    "no lawful summons was ignored without good reason",
    "先依法传唤",
    "summon first"
);
fault!(
    NO_SEARCH_GROUND,
    sanctions::SEARCH,
    "没有写明被执行人隐匿财产或者会计账簿等资料的事实及其证据",
    "it is not stated and proved that the debtor hides property or accounts",
    "写明隐匿的事实并附证据（另见财产调查规定第十四条）",
    "state and prove what is hidden (see also article 14 of the provisions on property inquiry)"
);
fault!(
    NO_DISHONEST_GROUND,
    sanctions::DISHONEST,
    "没有列明六种法定失信情形之一",
    "none of the six grounds of the law is stated",
    "选择六种情形之一，并写明事实",
    "choose one of the six grounds and state the facts"
);
fault!(
    NO_DISHONEST_PROOF,
    sanctions::DISHONEST,
    "所列失信情形没有证据",
    "the ground is not proved",
    "附上证明该情形的材料",
    "attach what proves it"
);
fault!(
    MINOR,
    sanctions::MINOR,
    "未成年人不得纳入失信名单",
    "a minor is not put on the list",
    "撤回",
    "withdraw it"
);
fault!(
    NOTICE_RUNS,
    sanctions::CONSUMPTION,
    "执行通知书指定的履行期间尚未届满",
    "the time in the notice of enforcement has not run out",
    "期间届满未履行后再采取",
    "wait until it has run out unperformed"
);
fault!(
    NO_SIGNATURE,
    sanctions::CONSUMPTION_SIGNED,
    "限制消费令没有由院长签发",
    "the order is not signed by the president",
    "由院长签发",
    "have the president sign"
);
fault!(
    NO_SEARCH_ORDER,
    sanctions::SEARCH,
    "搜查令没有由院长签发",
    "the search order is not signed by the president",
    "由院长签发搜查令",
    "have the president sign the order"
);
fault!(
    NO_EXIT_GROUND,
    sanctions::EXIT,
    "没有申请执行人的书面申请，也没有依职权决定的必要理由",
    "there is neither a written application nor a need to act ex officio",
    "补交书面申请或者写明必要性",
    "add the application, or state the need"
);

/// Whether a sanction may be ordered.
#[must_use]
pub fn check(proposal: &Proposal) -> Ruling<Kind> {
    let p = proposal;
    let approved = p.president_approved;
    let person = p.subject == Subject::Person;
    let (rule, faults): (&'static Dated, Vec<(bool, &'static Unmet)>) = match p.kind {
        Kind::Fine => (
            &sanctions::LIMITS,
            vec![
                (!approved, &NO_APPROVAL),
                (p.amount_fen.is_none(), &NO_AMOUNT),
                (p.amount_fen.is_some_and(|fen| !fine_within(fen, p.subject)), &AMOUNT),
                (p.same_act_before, &TWICE),
                (!p.ground_stated, &NO_GROUND),
            ],
        ),
        Kind::Detention => (
            &sanctions::LIMITS,
            vec![
                (!approved && !p.emergency, &NO_APPROVAL),
                (!p.days.is_some_and(|days| (1..=15).contains(&days)), &DAYS),
                (!person, &NOT_DEBTOR_UNITS),
                (p.same_act_before, &TWICE),
                (!p.ground_stated, &NO_GROUND),
            ],
        ),
        Kind::CompelledAppearance => (
            &sanctions::APPEARANCE,
            vec![(!approved, &NO_APPROVAL), (!person, &NOT_UNITS), (!p.summons_ignored, &NO_SUMMONS)],
        ),
        Kind::Search => {
            (&sanctions::SEARCH, vec![(!approved, &NO_SEARCH_ORDER), (!p.ground_stated, &NO_SEARCH_GROUND)])
        }
        Kind::DishonestList => (
            &sanctions::DISHONEST,
            vec![
                (!p.ground_stated || p.dishonest_ground.is_none(), &NO_DISHONEST_GROUND),
                (!p.ground_proved, &NO_DISHONEST_PROOF),
                (p.minor, &MINOR),
            ],
        ),
        Kind::ConsumptionRestriction => {
            (&sanctions::CONSUMPTION, vec![(!p.notice_expired, &NOTICE_RUNS), (!approved, &NO_SIGNATURE)])
        }
        Kind::ExitRestriction => (&sanctions::EXIT, vec![(!p.ground_stated, &NO_EXIT_GROUND)]),
        Kind::CriminalReferral => (&sanctions::CRIMINAL, vec![(!p.ground_stated, &NO_GROUND)]),
    };
    let unmet = faults.into_iter().filter(|(fault, _)| *fault).map(|(_, fault)| fault).collect();
    let mut why = vec![Why::new(rule.on(p.on), p.on, Step::Applies)];
    if p.kind == Kind::Search {
        why.push(Why::new(sanctions::SEARCH_HIDDEN.on(p.on), p.on, Step::Applies));
    }
    if p.kind == Kind::Detention && p.emergency && !approved {
        why.push(Why::new(sanctions::URGENT.on(p.on), p.on, Step::Applies));
    }
    Ruling::of(unmet, p.kind, why)
}

fn fine_within(fine: Fen, subject: Subject) -> bool {
    let yuan = fine.get() / 100;
    let whole = fine.get();
    match subject {
        Subject::Person => whole > 0 && whole <= 10_000_000,
        Subject::Organisation => yuan >= 50_000 && whole <= 100_000_000,
    }
}

/// What calls for the end of a sanction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Event {
    /// Everything is performed (履行完毕), or a settlement is performed and confirmed.
    Performed,
    /// Enforcement was terminated (终结执行).
    Terminated,
    /// Sufficient security was given, or the applicant agrees.
    SecurityOrConsent,
    /// The detained person repents (承认并改正错误).
    Repented,
}

/// Whether a sanction ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lift {
    /// Whether the court has to lift it.
    pub must: bool,
    /// Whether it may.
    pub may: bool,
    /// The last day for it, where a number of days is set; otherwise it is to be done promptly.
    pub by: Option<Date>,
    /// Why.
    pub why: Vec<Why>,
}

/// Whether an event on a day ends a sanction.
#[must_use]
pub fn lift(kind: Kind, event: Event, on: Date) -> Lift {
    let (must, may, rule): (bool, bool, &'static Dated) = match (kind, event) {
        (Kind::DishonestList, Event::Performed | Event::Terminated) => {
            (true, true, &sanctions::DISHONEST_DELETE)
        }
        (Kind::DishonestList, Event::SecurityOrConsent) => (false, true, &sanctions::DISHONEST_CONSENT),
        (Kind::ConsumptionRestriction, Event::Performed) => (true, true, &sanctions::CONSUMPTION_LIFT),
        (Kind::ConsumptionRestriction, Event::SecurityOrConsent) => {
            (false, true, &sanctions::CONSUMPTION_LIFT)
        }
        (Kind::ExitRestriction, Event::Performed) => (true, true, &sanctions::EXIT_LIFT),
        (Kind::ExitRestriction, Event::SecurityOrConsent) => (false, true, &sanctions::EXIT_LIFT),
        (Kind::Detention, Event::Repented) => (false, true, &sanctions::RELEASE),
        _ => (false, false, ended_by(kind)),
    };
    let rule = rule.on(on);
    let by = rule.measure.filter(|_| must).map(|days| last_day(on, days, &Intervals::NONE));
    Lift { must, may, by, why: vec![Why::new(rule, on, Step::Applies)] }
}

/// The provision that says by what a sanction ends, for an event that does not end it.
fn ended_by(kind: Kind) -> &'static Dated {
    match kind {
        Kind::Fine => &sanctions::RECONSIDERATION,
        Kind::Detention => &sanctions::RELEASE,
        Kind::CompelledAppearance => &sanctions::APPEARANCE_HOURS,
        Kind::Search => &sanctions::SEARCH,
        Kind::DishonestList => &sanctions::DISHONEST_DELETE,
        Kind::ConsumptionRestriction => &sanctions::CONSUMPTION_LIFT,
        Kind::ExitRestriction => &sanctions::EXIT_LIFT,
        Kind::CriminalReferral => &sanctions::CRIMINAL,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn proposal(kind: Kind, subject: Subject) -> Proposal {
        Proposal {
            kind,
            subject,
            amount_fen: None,
            days: None,
            president_approved: true,
            emergency: false,
            ground_stated: true,
            dishonest_ground: Some(DishonestGround::ViolatesPropertyReporting),
            ground_proved: true,
            same_act_before: false,
            summons_ignored: true,
            notice_expired: true,
            minor: false,
            on: date(2024, 6, 3),
        }
    }

    #[test]
    fn fines_stay_within_their_limits_on_both_sides() {
        let fine = |subject, yuan: i64, fen| {
            let amount = Some(Fen::new(yuan * 100 + fen).unwrap());
            check(&Proposal { amount_fen: amount, ..proposal(Kind::Fine, subject) }).is_met()
        };
        assert!(fine(Subject::Person, 100_000, 0) && !fine(Subject::Person, 100_000, 1));
        assert!(fine(Subject::Person, 0, 1) && !fine(Subject::Person, 0, 0));
        assert!(fine(Subject::Organisation, 50_000, 0) && !fine(Subject::Organisation, 49_999, 99));
        assert!(fine(Subject::Organisation, 1_000_000, 0) && !fine(Subject::Organisation, 1_000_000, 1));
    }

    #[test]
    fn detention_is_for_people_for_fifteen_days_with_the_presidents_approval() {
        let days = |days| check(&Proposal { days: Some(days), ..proposal(Kind::Detention, Subject::Person) });
        assert!(days(1).is_met() && days(15).is_met() && !days(16).is_met() && !days(0).is_met());
        let mut one = Proposal { days: Some(15), ..proposal(Kind::Detention, Subject::Person) };
        one.president_approved = false;
        assert_eq!(check(&one).unmet(), [&NO_APPROVAL]);
        one.emergency = true;
        assert!(check(&one).is_met());
        one.subject = Subject::Organisation;
        assert_eq!(check(&one).unmet(), [&NOT_DEBTOR_UNITS]);
        assert_eq!(NOT_DEBTOR_UNITS.rule().article, "民事诉讼法第一百一十四条第二款");
    }

    #[test]
    fn the_list_of_dishonest_debtors_has_six_grounds_each_with_its_proof() {
        let listed = |dishonest_ground, ground_proved| {
            check(&Proposal {
                dishonest_ground,
                ground_proved,
                ..proposal(Kind::DishonestList, Subject::Person)
            })
        };
        assert_eq!(DishonestGround::ALL.len(), 6);
        for ground in DishonestGround::ALL {
            assert!(listed(Some(*ground), true).is_met(), "{ground:?}");
            assert_eq!(listed(Some(*ground), false).unmet(), [&NO_DISHONEST_PROOF], "{ground:?}");
        }
        assert_eq!(listed(None, true).unmet(), [&NO_DISHONEST_GROUND]);
    }

    #[test]
    fn every_answer_about_lifting_names_its_article() {
        let kinds = [
            Kind::Fine,
            Kind::Detention,
            Kind::CompelledAppearance,
            Kind::Search,
            Kind::DishonestList,
            Kind::ConsumptionRestriction,
            Kind::ExitRestriction,
            Kind::CriminalReferral,
        ];
        for kind in kinds {
            for event in [Event::Performed, Event::Terminated, Event::SecurityOrConsent, Event::Repented] {
                let lift = lift(kind, event, date(2024, 6, 3));
                assert!(!lift.why.is_empty() && !lift.why[0].rule.article.is_empty(), "{kind:?} {event:?}");
                assert!(lift.may || !lift.must, "{kind:?} {event:?}");
            }
        }
        let consent = lift(Kind::DishonestList, Event::SecurityOrConsent, date(2024, 6, 3));
        assert!(consent.may && !consent.must && consent.why[0].needs_confirmation());
    }

    #[test]
    fn what_rests_on_superseded_texts_says_so() {
        for kind in [Kind::DishonestList, Kind::ConsumptionRestriction] {
            assert!(check(&proposal(kind, Subject::Person)).why()[0].needs_confirmation(), "{kind:?}");
        }
        assert_eq!(
            lift(Kind::DishonestList, Event::Performed, date(2023, 9, 28)).by,
            Some(date(2023, 10, 9))
        );
    }
}
