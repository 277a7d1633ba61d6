//! The second store stays a switch: the tables of both are twins, and every statement is prepared on both.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use daybook::store::{Store, Use, all_statements, all_twins};
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, PgConnection, SqliteConnection};

/// A PostgreSQL of the test's own, on a socket in its folder; gone when dropped.
struct Postgres {
    bin: PathBuf,
    user: Option<&'static str>,
    folder: tempfile::TempDir,
}

impl Postgres {
    /// Starts one; `None` where PostgreSQL is not installed.
    fn start() -> Option<Self> {
        let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path().join("bin")));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let bin = std::env::split_paths(&path).chain(debian).find(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())?;
        // initdb refuses to run as root.
        let known = |user: &&str| std::fs::read_to_string("/etc/passwd").is_ok_and(|users| users.lines().any(|line| line.starts_with(&format!("{user}:"))));
        let root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
        let user = ["postgres", "nobody"].into_iter().find(known).filter(|_| root);
        let postgres = Self { bin, user, folder: tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").unwrap() };
        if let Some(user) = user {
            run(Command::new("chown").arg(user).arg(postgres.folder.path()));
        }
        let data = postgres.data();
        run(postgres.command("initdb").args(["--auth=trust", "--username=daybook", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"]).arg(&data));
        let options = format!("-F -c listen_addresses='' -c unix_socket_directories='{}'", postgres.folder.path().display());
        run(postgres.command("pg_ctl").args(["-w", "-s", "-o", &options, "-l"]).arg(data.join("log")).arg("-D").arg(&data).arg("start"));
        Some(postgres)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir(self.folder.path());
        command
    }

    async fn connect(&self) -> PgConnection {
        let options = PgConnectOptions::new_without_pgpass().host(self.folder.path().to_str().unwrap()).username("daybook").database("postgres");
        options.connect().await.unwrap()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data();
        let _ = self.command("pg_ctl").args(["-w", "-s", "-m", "immediate", "-D"]).arg(data).arg("stop").status();
    }
}

fn run(command: &mut Command) {
    let out = command.output().unwrap();
    assert!(out.status.success(), "{command:?}: {}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
}

fn migrations(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(kind)
}

/// The columns of each table, by table.
fn tables(columns: Vec<(String, String)>) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::<_, Vec<_>>::new();
    for (table, column) in columns {
        tables.entry(table).or_default().push(column);
    }
    tables
}

#[tokio::test]
async fn every_statement_is_prepared_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daybook.db");
    Store::open(&path, Use::Command, None).await.unwrap().close().await;
    let mut sqlite = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    let mut faults = Vec::new();
    let twins = all_twins().into_iter().map(|(name, sqlite, _)| (name, sqlite));
    for (name, sql) in all_statements().into_iter().chain(twins) {
        if let Err(error) = sqlite.prepare(sqlx::SqlStr::from_static(sql)).await {
            faults.push(format!("{name}: {error}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn postgres_prepares_every_statement_and_its_tables_are_twins() {
    let Some(postgres) = Postgres::start() else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "PostgreSQL is not installed");
        println!("skipped: PostgreSQL is not installed");
        return;
    };
    let mut server = postgres.connect().await;
    Migrator::new(migrations("postgres")).await.unwrap().run(&mut server).await.unwrap();
    let mut faults = Vec::new();
    let twins = all_twins().into_iter().map(|(name, _, postgres)| (name, postgres));
    for (name, sql) in all_statements().into_iter().chain(twins) {
        if let Err(error) = server.prepare(sqlx::SqlStr::from_static(sql)).await {
            faults.push(format!("{name}: {error}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    let mut sqlite = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    Migrator::new(migrations("sqlite")).await.unwrap().run(&mut sqlite).await.unwrap();
    // The search index itself, `search` and its shadow tables, is each store's own; what it is made of is not.
    let ours: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations' AND t.name <> 'search' AND (t.name NOT LIKE 'search_%' OR t.name = 'search_text') ORDER BY t.name, c.cid",
    )
    .fetch_all(&mut sqlite)
    .await
    .unwrap();
    let theirs: Vec<(String, String)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' ORDER BY table_name, ordinal_position",
    )
    .fetch_all(&mut server)
    .await
    .unwrap();
    assert_eq!(tables(ours), tables(theirs));
    server.close().await.unwrap();
}

#[test]
fn every_file_of_the_store_lists_its_statements() {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let list = std::fs::read_to_string(store.join("mod.rs")).unwrap();
    for entry in std::fs::read_dir(&store).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if path.is_file() && name != "mod" && std::fs::read_to_string(&path).unwrap().contains("statements! {") {
            assert!(list.contains(&format!("{name}::STATEMENTS")), "{name}.rs is not in all_statements");
        }
    }
}
