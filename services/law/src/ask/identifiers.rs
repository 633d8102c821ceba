//! Numbers: read, judged, printed as they should be.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::Answer;
use crate::identifiers::{CaseNumber, CitizenId, IdentifierError, RegionCode, UnifiedSocialCreditCode};

fn judged<T>(read: Result<T, IdentifierError>, rule: &Value, to_json: impl FnOnce(T) -> Value) -> Answer {
    match read {
        Ok(value) => {
            let mut value = to_json(value);
            if let Some(fields) = value.as_object_mut() {
                fields.insert("ok".to_owned(), json!(true));
                fields.insert("why".to_owned(), json!([rule]));
            }
            Answer::yes(value)
        }
        Err(error) => {
            let text = error.text();
            Answer::no(json!({ "ok": false, "reason": text.zh, "reasonEn": text.en, "why": [rule] }))
        }
    }
}

fn standard(id: &str, article: &str, zh: &str, en: &str, unconfirmed: bool) -> Value {
    json!({ "rule": id, "article": article, "text": zh, "textEn": en, "needsConfirmation": unconfirmed })
}

/// Reads a case number.
#[must_use]
pub fn case_number(text: &str) -> Answer {
    let read = CaseNumber::parse(text);
    let rule = if read.as_ref().is_ok_and(CaseNumber::is_older) {
        standard(
            "identifier.case-number-older",
            "",
            "要旨（待确认）：2016年1月1日以前的案号按当时的写法识别：（年）法院简称 类型代字 字第 编号 号",
            "In substance (to be confirmed): before 2016-01-01 a case number was (year) court, type code, 字第, running number, 号",
            true,
        )
    } else {
        standard(
            "identifier.case-number",
            "关于人民法院案件案号的若干规定第三条",
            "要旨（待确认）：案号为（年）法院代字 类型代字 编号 号",
            "In substance (to be confirmed): a case number is (year) court code, type code, running number, 号",
            true,
        )
    };
    judged(read, &rule, |number| {
        json!({
            "caseNumber": number, "year": number.year(), "courtCode": number.court_code(),
            "typeCode": number.type_code(), "caseType": number.case_type(), "number": number.number(),
            "suffix": number.suffix(),
        })
    })
}

/// Reads a citizen number; the answer never shows it whole.
#[must_use]
pub fn citizen_id(text: &str) -> Answer {
    citizen(CitizenId::parse(text))
}

/// Reads a citizen number as it is entered on a day.
#[must_use]
pub fn citizen_id_on(text: &str, today: Date) -> Answer {
    citizen(CitizenId::entered(text, today))
}

fn citizen(read: Result<CitizenId, IdentifierError>) -> Answer {
    let rule = standard(
        "identifier.citizen-id",
        "GB 11643",
        "公民身份号码的校验码按标准计算",
        "the check character follows the standard",
        false,
    );
    judged(read, &rule, |id| json!({ "masked": id.masked() }))
}

/// Reads a unified social credit code.
#[must_use]
pub fn uscc(text: &str) -> Answer {
    judged(UnifiedSocialCreditCode::parse(text), &uscc_rule(), |code| json!({ "uscc": code.as_str() }))
}

/// Takes a code as it is registered, with the reason.
#[must_use]
pub fn uscc_as_registered(text: &str, reason: &str) -> Answer {
    judged(
        UnifiedSocialCreditCode::parse_registered_as_is(text, reason),
        &uscc_rule(),
        |code| json!({ "uscc": code.as_str(), "takenAsRegistered": code.taken_as_registered() }),
    )
}

fn uscc_rule() -> Value {
    standard(
        "identifier.uscc",
        "GB 32100",
        "统一社会信用代码的校验码按标准计算",
        "the check character follows the standard",
        false,
    )
}

/// Reads a region code.
#[must_use]
pub fn region_code(text: &str) -> Answer {
    let rule = standard(
        "identifier.region-code",
        "统计用区划代码",
        "区划代码为2、4、6、9或12位数字",
        "a region code has 2, 4, 6, 9 or 12 digits",
        false,
    );
    judged(
        RegionCode::parse(text),
        &rule,
        |code| json!({ "regionCode": code, "level": code.level(), "parent": code.parent() }),
    )
}
