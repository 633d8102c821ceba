//! Hashing of passwords by Argon2id, with the memory and rounds that OWASP recommends (19 MiB, 2 rounds). It takes a processor for
//! some milliseconds, so it runs beside the calls, and not more of them at once than there is room for: on threads of its own, because
//! the allocator keeps for each thread what such a hash has taken.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, LazyLock, Mutex, PoisonError, mpsc},
    thread,
};

use argon2::{
    Algorithm, Argon2, Block, Params, PasswordHasher as _, Version,
    password_hash::phc::{Output, PasswordHash},
};
use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};
use tokio::sync::{Semaphore, oneshot};

use crate::domain::sign_in::Password;

/// How many are hashed at once: 19 MiB each.
const AT_ONCE: usize = 4;
static ROOM: Semaphore = Semaphore::const_new(AT_ONCE);

/// What is done on such a thread, with the memory that it keeps for hashing.
type Job = Box<dyn FnOnce(&mut Vec<Block>) + Send>;

/// The threads that hash, as long as the process lives.
static HASHERS: LazyLock<mpsc::Sender<Job>> = LazyLock::new(|| {
    let (jobs, waiting) = mpsc::channel::<Job>();
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..AT_ONCE {
        let waiting = Arc::clone(&waiting);
        thread::spawn(move || {
            let mut memory = Vec::new();
            loop {
                let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(job) = job else { return };
                // A waiting task sees that its channel is closed.
                let _ = catch_unwind(AssertUnwindSafe(|| job(&mut memory)));
            }
        });
    }
    jobs
});

/// What is tried where there is no password to try, so that it takes as long. Nobody's password has this hash.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2hhcmVkY291cnQtbm9ib2R5$V9Wm1Yt0ZbqK0wYkH0x1gRr8kQ2bC6y2o0m1u3S4d5E";

/// The hash of a password, to be kept: in the PHC format, with its own salt.
pub(crate) async fn hash(password: Password) -> Result<String, Refusal> {
    beside(move |_| {
        let hashed = Argon2::default().hash_password(password.as_str().as_bytes());
        hashed.map(|hash| hash.to_string()).map_err(|fault| Refusal::internal(&fault))
    })
    .await?
}

/// Whether a password is the one of a hash. Without a hash it is not, and that takes as long.
pub(crate) async fn is_right(password: String, hash: Option<String>) -> Result<bool, Refusal> {
    beside(move |memory| {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(NOBODYS);
        let hash = PasswordHash::new(hash).map_err(|fault| Refusal::internal(&fault))?;
        Ok(is_of(password.as_bytes(), &hash, memory)? && known)
    })
    .await?
}

/// Whether a password has a hash. The same memory serves one password after another.
fn is_of(password: &[u8], hash: &PasswordHash, memory: &mut Vec<Block>) -> Result<bool, Refusal> {
    let (Some(salt), Some(stored)) = (&hash.salt, &hash.hash) else { return Ok(false) };
    let params = Params::try_from(hash).map_err(|fault| Refusal::internal(&fault))?;
    memory.resize(params.block_count(), Block::default());
    let mut made = vec![0; stored.len()];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password, salt, &mut made, memory.as_mut_slice())
        .map_err(|fault| Refusal::internal(&fault))?;
    // Outputs are compared in constant time.
    Ok(Output::new(&made).is_ok_and(|made| made == *stored))
}

async fn beside<T: Send + 'static>(
    work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
) -> Result<T, Refusal> {
    let place = tokio::time::timeout(std::time::Duration::from_secs(5), ROOM.acquire()).await;
    let _place = place.map_err(|_| busy())?.map_err(|fault| Refusal::internal(&fault))?;
    let (done, answer) = oneshot::channel();
    let job: Job = Box::new(move |memory| {
        let _ = done.send(work(memory));
    });
    HASHERS.send(job).map_err(|fault| Refusal::internal(&fault))?;
    answer.await.map_err(|fault| Refusal::internal(&fault))
}

/// The refusal for somebody who comes while too many others sign in.
pub(crate) fn busy() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::SIGN_IN_BUSY,
        "正在登录的人较多，请稍后再试。",
        "Many people are signing in; try again shortly.",
    )
    .retry_after(std::time::Duration::from_secs(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::PersonId;

    #[tokio::test]
    async fn a_hash_knows_its_password_and_no_other() {
        let officer = PersonId::parse("officer").unwrap();
        let one = hash(Password::parse("wide-river-7", &officer).unwrap()).await.unwrap();
        let two = hash(Password::parse("wide-river-7", &officer).unwrap()).await.unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
        assert!(is_right("wide-river-7".into(), Some(one.clone())).await.unwrap());
        assert!(!is_right("wide-river-8".into(), Some(one)).await.unwrap());
        assert!(!is_right("wide-river-7".into(), None).await.unwrap());
    }

    /// What the process holds, in KiB.
    fn memory() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
    async fn many_wrong_passwords_cost_the_memory_of_four() {
        let before = memory();
        for _ in 0..10 {
            let mut tried = tokio::task::JoinSet::new();
            for _ in 0..16 {
                tried.spawn(is_right("wrong-river-7".into(), None));
            }
            assert!(tried.join_all().await.into_iter().all(|right| right.is_ok_and(|right| !right)));
        }
        let grown = memory().saturating_sub(before);
        assert!(grown < 300 * 1024, "{grown} KiB more than before");
    }
}
