//! Every fact that a question knows, by its name in JSON, in words of both languages, with the values that it takes. The command line
//! lists them and names a fact by them where a question can't be read.

use serde::Serialize;
use serde::ser::SerializeStruct;

/// What a fact may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// true or false.
    YesNo,
    /// A day: `2026-03-06`.
    Day,
    /// A time: `2026-03-06T09:30:00`.
    Time,
    /// A whole number.
    Number,
    /// Text.
    Text,
    /// The code of a region.
    Region,
    /// One of some names.
    OneOf(&'static [Name]),
    /// Several of some names.
    SeveralOf(&'static [Name]),
    /// Several days.
    Days,
    /// A stretch of days: `2026-04-01..2026-04-10`.
    Stretches,
    /// Facts of its own, which follow by their longer names.
    Group,
    /// A list of groups, which follow by their longer names.
    Groups,
}

/// A name with what it means in Chinese and English.
pub type Name = (&'static str, &'static str, &'static str);

/// A fact.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// Its name in a question: `witness.signed`.
    pub name: &'static str,
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// What it may be.
    pub values: Values,
}

impl Values {
    /// What it may be, in Chinese and English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::YesNo => ("是或者否（true、false）", "true or false"),
            Self::Day => ("日期，如 2026-03-06", "a day, as 2026-03-06"),
            Self::Time => ("时间，如 2026-03-06T09:30:00", "a time, as 2026-03-06T09:30:00"),
            Self::Number => ("整数", "a whole number"),
            Self::Text => ("文字", "text"),
            Self::Region => ("行政区划代码", "the code of a region"),
            Self::OneOf(_) => ("所列的值之一", "one of the names listed"),
            Self::SeveralOf(_) => ("所列的值，可以有几个", "some of the names listed"),
            Self::Days => ("日期，可以有几个", "days"),
            Self::Stretches => (
                "起止日期，如 2026-04-01..2026-04-10，可以有几段",
                "stretches of days, as 2026-04-01..2026-04-10",
            ),
            Self::Group => ("一组事实", "a group of facts"),
            Self::Groups => ("若干组事实", "a list of groups of facts"),
        }
    }

    /// The names among which it is chosen; none where it is no choice.
    #[must_use]
    pub const fn names(self) -> &'static [Name] {
        match self {
            Self::OneOf(names) | Self::SeveralOf(names) => names,
            _ => &[],
        }
    }
}

impl Serialize for Fact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (zh, en) = self.values.words();
        let names: Vec<_> = self
            .values
            .names()
            .iter()
            .map(|(name, zh, en)| serde_json::json!({ "value": name, "text": zh, "textEn": en }))
            .collect();
        let mut out = serializer.serialize_struct("Fact", 6)?;
        out.serialize_field("name", self.name)?;
        out.serialize_field("text", self.zh)?;
        out.serialize_field("textEn", self.en)?;
        out.serialize_field("takes", zh)?;
        out.serialize_field("takesEn", en)?;
        if !names.is_empty() {
            out.serialize_field("values", &names)?;
        }
        out.end()
    }
}

/// The facts of a question by its topic; none where the topic is asked by a bare number.
#[must_use]
pub fn facts(topic: &str) -> &'static [Fact] {
    match topic {
        "service" => SERVICE,
        "period" => PERIOD,
        "deadline" => DEADLINE,
        "seizure" => SEIZURE,
        "queue" => QUEUE,
        "excess" => EXCESS,
        "equity" => EQUITY,
        "sanction" => SANCTION,
        "lift" => LIFT,
        "closing" => CLOSING,
        _ => &[],
    }
}

/// The fact of a topic by its name, whatever the places in lists: `extensions[1].months` is `extensions.months`.
#[must_use]
pub fn fact(topic: &str, name: &str) -> Option<&'static Fact> {
    let mut plain = String::with_capacity(name.len());
    let mut inside = false;
    for c in name.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    let plain = plain.strip_prefix("act.").filter(|_| topic == "service").unwrap_or(&plain);
    facts(topic).iter().find(|fact| fact.name == plain)
}

const fn of(name: &'static str, zh: &'static str, en: &'static str, values: Values) -> Fact {
    Fact { name, zh, en, values }
}

use Values::{Day, Days, Group, Groups, Number, OneOf, Region, SeveralOf, Stretches, Text, Time, YesNo};

