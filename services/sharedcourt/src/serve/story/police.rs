//! Police watches and sanctions: in force, to be approved, to be handed to the police, to be decided by the president.

use serde_json::{Value, json};

use super::{
    props::{CABINETS, DU, HE, JIANG, Party, WU, XU, ZHU},
    scene::{Case, Scene, fen, text},
};
use crate::error::Failure;

/// A watch that the officer draws up.
async fn watch(
    scene: &mut Scene<'_>,
    case: &Case,
    person: Party,
    (ground, why): (&str, &str),
) -> Result<String, Failure> {
    let papers =
        scene.papers(case, &["拘留决定书", "协助执行通知书"], &format!("查找 {}", person.name)).await?;
    let watch = json!({"case": case.name, "caseNumber": case.number, "person": person.subject(),
        "ground": format!("WATCH_GROUND_{ground}"), "groundText": why, "papers": papers});
    let drawn = scene.act("officer", "PersonWatchService.CreatePersonWatch", json!({"watch": watch})).await?;
    Ok(text(&drawn, "name"))
}

/// Watches of three people.
pub(super) async fn watches(mut scene: Scene<'_>) -> Result<u32, Failure> {
    let approve = "PersonWatchService.ApprovePersonWatch";
    scene.at(37, 10, 0).await;
    let first = scene.case((1032, 37, "机动车交通事故责任纠纷", 164_000, &[HE], JIANG)).await?;
    let second = scene.case((1033, 37, "民间借贷纠纷", 72_000, &[ZHU], WU)).await?;
    scene.at(14, 9, 0).await;
    let pushed =
        watch(&mut scene, &first, JIANG, ("DETENTION", "拒不申报财产，已决定拘留，去向不明。")).await?;
    scene.at(14, 15, 0).await;
    scene.act("chief", approve, json!({"name": pushed})).await?;
    scene.at(13, 9, 0).await;
    scene.act("command", "PersonWatchService.PushPersonWatch", json!({"name": pushed})).await?;
    scene.at(5, 21, 40).await;
    let body = json!({"name": pushed, "place": "义乌市某宾馆", "hitTime": scene.stamp(5, 21, 20)});
    scene.act("clerk-u03", "PersonWatchService.HitPersonWatch", body).await?;
    scene.at(3, 10, 0).await;
    let approved =
        watch(&mut scene, &second, WU, ("ASSISTED_SEARCH", "长期下落不明，财产调查无法进行。")).await?;
    scene.at(2, 9, 20).await;
    scene.act("chief", approve, json!({"name": approved})).await?;
    scene.at(1, 14, 20).await;
    let third = scene.case((1098, 1, "追偿权纠纷", 58_000, &[HE], XU)).await?;
    watch(&mut scene, &third, XU, ("COMPELLED_APPEARANCE", "经两次传票传唤，无正当理由拒不到庭。")).await?;
    Ok(scene.end())
}

/// Sanctions in four states.
pub(super) async fn sanctions(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(39, 9, 30).await;
    let case = scene.case((1026, 39, "加工合同纠纷", 97_000, &[CABINETS], DU)).await?;
    let evidence = scene.papers(&case, &["财产调查笔录"], "证明被执行人收入和财产状况").await?;
    let propose = |kind: &str, ground: &str, more: Value| {
        let mut sanction = json!({"case": case.name, "kind": format!("SANCTION_KIND_{kind}"), "sanctioned": DU.sanctioned(),
            "ground": ground, "evidence": evidence, "noticeExpired": true});
        for (field, value) in more.as_object().into_iter().flatten() {
            sanction[field] = value.clone();
        }
        json!({"sanction": sanction})
    };
    let create = "SanctionService.CreateSanction";
    scene.at(24, 9, 0).await;
    let restricted = propose("CONSUMPTION_RESTRICTION", "未按执行通知书指定的期间履行给付义务。", json!({}));
    let restricted = scene.act("officer", create, restricted).await?;
    scene.at(24, 16, 0).await;
    scene.act("president", "SanctionService.ApproveSanction", json!({"name": restricted["name"]})).await?;
    scene.at(23, 10, 0).await;
    let body = json!({"name": restricted["name"], "date": scene.day(23)});
    scene.act("officer", "SanctionService.ServeSanction", body).await?;

    // Approved by the president: the officer serves the decision.
    scene.at(8, 9, 0).await;
    let fine = json!({"amountFen": fen(5_000)});
    let fine = propose("FINE", "责令报告财产后虚假报告，隐瞒出租收入。", fine);
    let fine = scene.act("officer", create, fine).await?;
    scene.at(7, 15, 0).await;
    let body = json!({"name": fine["name"], "comment": "同意。"});
    scene.act("president", "SanctionService.ApproveSanction", body).await?;

    // For the president and for the chief.
    scene.at(2, 10, 30).await;
    let detention = propose("DETENTION", "罚款后仍转移财产，抗拒执行。", json!({"days": 10}));
    scene.act("officer", create, detention).await?;
    scene.at(1, 11, 0).await;
    let listed = json!({"dishonestGround": "DISHONEST_GROUND_VIOLATES_PROPERTY_REPORTING"});
    let listed = propose("DISHONEST_LIST", "违反财产报告制度，虚假报告财产。", listed);
    scene.act("officer", create, listed).await?;
    Ok(scene.end())
}
