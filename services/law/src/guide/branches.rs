//! The ways to end a visit: which questions each asks, in which order, and what the visitor has to know beforehand.

use super::data::{GuideInput, RefusalReason, VisitOutcome};
use super::draft::GuideContext;
use super::questions as q;
use super::questions::Ask;
use super::record::{Named, field, names};
use crate::service::{Consent, Mode, Place, Relation, Represents, ServerPresence};

/// A way to end a visit, before the law is asked about it.
pub(super) struct Template {
    /// Its id, to which `_TO_CONFIRM` is added where it is complete only by a rule that has to be confirmed.
    pub(super) id: &'static str,
    /// The outcome that it belongs to.
    pub(super) outcome: VisitOutcome,
    /// The mode that it leads to; none where it only assists.
    pub(super) mode: Option<Mode>,
    /// Title in Chinese and English.
    pub(super) title: (&'static str, &'static str),
    /// Caution in Chinese and English.
    pub(super) caution: (&'static str, &'static str),
    /// What it asks.
    pub(super) questions: Vec<Question>,
}

/// A question in its branch.
pub(super) struct Question {
    /// The question.
    pub(super) ask: &'static Ask,
    /// The answers that may count; empty where any may.
    pub(super) offers: Vec<String>,
    /// The group in which one answer is enough.
    pub(super) any_of: &'static str,
    /// The field whose answer must be another.
    pub(super) differs_from: &'static str,
    /// How many answers it wants.
    pub(super) min: u32,
    /// Whether it is asked for the record alone: the law does not decide by it.
    pub(super) for_the_record: bool,
}

fn any(ask: &'static Ask) -> Question {
    let ticked = matches!(ask.input, GuideInput::Tick).then(|| true.name().to_owned());
    Question {
        ask,
        offers: ticked.into_iter().collect(),
        any_of: "",
        differs_from: "",
        min: 1,
        for_the_record: false,
    }
}

fn one_of(ask: &'static Ask, offers: Vec<String>) -> Question {
    Question { offers, ..any(ask) }
}

fn only<T: Named>(ask: &'static Ask, values: &[T]) -> Question {
    one_of(ask, values.iter().map(|value| value.name().to_owned()).collect())
}

fn group(name: &'static str, asks: &[&'static Ask]) -> Vec<Question> {
    asks.iter().map(|ask| Question { any_of: name, ..any(ask) }).collect()
}

fn for_the_record(questions: impl IntoIterator<Item = Question>) -> Vec<Question> {
    questions.into_iter().map(|question| Question { for_the_record: true, ..question }).collect()
}

/// The reason of a refusal: one of the usual ones, or in words.
fn reason() -> Vec<Question> {
    let usual: Vec<RefusalReason> =
        RefusalReason::ALL.iter().copied().filter(|reason| *reason != RefusalReason::Other).collect();
    let either = |question| Question { any_of: "reason", ..question };
    vec![either(only(&q::REASON, &usual)), either(any(&q::REASON_TEXT))]
}

fn documents(context: &GuideContext) -> Question {
    let titles = context.documents.clone();
    let min = u32::try_from(titles.len()).unwrap_or(u32::MAX).max(1);
    Question { offers: titles, min, for_the_record: true, ..any(&q::DOCUMENTS) }
}

fn presence() -> Vec<Question> {
    let mut questions = for_the_record([any(&q::SERVER_NAME)]);
    questions.insert(0, one_of(&q::PRESENCE, names::<ServerPresence>()));
    questions
}

/// The branches that may be service, those of an outcome together.
pub(super) fn of_service(context: &GuideContext) -> Vec<Template> {
    if context.notice.is_some() {
        return vec![posted()];
    }
    let mut branches = vec![direct(context)];
    if !context.witnesses.is_empty() {
        branches.push(left_witnessed(context));
    }
    branches.push(left_before_employer(context));
    branches.push(left_recorded(context));
    branches.push(refused_elsewhere(context));
    branches.push(refused_at_court(context));
    branches
}

fn direct(context: &GuideContext) -> Template {
    let mut questions = presence();
    questions.push(one_of(&q::RECEIVER, names::<Relation>()));
    questions.push(documents(context));
    questions.extend(group("signature", &[&q::SIGNATURE, &q::RETURN_FORM, &q::THUMBPRINT]));
    questions.push(any(&q::DATE));
    questions.extend(for_the_record([
        one_of(&q::PLACE, names::<Place>()),
        only(&q::CONSENT, &[Consent::Express]),
    ]));
    Template {
        id: "DIRECT",
        outcome: VisitOutcome::Delivered,
        mode: Some(Mode::Direct),
        title: ("直接送达：当面交付并签收", "Personal service: handed over and signed for"),
        caution: (
            "送达人是到场的法院工作人员，您是协助人，不要在送达人处签名。",
            "The server is the member of the court's staff who is present; you assist, so do not sign as the server.",
        ),
        questions,
    }
}

