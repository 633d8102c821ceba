//! Tasks in the villages, one in every state that a person brings about. The one that nobody finishes runs out when the clock is back,
//! and those without a court come from the freeze of [`super::units`].

use serde_json::{Value, json};

use super::{
    props::{
        self, COLLEAGUE, COURT, DIRECTOR, DU, JIANG, JIN, LOU, LU, MA, NEIGHBOUR, OFFICER_NAME, Party,
        SUPPLIER, VILLAGE, WORKER, WORKER_NAME, WU, XU, ZHAO, ZHOU,
    },
    scene::{Scene, text},
};
use crate::error::Failure;

const ACCEPT: &str = "TaskService.AcceptTask";

/// A task to be filed: its kind, the number of the case, whom it concerns, the house number in the village, and what the officer asks for.
type Errand<'e> = (&'e str, &'e str, Party, u32, &'e str);

fn errand((kind, number, party, house, instructions): Errand<'_>) -> Value {
    let documents = match kind {
        "SERVICE_OF_PROCESS" => {
            json!([
                {"title": "执行通知书", "copies": 1, "kind": "SERVED_DOCUMENT_KIND_NOTICE"},
                {"title": "报告财产令", "copies": 1, "kind": "SERVED_DOCUMENT_KIND_OTHER"},
            ])
        }
        "POST_NOTICE" => json!([{"title": "拍卖公告", "copies": 2}]),
        _ => json!([]),
    };
    json!({
        "kind": format!("TASK_KIND_{kind}"), "caseNumber": number, "addressee": party.addressee(),
        "address": format!("{VILLAGE}{house}号"), "instructions": instructions, "documents": documents,
        "contact": {"displayName": OFFICER_NAME, "phone": "0579-86600001"},
    })
}

async fn file(scene: &mut Scene<'_>, task: Value) -> Result<String, Failure> {
    let filed = scene.act("officer", "TaskService.CreateTask", json!({"task": task})).await?;
    Ok(text(&filed, "name"))
}

async fn assign(scene: &mut Scene<'_>, task: &str, worker: &str) -> Result<(), Failure> {
    let body = json!({"name": task, "worker": format!("people/{worker}")});
    scene.act(DIRECTOR, "TaskService.AssignTask", body).await.map(|_| ())
}

/// Files a task, which is assigned in the next hour.
async fn assigned(scene: &mut Scene<'_>, worker: &str, task: Value, days: i64) -> Result<String, Failure> {
    scene.at(days, 9, 20).await;
    let name = file(scene, task).await?;
    scene.at(days, 10, 5).await;
    assign(scene, &name, worker).await?;
    Ok(name)
}

/// The same, and the worker accepts in the afternoon.
async fn accepted(scene: &mut Scene<'_>, worker: &str, task: Value, days: i64) -> Result<String, Failure> {
    let name = assigned(scene, worker, task, days).await?;
    scene.at(days, 14, 10).await;
    scene.act(worker, ACCEPT, json!({"name": name})).await?;
    Ok(name)
}

/// Somebody goes there; the name of the visit.
async fn visit(
    scene: &mut Scene<'_>,
    worker: &str,
    task: &str,
    (days, hour): (i64, i64),
    mut attempt: Value,
) -> Result<String, Failure> {
    scene.at(days, hour, 30).await;
    attempt["deviceTime"] = json!(scene.stamp(days, hour, 24));
    attempt["position"] = json!({"latitude": 29.2874, "longitude": 120.6391, "accuracyM": 14.0});
    let body = json!({"parent": task, "attempt": attempt, "sentTime": scene.stamp(days, hour, 30)});
    Ok(text(&scene.act(worker, "TaskService.CreateAttempt", body).await?, "name"))
}

async fn report(scene: &mut Scene<'_>, worker: &str, task: &str, summary: &str) -> Result<(), Failure> {
    scene.act(worker, "TaskService.ReportTask", json!({"name": task, "summary": summary})).await.map(|_| ())
}

async fn review(
    scene: &mut Scene<'_>,
    officer: &str,
    (task, decision, comment): (&str, &str, &str),
) -> Result<(), Failure> {
    let decision = format!("REVIEW_DECISION_{decision}");
    let body = json!({"name": task, "decision": decision, "comment": comment});
    scene.act(officer, "TaskService.ReviewTask", body).await.map(|_| ())
}

/// The files of a visit at a door: the house, and whose signature.
async fn door_files(scene: &mut Scene<'_>, worker: &str, signer: &str, tint: u8) -> Result<Value, Failure> {
    let house = scene.file(worker, props::photo(tint)?).await?;
    let signature = scene.file(worker, props::signature(tint)?).await?;
    Ok(json!([
        {"evidence": house, "role": "FILE_ROLE_PLACE", "kind": "FILE_KIND_PHOTO"},
        {"evidence": signature, "role": format!("FILE_ROLE_SIGNATURE_{signer}"), "kind": "FILE_KIND_SIGNATURE"},
    ]))
}

