//! Debtors and what is known of them, requests to cooperating units in every state, freezes and seizures.

use serde_json::{Value, json};

use super::{
    props::{CABINETS, CHEN, ESTATE, GE, JIA, MA, Party, ZHOU},
    scene::{Case, Scene, fen, text},
};
use crate::error::Failure;

const QUERY: &[&str] = &["协助查询通知书"];
const ORDER: &[&str] = &["执行裁定书", "协助执行通知书"];

/// A request that the officer draws up: which matter of which unit, about whom, and the papers that go with it.
async fn draw_up(
    scene: &mut Scene<'_>,
    case: &Case,
    (unit, matter): (&str, &str),
    papers: &[&str],
    (subject, content): (Party, &str),
) -> Result<String, Failure> {
    let papers = scene.papers(case, papers, &format!("{matter} {content}")).await?;
    let request = json!({
        "unit": format!("units/{unit}"), "matter": format!("matters/{matter}"), "case": case.name, "caseNumber": case.number,
        "papers": papers, "subject": subject.subject(), "content": content,
    });
    created(scene, request).await
}

async fn created(scene: &mut Scene<'_>, request: Value) -> Result<String, Failure> {
    let method = "AssistRequestService.CreateAssistRequest";
    Ok(text(&scene.act("officer", method, json!({"request": request})).await?, "name"))
}

async fn submit(scene: &mut Scene<'_>, person: &str, request: &str) -> Result<(), Failure> {
    let method = "AssistRequestService.SubmitAssistRequest";
    scene.act(person, method, json!({"name": request})).await.map(|_| ())
}

async fn receive(scene: &mut Scene<'_>, clerk: &str, request: &str) -> Result<(), Failure> {
    let method = "AssistRequestService.ReceiveAssistRequest";
    scene.act(clerk, method, json!({"name": request})).await.map(|_| ())
}

async fn answer(scene: &mut Scene<'_>, clerk: &str, request: &str, said: &str) -> Result<(), Failure> {
    let feedback = json!({"outcome": "FEEDBACK_OUTCOME_DONE", "text": said});
    let method = "AssistRequestService.FeedbackAssistRequest";
    scene.act(clerk, method, json!({"name": request, "feedback": feedback})).await.map(|_| ())
}