const MODES: &[Name] = &[
    ("DIRECT", "直接送达", "personal service"),
    ("DIRECT_ELSEWHERE", "住所地以外的直接送达", "personal service at court or outside the residence"),
    ("LEFT", "留置送达", "leave service"),
    ("ELECTRONIC", "电子送达", "electronic service"),
    ("ENTRUSTED", "委托送达", "entrusted service"),
    ("POSTAL", "邮寄送达", "postal service"),
    ("FORWARDED", "转交送达", "forwarded service"),
    ("PUBLIC_NOTICE", "公告送达", "service by public notice"),
];
const DOCUMENTS: &[Name] = &[
    ("JUDGMENT", "判决书", "judgment"),
    ("RULING", "裁定书", "ruling"),
    ("MEDIATION_STATEMENT", "调解书", "mediation statement"),
    ("NOTICE", "通知书", "notice"),
    ("OTHER", "其他文书", "anything else"),
];
const PROCEDURES: &[Name] = &[
    ("ORDINARY", "普通程序", "ordinary procedure"),
    ("SUMMARY", "简易程序", "summary procedure"),
    ("ENFORCEMENT", "执行程序", "enforcement"),
];
const ADDRESSEES: &[Name] =
    &[("PERSON", "公民", "a person"), ("ORGANISATION", "法人或者其他组织", "an organisation")];
const STATUSES: &[Name] = &[
    ("SOLDIER", "军人", "soldier"),
    ("PRISONER", "被监禁", "in prison"),
    ("COMPULSORY_EDUCATION", "被采取强制性教育措施", "in compulsory education"),
    ("NONE", "以上均不是", "none of these"),
];
const RELATIONS: &[Name] = &[
    ("ADDRESSEE", "受送达人本人", "the addressee"),
    ("COHABITING_ADULT_FAMILY", "同住成年家属", "adult family living together with the addressee"),
    ("LEGAL_REPRESENTATIVE", "法定代表人、主要负责人", "legal representative or head"),
    ("RECEIVING_STAFF", "负责收件的人", "staff in charge of receiving mail"),
    ("AGENT", "诉讼代理人", "agent in the case"),
    ("DESIGNATED_RECEIVER", "代收人", "receiver named to the court"),
    ("OTHER", "其他人", "anyone else"),
];
const PLACES: &[Name] = &[
    ("RESIDENCE", "住所", "residence or domicile"),
    ("WORKPLACE", "工作地点", "place of work"),
    ("COURT", "人民法院", "at court"),
    ("ELSEWHERE", "其他地点", "anywhere else"),
];
const PRESENCES: &[Name] = &[
    ("ON_SITE", "在现场", "on site"),
    ("VIDEO", "通过视频到场", "by video"),
    ("ABSENT", "不在场", "absent"),
];
const WITNESSES: &[Name] = &[
    ("RESIDENCE_COMMITTEE", "居民委员会、村民委员会", "committee of the village or community"),
    ("EMPLOYER", "所在单位", "the addressee's employer"),
    ("OTHER", "其他", "anyone else"),
];
const CONSENTS: &[Name] = &[
    ("EXPRESS", "明确表示同意", "said so"),
    ("AGREED_BEFORE", "诉讼前约定或者承诺", "promised before the case"),
    ("ADDRESS_OFFERED", "主动提供电子地址", "offered an address"),
    ("EARLIER_ACCEPTED", "接受已经完成的电子送达", "took an earlier electronic service"),
];
const BODIES: &[Name] = &[
    ("REGIMENT_POLITICAL_ORGAN", "团以上单位的政治机关", "political organ of the regiment or above"),
    ("PRISON", "监所", "the prison"),
    ("COMPULSORY_INSTITUTION", "强制性教育机构", "institution of compulsory education"),
    ("OTHER", "其他", "anyone else"),
];

