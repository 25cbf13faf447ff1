//! Where the demo's database is.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::platform::settings::{self, Mail, Settings};

/// A folder that was named, or one that goes with the process.
#[derive(Debug)]
pub enum Place {
    /// Kept for next time.
    Named(PathBuf),
    /// Gone when the demo ends.
    Temporary(TempDir),
}

impl Place {
    /// The folder, made if need be.
    ///
    /// # Errors
    /// A sentence when it cannot be made.
    pub fn open(folder: Option<PathBuf>) -> Result<Place, String> {
        match folder {
            Some(folder) => {
                std::fs::create_dir_all(&folder)
                    .map_err(|error| format!("the folder {} cannot be made: {error}", folder.display()))?;
                Ok(Place::Named(folder))
            }
            None => TempDir::new()
                .map(Place::Temporary)
                .map_err(|error| format!("a temporary folder cannot be made: {error}")),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        match self {
            Place::Named(folder) => folder,
            Place::Temporary(folder) => folder.path(),
        }
    }

    /// The usual settings, with the demo's own database, domain and outbox.
    ///
    /// # Errors
    /// A sentence that names a wrong setting.
    pub fn settings(&self) -> Result<Settings, String> {
        let settings = settings::read()?;
        Ok(Settings {
            database_url: format!("sqlite:{}", self.folder().join("demo.db").display()),
            secret_file: Some(self.folder().join("demo.secret")),
            mail: Mail::Outbox,
            support_domain: "dfe.example".to_owned(),
            second_factor: false,
            is_demo: true,
            ..settings
        })
    }
}
