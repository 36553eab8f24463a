//! The program as its users run it.

use std::path::Path;

use tempfile::TempDir;

/// What a run of the program left behind.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Standard output of a run that must have gone well.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self.stdout
    }

    /// The JSON document of a run that must have gone well.
    #[track_caller]
    pub(crate) fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.done()).expect("the output is JSON")
    }

    /// The JSON Lines of a run that must have gone well.
    #[track_caller]
    pub(crate) fn lines(self) -> Vec<serde_json::Value> {
        self.done().lines().map(|l| serde_json::from_str(l).expect("every line is JSON")).collect()
    }
}

/// A folder of its own, in which the program runs.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("there is room for a folder"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, in a folder below if its name says so.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is in the folder")).expect("folders can be made");
        std::fs::write(path, bytes).expect("files can be written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Says who may do what with a file of the folder, or with the folder, which is `.`.
    #[cfg(unix)]
    pub(crate) fn mode(&self, name: &str, mode: u32) {
        let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(self.path().join(name), permissions).expect("it is ours");
    }

    /// All names in the folder, hidden ones too, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).expect("the folder can be listed");
        let mut names: Vec<String> =
            entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "")
    }

    /// The program in this folder, for whoever wants to be there while it runs.
    #[cfg(unix)]
    pub(crate) fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("gainsay"));
        command.args(args).current_dir(self.path()).stdin(std::process::Stdio::null());
        command
    }

    /// Runs the program in this folder with this standard input.
    pub(crate) fn run_with(&self, args: &[&str], stdin: impl Into<Vec<u8>>) -> Run {
        let output = assert_cmd::cargo::cargo_bin_cmd!("gainsay")
            .args(args)
            .current_dir(self.path())
            .env("COLUMNS", "100")
            .env_remove("CLICOLOR_FORCE")
            .write_stdin(stdin)
            .output()
            .expect("the program can be started");
        Run {
            code: output.status.code().expect("no signal ends the program"),
            stdout: String::from_utf8(output.stdout).expect("the output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("the messages are UTF-8"),
        }
    }
}

/// Runs the program at the root of the package.
pub(crate) fn gainsay(args: &[&str]) -> Run {
    let samples = crate::package(crate::SAMPLES);
    let args: Vec<&str> =
        args.iter().map(|a| if *a == crate::SAMPLES { samples.to_str().expect("UTF-8") } else { a }).collect();
    Folder::new().run(&args)
}