const SERVICE: &[Fact] = &[
    of("mode", "送达方式", "how it was served", OneOf(MODES)),
    of("document", "送达的文书", "what was served", Group),
    of("document.kind", "文书种类", "kind of document", OneOf(DOCUMENTS)),
    of("document.title", "文书名称", "title of the document", Text),
    of("procedure", "适用的程序", "procedure", OneOf(PROCEDURES)),
    of("addressee", "受送达人", "the addressee", Group),
    of("addressee.kind", "受送达人是公民还是组织", "person or organisation", OneOf(ADDRESSEES)),
    of("addressee.regionCode", "受送达人住所地", "region of the addressee's residence", Region),
    of("addressee.status", "受送达人是否军人、被监禁等", "soldier, prisoner and the like", OneOf(STATUSES)),
    of("recipient", "签收或者拒收的人", "who took or refused it", Group),
    of(
        "recipient.relation",
        "签收或者拒收的人与受送达人的关系",
        "how that person stands to the addressee",
        OneOf(RELATIONS),
    ),
    of(
        "recipient.designatedReceiver",
        "诉讼代理人是否被指定为代收人",
        "whether the agent is the designated receiver",
        YesNo,
    ),
    of("refused", "是否拒收", "whether it was refused", YesNo),
    of("signed", "送达回证是否签名或者盖章", "whether the proof of service is signed or sealed", YesNo),
    of(
        "thumbprint",
        "送达回证是否以捺印代替签名或者盖章",
        "whether a thumbprint stands for the signature or seal",
        YesNo,
    ),
    of("atPronouncement", "是否定期宣判时送达", "whether the judgment was being pronounced", YesNo),
    of("place", "送达地点", "where it was served", OneOf(PLACES)),
    of("server", "送达人", "who served", Group),
    of("server.displayName", "送达人姓名", "name of the server", Text),
    of("server.courtStaff", "送达人是否人民法院工作人员", "whether the server is court staff", YesNo),
    of("serverPresence", "送达人是否在场", "how the server was present", OneOf(PRESENCES)),
    of("witness", "见证人", "the witness", Group),
    of("witness.displayName", "见证人姓名", "name of the witness", Text),
    of("witness.represents", "见证人代表的组织或者单位", "for whom the witness stands", OneOf(WITNESSES)),
    of("witness.regionCode", "见证人所属的居（村）民委员会", "committee of the witness", Region),
    of("witness.signed", "见证人是否签名或者盖章", "whether the witness signed", YesNo),
    of("recordedMedia", "是否拍照、录像记录过程", "whether photo or video was taken", YesNo),
    of(
        "noted",
        "是否注明拒收、送达情况或者公告原因和经过",
        "whether refusal, service, or reason and course are noted",
        YesNo,
    ),
    of("consentRecorded", "是否有同意电子送达的记录", "whether consent is on record", YesNo),
    of("consentBasis", "同意电子送达的依据", "on what the consent rests", OneOf(CONSENTS)),
    of(
        "addressConfirmed",
        "电子地址是否由受送达人提供或者确认",
        "whether the address was offered or confirmed",
        YesNo,
    ),
    of("receiptShown", "是否有收悉的证明", "whether receipt is shown", YesNo),
    of(
        "receiptShownDate",
        "回复收悉、作出诉讼行为或者阅知的日期",
        "the day of the reply, the act or the reading",
        Day,
    ),
    of("paperRequested", "是否要求纸质文书", "whether paper was asked for", YesNo),
    of("servedDate", "送达日期", "the day of service", Day),
    of("provedArrivalDate", "受送达人证明的到达日期", "the day of arrival that the addressee proved", Day),
    of("postalReceiptDate", "回执上注明的收件日期", "the day of receipt on the slip", Day),
    of("receiptAttached", "邮寄回执是否附卷", "whether the slip is on file", YesNo),
    of("entrustedToCourt", "受委托的是否人民法院", "whether a court was entrusted", YesNo),
    of(
        "letterAttached",
        "是否附委托函、文书和送达回证",
        "whether letter, papers and proof of service went along",
        YesNo,
    ),
    of("letterReceivedDate", "受委托法院收到委托函的日期", "the day on which the court had the letter", Day),
    of("forwardedThrough", "转交的机关、单位", "through whom it was forwarded", OneOf(BODIES)),
    of("failedModes", "此前没有送达成功的方式", "modes that failed before", SeveralOf(MODES)),
    of("earlierAttempts", "此前没有送达成功的送达", "earlier attempts that failed", Groups),
    of("earlierAttempts.mode", "此前的送达方式", "how it was tried", OneOf(MODES)),
    of("earlierAttempts.date", "此前送达的日期", "when it was tried", Day),
    of("addresseeMissing", "受送达人是否下落不明", "whether the addressee is missing", YesNo),
    of("publicationDates", "张贴或者刊登公告的日期", "days of posting or printing", Days),
    of("noticeComplete", "公告内容是否完整", "whether the notice is complete", YesNo),
];

