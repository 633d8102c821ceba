//! The questions, each with its words. Which answers count, what blocks and what cures it is not written here: see [`super::derive`].

use super::data::{FileRole, GuideInput};
use super::record::field;
use crate::rules::{Dated, service};
use crate::service::{Act, Relation, ServerPresence};

/// A question.
pub(super) struct Ask {
    /// Its id in a branch.
    pub(super) id: &'static str,
    /// How it is answered.
    pub(super) input: GuideInput,
    /// Where the answer stands.
    pub(super) field: &'static str,
    /// What the files show.
    pub(super) role: Option<FileRole>,
    /// In Chinese and English.
    pub(super) text: (&'static str, &'static str),
    /// The rule that it comes from, where the condition that it meets names none or another.
    pub(super) rule: Option<&'static Dated>,
    /// Makes the act one with the wrong answer, whose condition names article and cure. Without it the answer is taken away.
    pub(super) wrong: Option<fn(&mut Act)>,
}

const fn ask(
    id: &'static str,
    input: GuideInput,
    field: &'static str,
    text: (&'static str, &'static str),
) -> Ask {
    Ask { id, input, field, role: None, text, rule: None, wrong: None }
}

const fn file(
    id: &'static str,
    input: GuideInput,
    role: FileRole,
    text: (&'static str, &'static str),
) -> Ask {
    Ask { role: Some(role), ..ask(id, input, field::FILES, text) }
}

pub(super) static RECEIVER: Ask = Ask {
    wrong: Some(|act| act.recipient = Some(Relation::Other)),
    ..ask(
        "RECEIVER",
        GuideInput::Choice,
        field::RELATION,
        (
            "谁签收了文书，与受送达人是什么关系？",
            "Who signed for the papers, and how do they stand to the addressee?",
        ),
    )
};
pub(super) static REFUSER: Ask = Ask {
    wrong: Some(|act| act.recipient = Some(Relation::Other)),
    ..ask(
        "REFUSER",
        GuideInput::Choice,
        field::RELATION,
        (
            "谁拒收文书，与受送达人是什么关系？",
            "Who refused the papers, and how do they stand to the addressee?",
        ),
    )
};
pub(super) static PRESENCE: Ask = Ask {
    wrong: Some(|act| act.server_presence = Some(ServerPresence::Absent)),
    ..ask(
        "SERVER_PRESENCE",
        GuideInput::Choice,
        field::SERVER_PRESENCE,
        (
            "送达的法院工作人员在现场、通过视频到场，还是不在场？",
            "Was the court's server on site, present by video, or absent?",
        ),
    )
};
pub(super) static SERVER_NAME: Ask = ask(
    "SERVER_NAME",
    GuideInput::Person,
    field::SERVER_NAME,
    ("送达的法院工作人员叫什么名字？", "What is the name of the court's server?"),
);
pub(super) static SIGNATURE: Ask = Ask {
    wrong: Some(|act| (act.signed, act.thumbprint) = (Some(false), false)),
    ..file(
        "SIGNATURE",
        GuideInput::Signature,
        FileRole::SignatureRecipient,
        ("请签收人核对文书后在屏幕上签名。", "Have the receiver check the papers and sign on the screen."),
    )
};
pub(super) static RETURN_FORM: Ask = Ask {
    wrong: SIGNATURE.wrong,
    ..file(
        "RETURN_FORM",
        GuideInput::Photo,
        FileRole::ReturnForm,
        (
            "或者拍下签收人已签名、盖章的纸质送达回证。",
            "Or photograph the paper proof of service that the receiver signed or sealed.",
        ),
    )
};
pub(super) static THUMBPRINT: Ask = Ask {
    wrong: SIGNATURE.wrong,
    ..file(
        "THUMBPRINT",
        GuideInput::Photo,
        FileRole::Thumbprint,
        (
            "签收人不会写字的，拍下其在送达回证上按的手印，能看清姓名和日期。",
            "Where the receiver can't write, photograph the thumbprint on the proof of service with name and date.",
        ),
    )
};
pub(super) static DATE: Ask = ask(
    "DATE",
    GuideInput::Date,
    field::DATE,
    ("送达回证上写的是哪一天？", "Which day stands on the proof of service?"),
);
pub(super) static DOCUMENTS: Ask = ask(
    "DOCUMENTS",
    GuideInput::Tick,
    field::DOCUMENTS_LEFT,
    ("逐份核对：交给对方的是哪些文书？", "Tick each paper that was handed over or left."),
);
pub(super) static PLACE: Ask =
    ask("PLACE", GuideInput::Choice, field::PLACE, ("在哪里办理的？", "Where did it happen?"));
