//! Runs every row of `data/worked-cases.csv`, the table that a lawyer reads and corrects.
//!
//! A row states facts as `词=值` pairs joined by `；`; the words are translated below and nowhere else.

use law::ask;
use serde_json::{Map, Value, json};

const TABLE: &str = include_str!("../data/worked-cases.csv");

#[test]
fn every_worked_case_comes_out_as_the_lawyer_wrote_it() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in TABLE.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let [number, topic, facts, verdict, date, article, note] = cells.as_slice() else {
            wrong.push(format!("不是七列：{row}"));
            continue;
        };
        count += 1;
        if let Err(fault) = run(topic, facts, *verdict == "是", date, article) {
            wrong.push(format!("第{number}号（{topic}，{note}）：{facts}：{fault}"));
        }
    }
    assert!(wrong.is_empty(), "{} 例与表不符：\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 150, "只有{count}例");
}

fn run(topic: &str, facts: &str, yes: bool, date: &str, article: &str) -> Result<(), String> {
    let (name, question) = question(topic, facts)?;
    let answer = ask::by_name(name, question).ok_or("没有这个主题")?;
    if answer.ok != yes {
        return Err(format!("结论应为{}，得到 {}", if yes { "是" } else { "否" }, answer.value));
    }
    let printed = answer.value.to_string();
    if !article.is_empty() && !printed.contains(&format!("\"{article}\"")) {
        return Err(format!("没有引用{article}：{printed}"));
    }
    if date.is_empty() {
        return Ok(());
    }
    let value = answer.value.get("deemedDate").or(answer.value.get("date")).cloned().unwrap_or_default();
    let got = |part: &str| value.get(part).and_then(Value::as_i64).unwrap_or_default();
    let got = format!("{:04}-{:02}-{:02}", got("year"), got("month"), got("day"));
    if got == date { Ok(()) } else { Err(format!("日期应为{date}，得到{got}")) }
}

fn question(topic: &str, facts: &str) -> Result<(&'static str, Value), String> {
    let name = match topic {
        "送达" => "service",
        "期间" => "period",
        "期限" => "deadline",
        "查封" => "seizure",
        "处罚" => "sanction",
        "结案" => "closing",
        "股权" => "equity",
        "案号" => return Ok(("case-number", json!(facts))),
        "身份证" => return Ok(("citizen-id", json!(facts))),
        "信用代码" => return Ok(("uscc", json!(facts))),
        other => return Err(format!("不认识的主题{other}")),
    };
    let mut question = json!({});
    for pair in facts.split('；') {
        let (word, value) = pair.split_once('=').ok_or_else(|| format!("不成对：{pair}"))?;
        if word == "元" {
            let yuan: i64 = value.parse().map_err(|_| format!("金额：{value}"))?;
            put(&mut question, "amountFen", json!(yuan * 100));
            continue;
        }
        let path = path(name, word).ok_or_else(|| format!("不认识的词{word}"))?;
        put(&mut question, path, self::value(name, word, value));
    }
    Ok((name, reshape(question)))
}

/// Folds the flat words into the lists that the questions want.
fn reshape(mut question: Value) -> Value {
    let Some(fields) = question.as_object_mut() else { return question };
    if let Some(made) = fields.remove("renewed") {
        let made = made.as_str().unwrap_or_default().split('、');
        let renewals: Vec<Value> = made.map(|made| json!({ "made": made })).collect();
        fields.insert("renewals".into(), json!(renewals));
    }
    let ground = fields.remove("ground");
    if let Some(Value::String(days)) = fields.remove("excluded") {
        let (from, to) = days.split_once("..").unwrap_or_default();
        fields.insert("exclude".into(), json!([{ "from": from, "to": to, "ground": ground }]));
    }
    if let Some(months) = fields.remove("extended") {
        let approved = fields.remove("presidentApproved").unwrap_or(json!(false));
        let on = fields.remove("approvedOn");
        let extension = json!({ "months": months, "presidentApproved": approved, "approvedOn": on });
        fields.insert("extensions".into(), json!([extension]));
    }
    question
}

