//! Hashing of passwords by Argon2id, with the memory and rounds that OWASP recommends (19 MiB, 2 rounds). It takes a processor for
//! some milliseconds, so it runs beside the calls, and not more of them at once than there is room for.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash};
use kit::refusal::{Kind, Refusal};
use tokio::sync::Semaphore;

use crate::domain::sign_in::Password;

/// How many are hashed at once: 19 MiB each.
static ROOM: Semaphore = Semaphore::const_new(4);
/// What is tried where there is no password to try, so that it takes as long. Nobody's password has this hash.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2hhcmVkY291cnQtbm9ib2R5$V9Wm1Yt0ZbqK0wYkH0x1gRr8kQ2bC6y2o0m1u3S4d5E";

/// The hash of a password, to be kept: in the PHC format, with its own salt.
pub(crate) async fn hash(password: Password) -> Result<String, Refusal> {
    beside(move || {
        let hashed = Argon2::default().hash_password(password.as_str().as_bytes());
        hashed.map(|hash| hash.to_string()).map_err(|fault| Refusal::internal(&fault))
    })
    .await?
}

/// Whether a password is the one of a hash. Without a hash it is not, and that takes as long.
pub(crate) async fn is_right(password: String, hash: Option<String>) -> Result<bool, Refusal> {
    beside(move || {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(NOBODYS);
        let hash = PasswordHash::new(hash).map_err(|fault| Refusal::internal(&fault))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known)
    })
    .await?
}

async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    let place = tokio::time::timeout(std::time::Duration::from_secs(5), ROOM.acquire()).await;
    let _place = place.map_err(|_| busy())?.map_err(|fault| Refusal::internal(&fault))?;
    tokio::task::spawn_blocking(work).await.map_err(|fault| Refusal::internal(&fault))
}

/// The refusal for somebody who comes while too many others sign in.
pub(crate) fn busy() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        "SIGN_IN_BUSY",
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
}