const PERIOD: &[Fact] = &[
    of("from", "起算日", "the day from which it is reckoned", Day),
    of("days", "日数", "days", Number),
    of("months", "月数", "months", Number),
    of("years", "年数", "years", Number),
    of("workingDays", "工作日数", "working days", Number),
    of("exclude", "扣除的期间", "days that are not counted", Stretches),
    of("exclude.from", "扣除的首日", "first day that is not counted", Day),
    of("exclude.to", "扣除的末日", "last day that is not counted", Day),
    of("exclude.ground", "扣除的事由", "ground", OneOf(GROUNDS)),
];

const GROUNDS: &[Name] = &[
    ("AUDIT_APPRAISAL", "审计、评估、资产清理", "audit, appraisal, liquidation"),
    ("SUSPENSION", "中止执行", "suspension"),
    ("SETTLEMENT_OR_SECURITY", "和解、担保后暂缓执行", "deferral after settlement or security"),
    ("SUPERIOR_NOTICE", "上级人民法院通知暂缓执行", "deferral by notice of a higher court"),
    ("AUCTION", "拍卖、变卖", "auction or sale"),
    ("PUBLIC_NOTICE", "公告", "public notice"),
    ("JURISDICTION_DISPUTE", "管辖权异议、管辖争议", "objection to or dispute over jurisdiction"),
    ("COORDINATION", "执行争议协调", "coordination between courts"),
];

const KINDS: &[Name] = &[
    ("FILING", "立案", "file or refuse an application"),
    ("HANDLER", "确定承办人", "name the handler"),
    ("NOTICE_OF_ENFORCEMENT", "发出执行通知", "send the notice of enforcement"),
    ("NOTICE_AFTER_MEASURE", "采取措施后发送执行通知书", "send the notice after a measure"),
    ("REPORT_ORDER", "发出报告财产令", "send the property report order"),
    ("REPORT_CHANGE", "补充报告财产", "report a change of property"),
    ("CLUE_CHECK", "核实财产线索", "check a clue"),
    ("CLUE_CHECK_URGENT", "核实紧急财产线索", "check an urgent clue"),
    ("AUDIT_DECISION", "决定是否准许审计", "decide on an audit"),
    ("REWARD_DECISION", "决定是否准许悬赏公告", "decide on a reward notice"),
    ("ENFORCEMENT_LIMIT", "执行期限", "finish the case"),
    ("NON_LITIGATION_LIMIT", "非诉执行期限", "finish a non-litigation case"),
    ("CONDUCT_OBJECTION_REVIEW", "审查执行行为异议", "review an objection to conduct"),
    ("RECONSIDERATION_REQUEST", "申请复议", "ask for reconsideration"),
    ("RECONSIDERATION_REVIEW", "审查复议", "decide the reconsideration"),
    ("OUTSIDER_OBJECTION_REVIEW", "审查案外人异议", "review an outsider's objection"),
    ("OUTSIDER_SUIT", "提起执行异议之诉", "bring the outsider's suit"),
    ("NO_DISPOSAL", "驳回案外人异议后不得处分", "no disposal after an outsider's objection"),
    ("JURISDICTION_OBJECTION", "提出管辖权异议", "object to jurisdiction"),
    ("HIGHER_COURT", "向上一级人民法院申请执行", "go to the higher court"),
    ("TIME_BAR", "申请执行的期间", "apply for enforcement"),
    ("ENTRUSTED_START", "受委托后开始执行", "start entrusted enforcement"),
    ("ENTRUSTED_REPORT", "受委托后函告", "report on entrusted enforcement"),
    ("ENTRUSTED_FILING", "受委托后立案", "file an entrusted case"),
    ("DISTRIBUTION_OBJECTION", "对分配方案提出异议", "object to a plan of distribution"),
    ("DISTRIBUTION_REPLY", "对分配异议提出反对意见", "oppose that objection"),
    ("DISTRIBUTION_SUIT", "提起分配方案异议之诉", "sue over the plan"),
    ("THIRD_PARTY_DEBT", "第三人履行到期债务或者提出异议", "a debtor's debtor pays or objects"),
    ("PAYOUT", "发放执行款", "pay out case funds"),
    ("CLAIM_MONEY", "认领不明款项", "claim unknown money"),
    ("BANK_OBJECTION", "答复金融机构的异议", "answer a bank's objection"),
    ("AUCTION_MOVABLE", "拍卖动产的最早日期", "earliest auction of movables"),
    (
        "AUCTION_REAL_ESTATE",
        "拍卖不动产或者其他财产权的最早日期",
        "earliest auction of real estate or rights",
    ),
    ("REAUCTION", "再次拍卖", "auction again"),
    ("SANCTION_RECONSIDERATION", "对罚款、拘留申请复议", "reconsideration of a fine or detention"),
    ("SANCTION_RECONSIDERATION_DECISION", "对罚款、拘留的复议作出决定", "decide on that"),
    ("RELIEF", "申请顺延期限", "ask for more time after a hindrance"),
    ("EQUITY_EXCESS_LIFT", "解除明显超标的额的股权冻结", "lift the clear excess of an equity freeze"),
    ("EQUITY_SELF_SALE", "被执行人自行变价股权", "the debtor sells frozen equity"),
    ("DISHONEST_DELETE", "删除失信信息", "delete an entry of the list"),
    ("CURRENT_PROCEDURE_EARLIEST", "终结本次执行程序的最早日期", "earliest end of the current procedure"),
    ("LATER_QUERY", "终本后的下一次网络查询", "next network query"),
    ("LATER_QUERY_END", "终本后网络查询的期间", "end of those queries"),
];

