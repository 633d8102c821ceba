//! Service of process (送达): Civil Procedure Law 87–95, its interpretation 130–141, online litigation rules 29–32.

use jiff::civil::date;

use super::{CPL_2022, Dated, INTERPRETATION, Rule, rules};
use crate::period::measure::Measure::Days;

const ONLINE: jiff::civil::Date = date(2021, 8, 1);

rules! {
    /// Proof of service and its date.
    PROOF = [Rule::new("service.proof", "民事诉讼法第八十七条", CPL_2022,
        "送达诉讼文书必须有送达回证，由受送达人在送达回证上记明收到日期，签名或者盖章。受送达人在送达回证上的签收日期为送达日期",
        "service needs a proof of service, signed or sealed by the addressee with the date, which is the date of service")];
    /// Whether a thumbprint does for a signature: the text names signature and seal alone.
    THUMBPRINT = [Rule::new("service.proof.thumbprint", "民事诉讼法第八十七条", CPL_2022,
        "由受送达人在送达回证上记明收到日期，签名或者盖章",
        "the addressee signs or seals the proof of service with the date of receipt")
        .unconfirmed()];
    /// Personal service.
    PERSONAL = [Rule::new("service.personal", "民事诉讼法第八十八条", CPL_2022,
        "送达诉讼文书，应当直接送交受送达人。受送达人是公民的，本人不在交他的同住成年家属签收；受送达人是法人或者其他组织的，应当由法人的法定代表人、其他组织的主要负责人或者该法人、组织负责收件的人签收；受送达人有诉讼代理人的，可以送交其代理人签收；受送达人已向人民法院指定代收人的，送交代收人签收",
        "service is personal; a cohabiting adult family member, the head or receiving staff, an agent or a designated receiver may sign")];
    /// Leave service.
    LEAVE = [Rule::new("service.leave", "民事诉讼法第八十九条", CPL_2022,
        "受送达人或者他的同住成年家属拒绝接收诉讼文书的，送达人可以邀请有关基层组织或者所在单位的代表到场，说明情况，在送达回证上记明拒收事由和日期，由送达人、见证人签名或者盖章，把诉讼文书留在受送达人的住所；也可以把诉讼文书留在受送达人的住所，并采用拍照、录像等方式记录送达过程，即视为送达",
        "where the addressee or a cohabiting adult family member refuses, the paper may be left at the residence before a representative of a grassroots organisation or the employer, who signs with the server, or with photo or video of the process")];
    /// What the domicile of an organisation is.
    DOMICILE = [Rule::new("service.domicile", "民事诉讼法解释第三条第一款", INTERPRETATION,
        "法人或者其他组织的住所地是指法人或者其他组织的主要办事机构所在地",
        "the domicile of an organisation is where its main office stands")];
    /// Who signs for an organisation, and who is a representative.
    ORGANISATION = [Rule::new("service.organisation", "民事诉讼法解释第一百三十条第一款", INTERPRETATION,
        "向法人或者其他组织送达诉讼文书，应当由法人的法定代表人、该组织的主要负责人或者办公室、收发室、值班室等负责收件的人签收或者盖章，拒绝签收或者盖章的，适用留置送达",
        "for an organisation its head or the staff who receive mail sign or seal; where they refuse, leave service applies")];
    /// Which witness is eligible.
    WITNESS = [Rule::new("service.witness", "民事诉讼法解释第一百三十条第二款", INTERPRETATION,
        "民事诉讼法第八十九条规定的有关基层组织和所在单位的代表，可以是受送达人住所地的居民委员会、村民委员会的工作人员以及受送达人所在单位的工作人员",
        "the witness may be staff of the residents' or villagers' committee of the addressee's residence, or of the addressee's employer")];
    /// Refusal to sign at court.
    AT_COURT = [Rule::new("service.at-court", "民事诉讼法解释第一百三十一条第一款", INTERPRETATION,
        "当事人到达人民法院，拒绝签署送达回证的，视为送达。审判人员、书记员应当在送达回证上注明送达情况并签名",
        "a party who comes to court and refuses to sign is deemed served; the judge or clerk notes it and signs")];
    /// Service on a party outside the residence.
    ELSEWHERE = [Rule::new("service.elsewhere", "民事诉讼法解释第一百三十一条第二款", INTERPRETATION,
        "人民法院可以在当事人住所地以外向当事人直接送达诉讼文书。当事人拒绝签署送达回证的，采用拍照、录像等方式记录送达过程即视为送达。审判人员、书记员应当在送达回证上注明送达情况并签名",
        "a party may be served outside the residence; on refusal, photo or video of the process makes it service, noted and signed by the judge or clerk")];
    /// Who the server is. No text makes anyone outside the court a server.
    SERVER = [Rule::new("service.server", "民事诉讼法解释第一百三十一条", INTERPRETATION,
        "送达由人民法院的审判人员、书记员等进行；没有条文规定法院以外的人可以作为送达人，网格员等只能协助或者见证",
        "service is done by staff of the court; no provision makes anybody else the server, and a grid worker assists or witnesses")
        .gist().unconfirmed()];
    /// Whether the server may be present by video: no provision says it.
    SERVER_BY_VIDEO = [Rule::new("service.server.by-video", "", INTERPRETATION,
        "送达人通过视频到场是否有效，没有条文规定，由人民法院确认",
        "no provision says whether a server who is present by video serves; the court confirms it")
        .not_at_hand()];
    /// Service on an agent.
    AGENT = [Rule::new("service.agent", "民事诉讼法解释第一百三十二条", INTERPRETATION,
        "受送达人有诉讼代理人的，人民法院既可以向受送达人送达，也可以向其诉讼代理人送达。受送达人指定诉讼代理人为代收人的，向诉讼代理人送达时，适用留置送达",
        "the agent may be served; leave service applies to an agent who is the designated receiver")];
    /// Mediation statements.
    MEDIATION = [Rule::new("service.mediation-statement", "民事诉讼法解释第一百三十三条", INTERPRETATION,
        "调解书应当直接送达当事人本人，不适用留置送达。当事人本人因故不能签收的，可由其指定的代收人签收",
        "a mediation statement goes to the party in person and is never left; a designated receiver may sign")];
    /// Electronic service. Before 2022 judgments, rulings and mediation statements were left out.
    ELECTRONIC = [
        Rule::new("service.electronic", "民事诉讼法（2017年修正）第八十七条", date(2017, 7, 1),
            "经受送达人同意可以电子送达，但判决书、裁定书、调解书除外",
            "electronic service with consent, except judgments, rulings and mediation statements")
            .until(date(2021, 12, 31)).not_at_hand(),
        Rule::new("service.electronic", "民事诉讼法第九十条", CPL_2022,
            "经受送达人同意，人民法院可以采用能够确认其收悉的电子方式送达诉讼文书。通过电子方式送达的判决书、裁定书、调解书，受送达人提出需要纸质文书的，人民法院应当提供。采用前款方式送达的，以送达信息到达受送达人特定系统的日期为送达日期",
            "electronic service by the court with consent, by means that confirm receipt; it counts on the day it reaches the addressee's system; paper judgments, rulings and mediation statements on request"),
    ];
    /// The day on which an electronic message arrives.
    ARRIVAL = [Rule::new("service.electronic.arrival", "民事诉讼法解释第一百三十五条", INTERPRETATION,
        "民事诉讼法第九十条第二款规定的到达受送达人特定系统的日期，为人民法院对应系统显示发送成功的日期，但受送达人证明到达其特定系统的日期与人民法院对应系统显示发送成功的日期不一致的，以受送达人证明到达其特定系统的日期为准",
        "arrival is the day on which the court's system shows success, unless the addressee proves another day")];
    /// Consent in the confirmation of address.
    CONSENT = [Rule::new("service.electronic.consent", "民事诉讼法解释第一百三十六条", INTERPRETATION,
        "受送达人同意采用电子方式送达的，应当在送达地址确认书中予以确认",
        "consent to electronic service is confirmed in the confirmation of address")];
    /// What counts as consent online.
    ONLINE_CONSENT = [Rule::new("service.online.consent", "人民法院在线诉讼规则第二十九条第二款", ONLINE,
        "具备下列情形之一的，人民法院可以确定受送达人同意电子送达：（一）受送达人明确表示同意的；（二）受送达人在诉讼前对适用电子送达已作出约定或者承诺的；（三）受送达人在提交的起诉状、上诉状、申请书、答辩状中主动提供用于接收送达的电子地址的；（四）受送达人通过回复收悉、参加诉讼等方式接受已经完成的电子送达，并且未明确表示不同意电子送达的",
        "consent is found in an express yes, a promise before the case, an address offered, or the acceptance of an earlier electronic service")];
    /// Addresses that the addressee named, or did not.
    ONLINE_ADDRESS = [Rule::new("service.online.address", "人民法院在线诉讼规则第三十一条", ONLINE,
        "人民法院向受送达人主动提供或者确认的电子地址送达的，送达信息到达电子地址所在系统时，即为送达。受送达人未提供或者未确认有效电子送达地址，人民法院向能够确认为受送达人本人的电子地址送达的，根据下列情形确定送达是否生效：（一）受送达人回复已收悉，或者根据送达内容已作出相应诉讼行为的，即为完成有效送达；（二）受送达人的电子地址所在系统反馈受送达人已阅知，或者有其他证据可以证明受送达人已经收悉的，推定完成有效送达",
        "at an address offered or confirmed, arrival is service; at another address of the addressee, a reply, an act in the case or proof of reading completes it")];
    /// Entrusted service.
    ENTRUSTED = [Rule::new("service.entrusted", "民事诉讼法第九十一条", CPL_2022,
        "直接送达诉讼文书有困难的，可以委托其他人民法院代为送达",
        "where personal service is difficult, another court may be entrusted with it")];
    /// The papers and the time of entrusted service.
    ENTRUSTED_PAPERS = [Rule::new("service.entrusted.papers", "民事诉讼法解释第一百三十四条", INTERPRETATION,
        "委托法院应当出具委托函，并附需要送达的诉讼文书和送达回证，以受送达人在送达回证上签收的日期为送达日期。委托送达的，受委托人民法院应当自收到委托函及相关诉讼文书之日起十日内代为送达",
        "the court gives a letter with the papers and the proof of service; the date signed counts; the entrusted court serves within 10 days")
        .gives(Days(10))];
    /// Postal service.
    POSTAL = [Rule::new("service.postal", "民事诉讼法第九十一条", CPL_2022,
        "邮寄送达的，以回执上注明的收件日期为送达日期",
        "postal service counts on the date of receipt on the slip")];
    /// Refused or returned mail.
    POSTAL_RETURNED = [Rule::new("service.postal.returned", "关于以法院专递方式邮寄送达民事诉讼文书的若干规定第十一条", date(2005, 1, 1),
        "因受送达人自己提供或者确认的送达地址不准确、拒不提供送达地址、送达地址变更未及时告知人民法院、受送达人本人或者受送达人指定的代收人拒绝签收，导致诉讼文书未能被受送达人实际接收的，文书退回之日视为送达之日",
        "mail that came back since the addressee's own address was wrong, withheld or changed without word, or since the addressee or the designated receiver refused it, counts as served on the day of its return")
        .unconfirmed()];
    /// Forwarded service to soldiers.
    FORWARDED_SOLDIER = [Rule::new("service.forwarded.soldier", "民事诉讼法第九十二条", CPL_2022,
        "受送达人是军人的，通过其所在部队团以上单位的政治机关转交",
        "papers for a soldier are forwarded through the political organ of the regiment or above")];
    /// Forwarded service to prisoners.
    FORWARDED_PRISONER = [Rule::new("service.forwarded.prisoner", "民事诉讼法第九十三条", CPL_2022,
        "受送达人被监禁的，通过其所在监所转交。受送达人被采取强制性教育措施的，通过其所在强制性教育机构转交",
        "papers for a prisoner are forwarded through the prison, for a person in compulsory education through the institution")];
    /// Whether a soldier may be served in another way: the text does not say so expressly.
    ONLY_FORWARDED_SOLDIER = [Rule::new("service.forwarded.only-soldier", "民事诉讼法第九十二条", CPL_2022,
        "受送达人是军人的，通过其所在部队团以上单位的政治机关转交",
        "papers for a soldier are forwarded through the political organ of the regiment or above")
        .unconfirmed()];
    /// Whether a prisoner may be served in another way: the text does not say so expressly.
    ONLY_FORWARDED_PRISONER = [Rule::new("service.forwarded.only-prisoner", "民事诉讼法第九十三条", CPL_2022,
        "受送达人被监禁的，通过其所在监所转交。受送达人被采取强制性教育措施的，通过其所在强制性教育机构转交",
        "papers for a prisoner are forwarded through the prison, for a person in compulsory education through the institution")
        .unconfirmed()];
    /// The day of forwarded service.
    FORWARDED = [Rule::new("service.forwarded", "民事诉讼法第九十四条", CPL_2022,
        "代为转交的机关、单位收到诉讼文书后，必须立即交受送达人签收，以在送达回证上的签收日期，为送达日期",
        "the forwarding body has the addressee sign at once; the date signed counts")];
    /// Service by public notice and its period.
    PUBLIC_NOTICE = [
        Rule::new("service.public-notice", "民事诉讼法（2017年修正）第九十二条", date(2017, 7, 1),
            "下落不明或者其他方式无法送达的，公告送达，经过六十日视为送达",
            "public notice where the addressee is missing or other modes failed; served after 60 days")
            .until(date(2021, 12, 31)).gives(Days(60)).not_at_hand(),
        Rule::new("service.public-notice", "民事诉讼法第九十五条", CPL_2022,
            "受送达人下落不明，或者用本节规定的其他方式无法送达的，公告送达。自发出公告之日起，经过三十日，即视为送达。公告送达，应当在案卷中记明原因和经过",
            "public notice where the addressee is missing or the other modes of this section failed; served after 30 days; reason and course go on file")
            .gives(Days(30)),
    ];
    /// Where a notice is given, and from which day it runs.
    NOTICE_PLACE = [Rule::new("service.public-notice.place", "民事诉讼法解释第一百三十八条", INTERPRETATION,
        "公告送达可以在法院的公告栏和受送达人住所地张贴公告，也可以在报纸、信息网络等媒体上刊登公告，发出公告日期以最后张贴或者刊登的日期为准。……人民法院在受送达人住所地张贴公告的，应当采取拍照、录像等方式记录张贴过程",
        "the last day of posting or printing counts; posting at the residence by the court is photographed or filmed")];
    /// Which publication counts.
    NOTICE_LAST = [Rule::new("service.public-notice.last", "民事诉讼法解释第一百三十八条第一款", INTERPRETATION,
        "发出公告日期以最后张贴或者刊登的日期为准",
        "the notice is given on the last day of posting or printing")];
    /// What a notice must say.
    NOTICE_CONTENT = [Rule::new("service.public-notice.content", "民事诉讼法解释第一百三十九条", INTERPRETATION,
        "公告送达应当说明公告送达的原因；公告送达起诉状或者上诉状副本的，应当说明起诉或者上诉要点，受送达人答辩期限及逾期不答辩的法律后果；公告送达传票，应当说明出庭的时间和地点及逾期不出庭的法律后果；公告送达判决书、裁定书的，应当说明裁判主要内容，当事人有权上诉的，还应当说明上诉权利、上诉期限和上诉的人民法院",
        "the notice says why it is given, and by kind of paper its gist, periods and consequences")];
    /// No notice in summary procedure.
    NOTICE_SUMMARY = [Rule::new("service.public-notice.summary", "民事诉讼法解释第一百四十条", INTERPRETATION,
        "适用简易程序的案件，不适用公告送达",
        "no service by public notice in summary procedure")];
    /// Refusal when a judgment is pronounced.
    PRONOUNCEMENT = [Rule::new("service.pronouncement", "民事诉讼法解释第一百四十一条", INTERPRETATION,
        "人民法院在定期宣判时，当事人拒不签收判决书、裁定书的，应视为送达，并在宣判笔录中记明",
        "a party who refuses the judgment or ruling when it is pronounced on the day set is deemed served; the record says so")];
}