fn put(question: &mut Value, path: &str, value: Value) {
    let mut at = question;
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Some(fields) = at.as_object_mut() else { return };
        let next = fields.entry(step).or_insert(Value::Null);
        if steps.peek().is_none() {
            // A name that was stated in the row stays.
            if next.is_null() {
                *next = value;
            }
            return;
        }
        at = next;
    }
}

fn path(topic: &str, word: &str) -> Option<&'static str> {
    Some(match (topic, word) {
        ("service", "方式") => "mode",
        ("service", "文书") => "document.kind",
        ("service", "程序") => "procedure",
        ("service", "受送达人") => "addressee.kind",
        ("service", "住所地") => "addressee.regionCode",
        ("service", "身份") => "addressee.status",
        ("service", "签收人") => "recipient.relation",
        ("service", "代理人兼代收") => "recipient.designatedReceiver",
        ("service", "拒收") => "refused",
        ("service", "签名") => "signed",
        ("service", "定期宣判") => "atPronouncement",
        ("service", "地点") => "place",
        ("service", "送达人") => "server",
        ("service", "送达人在场") => "serverPresence",
        ("service", "捺印") => "thumbprint",
        ("service", "见证人") => "witness.displayName",
        ("service", "代表") => "witness.represents",
        ("service", "见证人所属") => "witness.regionCode",
        ("service", "见证人签名") => "witness.signed",
        ("service", "录像") => "recordedMedia",
        ("service", "注明") => "noted",
        ("service", "同意") => "consentRecorded",
        ("service", "同意方式") => "consentBasis",
        ("service", "地址确认") => "addressConfirmed",
        ("service", "收悉") => "receiptShown",
        ("service", "收悉日期") => "receiptShownDate",
        ("service", "日期") => "servedDate",
        ("service", "证明到达") => "provedArrivalDate",
        ("service", "回执日期") => "postalReceiptDate",
        ("service", "附回执") => "receiptAttached",
        ("service", "受托为法院") => "entrustedToCourt",
        ("service", "附委托函") => "letterAttached",
        ("service", "收到委托函") => "letterReceivedDate",
        ("service", "转交机关") => "forwardedThrough",
        ("service", "失败方式") => "failedModes",
        ("service", "下落不明") => "addresseeMissing",
        ("service", "公告内容") => "noticeComplete",
        ("period" | "seizure", "起") => "from",
        ("deadline", "起") | ("closing", "立案") => "filed",
        ("period" | "sanction", "日" | "天") => "days",
        ("period" | "seizure", "月") => "months",
        ("equity", "月") => "termMonths",
        ("period", "年") => "years",
        ("period", "工作日") => "workingDays",
        ("period" | "deadline", "扣除") => "excluded",
        ("deadline", "事由") => "ground",
        ("deadline", "延长") => "extended",
        ("deadline", "批准日期") => "approvedOn",
        (_, "院长批准") => "presidentApproved",
        ("deadline" | "sanction", "种类") => "kind",
        ("seizure", "财产") => "class",
        ("seizure", "续行") => "renewed",
        ("seizure", "查询") | ("closing" | "sanction", "日期") => "on",
        ("sanction", "失信情形") => "dishonestGround",
        ("sanction", "证据") => "groundProved",
        ("sanction", "对象") => "subject",
        ("sanction", "同一行为") => "sameActBefore",
        ("sanction", "紧急") => "emergency",
        ("sanction", "传唤不到") => "summonsIgnored",
        ("sanction", "通知届满") => "noticeExpired",
        ("sanction", "未成年") => "minor",
        ("sanction" | "closing", "情形") => "groundStated",
        ("closing", "方式") => "ending",
        ("closing", "通知") => "noticeSent",
        ("closing", "报告令") => "reportOrderSent",
        ("closing", "限制消费") => "consumptionRestricted",
        ("closing", "失信") => "listedWhereDue",
        ("closing", "穷尽调查") => "inquiryExhausted",
        ("closing", "查找") => "searchDone",
        ("closing", "申请人签字") => "applicantSigned",
        ("closing", "合议庭") => "panelReviewed",
        ("closing", "履行完毕") => "performed",
        ("closing", "和解履行") => "settlementPerformed",
        ("equity", "裁定") => "ruling",
        ("equity", "通知") => "notice",
        ("equity", "证据") => "evidence",
        ("equity", "公示") => "published",
        ("equity", "上市") => "listed",
        ("equity", "持有") => "heldPpm",
        ("equity", "冻结") => "frozenPpm",
        _ => return None,
    })
}

