//! Cases in several states: one whose limit is near and whose extension waits for the president, one suspended, one settled and not paid
//! when it was due, one whose closing the president has approved, one closed, and one that came in yesterday.

use serde_json::json;

use super::{
    props::{CABINETS, CHEN, DU, ESTATE, GE, JIA, JIN, LOU, WEI, XU, XU_HONG, ZHU},
    scene::{Scene, fen},
};
use crate::error::Failure;

/// Cases of the officer.
pub(super) async fn cases(mut scene: Scene<'_>) -> Result<u32, Failure> {
    // Entered when the officer took them over from a colleague.
    scene.at(45, 9, 0).await;
    let long = scene.case((611, 171, "建设工程施工合同纠纷", 1_260_000, &[ESTATE], CABINETS)).await?;
    let hopeless = scene.case((648, 150, "民间借贷纠纷", 68_000, &[WEI], JIA)).await?;
    scene.at(38, 9, 10).await;
    let valued = scene.case((1030, 38, "借款合同纠纷", 540_000, &[ZHU], XU)).await?;
    scene.at(36, 10, 0).await;
    let settled = scene.case((1034, 36, "健康权纠纷", 46_800, &[XU_HONG], LOU)).await?;
    scene.at(30, 10, 20).await;
    let performed = scene.case((1041, 30, "物业服务合同纠纷", 8_600, &[GE], DU)).await?;

    scene.at(22, 14, 30).await;
    let settlement = json!({
        "signedDate": scene.day(22), "terms": "分三期付清；任何一期逾期，申请执行人可以申请恢复执行。",
        "instalments": [
            {"dueDate": scene.day(3), "amountFen": fen(16_800)}, {"dueDate": scene.day(-28), "amountFen": fen(15_000)},
            {"dueDate": scene.day(-59), "amountFen": fen(15_000)},
        ],
    });
    scene
        .act("officer", "CaseService.SettleCase", json!({"name": settled.name, "settlement": settlement}))
        .await?;

    scene.at(16, 9, 40).await;
    let body = json!({"name": valued.name, "ground": "SUSPENSION_GROUND_AUDIT_APPRAISAL",
        "reason": "抵押房产正在委托司法评估，评估期间扣除执行期限。"});
    scene.act("officer", "CaseService.SuspendCase", body).await?;

    // Paid to the applicant directly, with their receipt.
    scene.at(12, 15, 0).await;
    let receipt = scene.papers(&performed, &["收条"], "今收到杜春林支付的物业费八千六百元整。").await?;
    let discharge = json!({"kind": "DISCHARGE_KIND_PAID_DIRECTLY", "amountFen": fen(8_600), "evidence": receipt,
        "note": "被执行人直接向申请执行人付清，申请执行人出具收条。"});
    let body = json!({"name": performed.name, "ending": "ENDING_COMPLETED", "date": scene.day(12),
        "facts": {"performed": true, "discharges": [discharge]}});
    scene.act("officer", "CaseService.CloseCase", body).await?;

    scene.at(4, 16, 30).await;
    let body =
        json!({"name": long.name, "months": 3, "reason": "厂房拍卖公告期未满，无法在期限内处置完毕。"});
    scene.act("officer", "CaseService.ExtendCase", body).await?;

    // The president agrees to the end of the current procedure; its other conditions are still open.
    scene.at(2, 11, 10).await;
    scene.act("president", "CaseService.ApproveClosing", json!({"name": hopeless.name})).await?;

    scene.at(1, 9, 5).await;
    scene.case((1102, 1, "劳务合同纠纷", 23_500, &[CHEN, JIN], XU)).await?;
    Ok(scene.end())
}