/// Requests to units: one drafted, sent, received, answered, confirmed, refused, and given back.
pub(super) async fn requests(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(28, 9, 0).await;
    let case = scene.case((1049, 28, "民间借贷纠纷", 210_000, &[GE], ZHOU)).await?;
    scene.at(21, 9, 20).await;
    let asked =
        draw_up(&mut scene, &case, ("u04", "tax-query"), QUERY, (ZHOU, "查询近两年纳税和开票情况。")).await?;
    submit(&mut scene, "officer", &asked).await?;
    scene.at(20, 10, 0).await;
    receive(&mut scene, "clerk-u04", &asked).await?;
    scene.at(19, 15, 0).await;
    answer(&mut scene, "clerk-u04", &asked, "近两年无纳税记录，未领用发票。").await?;
    scene.at(18, 9, 0).await;
    scene.act("officer", "AssistRequestService.ConfirmAssistRequest", json!({"name": asked})).await?;

    scene.at(9, 9, 30).await;
    let vehicle =
        draw_up(&mut scene, &case, ("u08", "vehicle-query"), QUERY, (ZHOU, "查询名下机动车。")).await?;
    submit(&mut scene, "officer", &vehicle).await?;
    let insured =
        draw_up(&mut scene, &case, ("u06", "social-insurance-query"), QUERY, (ZHOU, "查询参保和就业单位。"))
            .await?;
    submit(&mut scene, "officer", &insured).await?;
    let lives =
        draw_up(&mut scene, &case, ("u03", "identity-query"), QUERY, (ZHOU, "查询户籍和居住证信息。"))
            .await?;
    submit(&mut scene, "officer", &lives).await?;
    scene.at(8, 10, 0).await;
    receive(&mut scene, "clerk-u08", &vehicle).await?;
    scene.at(7, 11, 0).await;
    answer(&mut scene, "clerk-u08", &vehicle, "名下有浙G7K21M小型轿车一辆，无抵押、无查封。").await?;
    let body = json!({"name": insured, "ground": "REFUSAL_GROUND_PAPERS_DEFECTIVE", "reason": "通知书所载姓名与身份证号码不一致。"});
    scene.act("clerk-u06", "AssistRequestService.RefuseAssistRequest", body).await?;
    scene.at(6, 14, 0).await;
    let body = json!({"name": lives, "reason": "通知书未加盖院印，请补正。"});
    scene.act("clerk-u03", "AssistRequestService.ReturnAssistRequestForFix", body).await?;

    // For the market regulator today: one received that is late, one new. For the chief: an order about a house.
    scene.at(5, 9, 0).await;
    let shares =
        draw_up(&mut scene, &case, ("u01", "equity-query"), QUERY, (ZHOU, "查询对外投资和持股情况。"))
            .await?;
    submit(&mut scene, "officer", &shares).await?;
    scene.at(4, 10, 30).await;
    receive(&mut scene, "clerk-u01", &shares).await?;
    scene.at(1, 9, 40).await;
    let archive =
        draw_up(&mut scene, &case, ("u01", "company-archive-query"), QUERY, (CABINETS, "调取企业登记档案。"))
            .await?;
    submit(&mut scene, "officer", &archive).await?;
    scene.at(1, 16, 20).await;
    draw_up(
        &mut scene,
        &case,
        ("u02", "real-estate-seal"),
        ORDER,
        (ZHOU, "查封吴宁街道房屋一套，期限三年。"),
    )
    .await?;
    Ok(scene.end())
}

/// A freeze of equity, from the draft to its publication. What has to follow makes tasks by itself; nobody's address is known, so they wait for
/// a court.
pub(super) async fn freeze(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(11, 9, 0).await;
    let case = scene.case((1061, 11, "股权转让纠纷", 880_000, &[ESTATE], JIA)).await?;
    let debtor = json!({"debtor": {"identity": JIA.subject()}});
    let debtor = text(&scene.act("officer", "DebtorService.CreateDebtor", debtor).await?, "name");
    let fact = json!({"topic": "TOPIC_WORK", "text": "户籍地房屋已出售，据称在外省经营木材生意。", "source": "FACT_SOURCE_APPLICANT",
        "factDate": scene.day(11), "confidence": "CONFIDENCE_MEDIUM", "audience": "FACT_AUDIENCE_COURT"});
    scene.act("officer", "DebtorService.CreateFact", json!({"name": debtor, "fact": fact})).await?;
    scene.at(3, 9, 0).await;
    let papers = scene.papers(&case, ORDER, "冻结贾永庆持有的股权").await?;
    let freeze = json!({
        "companyUscc": CABINETS.number, "companyName": CABINETS.name, "holder": JIA.name, "holderIdentityNumber": JIA.number,
        "percent": "30", "heldPercent": "45", "termMonths": 36, "evidenceKind": "EQUITY_EVIDENCE_REGISTRATION",
    });
    let request = json!({"unit": "units/u01", "matter": "matters/equity-freeze", "case": case.name, "caseNumber": case.number,
        "papers": papers, "equityFreeze": freeze});
    let request = created(&mut scene, request).await?;
    scene.at(3, 9, 30).await;
    submit(&mut scene, "chief", &request).await?;
    scene.at(3, 9, 32).await;
    receive(&mut scene, "clerk-u01", &request).await?;
    scene.at(3, 9, 34).await;
    let feedback = json!({"outcome": "FEEDBACK_OUTCOME_DONE", "text": "已冻结并公示。", "noticeNumber": "浙东市监冻〔1061〕号"});
    let body = json!({"name": request, "feedback": feedback});
    scene.act("clerk-u01", "AssistRequestService.FeedbackAssistRequest", body).await?;
    let filter = json!({"filter": format!("case_number=\"{}\"", case.number)});
    let three = |list: &Value| list["tasks"].as_array().is_some_and(|tasks| tasks.len() == 3);
    scene.until(("officer", "TaskService.ListTasks"), filter, three).await?;
    Ok(scene.end())
}