const DEADLINE: &[Fact] = &[
    of("kind", "期限种类", "which clock", OneOf(KINDS)),
    of("filed", "起算日（立案、收到等）", "the day on which it starts", Day),
    of("from", "起算日（与 filed 相同）", "the same as filed", Day),
    of("exclude", "扣除的期间", "days that are not counted", Stretches),
    of("exclude.from", "扣除的首日", "first day that is not counted", Day),
    of("exclude.to", "扣除的末日", "last day that is not counted", Day),
    of("exclude.ground", "扣除的事由", "ground", OneOf(GROUNDS)),
    of("extensions", "延长", "extensions", Groups),
    of("extensions.months", "延长的月数", "by how many months", Number),
    of("extensions.presidentApproved", "院长是否批准延长", "whether the president approved", YesNo),
    of("extensions.approvedOn", "院长批准延长的日期", "the day of the approval", Day),
    of(
        "extensions.highCourtRecord",
        "是否层报高级人民法院备案",
        "whether it is on record with the high court",
        YesNo,
    ),
];

const CLASSES: &[Name] = &[
    ("DEPOSIT", "银行存款", "bank deposit"),
    ("MOVABLE", "动产", "movables"),
    ("REAL_ESTATE", "不动产", "real estate"),
    ("EQUITY", "股权", "equity"),
    ("OTHER_RIGHT", "其他财产权", "any other right"),
];

const SEIZURE: &[Fact] = &[
    of("class", "财产种类", "what is seized", OneOf(CLASSES)),
    of("from", "查封、扣押、冻结之日", "since when", Day),
    of("months", "期限的月数", "for how many months", Number),
    of("renewals", "续行", "renewals", Groups),
    of("renewals.made", "办理续行之日", "the day of the renewal", Day),
    of("renewals.months", "续行的月数", "for how many months", Number),
    of("renewals.reason", "提前办理的理由", "why it is done so early", Text),
    of("on", "查询的日期", "the day on which its state is asked", Day),
];

const ENDS: &[Name] = &[
    ("RELEASED", "解除", "released"),
    ("LAPSED", "期限届满", "not renewed"),
    ("DISPOSED", "拍卖、变卖或者抵债", "sold or taken in satisfaction"),
];

const QUEUE: &[Fact] = &[
    of("class", "财产种类", "what is seized", OneOf(CLASSES)),
    of("entries", "轮候查封", "the seizures that wait", Groups),
    of("entries.id", "轮候查封的编号", "by what it is known", Text),
    of("entries.registered", "登记时间", "when it was registered", Time),
    of("entries.sequence", "登记的次序", "its number in the register", Number),
    of("entries.withdrawn", "是否已经撤回", "whether it was withdrawn", YesNo),
    of("end", "在先查封如何结束", "how the one in front ended", OneOf(ENDS)),
    of("on", "结束的日期", "when", Day),
];

