//! A folder of a test's own that an unprivileged account can reach.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// See the module; it goes with its test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        let path = PathBuf::from("/tmp").join(format!("jmk-folder-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir(&path).expect("a folder under /tmp");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("our folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