/// Service in person, from the filing to the act of service in the case.
pub(super) async fn served(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(41, 9, 0).await;
    let case = scene.case((1021, 41, "民间借贷纠纷", 186_000, &[JIN], LU)).await?;
    let task =
        errand(("SERVICE_OF_PROCESS", &case.number, LU, 12, "请当面送交本人，并告知逾期不履行的后果。"));
    let task = accepted(&mut scene, WORKER, task, 40).await?;
    let files = door_files(&mut scene, WORKER, "RECIPIENT", 3).await?;
    let record = json!({
        "recipient": {"displayName": LU.name, "relation": "RECIPIENT_RELATION_ADDRESSEE"}, "place": "SERVICE_PLACE_RESIDENCE",
        "server": {"displayName": OFFICER_NAME, "presence": "SERVER_PRESENCE_ON_SITE"}, "date": scene.day(38),
        "documentsLeft": ["执行通知书", "报告财产令"], "guideVersion": "2026.1",
    });
    let attempt = json!({"outcome": "ATTEMPT_OUTCOME_DELIVERED", "note": "本人在家，当面签收。", "record": record, "files": files});
    let attempt = visit(&mut scene, WORKER, &task, (38, 15), attempt).await?;
    scene.at(38, 16, 10).await;
    report(&mut scene, WORKER, &task, "执行通知书、报告财产令已由卢建国本人签收。").await?;
    scene.at(37, 9, 15).await;
    review(&mut scene, "officer", (&task, "APPROVE", "送达有效，谢谢。")).await?;
    let drafted =
        scene.act("officer", "ServiceActService.DraftServiceAct", json!({"attempt": attempt})).await?;
    let mut act = drafted["act"].clone();
    act["document"]["copies"] = json!(2);
    let body = json!({"parent": case.name, "act": act});
    scene.act("officer", "ServiceActService.CreateServiceAct", body).await?;

    // A month later the debtor has still paid nothing: the village urges him, and the officer has to accept the report.
    let task = errand(("URGE_PERFORMANCE", &case.number, LU, 12, "请了解其收入来源，督促其每月履行。"));
    let task = accepted(&mut scene, COLLEAGUE, task, 5).await?;
    let attempt = json!({"outcome": "ATTEMPT_OUTCOME_OTHER", "note": "在家，称月底工程款到账后先付两万元。"});
    visit(&mut scene, COLLEAGUE, &task, (3, 19), attempt).await?;
    scene.at(3, 20, 0).await;
    report(&mut scene, COLLEAGUE, &task, "已督促，被执行人承诺月底前支付两万元。").await?;
    scene.at(2, 9, 30).await;
    review(&mut scene, "officer2", (&task, "RETURN", "请补充其书面承诺的照片。")).await?;
    Ok(scene.end())
}

/// A village on its way: what the worker, the director and the officer find today.
pub(super) async fn under_way(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(12, 8, 40).await;
    let case = scene.case((1057, 12, "买卖合同纠纷", 92_400, &[SUPPLIER], MA)).await?;

    // Runs out yesterday evening, unfinished.
    let mut late = errand(("LOCATE_PERSON", &case.number, MA, 31, "请打听其现住何处、是否回村过年。"));
    late["finishBy"] = json!(scene.stamp(1, 18, 0));
    accepted(&mut scene, COLLEAGUE, late, 10).await?;

    // Taken back by the court.
    let paid = errand(("URGE_PERFORMANCE", &scene.number(1012, 44), JIANG, 8, "请督促其到法院履行。"));
    let paid = assigned(&mut scene, WORKER, paid, 9).await?;
    scene.at(8, 11, 0).await;
    let body = json!({"name": paid, "reason": "被执行人已主动到法院履行，无需再上门。"});
    scene.act("officer", "TaskService.RevokeTask", body).await?;

    // Left at the residence before a witness of the village committee: to be reviewed.
    let left = errand(("SERVICE_OF_PROCESS", &case.number, MA, 31, "本人拒收时请村委会人员见证并拍照。"));
    let left = accepted(&mut scene, COLLEAGUE, left, 4).await?;
    let files = door_files(&mut scene, COLLEAGUE, "WITNESS", 9).await?;
    let record = json!({
        "recipient": {"displayName": MA.name, "relation": "RECIPIENT_RELATION_ADDRESSEE"}, "refused": true,
        "refusal": "REFUSAL_REASON_DISPUTES_CASE", "place": "SERVICE_PLACE_RESIDENCE", "left": true, "noted": true,
        "date": scene.day(2), "guideVersion": "2026.1", "documentsLeft": ["执行通知书", "报告财产令"],
        "witness": {"displayName": WORKER_NAME, "represents": "WITNESS_OF_RESIDENCE_COMMITTEE", "unit": "前田村村民委员会"},
        "server": {"displayName": OFFICER_NAME, "presence": "SERVER_PRESENCE_ON_SITE"},
    });
    let attempt = json!({"outcome": "ATTEMPT_OUTCOME_REFUSED", "note": "本人称货款有争议，拒收；文书留置门厅并拍照。",
        "record": record, "files": files});
    visit(&mut scene, COLLEAGUE, &left, (2, 18), attempt).await?;
    scene.at(1, 8, 50).await;
    report(&mut scene, COLLEAGUE, &left, "本人拒收，经村委会人员见证后留置送达。").await?;
    Ok(scene.end())
}

