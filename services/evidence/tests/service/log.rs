//! The log: proofs that anybody can check, of files, and of the log itself.

use evidence::{
    Migrator,
    domain::{
        digest::Digest,
        proof::{Broken, Proof, check, check_file, signed},
    },
};
use kit::testing::on_every_database;
use proto::evidence::v1 as wire;

use crate::world::{World, png, reason, sha256};

fn proof(message: &wire::LeafProof) -> Proof {
    Proof {
        leaf: message.leaf.clone(),
        index: u64::try_from(message.leaf_index).unwrap(),
        hashes: message.hashes.clone(),
        checkpoint: message.checkpoint.clone(),
    }
}

#[tokio::test]
async fn every_file_is_proved_and_nothing_else_is() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let worker = world.person("worker");
        let empty = worker.log().get_checkpoint(wire::GetCheckpointRequest {}).await.unwrap().into_inner();
        assert_eq!(signed(&empty.note, &empty.verifier_key).unwrap().size, 0);
        let mut names = Vec::new();
        for side in 1..=13 {
            let bytes = png(side);
            let name = worker.declare(&bytes, "image/png").await.unwrap().name;
            worker.send(&name, &bytes, (0, true), None).await.unwrap();
            names.push((name, bytes));
        }
        let key = worker
            .log()
            .get_checkpoint(wire::GetCheckpointRequest {})
            .await
            .unwrap()
            .into_inner()
            .verifier_key;
        assert_eq!(key, empty.verifier_key);
        for (place, (name, bytes)) in names.iter().enumerate() {
            let ask = wire::GetEvidenceProofRequest { name: name.clone() };
            let proved = worker.evidence().get_evidence_proof(ask).await.unwrap().into_inner();
            assert_eq!(usize::try_from(proved.leaf_index).unwrap(), place);
            let (good, found) = (proof(&proved), Digest::parse(&sha256(bytes)).unwrap());
            assert_eq!(check_file(&good, &key, found).unwrap().size, 13);
            let other = Digest::parse(&sha256(b"other")).unwrap();
            assert_eq!(check_file(&good, &key, other), Err(Broken::File));
            let mut bad = good.clone();
            bad.leaf.push(' ');
            assert_eq!(check(&bad, &key), Err(Broken::Path));
            let bad = Proof { index: good.index ^ 1, ..good.clone() };
            assert_eq!(check(&bad, &key), Err(Broken::Path));
            let bad = Proof { checkpoint: good.checkpoint.replacen("13", "14", 1), ..good.clone() };
            assert_eq!(check(&bad, &key), Err(Broken::Signature));
            let bad = Proof { checkpoint: "nonsense".into(), ..good };
            assert!(matches!(check(&bad, &key), Err(Broken::Checkpoint | Broken::Signature)));
        }
    })
    .await;
}

#[tokio::test]
async fn the_log_of_yesterday_is_the_beginning_of_today_s() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let worker = world.person("worker");
        let mut roots = Vec::new();
        for side in 1..=9 {
            let bytes = png(side);
            let name = worker.declare(&bytes, "image/png").await.unwrap().name;
            worker.send(&name, &bytes, (0, true), None).await.unwrap();
            let response =
                worker.log().get_checkpoint(wire::GetCheckpointRequest {}).await.unwrap().into_inner();
            roots.push(signed(&response.note, &response.verifier_key).unwrap());
        }
        for older in 1..=9_i64 {
            for newer in older..=9 {
                let ask = wire::GetConsistencyProofRequest { from_size: older, to_size: newer };
                let response = worker.log().get_consistency_proof(ask).await.unwrap().into_inner();
                let path =
                    response.hashes.iter().map(|hash| tlog_tiles::Hash::parse_hash(hash).unwrap()).collect();
                let tree = |size: i64| roots[usize::try_from(size).unwrap() - 1];
                let (old, new) = (tree(older), tree(newer));
                tlog_tiles::check_tree(&path, new.size, new.root, old.size, old.root).unwrap();
            }
        }
        for (from_size, to_size) in [(0, 1), (5, 4), (1, 10), (-1, 1)] {
            let ask = wire::GetConsistencyProofRequest { from_size, to_size };
            let refused = worker.log().get_consistency_proof(ask).await.unwrap_err();
            assert_eq!(reason(&refused), "TREE_SIZE_OUT_OF_RANGE");
        }
        let ask = wire::GetLeafProofRequest { subject: "tasks/1/attempts/1".into() };
        let refused = world.person("officer").log().get_leaf_proof(ask).await.unwrap_err();
        assert_eq!(reason(&refused), "LEAF_UNKNOWN");
    })
    .await;
}