/// What every leave service asks before its proof.
fn leave(context: &GuideContext) -> Vec<Question> {
    let mut questions = presence();
    questions.push(one_of(&q::REFUSER, names::<Relation>()));
    questions.push(any(&q::REFUSED));
    questions.push(only(&q::PLACE, &[Place::Residence]));
    questions.extend(for_the_record([any(&q::DOOR)]));
    questions.push(any(&q::LEFT));
    questions.push(documents(context));
    questions.push(any(&q::DATE));
    questions
}

/// The witness who is of `represents`, and their signature.
fn witnessed(represents: Represents, witness: Question) -> Vec<Question> {
    let mut questions =
        vec![only(&q::WITNESS_OF, &[represents]), Question { differs_from: field::SERVER_NAME, ..witness }];
    questions.extend(reason());
    questions.push(any(&q::NOTED));
    questions.extend(group("witness", &[&q::WITNESS_SIGNATURE, &q::WITNESS_FORM]));
    questions
}

fn left_witnessed(context: &GuideContext) -> Template {
    let mut questions = leave(context);
    let witness = one_of(&q::WITNESS, context.witnesses.clone());
    questions.extend(witnessed(Represents::ResidenceCommittee, witness));
    Template {
        id: "LEFT_WITNESSED",
        outcome: VisitOutcome::Refused,
        mode: Some(Mode::Left),
        title: ("留置送达：村（居）民委员会工作人员见证", "Leave service before staff of the committee"),
        caution: (
            "见证人须是受送达人住所地村（居）民委员会的工作人员，并且不是送达人。您不是送达人；您在名单上的，可以作见证人。",
            "The witness is staff of the committee of the addressee's own village or community, and not the server. You are not the server; \
             if you are on the list you may witness.",
        ),
        questions,
    }
}

fn left_before_employer(context: &GuideContext) -> Template {
    let mut questions = leave(context);
    questions.extend(witnessed(Represents::Employer, any(&q::EMPLOYER_WITNESS)));
    questions.extend(for_the_record([any(&q::WITNESS_UNIT)]));
    Template {
        id: "LEFT_BEFORE_EMPLOYER",
        outcome: VisitOutcome::Refused,
        mode: Some(Mode::Left),
        title: ("留置送达：受送达人所在单位的人见证", "Leave service before staff of the employer"),
        caution: (
            "见证人须是受送达人所在单位的工作人员，文书仍要留在住所。您不是送达人。",
            "The witness is staff of the addressee's employer, and the papers are left at the residence all the same. You are not the server.",
        ),
        questions,
    }
}

fn left_recorded(context: &GuideContext) -> Template {
    let mut questions = leave(context);
    questions.extend(group("process", &[&q::PROCESS_PHOTO, &q::PROCESS_VIDEO]));
    questions.extend(for_the_record(reason()));
    questions.extend(for_the_record([any(&q::NOTED)]));
    Template {
        id: "LEFT_RECORDED",
        outcome: VisitOutcome::Refused,
        mode: Some(Mode::Left),
        title: ("留置送达：拍照、录像记录过程", "Leave service with photo or video of the process"),
        caution: (
            "没有合格的见证人时用这种方式：先拍照、录像，再把文书留在住所。您不是送达人。",
            "For when no eligible witness is there: photograph or film first, then leave the papers at the residence. You are not the server.",
        ),
        questions,
    }
}

fn refused_elsewhere(context: &GuideContext) -> Template {
    let mut questions = presence();
    questions.push(one_of(&q::REFUSER, names::<Relation>()));
    questions.push(any(&q::REFUSED_TO_SIGN));
    questions.push(only(&q::PLACE, &[Place::Elsewhere, Place::Workplace]));
    questions.extend(group("process", &[&q::PROCESS_PHOTO, &q::PROCESS_VIDEO]));
    questions.push(any(&q::NOTED_BY_COURT));
    questions.push(any(&q::DATE));
    questions.push(documents(context));
    questions.extend(for_the_record(reason()));
    Template {
        id: "REFUSED_ELSEWHERE",
        outcome: VisitOutcome::Refused,
        mode: Some(Mode::DirectElsewhere),
        title: ("住所地以外当面送达，当事人拒签", "Outside the residence: the party refuses to sign"),
        caution: (
            "只适用于当事人本人；由审判人员、书记员注明情况并签名，您不能代签。",
            "For the party itself alone; the judge or clerk notes it and signs, and you can't sign for them.",
        ),
        questions,
    }
}