fn value(topic: &str, word: &str, value: &str) -> Value {
    match (word, value) {
        ("送达人", name) => json!({ "displayName": "王法官", "courtStaff": name == "法院" }),
        ("住所地" | "见证人所属", code) => json!(code),
        ("失败方式", modes) => modes.split('、').map(|mode| name(topic, word, mode)).collect(),
        (_, "是") => json!(true),
        (_, "否") => json!(false),
        _ => match value.parse::<u64>() {
            Ok(number) => json!(number),
            Err(_) => json!(name(topic, word, value)),
        },
    }
}

fn name<'a>(topic: &str, word: &str, value: &'a str) -> &'a str {
    match (topic, word, value) {
        (_, _, "直接") => "DIRECT",
        (_, _, "直接（住所地以外）") => "DIRECT_ELSEWHERE",
        (_, _, "留置") => "LEFT",
        (_, _, "电子") => "ELECTRONIC",
        (_, _, "委托") => "ENTRUSTED",
        (_, _, "邮寄") => "POSTAL",
        (_, _, "转交") => "FORWARDED",
        ("service", _, "公告") => "PUBLIC_NOTICE",
        (_, _, "判决书") => "JUDGMENT",
        (_, _, "裁定书") => "RULING",
        (_, _, "调解书") => "MEDIATION_STATEMENT",
        (_, _, "通知书") => "NOTICE",
        (_, _, "普通") => "ORDINARY",
        (_, _, "简易") => "SUMMARY",
        (_, "程序", "执行") => "ENFORCEMENT",
        (_, _, "公民") => "PERSON",
        (_, _, "组织") => "ORGANISATION",
        ("sanction", "对象", "单位") => "UNIT",
        (_, _, "本人") => "ADDRESSEE",
        (_, _, "同住成年家属") => "COHABITING_ADULT_FAMILY",
        (_, _, "负责人") => "LEGAL_REPRESENTATIVE",
        (_, _, "收件人员") => "RECEIVING_STAFF",
        (_, _, "诉讼代理人") => "AGENT",
        (_, _, "代收人") => "DESIGNATED_RECEIVER",
        (_, "签收人", "他人") => "OTHER",
        (_, "地点", "住所") => "RESIDENCE",
        (_, "地点", "工作单位") => "WORKPLACE",
        (_, "地点", "法院") => "COURT",
        (_, "地点", "其他") => "ELSEWHERE",
        (_, _, "现场") => "ON_SITE",
        (_, _, "视频") => "VIDEO",
        (_, _, "不在场") => "ABSENT",
        (_, "代表", "村居委") => "RESIDENCE_COMMITTEE",
        (_, "代表", "单位") => "EMPLOYER",
        (_, _, "明确同意") => "EXPRESS",
        (_, _, "事先约定") => "AGREED_BEFORE",
        (_, _, "主动提供地址") => "ADDRESS_OFFERED",
        (_, _, "接受在先送达") => "EARLIER_ACCEPTED",
        (_, _, "军人") => "SOLDIER",
        (_, _, "被监禁") => "PRISONER",
        (_, _, "强制教育") => "COMPULSORY_EDUCATION",
        (_, _, "团以上政治机关") => "REGIMENT_POLITICAL_ORGAN",
        (_, _, "监所") => "PRISON",
        (_, _, "强制教育机构") => "COMPULSORY_INSTITUTION",
        (_, _, "存款") => "DEPOSIT",
        (_, _, "动产") => "MOVABLE",
        (_, _, "不动产") => "REAL_ESTATE",
        (_, _, "股权") => "EQUITY",
        (_, _, "其他财产权") => "OTHER_RIGHT",
        ("deadline", ..) => deadline(value),
        ("sanction", ..) => sanction(value),
        (_, _, "终本") => "CURRENT_PROCEDURE",
        (_, _, "执行完毕") => "COMPLETED",
        (_, _, "终结执行") => "TERMINATED",
        (_, _, "销案") => "STRUCK_OUT",
        (_, _, "中止") => "SUSPENDED",
        (_, _, "公示系统") => "PUBLIC_SYSTEM",
        (_, _, "章程名册") => "COMPANY_PAPERS",
        (_, _, "登记") => "REGISTRATION",
        (_, _, "其他") => "OTHER",
        _ => value,
    }
}

