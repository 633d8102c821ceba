//! Where a service keeps its rows: a folder of SQLite files, or a PostgreSQL database by URL.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use sea_orm::{ConnectionTrait as _, DbErr};

use crate::{
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    storage::{
        database::{BUSY, pool_options},
        sql,
    },
};

/// Where a service keeps its rows, and who wakes the readers of its log.
#[derive(Clone, Debug)]
pub struct Location {
    pub(super) rows: Rows,
    pub(super) redis: Option<redis::Client>,
}

/// Where the rows are.
#[derive(Clone)]
pub enum Rows {
    /// In a file of this folder, named for the service.
    Folder(PathBuf),
    /// In a schema of this database, named for the service.
    Postgres(String),
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => f.debug_tuple("Folder").field(folder).finish(),
            // The URL may hold a password.
            Self::Postgres(_) => f.write_str("Postgres"),
        }
    }
}

impl Location {
    /// Where the rows are.
    #[must_use]
    pub const fn rows(&self) -> &Rows {
        &self.rows
    }

    /// In SQLite files of this folder, named for the services.
    #[must_use]
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self { rows: Rows::Folder(folder.into()), redis: None }
    }

    /// In schemas of this PostgreSQL database, named for the services.
    #[must_use]
    pub fn postgres(url: impl Into<String>) -> Self {
        Self { rows: Rows::Postgres(url.into()), redis: None }
    }

    /// Removes the note that a database was here, as versions did that made no marks.
    #[cfg(test)]
    pub(crate) fn forget_notes(&self, service: &str) {
        if let Rows::Folder(folder) = &self.rows {
            let _ = std::fs::remove_file(folder.join(format!("{service}.mark")));
        }
    }

    /// From a URL (`postgres://…`), or the folder where none is given.
    pub fn new(url: Option<&str>, folder: &Path) -> Result<Self, Refusal> {
        match url {
            None => Ok(Self::folder(folder)),
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Self::postgres(url))
            }
            Some(_) => Err(Refusal::new(
                Kind::Invalid,
                reason::DATABASE_URL,
                "数据库地址须以 postgres:// 开头；不填则使用数据目录中的 SQLite。",
                "A database URL begins with postgres://; without one, SQLite in the data folder is used.",
            )),
        }
    }

    /// With a Redis (`redis://…`) that wakes the readers of logs in other processes. It holds nothing that may not be lost.
    pub fn woken_by(mut self, url: Option<&str>) -> Result<Self, Refusal> {
        let open = |url: &str| {
            redis::Client::open(url).map_err(|_| {
                Refusal::new(
                    Kind::Invalid,
                    reason::REDIS_URL,
                    "Redis 地址形如 redis://主机:6379。",
                    "A Redis URL reads redis://host:6379.",
                )
            })
        };
        self.redis = url.map(open).transpose()?;
        Ok(self)
    }
}

/// Whether a location holds data already, of any of these services; the first that does.
pub async fn holds_data(location: &Location, services: &[&str]) -> Result<Option<String>, DbErr> {
    match &location.rows {
        Rows::Folder(folder) => {
            let filled = |service: &&&str| {
                std::fs::metadata(folder.join(format!("{service}.db"))).is_ok_and(|meta| meta.len() > 0)
            };
            Ok(services.iter().find(filled).map(|service| (*service).to_owned()))
        }
        Rows::Postgres(url) => {
            let mut options = pool_options(url);
            options.max_connections(1).acquire_timeout(BUSY);
            let connection = sea_orm::Database::connect(options).await?;
            let text = "SELECT table_schema AS place FROM information_schema.tables WHERE table_name = 'seaql_migrations'";
            let rows = connection.query_all_raw(sql(&connection, text, vec![])).await?;
            let places = rows.iter().map(|row| row.try_get::<String>("", "place"));
            let places = places.collect::<Result<Vec<_>, _>>()?;
            connection.close().await?;
            Ok(places.into_iter().find(|place| services.contains(&place.as_str())))
        }
    }
}