fn refused_at_court(context: &GuideContext) -> Template {
    let mut questions = presence();
    questions.push(one_of(&q::REFUSER, names::<Relation>()));
    questions.push(any(&q::REFUSED_TO_SIGN_AT_COURT));
    questions.push(only(&q::PLACE, &[Place::Court]));
    questions.push(any(&q::NOTED_BY_COURT));
    questions.push(any(&q::DATE));
    questions.push(documents(context));
    questions.extend(for_the_record(reason()));
    Template {
        id: "REFUSED_AT_COURT",
        outcome: VisitOutcome::Refused,
        mode: Some(Mode::DirectElsewhere),
        title: ("当事人到人民法院后拒签", "At court: the party refuses to sign"),
        caution: (
            "只适用于到人民法院的当事人本人，共享法庭不是人民法院；由审判人员、书记员注明情况并签名。",
            "For a party who came to the court itself, which a shared court is not; the judge or clerk notes it and signs.",
        ),
        questions,
    }
}

fn posted() -> Template {
    let mut questions = presence();
    questions.push(only(&q::POSTING_PLACE, &[Place::Residence]));
    questions.extend(for_the_record([any(&q::DOOR)]));
    questions.extend(group("posting", &[&q::POSTING_PHOTO, &q::POSTING_VIDEO]));
    questions.push(any(&q::POSTING_DATE));
    Template {
        id: "POSTED",
        outcome: VisitOutcome::Delivered,
        mode: Some(Mode::PublicNotice),
        title: ("公告送达：在住所张贴公告", "Public notice: posted at the residence"),
        caution: (
            "公告由人民法院张贴，您协助并记录过程。法院公告栏的张贴由法院另行记录，期间自最后一次张贴起算。",
            "The court posts the notice; you help and record it. The court records the posting on its own board; the period runs from the \
             last posting.",
        ),
        questions,
    }
}

/// The branches that only assist. What they ask for is decided here, since no rule of service speaks of it.
pub(super) fn of_assistance(context: &GuideContext) -> Vec<Template> {
    let assist = |id, outcome, title, caution, questions| Template {
        id,
        outcome,
        mode: None,
        title,
        caution,
        questions,
    };
    let mut branches = Vec::new();
    if context.notice.is_none() {
        let met = |ask| vec![one_of(ask, names::<Relation>()), any(&q::VISIT_DATE)];
        let mut delivered = met(&q::RECEIVER);
        delivered
            .extend(for_the_record(group("signature", &[&q::SIGNATURE, &q::RETURN_FORM, &q::THUMBPRINT])));
        delivered.push(documents(context));
        let mut refused = met(&q::REFUSER);
        refused.extend(for_the_record(reason()));
        refused.extend(for_the_record(group("process", &[&q::PROCESS_PHOTO, &q::PROCESS_VIDEO])));
        branches.push(assist(
            "HANDED_OVER",
            VisitOutcome::Delivered,
            ("协助记录：文书已经交给对方", "Assistance: the papers were handed over"),
            ASSISTS,
            delivered,
        ));
        branches.push(assist(
            "REFUSAL",
            VisitOutcome::Refused,
            ("协助记录：对方拒收", "Assistance: the papers were refused"),
            ASSISTS,
            refused,
        ));
    } else {
        let mut questions = vec![any(&q::POSTING_DATE)];
        questions.extend(for_the_record(group("posting", &[&q::POSTING_PHOTO, &q::POSTING_VIDEO])));
        branches.push(assist(
            "POSTING",
            VisitOutcome::Delivered,
            ("协助记录：协助张贴公告", "Assistance: help with posting the notice"),
            ASSISTS,
            questions,
        ));
    }
    branches.push(assist(
        "NOT_FOUND",
        VisitOutcome::NotFound,
        ("未见到人", "Nobody was met"),
        (
            "这不是送达，不要把文书留下或者塞进门缝。第二次仍未见到人的，请换一个时段再来。",
            "This is no service: do not leave the papers or push them under the door. After the second time, come at another hour.",
        ),
        vec![any(&q::DOOR), any(&q::VISIT_DATE), any(&q::ASKED)],
    ));
    let mut moved = vec![any(&q::MOVE_SOURCE)];
    moved.extend(for_the_record([any(&q::MOVE_ADDRESS), any(&q::DOOR)]));
    branches.push(assist(
        "MOVED",
        VisitOutcome::Moved,
        ("已搬走", "The addressee has moved"),
        (
            "这不是送达。您的记录将作为下落线索交给法院。",
            "This is no service. Your record becomes a lead to the addressee's whereabouts.",
        ),
        moved,
    ));
    branches.push(assist(
        "OTHER",
        VisitOutcome::Other,
        ("其他情况", "Anything else"),
        (
            "这不是送达。遇到威胁、冲突时先离开，再打电话给法院。",
            "This is no service. Where you are threatened, leave first and call the court then.",
        ),
        vec![any(&q::NOTE)],
    ));
    branches
}

const ASSISTS: (&str, &str) = (
    "您不是送达人。法院工作人员没有到场的，本次走访只是协助，不是送达；请如实记录，由法院决定如何送达。",
    "You are not the server. Without staff of the court the visit assists and serves nothing; record what happened, and the court decides how \
     to serve.",
);
