//! Acts that name a party of a case instead of a number that the court has.

use investigation::Migrator;
use kit::testing::on_every_database;
use proto::investigation::v1 as wire;

use crate::{
    peers::DEBTOR,
    world::{World, fields, freeze, query, reason},
};

fn named(party: &str, display_name: &str) -> wire::Subject {
    wire::Subject { display_name: display_name.into(), party: party.into(), ..Default::default() }
}

#[tokio::test]
async fn a_debtor_of_a_case_is_entered_and_found_without_their_number() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::beside(store).await;
        let officer = world.person("officer");
        let enter = async |identity: wire::Subject| {
            let debtor = wire::Debtor { identity: Some(identity), ..Default::default() };
            let request = wire::CreateDebtorRequest { debtor: Some(debtor), ..Default::default() };
            officer.debtors().create_debtor(request).await
        };
        let find = async |case: &str| {
            let request = wire::FindCaseDebtorsRequest { case: case.into() };
            officer.debtors().find_case_debtors(request).await
        };
        let before = find("cases/c4").await.unwrap().into_inner().debtors;
        let shown: Vec<_> =
            before.iter().map(|one| (&*one.party, &*one.display_name, &*one.debtor)).collect();
        assert_eq!(shown, [("cases/c4/parties/2", "李四", ""), ("cases/c4/parties/3", "东阳某公司", "")]);
        for (party, name, field, why) in [
            ("cases/c4/parties/2", "王五", "debtor.identity.party", "PARTY_CHANGED"),
            ("cases/c4/parties/9", "李四", "debtor.identity.party", "PARTY_UNKNOWN"),
            ("李四", "李四", "debtor.identity.party", "PARTY_UNKNOWN"),
            ("cases/none/parties/2", "李四", "debtor.identity.party", "CASE_UNKNOWN"),
        ] {
            let refused = enter(named(party, name)).await.unwrap_err();
            assert_eq!(fields(&refused), [(field.to_owned(), why.to_owned())], "{party} {name}");
        }
        let both = wire::Subject { identity_number: DEBTOR.into(), ..named("cases/c4/parties/2", "李四") };
        let refused = enter(both).await.unwrap_err();
        assert_eq!(fields(&refused), [("debtor.identity.identity_number".into(), "ONLY_ONE_OF".into())]);
        let made = enter(named("cases/c4/parties/2", "李四")).await.unwrap().into_inner();
        let identity = made.identity.unwrap();
        assert!(identity.identity_number.contains('*') && identity.party.is_empty());
        let found = find("cases/c4").await.unwrap().into_inner().debtors;
        assert_eq!((&*found[0].debtor, &*found[1].debtor), (&*made.name, ""));
        assert_eq!(reason(&enter(named("cases/c4/parties/2", "李四")).await.unwrap_err()), "DEBTOR_EXISTS");
        assert_eq!(fields(&find("cases/none").await.unwrap_err())[0].1, "CASE_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn a_request_takes_the_number_of_the_party_that_it_names() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::beside(store).await;
        let (officer, case) = (world.person("officer"), "cases/c4".to_owned());
        let asked = |subject: wire::Subject| wire::AssistRequest {
            case: case.clone(),
            case_number: String::new(),
            subject: Some(subject),
            ..query()
        };
        // A party of another case is none of this one.
        let other = officer.draw_up(asked(named("cases/c1/parties/2", "李四"))).await.unwrap_err();
        assert_eq!(fields(&other), [("request.subject.party".into(), "PARTY_UNKNOWN".into())]);
        let made = officer.draw_up(asked(named("cases/c4/parties/2", "李四"))).await.unwrap();
        let sent = officer.submit(&made.name).await.unwrap();
        let clerk = world.person("u03").get(&sent.name).await.unwrap().subject.unwrap();
        assert_eq!(clerk.identity_number, DEBTOR, "the unit's clerk sees the whole number");
        let mut equity = wire::AssistRequest { case_number: String::new(), ..freeze("c4") };
        let held = equity.equity_freeze.as_mut().unwrap();
        (held.holder, held.holder_party) = ("李四".into(), "cases/c4/parties/2".into());
        let drawn = officer.draw_up(equity.clone()).await.unwrap().equity_freeze.unwrap();
        assert!(drawn.holder_identity_number.contains('*') && drawn.holder_party.is_empty());
        equity.equity_freeze.as_mut().unwrap().holder = "王五".into();
        let refused = officer.draw_up(equity).await.unwrap_err();
        assert_eq!(fields(&refused), [("request.equity_freeze.holder_party".into(), "PARTY_CHANGED".into())]);
    })
    .await;
}