/// What came to the village in the last days.
pub(super) async fn new(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(7, 9, 10).await;
    let case = scene.case((1083, 7, "机动车交通事故责任纠纷", 138_500, &[props::HE], LOU)).await?;

    // Nobody was at home; the worker goes again.
    let sought = errand(("LOCATE_PERSON", &case.number, LOU, 5, "请核实其是否仍在村中居住。"));
    let sought = accepted(&mut scene, WORKER, sought, 4).await?;
    let attempt =
        json!({"outcome": "ATTEMPT_OUTCOME_NOT_FOUND", "note": "家中无人，邻居称其在横店务工，周末回村。"});
    visit(&mut scene, WORKER, &sought, (3, 17), attempt).await?;
    scene.at(3, 18, 10).await;
    let lead = json!({"task": sought, "source": "FACT_SOURCE_GRID_WORKER", "topic": "TOPIC_WORK",
        "text": "邻居说他在横店一家影视道具厂做木工，每月十五日发工资。"});
    scene.act(WORKER, "DebtorService.CreateLead", json!({"lead": lead})).await?;

    // Declined: a relative.
    let declined = errand(("URGE_PERFORMANCE", &scene.number(1030, 38), XU, 17, "请督促其归还借款本息。"));
    let declined = assigned(&mut scene, COLLEAGUE, declined, 2).await?;

    // Nobody has assigned it: late since yesterday.
    scene.at(2, 10, 40).await;
    let witness =
        errand(("WITNESS", &case.number, LOU, 5, "查封其名下车辆时请到场见证；联系法官将视频参加。"));
    file(&mut scene, witness).await?;

    scene.at(2, 16, 0).await;
    let body = json!({"name": declined, "reason": "被执行人是我的堂兄，申请回避。"});
    scene.act(COLLEAGUE, "TaskService.DeclineTask", body).await?;

    // Handed over by the village next door.
    scene.at(2, 17, 0).await;
    let mut moved = errand((
        "SERVICE_OF_PROCESS",
        &scene.number(1015, 43),
        ZHAO,
        3,
        "请送达执行裁定书，民事判决书请原封转交。",
    ));
    moved["address"] = json!(format!("{}3号", NEIGHBOUR.0));
    // One to print in the village, and one that goes out in its envelope.
    let ruling = props::paper(&[
        "浙江省东阳市人民法院",
        "执 行 裁 定 书",
        &format!("被执行人：{}", ZHAO.name),
        "（演示文书）",
    ]);
    let ruling = scene.file("officer", ruling).await?;
    moved["documents"] = json!([
        {"title": "执行裁定书", "copies": 1, "kind": "SERVED_DOCUMENT_KIND_RULING", "file": ruling},
        {"title": "民事判决书", "copies": 1, "kind": "SERVED_DOCUMENT_KIND_JUDGMENT", "sealed": true},
    ]);
    let moved = file(&mut scene, moved).await?;
    let body = json!({"name": moved, "court": COURT, "reason": "当事人已搬到前田村女儿家居住。"});
    scene.at(1, 8, 30).await;
    scene.act(NEIGHBOUR.1, "TaskService.TransferTask", body).await?;

    // For the worker today: one accepted, one to accept; for the director one more to assign.
    let lead = errand((
        "VERIFY_LEAD",
        &scene.number(1018, 42),
        WU,
        22,
        "请核实其院内停放的挖掘机归谁所有，并拍照。",
    ));
    accepted(&mut scene, WORKER, lead, 1).await?;
    scene.at(1, 15, 20).await;
    let notice =
        errand(("POST_NOTICE", &scene.number(1026, 39), DU, 26, "请张贴在房屋入口和村务公告栏，各拍一张。"));
    let notice = file(&mut scene, notice).await?;
    scene.at(1, 16, 5).await;
    assign(&mut scene, &notice, WORKER).await?;
    scene.at(1, 16, 40).await;
    let mut help = errand((
        "ON_SITE_ASSISTANCE",
        &scene.number(1049, 28),
        ZHOU,
        40,
        "明日上午腾退房屋，请安排一名网格员到场协助。",
    ));
    help["urgent"] = json!(true);
    file(&mut scene, help).await?;
    Ok(scene.end())
}