const EXCESS: &[Fact] = &[
    of("claimFen", "债权额（分）", "the claim, in fen", Number),
    of("costsFen", "执行费用（分）", "costs of enforcement, in fen", Number),
    of("heldFen", "查封财产的价额（分）", "what is seized, in fen", Number),
    of("indivisible", "是否不可分物", "whether it cannot be divided", YesNo),
    of("elsewhereFen", "其他可供执行财产的价额（分）", "what else could be enforced, in fen", Number),
    of("on", "日期", "the day", Day),
];

const EVIDENCE: &[Name] = &[
    ("COMPANY_PAPERS", "章程、股东名册等资料", "articles or register of shareholders"),
    ("REGISTRATION", "登记、备案信息", "registration record"),
    ("PUBLIC_SYSTEM", "国家企业信用信息公示系统的公示信息", "the public system"),
    ("OTHER", "其他", "anything else"),
];

const EQUITY: &[Fact] = &[
    of("listed", "是否上市等股份", "whether the shares are listed", YesNo),
    of("evidence", "载明股权的资料或者信息", "where the holding is on record", OneOf(EVIDENCE)),
    of("heldPpm", "持有的比例（百万分之几）", "held, in millionths", Number),
    of("frozenPpm", "冻结的比例（百万分之几）", "to be frozen, in millionths", Number),
    of("termMonths", "冻结期限的月数", "months", Number),
    of("ruling", "是否向公司登记机关送达裁定书", "whether the ruling was served", YesNo),
    of(
        "notice",
        "是否向公司登记机关送达协助执行通知书",
        "whether the notice of assistance was served",
        YesNo,
    ),
    of("published", "在公示系统公示的时间", "when it was published", Time),
];

const SANCTIONS: &[Name] = &[
    ("FINE", "罚款", "fine"),
    ("DETENTION", "拘留", "detention"),
    ("COMPELLED_APPEARANCE", "拘传", "compelled appearance"),
    ("SEARCH", "搜查", "search"),
    ("DISHONEST_LIST", "纳入失信被执行人名单", "list of dishonest judgment debtors"),
    ("CONSUMPTION_RESTRICTION", "限制消费", "consumption restriction"),
    ("EXIT_RESTRICTION", "限制出境", "exit restriction"),
    ("CRIMINAL_REFERRAL", "移送追究刑事责任", "handing over as a crime"),
];
const SUBJECTS: &[Name] = &[("PERSON", "自然人", "a person"), ("ORGANISATION", "单位", "a unit")];
const DISHONEST: &[Name] = &[
    ("OBSTRUCTS_ENFORCEMENT", "以伪造证据、暴力、威胁等方法妨碍、抗拒执行", "obstructs enforcement"),
    ("EVADES_ENFORCEMENT", "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行", "evades enforcement"),
    ("VIOLATES_PROPERTY_REPORTING", "违反财产报告制度", "violates the duty to report property"),
    ("VIOLATES_CONSUMPTION_RESTRICTION", "违反限制高消费令", "violates a consumption restriction"),
    ("BREAKS_SETTLEMENT", "无正当理由拒不履行执行和解协议", "refuses to perform a settlement"),
    ("ABLE_BUT_REFUSES", "其他有履行能力而拒不履行", "able to perform and refuses to"),
];

const SANCTION: &[Fact] = &[
    of("kind", "措施种类", "which sanction", OneOf(SANCTIONS)),
    of("subject", "对象", "against whom", OneOf(SUBJECTS)),
    of("amountFen", "罚款金额（分）", "the fine, in fen", Number),
    of("days", "拘留的天数", "days of detention", Number),
    of("presidentApproved", "院长是否批准、签发", "whether the president approved or signed", YesNo),
    of("emergency", "是否紧急情况", "whether it is an emergency", YesNo),
    of("groundStated", "是否写明法定情形", "whether a ground of the law is stated", YesNo),
    of("dishonestGround", "六种失信情形之一", "which of the six grounds", OneOf(DISHONEST)),
    of("groundProved", "失信情形是否有证据", "whether the ground is proved", YesNo),
    of("sameActBefore", "同一行为是否已经处罚过", "whether the same act was punished before", YesNo),
    of("summonsIgnored", "是否经依法传唤无正当理由拒不到场", "whether a lawful summons was ignored", YesNo),
    of("noticeExpired", "执行通知书指定的期间是否届满", "whether the time in the notice has run out", YesNo),
    of("minor", "是否未成年人", "whether the person is a minor", YesNo),
    of("on", "日期", "the day", Day),
];

