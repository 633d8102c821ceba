//! Evidence: bytes through the installation beside the object store alone on the same disk, and proofs in a log of a million leaves.

use std::{fmt::Write as _, time::Instant};

use evidence::{Evidence, Migrator};
use installation::{Database, Installation, WORKER};
use kit::{
    access::{AssertionSigner, Caller, keys::Keys},
    domain::Timestamp,
    rpc::{ClientChannel, LateBoundPeer},
    storage::{Location, Store, sql},
};
use object_store::{ObjectStoreExt as _, local::LocalFileSystem, path::Path};
use proto::evidence::v1::{self as wire, transparency_log_service_client::TransparencyLogServiceClient};
use reqwest::Method;
use sea_orm::{ConnectionTrait as _, Value};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tlog_tiles::{Error, Hash, HashReader, stored_hashes};

use crate::{print_one, print_rate};

const MIB: usize = 1024 * 1024;
/// The video that is sent.
const SIZE: usize = 64 * MIB;
/// How often; the median counts, for disks have moods.
const TIMES: usize = 7;
/// How many leaves the log has.
const LEAVES: u64 = 1_000_000;
/// How many proofs are asked for.
const PROOFS: u64 = 2000;

pub(crate) async fn run() {
    bytes().await;
    proofs().await;
}

/// Another video each time, as far as anybody looks.
fn video(number: usize) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ (u64::try_from(number).unwrap() + 1);
    while bytes.len() < SIZE {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes
}

/// MB a second of the median of so many times.
fn pace(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let size = SIZE as f64;
    size / 1e6 / times[times.len() / 2]
}

async fn bytes() {
    let installation = Installation::demo(Database::Sqlite).await;
    let alone = tempfile::tempdir().unwrap();
    let store = LocalFileSystem::new_with_prefix(alone.path()).unwrap().with_fsync(true);
    let (mut put, mut got, mut sent, mut read) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for number in 0..TIMES {
        let video = bytes::Bytes::from(video(number));
        let name = Path::from(format!("video-{number}"));
        let began = Instant::now();
        // As any service would that streams: in parts, and on disk when it says so.
        let writing = store.put_multipart(&name).await.unwrap();
        let mut writing = object_store::WriteMultipart::new(writing);
        for part in video.chunks(MIB) {
            writing.wait_for_capacity(4).await.unwrap();
            writing.put(video.slice_ref(part));
        }
        writing.finish().await.unwrap();
        put.push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        assert_eq!(store.get(&name).await.unwrap().bytes().await.unwrap().len(), video.len());
        got.push(began.elapsed().as_secs_f64());

        let sha256 = hex::encode(Sha256::digest(&video));
        let body = json!({"requestId": uuid::Uuid::now_v7().to_string(), "evidence": {
            "sha256": sha256, "sizeBytes": video.len().to_string(), "mediaType": "video/mp4"}});
        installation.done(WORKER, "/v1/evidence", &body).await;
        let content = format!("/v1/evidence/{sha256}/content");
        let began = Instant::now();
        let request = installation.request(WORKER, Method::PATCH, &content).header("upload-offset", "0");
        let request = request.header("upload-complete", "?1").body(video.clone());
        assert!(request.send().await.unwrap().status().is_success());
        sent.push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        let answer = installation.request(WORKER, Method::GET, &content).send().await.unwrap();
        assert_eq!(answer.bytes().await.unwrap().len(), video.len());
        read.push(began.elapsed().as_secs_f64());
    }
    let limit = pace(put);
    print_rate("evidence, MB of a video written by the object store alone", limit, None);
    print_rate(
        "evidence, MB of a video sent to the program: checked, proved, on disk",
        pace(sent),
        Some(limit),
    );
    let limit = pace(got);
    print_rate("evidence, MB of a video read from the object store alone", limit, None);
    print_rate("evidence, MB of a video read from the program", pace(read), Some(limit));
}

/// The tree, as it is made.
#[derive(Default)]
struct Tree(Vec<Hash>);

