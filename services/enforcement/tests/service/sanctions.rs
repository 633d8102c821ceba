//! Measures: proposed, approved by the right office, served, lifted in time.

use kit::access::Role;
use proto::enforcement::v1 as wire;

use crate::world::{World, fields, id, on_every, reason};

fn fine(case: &str, amount_fen: i64) -> wire::Sanction {
    wire::Sanction {
        case: case.into(),
        kind: wire::SanctionKind::Fine.into(),
        party: 1,
        amount_fen,
        ground: "拒不报告财产".into(),
        ..wire::Sanction::default()
    }
}

fn listed(case: &str) -> wire::Sanction {
    wire::Sanction { kind: wire::SanctionKind::DishonestList.into(), amount_fen: 0, ..fine(case, 0) }
}

async fn propose(world: &World, sanction: wire::Sanction) -> Result<wire::Sanction, tonic::Status> {
    let request = wire::CreateSanctionRequest { request_id: id(), sanction: Some(sanction) };
    world.officer().sanctions().create_sanction(request).await.map(tonic::Response::into_inner)
}

fn approve(name: &str) -> wire::ApproveSanctionRequest {
    wire::ApproveSanctionRequest { request_id: id(), name: name.into(), ..Default::default() }
}

fn serve(name: &str) -> wire::ServeSanctionRequest {
    wire::ServeSanctionRequest { request_id: id(), name: name.into(), ..Default::default() }
}

#[tokio::test]
async fn a_fine_is_the_presidents_to_approve_and_never_the_proposers() {
    on_every(|world| async move {
        let case = world.officer().file(1).await;
        let too_high = propose(&world, fine(&case.name, 10_000_001)).await.unwrap_err();
        assert_eq!((reason(&too_high).as_str(), fields(&too_high).len()), ("LAW_NOT_MET", 1));
        let nobody = propose(&world, wire::Sanction { party: 9, ..fine(&case.name, 100) }).await.unwrap_err();
        assert_eq!(fields(&nobody), [("sanction.party".to_owned(), "PARTY_UNKNOWN".to_owned())]);
        let proposed = propose(&world, fine(&case.name, 5_000_000)).await.unwrap();

        let chief = world.person("chief", Role::BureauChief, "330783");
        let refusal = chief.sanctions().approve_sanction(approve(&proposed.name)).await.unwrap_err();
        assert_eq!(reason(&refusal), "PRESIDENT_REQUIRED");
        let both = world.person("officer", Role::President, "330783");
        let refusal = both.sanctions().approve_sanction(approve(&proposed.name)).await.unwrap_err();
        assert_eq!(reason(&refusal), "OWN_PROPOSAL");
        let early = world.officer().sanctions().serve_sanction(serve(&proposed.name)).await.unwrap_err();
        assert_eq!(reason(&early), "SANCTION_STATE_CONFLICT");

        // Two approvals at once: one counts.
        let president = world.president();
        let tries = (0..6).map(|_| {
            let (mut client, request) = (president.sanctions(), approve(&proposed.name));
            async move { client.approve_sanction(request).await }
        });
        let approved = futures::future::join_all(tries).await;
        assert_eq!(approved.iter().filter(|answer| answer.is_ok()).count(), 1);
        let served =
            world.officer().sanctions().serve_sanction(serve(&proposed.name)).await.unwrap().into_inner();
        assert_eq!(served.state(), wire::SanctionState::InForce);
        assert!(served.basis.iter().any(|why| why.article.contains('条')));

        let reconsider = || wire::ReconsiderSanctionRequest {
            request_id: id(),
            name: proposed.name.clone(),
            ..Default::default()
        };
        let again = world.officer().sanctions().reconsider_sanction(reconsider()).await.unwrap().into_inner();
        assert_eq!((again.state(), again.reconsidered), (wire::SanctionState::InForce, true));
        let twice = world.officer().sanctions().reconsider_sanction(reconsider()).await.unwrap_err();
        assert_eq!(reason(&twice), "RECONSIDERED_BEFORE");
        let request = wire::GetSanctionRequest { name: proposed.name };
        let outside = world.stranger().sanctions().get_sanction(request).await.unwrap_err();
        assert_eq!(reason(&outside), "SANCTION_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn when_the_debt_is_performed_the_listing_has_to_be_lifted_by_a_day() {
    on_every(|world| async move {
        let case = world.officer().file(1).await;
        let no_ground = wire::Sanction { ground: String::new(), ..listed(&case.name) };
        assert_eq!(reason(&propose(&world, no_ground).await.unwrap_err()), "LAW_NOT_MET");
        let proposed = propose(&world, listed(&case.name)).await.unwrap();
        let chief = world.person("chief", Role::BureauChief, "330783");
        chief.sanctions().approve_sanction(approve(&proposed.name)).await.unwrap();
        world.officer().sanctions().serve_sanction(serve(&proposed.name)).await.unwrap();
        let close = wire::CloseCaseRequest {
            request_id: id(),
            name: case.name.clone(),
            ending: wire::Ending::Completed.into(),
            facts: Some(wire::ClosingFacts { performed: true, ..Default::default() }),
            ..Default::default()
        };
        world.officer().cases().close_case(close).await.unwrap();
        let request = wire::ListSanctionsRequest {
            filter: format!("case={} AND lift_due<=2099-01-01", case.name),
            ..Default::default()
        };
        let due = world.officer().sanctions().list_sanctions(request.clone()).await.unwrap().into_inner();
        assert_eq!((due.sanctions.len(), &due.sanctions[0].name), (1, &proposed.name));
        let lift = |reason: &str| wire::LiftSanctionRequest {
            request_id: id(),
            name: proposed.name.clone(),
            reason: reason.into(),
            ..Default::default()
        };
        let silent = world.officer().sanctions().lift_sanction(lift(" ")).await.unwrap_err();
        assert_eq!(fields(&silent), [("reason".to_owned(), "REQUIRED".to_owned())]);
        let lifted = world.officer().sanctions().lift_sanction(lift("履行完毕")).await.unwrap().into_inner();
        assert_eq!(lifted.state(), wire::SanctionState::Lifted);
        let due = world.officer().sanctions().list_sanctions(request).await.unwrap().into_inner();
        assert!(due.sanctions.is_empty());
    })
    .await;
}