const EVENTS: &[Name] = &[
    ("PERFORMED", "履行完毕", "everything is performed"),
    ("TERMINATED", "终结执行", "enforcement was terminated"),
    ("SECURITY_OR_CONSENT", "提供担保或者申请执行人同意", "security was given, or the applicant agrees"),
    ("REPENTED", "承认并改正错误", "the detained person repents"),
];

const LIFT: &[Fact] = &[
    of("kind", "措施种类", "which sanction", OneOf(SANCTIONS)),
    of("event", "解除的情形", "what happened", OneOf(EVENTS)),
    of("on", "情形发生之日", "when", Day),
];

const ENDINGS: &[Name] = &[
    ("COMPLETED", "执行完毕", "full enforcement"),
    ("CURRENT_PROCEDURE", "终结本次执行程序", "termination of the current procedure"),
    ("TERMINATED", "终结执行", "termination of enforcement"),
    ("REFUSED", "不予执行", "refusal of enforcement"),
    ("DISMISSED", "驳回申请", "dismissal of the application"),
    ("STRUCK_OUT", "销案", "striking out"),
    ("SUSPENDED", "中止执行", "suspension, which is no ending"),
];

const CLOSING: &[Fact] = &[
    of("ending", "结案方式", "how it is to end", OneOf(ENDINGS)),
    of("filed", "立案日期", "the day of filing", Day),
    of("on", "结案日期", "the day of closing", Day),
    of("performed", "是否全部履行", "whether the debt is performed in full", YesNo),
    of("settlementPerformed", "和解协议是否履行完毕", "whether a settlement was performed in full", YesNo),
    of("noticeSent", "是否发出执行通知", "whether the notice of enforcement was sent", YesNo),
    of("reportOrderSent", "是否责令报告财产", "whether the property report order was sent", YesNo),
    of("consumptionRestricted", "是否限制消费", "whether the consumption restriction was issued", YesNo),
    of("listedWhereDue", "符合条件的是否纳入失信名单", "whether the debtor was listed where due", YesNo),
    of("inquiryExhausted", "是否穷尽财产调查措施", "whether every inquiry was exhausted", YesNo),
    of(
        "searchDone",
        "是否查找下落不明的被执行人、处罚妨害行为",
        "whether a missing debtor was searched for",
        YesNo,
    ),
    of("applicantSigned", "申请执行人是否签字确认", "whether the applicant signed", YesNo),
    of("panelReviewed", "合议庭是否审查核实", "whether a panel reviewed it", YesNo),
    of("presidentApproved", "院长是否批准", "whether the president approved", YesNo),
    of("groundStated", "是否写明法定情形", "whether a ground of the law is stated", YesNo),
];

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use serde::Deserialize;
    use serde::de::{Error as _, Visitor};
    use serde::forward_to_deserialize_any;
    use serde_json::{Value, json};

    use super::*;
    use crate::ask::{
        self, ActFacts, DeadlineRequest, ExcessRequest, LiftRequest, PeriodRequest, QueueRequest,
        SeizureRequest,
    };
    use crate::{closing, deadline, equity, sanctions, seizure, service};

    /// Notes for which fields or names a type asks.
    struct Probe<'a>(&'a RefCell<BTreeSet<&'static str>>);

    impl<'de> serde::Deserializer<'de> for Probe<'_> {
        type Error = serde_json::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(Self::Error::custom("probed"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Self::Error> {
            self.0.borrow_mut().extend(fields);
            Err(Self::Error::custom("probed"))
        }

        fn deserialize_enum<V: Visitor<'de>>(
            self,
            _: &'static str,
            names: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Self::Error> {
            self.0.borrow_mut().extend(names);
            Err(Self::Error::custom("probed"))
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map identifier ignored_any
        }
    }

    fn probed<T: for<'de> Deserialize<'de>>() -> BTreeSet<&'static str> {
        let seen = RefCell::new(BTreeSet::new());
        let _ = T::deserialize(Probe(&seen));
        seen.into_inner()
    }

    /// The names that stand one step under a group, or at the top.
    fn listed(topic: &str, group: &str) -> BTreeSet<&'static str> {
        facts(topic)
            .iter()
            .filter_map(|fact| {
                let rest = if group.is_empty() {
                    Some(fact.name)
                } else {
                    fact.name.strip_prefix(group)?.strip_prefix('.')
                };
                rest.filter(|rest| !rest.contains('.'))
            })
            .collect()
    }

    #[test]
    fn every_field_of_a_question_is_listed() {
        for (topic, group, fields) in [
            ("service", "", probed::<ActFacts>()),
            ("service", "addressee", probed::<service::Addressee>()),
            ("service", "server", probed::<service::Server>()),
            ("service", "witness", probed::<service::Witness>()),
            ("service", "earlierAttempts", probed::<service::Attempt>()),
            ("period", "", probed::<PeriodRequest>()),
            ("deadline", "", probed::<DeadlineRequest>()),
            ("deadline", "extensions", probed::<deadline::Extension>()),
            ("seizure", "", probed::<SeizureRequest>()),
            ("queue", "", probed::<QueueRequest>()),
            ("queue", "entries", probed::<seizure::Entry>()),
            ("excess", "", probed::<ExcessRequest>()),
            ("equity", "", probed::<equity::Freeze>()),
            ("sanction", "", probed::<sanctions::Proposal>()),
            ("lift", "", probed::<LiftRequest>()),
            ("closing", "", probed::<closing::Facts>()),
        ] {
            assert!(!fields.is_empty(), "{topic} {group}");
            assert_eq!(listed(topic, group), fields, "{topic} {group}");
        }
    }

    #[test]
    fn every_name_of_a_choice_is_listed() {
        for (topic, fact, names) in [
            ("service", "mode", probed::<service::Mode>()),
            ("service", "document.kind", probed::<service::DocumentKind>()),
            ("service", "procedure", probed::<service::Procedure>()),
            ("service", "addressee.kind", probed::<service::AddresseeKind>()),
            ("service", "addressee.status", probed::<service::AddresseeStatus>()),
            ("service", "recipient.relation", probed::<service::Relation>()),
            ("service", "place", probed::<service::Place>()),
            ("service", "serverPresence", probed::<service::ServerPresence>()),
            ("service", "witness.represents", probed::<service::Represents>()),
            ("service", "consentBasis", probed::<service::Consent>()),
            ("service", "forwardedThrough", probed::<service::ForwardingBody>()),
            ("deadline", "kind", probed::<deadline::Kind>()),
            ("deadline", "exclude.ground", probed::<deadline::Ground>()),
            ("queue", "end", probed::<seizure::End>()),
            ("equity", "evidence", probed::<equity::Evidence>()),
            ("sanction", "kind", probed::<sanctions::Kind>()),
            ("sanction", "dishonestGround", probed::<sanctions::DishonestGround>()),
            ("lift", "event", probed::<sanctions::Event>()),
            ("closing", "ending", probed::<closing::Ending>()),
        ] {
            let listed: BTreeSet<&str> =
                super::fact(topic, fact).unwrap().values.names().iter().map(|(name, ..)| *name).collect();
            // A name may have other spellings beside it.
            assert!(!names.is_empty() && listed.is_superset(&names), "{fact}: {names:?}");
            assert!(listed.len() == names.len(), "{fact}: {listed:?} {names:?}");
        }
    }

    #[test]
    fn what_a_fact_takes_is_what_it_is_read_as() {
        for topic in [
            "service", "period", "deadline", "seizure", "queue", "excess", "equity", "sanction", "lift",
            "closing",
        ] {
            for fact in facts(topic).iter().filter(|fact| !fact.name.contains('.')) {
                let wrong = json!({ fact.name: 0.5 });
                let answer = ask::by_name(topic, wrong).unwrap();
                assert!(answer.value["errorEn"].is_string(), "{topic} {} is not read", fact.name);
            }
            assert!(facts(topic).iter().all(|fact| fact.en.is_ascii() && !fact.zh.is_ascii()), "{topic}");
        }
        assert_eq!(super::fact("deadline", "extensions[1].months").unwrap().zh, "延长的月数");
        assert_eq!(super::fact("service", "act.witness.signed").unwrap().zh, "见证人是否签名或者盖章");
        assert!(super::fact("service", "colour").is_none() && facts("uscc").is_empty());
        let printed: Value = serde_json::to_value(super::fact("lift", "event").unwrap()).unwrap();
        assert_eq!(
            printed["values"][0],
            json!({ "value": "PERFORMED", "text": "履行完毕", "textEn": "everything is performed" })
        );
    }
}