/// Leads, an asset, and seizures of which one ends soon and one waits behind it.
pub(super) async fn property(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(32, 9, 0).await;
    let first = scene.case((1045, 32, "买卖合同纠纷", 310_000, &[CHEN], MA)).await?;
    scene.at(26, 9, 0).await;
    let second = scene.case((1050, 26, "民间借贷纠纷", 95_000, &[GE], MA)).await?;
    let debtor = json!({"debtor": {"identity": MA.subject()}});
    let debtor = text(&scene.act("officer", "DebtorService.CreateDebtor", debtor).await?, "name");
    scene.at(24, 14, 30).await;
    let lead = json!({"case": first.name, "debtor": debtor, "source": "FACT_SOURCE_APPLICANT", "informer": CHEN.name,
        "topic": "TOPIC_VEHICLE", "text": "看到他开一辆浙G5N36F黑色越野车进出村口。"});
    let car = text(&scene.act("officer", "DebtorService.CreateLead", json!({"lead": lead})).await?, "name");
    scene.at(24, 16, 30).await;
    let asset = json!({"debtor": debtor, "case": first.name, "kind": "TOPIC_VEHICLE", "propertyKey": "浙G5N36F",
        "description": "黑色越野车一辆", "owners": [{"displayName": MA.name, "percent": "100"}], "valueFen": fen(120_000),
        "valueDate": scene.day(24)});
    let body = json!({"name": car, "state": "LEAD_STATE_CONFIRMED", "outcome": "经车管所核实，登记在被执行人名下。", "asset": asset});
    scene.act("officer", "DebtorService.VerifyLead", body).await?;

    // Frozen for one month that is nearly over; another case waits behind it.
    let account = |case: &Case, yuan: i64| {
        json!({"seizure": {"case": case.name, "caseNumber": case.number, "assetClass": "ASSET_CLASS_DEPOSIT",
            "propertyKey": "6230910099801234567", "description": "东阳农村商业银行账户", "termMonths": 1, "valueFen": fen(yuan)}})
    };
    scene.at(23, 9, 0).await;
    let made = scene.act("officer", "SeizureService.CreateSeizure", account(&first, 41_000)).await?;
    scene.at(23, 15, 0).await;
    scene.act("chief", "SeizureService.PublishSeizure", json!({"name": made["name"]})).await?;
    scene.at(21, 9, 0).await;
    let made = scene.act("officer", "SeizureService.CreateSeizure", account(&second, 41_000)).await?;
    scene.at(21, 11, 0).await;
    scene.act("chief", "SeizureService.PublishSeizure", json!({"name": made["name"]})).await?;
    scene.at(20, 9, 30).await;
    let car = json!({"seizure": {"case": first.name, "caseNumber": first.number, "assetClass": "ASSET_CLASS_MOVABLE",
        "propertyKey": "浙G5N36F", "description": "黑色越野车一辆", "termMonths": 24, "valueFen": fen(120_000)}});
    let made = scene.act("officer", "SeizureService.CreateSeizure", car).await?;
    scene.at(20, 14, 30).await;
    scene.act("chief", "SeizureService.PublishSeizure", json!({"name": made["name"]})).await?;

    // For the officer to verify.
    scene.at(1, 12, 30).await;
    let lead = json!({"case": second.name, "debtor": debtor, "source": "FACT_SOURCE_APPLICANT", "informer": GE.name,
        "topic": "TOPIC_CLAIM", "text": "他把老房子租给别人开饭店，每年收租三万元左右。"});
    scene.act("officer", "DebtorService.CreateLead", json!({"lead": lead})).await?;
    Ok(scene.end())
}