fn sanction(value: &str) -> &str {
    match value {
        "罚款" => "FINE",
        "拘留" => "DETENTION",
        "拘传" => "COMPELLED_APPEARANCE",
        "搜查" => "SEARCH",
        "限制消费" => "CONSUMPTION_RESTRICTION",
        "失信" => "DISHONEST_LIST",
        "违反财产报告制度" => "VIOLATES_PROPERTY_REPORTING",
        other => other,
    }
}

fn deadline(value: &str) -> &str {
    match value {
        "非诉执行" => "NON_LITIGATION_LIMIT",
        "立案" => "FILING",
        "确定承办人" => "HANDLER",
        "执行通知" => "NOTICE_OF_ENFORCEMENT",
        "措施后通知" => "NOTICE_AFTER_MEASURE",
        "报告财产令" => "REPORT_ORDER",
        "补充报告" => "REPORT_CHANGE",
        "线索核实" => "CLUE_CHECK",
        "紧急线索" => "CLUE_CHECK_URGENT",
        "审计决定" => "AUDIT_DECISION",
        "悬赏决定" => "REWARD_DECISION",
        "行为异议审查" => "CONDUCT_OBJECTION_REVIEW",
        "复议申请" => "RECONSIDERATION_REQUEST",
        "复议审查" => "RECONSIDERATION_REVIEW",
        "案外人异议审查" => "OUTSIDER_OBJECTION_REVIEW",
        "异议之诉" => "OUTSIDER_SUIT",
        "管辖异议" => "JURISDICTION_OBJECTION",
        "提级执行" => "HIGHER_COURT",
        "申请执行" => "TIME_BAR",
        "受托开始" => "ENTRUSTED_START",
        "受托报告" => "ENTRUSTED_REPORT",
        "受托立案" => "ENTRUSTED_FILING",
        "分配异议" => "DISTRIBUTION_OBJECTION",
        "分配反对" => "DISTRIBUTION_REPLY",
        "分配之诉" => "DISTRIBUTION_SUIT",
        "到期债权" => "THIRD_PARTY_DEBT",
        "案款发放" => "PAYOUT",
        "银行异议" => "BANK_OBJECTION",
        "再次拍卖" => "REAUCTION",
        "拍卖动产" => "AUCTION_MOVABLE",
        "拍卖不动产" => "AUCTION_REAL_ESTATE",
        "终本最早" => "CURRENT_PROCEDURE_EARLIEST",
        "管辖争议" => "JURISDICTION_DISPUTE",
        "处罚复议" => "SANCTION_RECONSIDERATION",
        "超额解除" => "EQUITY_EXCESS_LIFT",
        "自行变价" => "EQUITY_SELF_SALE",
        "评估审计" => "AUDIT_APPRAISAL",
        "中止" => "SUSPENSION",
        "和解担保" => "SETTLEMENT_OR_SECURITY",
        "上级通知" => "SUPERIOR_NOTICE",
        "拍卖变卖" => "AUCTION",
        "公告" => "PUBLIC_NOTICE",
        other => other,
    }
}