impl HashReader for Tree {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let found = indexes.iter().map(|index| self.0.get(usize::try_from(*index).ok()?).copied());
        found.collect::<Option<_>>().ok_or(Error::IndexesNotInTree)
    }
}

/// Inserts rows of two or four columns, many at a time.
async fn insert(tx: &impl sea_orm::ConnectionTrait, head: &str, columns: usize, values: Vec<Value>) {
    for chunk in values.chunks(columns * 400) {
        let mut text = format!("{head} VALUES ");
        for row in 0..chunk.len() / columns {
            let places: Vec<_> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
            let _ = write!(text, "{}({})", if row == 0 { "" } else { ", " }, places.join(", "));
        }
        tx.execute_raw(sql(tx, &text, chunk.to_vec())).await.unwrap();
    }
}

/// A log of so many leaves, written past the service, which would take one transaction for each.
async fn fill(store: &Store) {
    let tx = store.begin().await.unwrap();
    let mut tree = Tree::default();
    let (mut leaves, mut hashes) = (Vec::new(), Vec::new());
    for place in 0..LEAVES {
        let text = format!("sharedcourt evidence log v1\nattempt tasks/0/attempts/{place}\n");
        let new = stored_hashes(place, text.as_bytes(), &tree).unwrap();
        for hash in &new {
            let at = i64::try_from(tree.0.len()).unwrap();
            hashes.extend([Value::from(at), Value::from(hash.0.to_vec())]);
            tree.0.push(*hash);
        }
        let row: [Value; 4] = [
            i64::try_from(place).unwrap().into(),
            format!("tasks/0/attempts/{place}").into(),
            text.into(),
            0_i64.into(),
        ];
        leaves.extend(row);
        if leaves.len() >= 40_000 {
            let head = "INSERT INTO leaves (place, subject, text, create_time)";
            insert(&tx, head, 4, std::mem::take(&mut leaves)).await;
            insert(&tx, "INSERT INTO hashes (place, hash)", 2, std::mem::take(&mut hashes)).await;
        }
    }
    assert!(leaves.is_empty() && hashes.is_empty(), "leaves come in whole batches");
    let size = i64::try_from(LEAVES).unwrap();
    tx.execute_raw(sql(&tx, "UPDATE tree SET size = $1", vec![size.into()])).await.unwrap();
    tx.commit().await.unwrap();
}

async fn proofs() {
    let (keys, folder) = (Keys::random().unwrap(), tempfile::tempdir().unwrap());
    let location = Location::folder(folder.path());
    let store = Store::open::<Migrator>(&location, evidence::NAME, &keys).await.unwrap();
    fill(&store).await;
    let years = evidence::domain::retention::YEARS;
    let service =
        Evidence::over(store, &keys, ("", folder.path()), years, LateBoundPeer::default().peer()).unwrap();
    let at = Timestamp::now();
    // A process of the installation: what is measured is the log, and not who may see of what it is.
    let assertion = AssertionSigner::new(&keys, "bench").we_call(at);
    let line =
        ClientChannel::on_behalf_of(&service.peer, &Caller { assertion, ..Caller::ourselves(at) }).unwrap();
    let mut log = TransparencyLogServiceClient::new(line);
    let mut times = Vec::new();
    let mut hashes = 0;
    for number in 0..PROOFS {
        // Leaves from everywhere in the log.
        let place = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % LEAVES;
        let ask = wire::GetLeafProofRequest { subject: format!("tasks/0/attempts/{place}") };
        let began = Instant::now();
        let proof = log.get_leaf_proof(ask).await.unwrap().into_inner();
        times.push(began.elapsed().as_secs_f64() * 1e3);
        hashes = hashes.max(proof.hashes.len());
    }
    times.sort_by(f64::total_cmp);
    print_one("evidence, ms for a proof among a million leaves, median", times[times.len() / 2]);
    print_one("evidence, ms for a proof among a million leaves, 99 of 100", times[times.len() * 99 / 100]);
    print_one("evidence, hashes of such a proof", f64::from(u32::try_from(hashes).unwrap()));
    service.stop().await;
}
