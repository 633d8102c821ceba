//! Service of process (送达): Civil Procedure Law 87–95, its interpretation 130–141, online litigation rules 29–32.

use jiff::civil::date;

use super::{CPL_2022, Dated, INTERPRETATION, Rule, rules};
use crate::period::Measure::Days;

const ONLINE: jiff::civil::Date = date(2021, 8, 1);

rules! {
    /// Proof of service and its date.
    PROOF = [Rule::new("service.proof", "民事诉讼法第八十七条", CPL_2022,
        "送达必须有送达回证，由受送达人记明收到日期并签名或者盖章，签收日期为送达日期",
        "service needs a proof of service, signed or sealed by the addressee with the date, which is the date of service")];
    /// Personal service.
    PERSONAL = [Rule::new("service.personal", "民事诉讼法第八十八条", CPL_2022,
        "应当直接送交受送达人；同住成年家属、法定代表人或负责收件的人、诉讼代理人、指定代收人可以签收，签收日期为送达日期",
        "service is personal; a cohabiting adult family member, the head or receiving staff, an agent or a designated receiver may sign, and the date signed counts")];
    /// Leave service.
    LEAVE = [Rule::new("service.leave", "民事诉讼法第八十九条", CPL_2022,
        "受送达人或者同住成年家属拒收的，可以邀请有关基层组织或者所在单位的代表到场见证，或者拍照、录像记录过程，把文书留在住所，视为送达",
        "where the addressee or a cohabiting adult family member refuses, the paper may be left at the residence before a representative of a grassroots organisation or the employer, or with photo or video of the process")];
    /// Who signs for an organisation, and who is a representative.
    ORGANISATION = [Rule::new("service.organisation", "民事诉讼法解释第一百三十条第一款", INTERPRETATION,
        "向组织送达由法定代表人、主要负责人或者办公室、收发室、值班室等负责收件的人签收或者盖章，拒绝的适用留置送达",
        "for an organisation its head or the staff who receive mail sign or seal; where they refuse, leave service applies")];
    /// Which witness is eligible.
    WITNESS = [Rule::new("service.witness", "民事诉讼法解释第一百三十条第二款", INTERPRETATION,
        "见证的代表可以是受送达人住所地的居民委员会、村民委员会的工作人员以及受送达人所在单位的工作人员",
        "the witness may be staff of the residents' or villagers' committee of the addressee's residence, or of the addressee's employer")];
    /// Refusal to sign at court.
    AT_COURT = [Rule::new("service.at-court", "民事诉讼法解释第一百三十一条第一款", INTERPRETATION,
        "当事人到达人民法院拒绝签署送达回证的，视为送达，审判人员、书记员应当注明送达情况并签名",
        "a party who comes to court and refuses to sign is deemed served; the judge or clerk notes it and signs")];
    /// Service on a party outside the residence.
    ELSEWHERE = [Rule::new("service.elsewhere", "民事诉讼法解释第一百三十一条第二款", INTERPRETATION,
        "可以在住所地以外向当事人直接送达；拒绝签署的，拍照、录像记录送达过程即视为送达，审判人员、书记员应当注明并签名",
        "a party may be served outside the residence; on refusal, photo or video of the process makes it service, noted and signed by the judge or clerk")];
    /// Who the server is. No text makes anyone outside the court a server.
    SERVER = [Rule::new("service.server", "民事诉讼法解释第一百三十一条", INTERPRETATION,
        "送达由人民法院的审判人员、书记员等进行；网格员等只能协助或者见证，不是送达人",
        "service is done by staff of the court; a grid worker assists or witnesses and is never the server")
        .unconfirmed()];
    /// Service on an agent.
    AGENT = [Rule::new("service.agent", "民事诉讼法解释第一百三十二条", INTERPRETATION,
        "可以向诉讼代理人送达；指定诉讼代理人为代收人的，适用留置送达",
        "the agent may be served; leave service applies to an agent who is the designated receiver")];
    /// Mediation statements.
    MEDIATION = [Rule::new("service.mediation-statement", "民事诉讼法解释第一百三十三条", INTERPRETATION,
        "调解书应当直接送达当事人本人，不适用留置送达；本人因故不能签收的，可由其指定的代收人签收",
        "a mediation statement goes to the party in person and is never left; a designated receiver may sign")];
    /// Electronic service. Before 2022 judgments, rulings and mediation statements were left out.
    ELECTRONIC = [
        Rule::new("service.electronic", "民事诉讼法（2017年修正）第八十七条", date(2017, 7, 1),
            "经受送达人同意可以电子送达，但判决书、裁定书、调解书除外",
            "electronic service with consent, except judgments, rulings and mediation statements")
            .until(date(2021, 12, 31)).unconfirmed(),
        Rule::new("service.electronic", "民事诉讼法第九十条", CPL_2022,
            "经受送达人同意，可以采用能够确认其收悉的电子方式送达，到达特定系统的日期为送达日期；判决书、裁定书、调解书，受送达人要求纸质的应当提供",
            "electronic service with consent by means that confirm receipt; it counts on the day it reaches the addressee's system; paper judgments, rulings and mediation statements on request"),
    ];
    /// The day on which an electronic message arrives.
    ARRIVAL = [Rule::new("service.electronic.arrival", "民事诉讼法解释第一百三十五条", INTERPRETATION,
        "到达日期为人民法院系统显示发送成功的日期，受送达人证明日期不一致的，以其证明的日期为准",
        "arrival is the day on which the court's system shows success, unless the addressee proves another day")];
    /// Consent in the confirmation of address.
    CONSENT = [Rule::new("service.electronic.consent", "民事诉讼法解释第一百三十六条", INTERPRETATION,
        "同意电子送达的，应当在送达地址确认书中予以确认",
        "consent to electronic service is confirmed in the confirmation of address")];
    /// What counts as consent online.
    ONLINE_CONSENT = [Rule::new("service.online.consent", "人民法院在线诉讼规则第二十九条第二款", ONLINE,
        "明确同意、事先约定或者承诺、主动提供电子地址、以回复或者参加诉讼接受已完成的电子送达的，可以确定同意",
        "consent is found in an express yes, a promise before the case, an address offered, or the acceptance of an earlier electronic service")];
    /// Addresses that the addressee did not name.
    ONLINE_ADDRESS = [Rule::new("service.online.address", "人民法院在线诉讼规则第三十一条", ONLINE,
        "向主动提供或者确认的电子地址送达，到达即为送达；其他能确认为本人的地址，以回复收悉、相应诉讼行为或者已阅知为有效",
        "at an address offered or confirmed, arrival is service; at another address of the addressee, a reply, an act in the case or proof of reading is needed")];
    /// Entrusted service.
    ENTRUSTED = [Rule::new("service.entrusted", "民事诉讼法第九十一条", CPL_2022,
        "直接送达有困难的，可以委托其他人民法院代为送达",
        "where personal service is difficult, another court may be entrusted with it")];
    /// The papers and the time of entrusted service.
    ENTRUSTED_PAPERS = [Rule::new("service.entrusted.papers", "民事诉讼法解释第一百三十四条", INTERPRETATION,
        "委托法院应当出具委托函，并附诉讼文书和送达回证；受委托法院应当自收到之日起十日内代为送达，签收日期为送达日期",
        "the court gives a letter with the papers and the proof of service; the entrusted court serves within 10 days; the date signed counts")
        .gives(Days(10))];
    /// Postal service.
    POSTAL = [Rule::new("service.postal", "民事诉讼法第九十一条", CPL_2022,
        "邮寄送达的，以回执上注明的收件日期为送达日期",
        "postal service counts on the date of receipt on the slip")];
    /// Refused or returned mail.
    POSTAL_RETURNED = [Rule::new("service.postal.returned", "关于以法院专递方式邮寄送达民事诉讼文书的若干规定第十一条", date(2005, 1, 1),
        "退回的邮件在何种条件下视为送达，由该规定确定",
        "when returned mail counts as served is for that provision to say")
        .unconfirmed()];
    /// Forwarded service to soldiers.
    FORWARDED_SOLDIER = [Rule::new("service.forwarded.soldier", "民事诉讼法第九十二条", CPL_2022,
        "受送达人是军人的，通过其所在部队团以上单位的政治机关转交",
        "papers for a soldier are forwarded through the political organ of the regiment or above")];
    /// Forwarded service to prisoners.
    FORWARDED_PRISONER = [Rule::new("service.forwarded.prisoner", "民事诉讼法第九十三条", CPL_2022,
        "被监禁的通过监所转交，被采取强制性教育措施的通过强制性教育机构转交",
        "papers for a prisoner are forwarded through the prison, for a person in compulsory education through the institution")];
    /// The day of forwarded service.
    FORWARDED = [Rule::new("service.forwarded", "民事诉讼法第九十四条", CPL_2022,
        "转交机关必须立即交受送达人签收，送达回证上的签收日期为送达日期",
        "the forwarding body has the addressee sign at once; the date signed counts")];
    /// Service by public notice and its period.
    PUBLIC_NOTICE = [
        Rule::new("service.public-notice", "民事诉讼法（2017年修正）第九十二条", date(2017, 7, 1),
            "下落不明或者其他方式无法送达的，公告送达，经过六十日视为送达",
            "public notice where the addressee is missing or other modes failed; served after 60 days")
            .until(date(2021, 12, 31)).gives(Days(60)).unconfirmed(),
        Rule::new("service.public-notice", "民事诉讼法第九十五条", CPL_2022,
            "下落不明或者其他方式无法送达的，公告送达，自发出公告之日起经过三十日视为送达；应当在案卷中记明原因和经过",
            "public notice where the addressee is missing or other modes failed; served after 30 days; reason and course go on file")
            .gives(Days(30)),
    ];
    /// Where a notice is given, and from which day it runs.
    NOTICE_PLACE = [Rule::new("service.public-notice.place", "民事诉讼法解释第一百三十八条", INTERPRETATION,
        "发出公告日期以最后张贴或者刊登的日期为准；在住所地张贴的，应当拍照、录像记录张贴过程",
        "the last day of posting or printing counts; posting at the residence is photographed or filmed")];
    /// What a notice must say.
    NOTICE_CONTENT = [Rule::new("service.public-notice.content", "民事诉讼法解释第一百三十九条", INTERPRETATION,
        "公告应当说明公告送达的原因，并按文书种类说明要点、期限和法律后果",
        "the notice says why it is given, and by kind of paper its gist, periods and consequences")];
    /// No notice in summary procedure.
    NOTICE_SUMMARY = [Rule::new("service.public-notice.summary", "民事诉讼法解释第一百四十条", INTERPRETATION,
        "适用简易程序的案件，不适用公告送达",
        "no service by public notice in summary procedure")];
    /// Refusal when a judgment is pronounced.
    PRONOUNCEMENT = [Rule::new("service.pronouncement", "民事诉讼法解释第一百四十一条", INTERPRETATION,
        "定期宣判时当事人拒不签收判决书、裁定书的，视为送达，并在宣判笔录中记明",
        "a party who refuses the judgment or ruling when it is pronounced on the day set is deemed served; the record says so")];
}
