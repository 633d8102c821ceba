//! The supervision list, and what is left to the administrator.

use serde_json::json;

use super::{
    props::{BUILDER, CABINETS, CHEN, JIN, WEI, ZHAO, ZHOU, ZHU},
    scene::{Scene, text},
};
use crate::error::Failure;

/// Supervision items: one closed, one replied, one at work, one signed, and two issued.
pub(super) async fn supervision(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(43, 9, 0).await;
    let first = scene.case((1015, 43, "赡养纠纷", 19_200, &[JIN], ZHAO)).await?;
    let second = scene.case((1016, 43, "抚养纠纷", 32_400, &[CHEN], ZHOU)).await?;
    let third = scene.case((1017, 43, "追索劳动报酬纠纷", 27_600, &[WEI], BUILDER)).await?;
    scene.at(35, 9, 30).await;
    let fourth = scene.case((1036, 35, "医疗损害责任纠纷", 64_000, &[ZHU], CABINETS)).await?;
    let create = "SupervisionService.CreateSupervision";
    let item = |case: &str, matter: &str, owner: &str| json!({"supervision": {"subject": case, "matter": matter, "owner": format!("people/{owner}")}});
    scene.at(29, 9, 0).await;
    let closed = item(&first.name, "立案后十日内未发出执行通知书，请立即发出并说明原因。", "officer");
    let closed = json!({"name": text(&scene.act("command", create, closed).await?, "name")});
    scene.at(28, 14, 0).await;
    scene.act("officer", "SupervisionService.SignSupervision", closed.clone()).await?;
    scene.at(27, 16, 0).await;
    let mut reply = closed.clone();
    reply["reply"] = json!("执行通知书已于当日发出，附送达回证。");
    scene.act("officer", "SupervisionService.ReplySupervision", reply).await?;
    scene.at(27, 17, 10).await;
    scene.act("command", "SupervisionService.AcceptSupervision", closed).await?;

    scene.at(7, 9, 0).await;
    let replied = item(&first.name, "申请执行人来信反映赡养费连续两个月未到账，请核实并反馈。", "officer");
    let replied = json!({"name": text(&scene.act("command", create, replied).await?, "name")});
    scene.at(6, 10, 0).await;
    scene.act("officer", "SupervisionService.SignSupervision", replied.clone()).await?;
    scene.at(6, 15, 20).await;
    let signed = item(&second.name, "请说明抚养费案件财产查控进展。", "officer2");
    let signed = json!({"name": text(&scene.act("command", create, signed).await?, "name")});
    scene.at(5, 9, 10).await;
    scene.act("officer2", "SupervisionService.SignSupervision", signed.clone()).await?;
    scene.act("officer2", "SupervisionService.BeginSupervision", signed).await?;
    scene.at(2, 16, 40).await;
    let mut reply = replied;
    reply["reply"] = json!("已约谈被执行人，本月赡养费一千六百元当日付清，余款约定按月支付。");
    scene.act("officer", "SupervisionService.ReplySupervision", reply).await?;
    scene.at(2, 17, 0).await;
    let chief = item(&third.name, "请执行局对涉民生案件开展一次清查，三日内报院。", "chief");
    scene.act("president", create, chief).await?;
    scene.at(1, 10, 10).await;
    let issued = item(&fourth.name, "请在本周内上门督促一次，并将情况录入系统。", "officer");
    scene.act("command", create, issued).await?;
    Ok(scene.end())
}

/// For the administrator: a court whose line is down, a grid worker whose term ends within the week, and an account of another system that
/// expires within the month.
pub(super) async fn register(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(33, 15, 0).await;
    let account = json!({
        "displayName": "基层治理四平台", "role": "ROLE_COMMAND", "regionCode": "330783", "addresses": ["10.33.0.0/16"],
        "methods": ["sharedcourt.dispatch.v1.TaskService/ListTasks"], "expireTime": scene.stamp(-9, 0, 0),
    });
    let body = json!({"serviceAccountId": "governance", "serviceAccount": account});
    scene.act("admin", "ServiceAccountService.CreateServiceAccount", body).await?;
    scene.at(6, 9, 45).await;
    let equipment = json!([
        {"kind": "EQUIPMENT_KIND_SCREEN", "condition": "EQUIPMENT_CONDITION_WORKING"},
        {"kind": "EQUIPMENT_KIND_LINE", "condition": "EQUIPMENT_CONDITION_FAULTY", "note": "专线中断，已报运营商维修。"},
        {"kind": "EQUIPMENT_KIND_TERMINAL", "condition": "EQUIPMENT_CONDITION_WORKING"},
    ]);
    let body =
        json!({"court": {"name": "courts/330783201206", "equipment": equipment}, "updateMask": "equipment"});
    scene.act("admin", "CourtService.UpdateCourt", body).await?;
    scene.at(4, 10, 15).await;
    let person = json!({"name": "people/worker-330783201204-2"});
    let person = scene.act("admin", "PersonService.GetPerson", person).await?;
    let body = json!({"name": person["terms"][0]["name"], "endTime": scene.stamp(-5, 0, 0)});
    scene.act("admin", "PersonService.EndTerm", body).await?;
    Ok(scene.end())
}