pub(super) static CONSENT: Ask = Ask {
    rule: Some(&service::ONLINE_CONSENT),
    ..ask(
        "CONSENT",
        GuideInput::Choice,
        field::CONSENT,
        (
            "对方是否同意今后用电子方式接收文书？",
            "Does the receiver consent to electronic service from now on?",
        ),
    )
};
pub(super) static REFUSED: Ask = ask(
    "REFUSED",
    GuideInput::Tick,
    field::REFUSED,
    (
        "已经说明来意，对方仍然拒绝接收或者拒绝签字？",
        "Was it explained, and did they still refuse to take it or to sign?",
    ),
);
/// A refusal to sign outside the residence.
pub(super) static REFUSED_TO_SIGN: Ask = Ask {
    rule: Some(&service::ELSEWHERE),
    wrong: Some(|act| (act.refused, act.signed) = (false, Some(false))),
    ..ask(
        "REFUSED",
        GuideInput::Tick,
        field::REFUSED,
        ("当事人本人拒绝在送达回证上签字？", "Did the party refuse to sign the proof of service?"),
    )
};
/// A refusal to sign at court.
pub(super) static REFUSED_TO_SIGN_AT_COURT: Ask = Ask {
    rule: Some(&service::AT_COURT),
    wrong: REFUSED_TO_SIGN.wrong,
    ..ask("REFUSED", GuideInput::Tick, field::REFUSED, REFUSED_TO_SIGN.text)
};
pub(super) static REASON: Ask = Ask {
    rule: Some(&service::LEAVE),
    wrong: Some(|act| act.noted = Some(false)),
    ..ask("REFUSAL", GuideInput::Choice, field::REFUSAL, ("对方为什么拒收？", "Why did they refuse?"))
};
pub(super) static REASON_TEXT: Ask = Ask {
    rule: Some(&service::LEAVE),
    wrong: REASON.wrong,
    ..ask(
        "REFUSAL_TEXT",
        GuideInput::Text,
        field::REFUSAL_TEXT,
        ("用对方的原话记下拒收的理由。", "Write down the reason in their own words."),
    )
};
pub(super) static LEFT: Ask = ask(
    "LEFT",
    GuideInput::Tick,
    field::LEFT,
    ("文书已经留在住所？", "Have the papers been left at the residence?"),
);
pub(super) static NOTED: Ask = Ask {
    rule: Some(&service::LEAVE),
    wrong: Some(|act| act.noted = Some(false)),
    ..ask(
        "NOTED",
        GuideInput::Tick,
        field::NOTED,
        (
            "送达回证上已经记明拒收事由和日期，并由送达人、见证人签名？",
            "Does the proof of service state the refusal and its date, signed by server and witness?",
        ),
    )
};
pub(super) static NOTED_BY_COURT: Ask = Ask {
    wrong: Some(|act| act.noted = Some(false)),
    ..ask(
        "NOTED_BY_COURT",
        GuideInput::Tick,
        field::NOTED,
        (
            "审判人员、书记员已经在送达回证上注明送达情况并签名？",
            "Has the judge or clerk noted the service on the proof of service and signed?",
        ),
    )
};
pub(super) static WITNESS_OF: Ask = ask(
    "WITNESS_OF",
    GuideInput::Choice,
    field::WITNESS_REPRESENTS,
    ("见证人是哪里的工作人员？", "Of which body is the witness a member of staff?"),
);
pub(super) static WITNESS: Ask = ask(
    "WITNESS",
    GuideInput::Person,
    field::WITNESS_NAME,
    ("见证人是谁？从名单中选择。", "Who witnessed? Choose from the list."),
);
pub(super) static EMPLOYER_WITNESS: Ask = ask(
    "WITNESS",
    GuideInput::Person,
    field::WITNESS_NAME,
    ("见证人叫什么名字？", "What is the name of the witness?"),
);
pub(super) static WITNESS_UNIT: Ask = Ask {
    rule: Some(&service::WITNESS),
    ..ask(
        "WITNESS_UNIT",
        GuideInput::Text,
        field::WITNESS_UNIT,
        ("见证人的单位叫什么名字？", "What is the name of the employer?"),
    )
};
pub(super) static WITNESS_SIGNATURE: Ask = Ask {
    wrong: Some(|act| {
        if let Some(witness) = &mut act.witness {
            witness.signed = Some(false);
        }
    }),
    ..file(
        "WITNESS_SIGNATURE",
        GuideInput::Signature,
        FileRole::SignatureWitness,
        ("请见证人核对记录后在屏幕上签名。", "Have the witness check the record and sign on the screen."),
    )
};
pub(super) static WITNESS_FORM: Ask = Ask {
    wrong: WITNESS_SIGNATURE.wrong,
    ..file(
        "WITNESS_RETURN_FORM",
        GuideInput::Photo,
        FileRole::ReturnForm,
        (
            "或者拍下见证人已签名的纸质送达回证。",
            "Or photograph the paper proof of service that the witness signed.",
        ),
    )
};
pub(super) static PROCESS_PHOTO: Ask = file(
    "PROCESS_PHOTO",
    GuideInput::Photo,
    FileRole::Process,
    (
        "拍下送达的过程：说明来意、对方拒收、文书放在哪里；不拍旁人。",
        "Photograph the process: the explanation, the refusal, where the papers lie; no bystanders.",
    ),
);
pub(super) static PROCESS_VIDEO: Ask = file(
    "PROCESS_VIDEO",
    GuideInput::Video,
    FileRole::Process,
    ("或者录下这个过程，不超过六十秒。", "Or film it, sixty seconds at most."),
);
pub(super) static DOOR: Ask = file(
    "DOOR",
    GuideInput::Photo,
    FileRole::Place,
    ("拍一张大门，看得清门牌。", "Photograph the door so that the number can be read."),
);
pub(super) static POSTING_DATE: Ask = Ask {
    rule: Some(&service::NOTICE_LAST),
    ..ask(
        "POSTING_DATE",
        GuideInput::Date,
        field::DATE,
        ("公告是哪一天张贴在住所的？", "On which day was the notice posted at the residence?"),
    )
};
pub(super) static POSTING_PLACE: Ask = Ask {
    rule: Some(&service::NOTICE_PLACE),
    ..ask(
        "POSTING_PLACE",
        GuideInput::Choice,
        field::PLACE,
        ("公告张贴在哪里？", "Where was the notice posted?"),
    )
};
pub(super) static POSTING_PHOTO: Ask = file(
    "POSTING_PHOTO",
    GuideInput::Photo,
    FileRole::Posting,
    (
        "拍下张贴的过程：近处看得清文字，远处看得清门牌。",
        "Photograph the posting: the words from near, the number of the house from afar.",
    ),
);
pub(super) static POSTING_VIDEO: Ask = file(
    "POSTING_VIDEO",
    GuideInput::Video,
    FileRole::Posting,
    ("或者录下张贴的过程，不超过六十秒。", "Or film the posting, sixty seconds at most."),
);
pub(super) static VISIT_DATE: Ask =
    ask("VISIT_DATE", GuideInput::Date, field::DATE, ("是哪一天去的？", "On which day was the visit?"));
pub(super) static ASKED: Ask = ask(
    "ASKED",
    GuideInput::Text,
    field::ASKED,
    ("向谁打听过，对方怎么说？", "Who was asked, and what did they say?"),
);
pub(super) static MOVE_SOURCE: Ask = ask(
    "MOVE_SOURCE",
    GuideInput::Text,
    field::MOVE_SOURCE,
    ("是谁说受送达人已经搬走？", "Who says that the addressee has moved?"),
);
pub(super) static MOVE_ADDRESS: Ask = ask(
    "MOVE_ADDRESS",
    GuideInput::Text,
    field::MOVE_ADDRESS,
    ("知道新地址的，写下来。", "Write down the new address, where it is known."),
);
pub(super) static NOTE: Ask = ask("NOTE", GuideInput::Text, field::NOTE, ("发生了什么？", "What happened?"));
